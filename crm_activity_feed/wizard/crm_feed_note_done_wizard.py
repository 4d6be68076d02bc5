from odoo import api, fields, models


class CrmFeedNoteDoneWizard(models.TransientModel):
    """Ask what came of the notes, and when; and why it was, if nobody said so."""

    _name = "crm.feed.note.done.wizard"
    _description = "Mark Notes as Done"

    note_ids = fields.Many2many("crm.feed.note", required=True)
    outcome = fields.Text()
    date_done = fields.Datetime(
        "Done on", required=True, default=lambda self: fields.Datetime.now()
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind",
        compute="_compute_kind_reason",
        store=True,
        readonly=False,
        domain=lambda self: self.env["crm.feed.note"]._get_kind_domain(),
    )
    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        compute="_compute_kind_reason",
        store=True,
        readonly=False,
    )

    @api.depends("note_ids")
    def _compute_kind_reason(self):
        for wizard in self:
            wizard.update(wizard._get_common())

    def action_apply(self):
        """Mark the open notes as done; say how many were closed already."""
        self.ensure_one()
        # With nothing to do at all, the notes say why themselves.
        notes = self.note_ids
        notes = notes.filtered(lambda note: note.state == "open") or notes
        notes.action_done(self.outcome, self.date_done)
        if vals := self._get_changes():
            notes.write(vals)
        close = {"type": "ir.actions.act_window_close"}
        skipped = len(self.note_ids) - len(notes)
        if not skipped:
            return self._ask_next(notes) or close
        message = self.env._(
            "Marked as done: %(done)s. Skipped because closed already: %(skipped)s.",
            done=len(notes),
            skipped=skipped,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": message, "next": close},
        }

    def _ask_next(self, notes):
        """Return the dialog for the next step, after the last thing planned.

        Of several notes at once, nobody wants to be asked one by one.
        """
        if len(notes) != 1:
            return False
        customer = notes.partner_id.sudo().commercial_partner_id
        if not self.env["crm.feed.entry"]._find_unplanned(
            customer.id, notes.lead_id.id
        ):
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What next with %s?", notes.partner_id.display_name),
            "res_model": "crm.feed.note",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "crm_feed_default_deadline": True,
                "default_partner_id": notes.partner_id.id,
                "default_lead_id": notes.lead_id.id,
                "default_reason_id": notes.reason_id.id,
                "default_user_id": notes.user_id.id,
            },
        }

    def _get_common(self):
        """Return kind and reason that all the notes have, as values."""
        common = {}
        for name in ("activity_type_id", "reason_id"):
            values = {note[name].id for note in self.note_ids}
            common[name] = values.pop() if len(values) == 1 else False
        return common

    def _get_changes(self):
        """Return what was chosen: what differs among the notes stays if nothing is."""
        return {
            name: self[name].id
            for name, value in self._get_common().items()
            if self[name].id != value
        }
