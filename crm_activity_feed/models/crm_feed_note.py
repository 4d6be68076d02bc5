from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .note_deadline import (
    get_timezone,
    move_to_day,
    read_deadline,
    to_local,
    to_morning,
)


class CrmFeedNote(models.Model):
    """The smallest thing to do for a customer: the sticky on the monitor.

    A text, a customer, an owner and a deadline; everything else is optional.
    Whoever forgets one of the four is told so in the same words by the form, an
    import and the API: neither ``create`` nor ``load`` makes up an owner or a
    deadline. Only screens that show what they fill in ask for it, through the
    context key ``crm_feed_default_deadline``.

    A customer who has notes cannot be deleted, only archived. A deal can be
    deleted: its notes stay with the customer and say which deal it was.
    """

    _name = "crm.feed.note"
    _description = "Note"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.feed.mixin"]
    _order = "date_deadline, id"
    _rec_names_search = ["name"]

    name = fields.Text("Note", required=True)
    description = fields.Html("Details")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    customer_id = fields.Many2one(
        "res.partner", "Commercial Entity", related="partner_id.commercial_partner_id"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        index="btree_not_null",
        ondelete="set null",
        tracking=50,
        domain="customer_id and ['|', ('partner_id', '=', False), "
        "('partner_id.commercial_partner_id', '=', customer_id)] or []",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        tracking=20,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    date_deadline = fields.Datetime(
        "Deadline",
        required=True,
        index=True,
        tracking=30,
        help="An all-day deadline is kept as midnight UTC of its day.",
    )
    is_all_day = fields.Boolean("All day")
    deadline_day = fields.Date(
        compute="_compute_deadline_day",
        inverse="_inverse_deadline_day",
        store=True,
        index=True,
        tracking=31,
        help="The day of the deadline, in the time zone of the owner.",
    )
    # The activity mixin has a field of this name for the next activity on the
    # document. In the feed it is the kind of the contact, on every entry.
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind",
        related=None,
        compute=None,
        search=None,
        store=True,
        readonly=False,
        copy=True,
        groups=None,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("res_model", "in", [False, "res.partner", "crm.lead"])],
    )
    # No `restrict`: the reasons that come with the addon have to go with it. The
    # reason itself refuses to be deleted while it is used.
    reason_id = fields.Many2one("crm.feed.reason", "Reason", index="btree_not_null")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        copy=False,
        tracking=10,
    )
    date_done = fields.Datetime("Closed on", copy=False)
    outcome = fields.Text(copy=False)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
    )
    active = fields.Boolean(default=True)
    import_key = fields.Char(
        copy=False,
        help="Identifies the line of an import, so that the same file imported "
        "twice makes no second note.",
    )

    _name_not_blank = models.Constraint(
        r"CHECK (name ~ '\S')", "A note needs a text. Write what is to be done."
    )
    _all_day_at_midnight = models.Constraint(
        "CHECK (is_all_day IS NOT TRUE"
        " OR date_deadline = date_trunc('day', date_deadline))",
        "An all-day deadline has no time. Choose a day, or switch all-day off.",
    )
    _date_done_when_closed = models.Constraint(
        "CHECK ((state = 'open') = (date_done IS NULL))",
        "A note has a closing date when it is done or cancelled, and only then.",
    )
    _import_key_unique = models.UniqueIndex(
        "(import_key) WHERE import_key IS NOT NULL",
        "Two notes cannot have the same import key. Was the file imported already?",
    )

    @api.depends("name")
    def _compute_display_name(self):
        """Show the first line of the text, shortened."""
        for note in self:
            line = ((note.name or "").strip().splitlines() or [""])[0]
            note.display_name = line if len(line) <= 80 else f"{line[:79].rstrip()}…"

    @api.depends("date_deadline", "is_all_day", "user_id.tz")
    def _compute_deadline_day(self):
        for note in self:
            note.deadline_day = note._get_deadline_day()

    def _inverse_deadline_day(self):
        """Move the note to another day; a timed one keeps its time."""
        for note in self:
            day = note.deadline_day
            if not day or day == note._get_deadline_day():
                continue
            if note.is_all_day or not note.date_deadline:
                note.update({"date_deadline": day, "is_all_day": True})
            else:
                tz = note._get_owner_timezone()
                note.date_deadline = move_to_day(note.date_deadline, day, tz)

    @api.depends("lead_id", "partner_id")
    def _compute_company_id(self):
        for note in self:
            note.company_id = note.lead_id.company_id or note.partner_id.company_id

    @api.onchange("deadline_day")
    def _onchange_deadline_day(self):
        self._inverse_deadline_day()

    @api.onchange("is_all_day")
    def _onchange_is_all_day(self):
        """Switch between a day and a time without losing the day."""
        if not (moment := self.date_deadline):
            return
        tz = self._get_owner_timezone()
        if self.is_all_day:
            self.date_deadline = read_deadline(moment, tz, True)[0]
        elif moment == read_deadline(moment, tz, True)[0]:
            self.date_deadline = to_morning(moment.date(), tz)

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if not self.partner_id:
            self.partner_id = self.lead_id.partner_id

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id and self._get_foreign_lead_notes():
            self.lead_id = False

    @api.constrains("partner_id", "lead_id")
    def _check_lead_customer(self):
        """Refuse the deal of another customer."""
        for note in self._get_foreign_lead_notes():
            raise ValidationError(
                self.env._(
                    'The note "%(note)s" cannot be bound to the deal "%(deal)s": it '
                    "is a deal of %(other)s, the note is about %(customer)s. Choose "
                    "a deal of the same customer, or none.",
                    note=note.display_name,
                    deal=note.lead_id.name,
                    other=note.lead_id.partner_id.commercial_partner_id.display_name,
                    customer=note.customer_id.display_name,
                )
            )

    @api.constrains("user_id", "company_id")
    def _check_owner(self):
        """Refuse owners who could not see the note."""
        for note in self:
            owner, company = note.user_id.sudo(), note.company_id.sudo()
            if not owner.active or owner.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot own a note: only active internal users can. "
                        "Choose a colleague.",
                        user=owner.name,
                    )
                )
            if company and company not in owner.company_ids:
                raise ValidationError(
                    self.env._(
                        '%(user)s cannot own the note "%(note)s": it belongs to '
                        "%(company)s, where %(user)s does not work and so would not "
                        "see it. Choose a colleague of that company, or another "
                        "company for the note.",
                        user=owner.name,
                        note=note.display_name,
                        company=company.name,
                    )
                )

    @api.constrains("state", "date_done")
    def _check_date_done(self):
        """Keep the closing date in the past, and on closed notes only."""
        now = fields.Datetime.now()
        for note in self:
            if bool(note.date_done) == (note.state == "open"):
                raise ValidationError(
                    self.env._(
                        'The note "%s" cannot have this closing date: it has one when '
                        "it is done or cancelled, and only then. Use Done, Cancel or "
                        "Reopen.",
                        note.display_name,
                    )
                )
            # A client's clock may be a little ahead of the server's.
            if note.date_done and note.date_done > now + timedelta(minutes=5):
                raise ValidationError(
                    self.env._(
                        'The note "%s" cannot be closed in the future. Choose a '
                        "moment that has passed, or reschedule the note.",
                        note.display_name,
                    )
                )

    def _get_deadline_day(self):
        """Return the calendar day of the deadline, as its owner sees it."""
        moment = self.date_deadline
        if moment and not self.is_all_day:
            moment = to_local(moment, self._get_owner_timezone())
        return moment and moment.date()

    def _get_owner_timezone(self):
        """Return the time zone in which the deadline of this note has its day."""
        return get_timezone(self.user_id.tz)

    def _get_foreign_lead_notes(self):
        """Return the notes whose deal belongs to another customer."""
        return self.sudo().filtered(
            lambda note: note.lead_id.partner_id
            and note.lead_id.partner_id.commercial_partner_id != note.customer_id
        )
