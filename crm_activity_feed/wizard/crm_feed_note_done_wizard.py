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
        """Mark the notes as done."""
        self.ensure_one()
        self.note_ids.action_done(self.outcome, self.date_done)
        return {"type": "ir.actions.act_window_close"}
