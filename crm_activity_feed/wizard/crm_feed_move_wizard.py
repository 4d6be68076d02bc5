from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.columns import decode_id

#: Titles that are named, of what cannot be moved for one reason.
MAX_NAMES = 3


class CrmFeedMoveWizard(models.TransientModel):
    """Where notes that were written with the wrong customer belong.

    From a feed, from lists of notes, and from lists of entries: of those, what is
    not ours stays where it is, with the reason why.
    """

    _name = "crm.feed.move.wizard"
    _description = "Move Notes to Another Customer"

    note_ids = fields.Many2many("crm.feed.note", required=True)
    from_text = fields.Char("From Customer", compute="_compute_from_text")
    blocked = fields.Html(readonly=True)
    partner_id = fields.Many2one("res.partner", "To Customer")
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id")
    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        domain="customer_id and [('partner_id', 'child_of', customer_id)] or []",
    )
    deal_names = fields.Char(compute="_compute_deal_names")
    deal_choice = fields.Selection(
        [
            ("none", "Without a deal"),
            ("other", "In a deal of the new customer"),
        ],
        "From then on",
    )

    @api.model
    def default_get(self, fields):
        """Start from what is selected in a list of notes or of entries."""
        values = super().default_get(fields)
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        if "default_note_ids" in context:
            return values
        blocked = False
        if model == "crm.feed.entry":
            ids, blocked = self._read_entries(ids)
        elif model != "crm.feed.note":
            ids = []
        notes = self.env["crm.feed.note"].browse(ids)._filtered_access("read")
        return {**values, "note_ids": notes.ids, "blocked": blocked}

    @api.depends("note_ids")
    def _compute_from_text(self):
        for wizard in self:
            notes = wizard.note_ids
            contacts = notes.customer_id if len(notes) > 1 else notes.partner_id
            names = contacts.mapped("display_name")
            customers = ", ".join(names[:MAX_NAMES])
            if len(names) > MAX_NAMES:
                customers = self.env._(
                    "%(names)s and %(number)s more",
                    names=customers,
                    number=len(names) - MAX_NAMES,
                )
            if len(notes) > 1:
                wizard.from_text = self.env._(
                    "%(count)s notes of %(customers)s",
                    count=len(notes),
                    customers=customers,
                )
            else:
                wizard.from_text = self.env._(
                    "“%(note)s” of %(customers)s",
                    note=notes.display_name,
                    customers=customers,
                )

    @api.depends("note_ids", "partner_id")
    def _compute_deal_names(self):
        """Name the deals that the notes cannot take to the new customer."""
        for wizard in self:
            left = wizard.note_ids._get_left_deals(wizard.partner_id)
            readable = left.sudo(False)._filtered_access("read")
            names = [f"“{lead.name}”" for lead in readable[:MAX_NAMES]]
            if len(left) > len(names):
                names.append(self.env._("%s more", len(left) - len(names)))
            wizard.deal_names = ", ".join(names)

    @api.constrains("partner_id", "lead_id")
    def _check_readable(self):
        """Keep no dialog that would name what somebody chooses by its id."""
        # Odoo checks with all rights.
        chosen = self.sudo(False)
        chosen.partner_id.check_access("read")
        chosen.lead_id.check_access("read")

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Forget a deal of somebody else."""
        customer = self.lead_id.sudo().partner_id.commercial_partner_id
        if self.partner_id and customer and customer != self.customer_id:
            self.lead_id = False

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        """Choose the customer along with the deal."""
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id
        if self.lead_id and self.deal_names:
            self.deal_choice = "other"

    @api.onchange("deal_choice")
    def _onchange_deal_choice(self):
        if self.deal_choice == "none":
            self.lead_id = False

    def action_apply(self):
        """Move the notes, and offer to undo it.

        :raise UserError: if it is not said where to, or what becomes of the deals
        """
        self.ensure_one()
        notes, lead_id = self.note_ids, self.lead_id.id or None
        if not self.partner_id and not lead_id:
            raise UserError(
                self.env._(
                    "Nothing would change: choose the customer, or the deal, that it "
                    "is about."
                )
            )
        if self.deal_names and not lead_id and self.deal_choice != "none":
            raise UserError(
                self.env._(
                    "It is not said what of the deal %(deals)s: it stays with its "
                    "customer. Choose a deal of the new customer, or none.",
                    deals=self.deal_names,
                )
            )
        undo = notes.action_move(self.partner_id.id, lead_id)
        place = self.lead_id or self.partner_id
        message = self.env._("Moved to %s", place.display_name)
        if len(notes) > 1:
            message = self.env._(
                "%(count)s notes were moved to %(place)s",
                count=len(notes),
                place=place.display_name,
            )
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_feed.moved",
            "params": {"message": message, "undo": undo},
        }

    # ------------------------------------------------------------
    # What cannot be moved
    # ------------------------------------------------------------

    @api.model
    def _read_entries(self, ids):
        """Return ``(ids of notes, HTML on the other entries or False)``.

        :param ids: of entries, as lists give them
        """
        entries = self.env["crm.feed.entry"].browse(map(int, ids))
        ours = entries.filtered(lambda entry: entry.res_model == "crm.feed.note")
        titles = {}
        for entry in entries - ours:
            advice = self._get_advice(entry.kind)
            titles.setdefault(advice, []).append(entry.title or "")
        lines = Markup().join(
            Markup("<li>%s<br/>%s</li>") % (self._join_titles(names), advice)
            for advice, names in titles.items()
        )
        note_ids = [decode_id(entry.id)[0] for entry in ours]
        return note_ids, bool(lines) and Markup("<ul>%s</ul>") % lines

    def _join_titles(self, titles):
        names = ", ".join(f"“{title}”" for title in titles[:MAX_NAMES])
        if (more := len(titles) - MAX_NAMES) > 0:
            return self.env._("%(names)s and %(number)s more", names=names, number=more)
        return names

    @api.model
    def _get_advice(self, kind):
        """Return why an entry of a kind stays where it is, and what to do instead."""
        if kind == "activity":
            return self.env._(
                "An activity belongs to its document. Plan it anew with the right "
                "customer, and cancel this one."
            )
        if kind == "meeting":
            return self.env._(
                "A meeting belongs to its attendees. Open it, and change the attendees "
                "or the deal."
            )
        if kind in ("email", "message"):
            return self.env._(
                "A message stays where it was sent or written: others have it by now. "
                "Write a note with the right customer, with a link to it."
            )
        if kind in ("change", "log"):
            return self.env._(
                "This is the history of a document. Open the document, and change its "
                "customer: the history goes with it."
            )
        if kind == "contact":
            return self.env._(
                "This is the contact itself. Open it, and change its company; or merge "
                "it with the one that it is twice."
            )
        return self.env._(
            "This is a document of its own. Open it, and change its customer there, if "
            "it is still open."
        )
