from odoo import models


class CrmFeedNote(models.Model):
    """Deleting a note in the feed: it is archived, so that it can come back."""

    _inherit = "crm.feed.note"

    def _get_feed_actions(self):
        actions = super()._get_feed_actions()
        deletable = self._filtered_access("unlink")
        for note in self:
            if not note.active:
                # Out of the feed: all one can do is take that back.
                actions[note.id] = ["restore"] if note in deletable else []
            elif note in deletable:
                actions[note.id] = [*actions[note.id], "delete", "restore"]
        return actions

    def _run_feed_action(self, action, params):
        if action == "delete":
            return self.action_archive()
        if action == "restore":
            return self.action_unarchive()
        return super()._run_feed_action(action, params)
