from odoo import api, models


class MailActivity(models.Model):
    """What becomes of comments, likes and pins when an activity is done or deleted."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Hand the marks on to the message, or the meeting, that is the entry then."""
        marks = self.env["crm.feed.mark"]
        marked = self.browse(marks._get_marked_ids(self._name, self.ids)).sudo()
        meetings = {activity: activity.calendar_event_id for activity in marked}
        messages, activities = super()._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        for activity in marked.exists():
            meeting = meetings[activity]
            entry = meeting if meeting._is_feed_entry() else activity.feed_message_id
            marks._move(self._name, activity.ids, entry)
        return messages, activities

    def _get_feed_actions(self):
        """Planned activities are deleted for good, as in the chatter."""
        actions = super()._get_feed_actions()
        for activity in self.filtered("active")._filtered_access("unlink"):
            actions[activity.id] = [*actions[activity.id], "delete"]
        return actions

    def _run_feed_action(self, action, params):
        if action == "delete":
            return self.unlink()
        return super()._run_feed_action(action, params)

    @api.model
    def _move_feed_activities(self, old_records, record):
        """Give the activities of records to the one that takes their place.

        Also those that are done: core forgets them at a merge, and deletes them with
        the record.

        :param old_records: those that go, of the model of ``record``
        """
        # A merge is about all of them, also of those that only their owner sees.
        activities = self.sudo().with_context(active_test=False)
        activities.search(
            [("res_model", "=", record._name), ("res_id", "in", old_records.ids)]
        ).write({"res_id": record.id})
