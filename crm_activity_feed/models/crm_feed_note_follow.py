from odoo import models


class CrmFeedNote(models.Model):
    """What followers of the customer are told of a note."""

    _inherit = "crm.feed.note"

    def _creation_subtype(self):
        planned = self.env.ref(
            "crm_activity_feed.mt_note_planned", raise_if_not_found=False
        )
        return self._get_feed_told_subtype(planned) or super()._creation_subtype()

    def _track_subtype(self, init_values):
        if "state" in init_values and self.state != "open":
            closed = self.env.ref(
                "crm_activity_feed.mt_note_closed", raise_if_not_found=False
            )
            if told := self._get_feed_told_subtype(closed):
                return told
        return super()._track_subtype(init_values)
