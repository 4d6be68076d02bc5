from odoo import fields, models


class CrmFeedNoteDoneWizard(models.TransientModel):
    """Ask what came of the notes, and when."""

    _name = "crm.feed.note.done.wizard"
    _description = "Mark Notes as Done"

    note_ids = fields.Many2many("crm.feed.note", required=True)
    outcome = fields.Text()
    date_done = fields.Datetime(
        "Done on", required=True, default=lambda self: fields.Datetime.now()
    )

    def action_apply(self):
        """Mark the open notes as done; say how many were closed already."""
        self.ensure_one()
        # With nothing to do at all, the notes say why themselves.
        notes = self.note_ids
        notes = notes.filtered(lambda note: note.state == "open") or notes
        notes.action_done(self.outcome, self.date_done)
        close = {"type": "ir.actions.act_window_close"}
        skipped = len(self.note_ids) - len(notes)
        if not skipped:
            return close
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
