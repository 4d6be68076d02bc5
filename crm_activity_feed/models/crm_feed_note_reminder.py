import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime
from odoo.tools.urls import urljoin

from .note_deadline import to_morning

_logger = logging.getLogger(__name__)

#: Notes whose owners are reminded in one transaction.
BATCH = 100
#: What could not be told by then is no reminder any more; the daily mail tells it.
MAX_DELAY = timedelta(days=1)
RETRY_AFTER = timedelta(hours=1)
#: How many notes a client asks for at once.
MAX_POPUPS = 100


#: Minutes before the deadline, as text.
REMINDERS = [
    ("none", "No reminder"),
    ("0", "At the deadline"),
    ("15", "15 minutes before"),
    ("60", "1 hour before"),
    ("1440", "1 day before"),
]


class CrmFeedNote(models.Model):
    """The reminder of a note: once, before its deadline, to its owner.

    ``remind_at`` holds the moment as long as the reminder is to come, and nothing
    afterwards. It is emptied in the transaction that makes the reminder: should the job
    be stopped in between, neither has happened. ``reminder_key`` remembers what the
    owner was reminded of, so that no later change reminds of the same again; another
    deadline, owner or reminder is something else.

    The reminder of an all-day deadline counts from nine o'clock of its day, where its
    owner is.
    """

    _inherit = "crm.feed.note"  # pylint: disable=consider-merging-classes-inherited

    reminder = fields.Selection(
        REMINDERS,
        compute="_compute_reminder",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
        help="When the owner is told of the deadline. An all-day deadline counts as "
        "9:00 of its day.",
    )
    remind_at = fields.Datetime(
        compute="_compute_remind_at",
        store=True,
        copy=False,
        help="When the owner will be reminded; empty when that is over.",
    )
    reminder_key = fields.Char(readonly=True, copy=False)

    _remind_at_index = models.Index("(remind_at) WHERE remind_at IS NOT NULL")

    @api.depends("user_id")
    def _compute_reminder(self):
        """Start new notes with what their owner has chosen for himself."""
        new = self.filtered(lambda note: not note._origin)
        wishes = new.user_id._get_crm_feed_reminders()
        for note in new:
            note.reminder = wishes.get(note.user_id.id, "none")
        # Whoever takes a note over keeps what was chosen for it.
        for note in self - new:
            note.reminder = note.reminder or "none"

    @api.depends(
        *("reminder", "date_deadline", "is_all_day", "user_id.tz", "state", "active")
    )
    def _compute_remind_at(self):
        now = fields.Datetime.now()
        for note in self:
            note.remind_at = note._get_remind_at(now)

    def _get_remind_at(self, now):
        """Return when the owner is to be reminded, ``False`` if not.

        A note that is written later than its reminder is remembered at its deadline.
        """
        is_armed = (
            self.state == "open"
            and self.active
            and self.date_deadline
            and self.reminder not in (False, "none")
            and self.reminder_key != self._get_reminder_key()
        )
        if not is_armed:
            return False
        deadline = self._get_deadline_moment()
        moments = (deadline - timedelta(minutes=int(self.reminder)), deadline)
        return next((moment for moment in moments if moment > now), False)

    def _get_deadline_moment(self):
        """Return the moment of the deadline, in UTC; of a day, nine in the morning."""
        if not self.is_all_day:
            return self.date_deadline
        return to_morning(self.date_deadline.date(), self._get_owner_timezone())

    def _get_reminder_key(self):
        """Return what its owner is reminded of, in a word.

        Not the moment: it changes when the owner travels.
        """
        deadline = fields.Datetime.to_string(self.date_deadline)
        return f"{self.user_id.id} {deadline} {self.reminder}"

    # ------------------------------------------------------------
    # Delivery
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the owners of all notes that are due for it, as a scheduled job.

        Can be stopped anywhere. What another transaction is changing right now is left
        to the next run.
        """
        now = fields.Datetime.now()
        due = Domain("remind_at", "<=", now)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(due))
        last_id = 0
        while True:
            # By id and onwards: what is locked, or fails, does not come twice.
            found = self.search(
                due & Domain("id", ">", last_id), order="id", limit=BATCH
            )
            if not found:
                return
            last_id = found[-1].id
            locked = found.try_lock_for_update(allow_referencing=True)
            locked._remind(now)
            if not cron._commit_progress(len(found)):
                return

    def _remind(self, now):
        """Remind the owners of these notes; what fails is tried again in an hour."""
        for owner, notes in self.grouped("user_id").items():
            for note in notes:
                try:
                    with self.env.cr.savepoint():
                        note._remind_owner(now)
                except Exception:
                    # Whatever it is, the others are reminded.
                    _logger.exception("No reminder of note %s", note.id)
                    note._set_technical({"remind_at": now + RETRY_AFTER})
            told = notes.filtered(lambda note: not note.remind_at)
            if told:
                owner._bus_send("crm_feed/reminder", {"note_ids": told.ids})

    def _remind_owner(self, now):
        self.ensure_one()
        is_late = now > self._get_deadline_moment() + MAX_DELAY
        owner = self.user_id
        self._set_technical(
            {"remind_at": False, "reminder_key": self._get_reminder_key()}
        )
        own = self._as_owner()
        # Who may not see it any more, in a company he has left, is not told of it.
        if is_late or not owner.active or not own._filtered_access("read"):
            return
        self.with_context(lang=owner.lang).message_notify(
            subject=own.env._("Reminder: %s", own.display_name),
            body=own._render_reminder(),
            partner_ids=owner.partner_id.ids,
            model_description=own.env._("Note"),
            email_layout_xmlid="mail.mail_notification_light",
            # Not after this commit, at once: of a reminder that fails later on, a mail
            # would be left that is not there.
            force_send=False,
        )
        self.env["crm.feed.mailing"]._trigger_queue()

    def _as_owner(self):
        """Return this note in the environment of its owner, in all his companies."""
        owner = self.user_id
        return self.with_user(owner).with_context(
            allowed_company_ids=owner.company_ids.ids, lang=owner.lang, tz=owner.tz
        )

    def _render_reminder(self):
        """Return the body of the reminder, as the current user may read it."""
        # The name of a contact tells its company.
        contact = self.partner_id._filtered_access("read")
        url = urljoin(self.get_base_url(), self._get_reminder_path())
        return self.env["ir.qweb"]._render(
            "crm_activity_feed.crm_feed_mail_reminder",
            {
                "text": self.name,
                "when": self._format_deadline(),
                "names": [contact.display_name] if contact else [],
                "url": url,
            },
        )

    def _format_deadline(self):
        """Return the deadline in the language and the time zone of the user."""
        if self.is_all_day:
            return format_date(self.env, self.date_deadline.date())
        return format_datetime(self.env, self.date_deadline, dt_format="short")

    def _get_reminder_path(self):
        """Return where the reminder leads: to the note in the feed of its customer."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        if not source.active:
            return f"/odoo/{self._name}/{self.id}"
        customer = self.sudo().customer_id
        entry = {
            "key": f"{source.number}-{self.id}",
            "document_model": self._name,
            "document_id": self.id,
            "customer_id": {"id": customer.id},
        }
        if not customer.sudo(False).has_access("read"):
            entry["customer_id"] = entry["lead_id"] = False
        return self.env["crm.feed.mailing"]._get_entry_path(entry)

    def _set_technical(self, vals):
        """Write what nobody is to be told of, and no chatter shows."""
        self.with_context(tracking_disable=True).write(vals)

    # ------------------------------------------------------------
    # The pop-up
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_reminders(self, note_ids):
        """Return what to show of notes that the user is reminded of right now.

        The message that tells of them holds ids only.

        :param note_ids: ids of notes, at most 100
        :return: ``[{"id", "title", "customer", "deadline", "path"}]``, texts in the
            language and time zone of the user; of the open notes among them that are
            the user's own
        :raise ValidationError: if these are no ids
        """
        if not isinstance(note_ids, list) or len(note_ids) > MAX_POPUPS:
            raise ValidationError(
                self.env._(
                    "These reminders cannot be shown: they are no list of notes, or of "
                    "more than %s. Name the notes by their ids.",
                    MAX_POPUPS,
                )
            )
        ids = [self._read_id("id", note_id) for note_id in note_ids]
        own = [
            ("id", "in", ids),
            ("user_id", "=", self.env.uid),
            ("state", "=", "open"),
        ]
        return [
            {
                "id": note.id,
                "title": note.display_name,
                "customer": note.customer_id._filtered_access("read").display_name
                or "",
                "deadline": note._format_deadline(),
                "path": note._get_reminder_path(),
            }
            for note in self.search(own)
        ]
