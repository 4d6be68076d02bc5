from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """What happens to the notes of a deal."""

    _inherit = "crm.lead"

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_notes(self):
        """Tell the notes which deal they belonged to: they outlive it.

        The database empties their deal. Not the ORM, which would take the
        company from the customer then: notes of one company would be shown to
        the others.
        """
        notes = self.env["crm.feed.note"].sudo().with_context(active_test=False)
        notes = notes.search([("lead_id", "in", self.ids)])
        notes._message_log_batch(
            {
                note.id: self.env._(
                    'The deal "%s" was deleted. The note stays with the customer.',
                    note.lead_id.name,
                )
                for note in notes
            }
        )

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self._merge_dependences_notes(opportunities)
        return result

    def _merge_dependences_notes(self, opportunities):
        """Move all notes to the deal that survives.

        In SQL: merged deals may have had different customers, and each note
        stays with the customer it was written about.
        """
        self.env["crm.feed.note"].flush_model(["lead_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_feed_note SET lead_id = %s WHERE lead_id IN %s",
                self.id,
                tuple(opportunities.ids),
            )
        )
        self.env["crm.feed.note"].invalidate_model(["lead_id"])
