from odoo import fields, models


class MailActivity(models.Model):
    """Why an activity is planned; what follows on it, and reports it, inherits that."""

    _inherit = "mail.activity"

    # No `restrict`: see `crm.feed.note`.
    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        index="btree_not_null",
        help="Why you contact the customer, whatever the kind of contact.",
        groups="base.group_user",
    )

    def write(self, vals):
        result = super().write(vals)
        if "reason_id" in vals:
            # The meeting that was made of an activity is the entry of the feed.
            events = self.calendar_event_id._filtered_access("write")
            events.filtered(
                lambda event: event.reason_id.id != vals["reason_id"]
                and event._is_feed_editable()
            ).write({"reason_id": vals["reason_id"]})
        return result

    def _prepare_next_activity_values(self):
        """The activity that core plans by itself is about the same thing."""
        return {
            **super()._prepare_next_activity_values(),
            "reason_id": self.reason_id.id,
        }

    def action_feedback_schedule_next(self, feedback=False, attachment_ids=None):
        reason = self[:1].reason_id
        action = super().action_feedback_schedule_next(
            feedback=feedback, attachment_ids=attachment_ids
        )
        if action and reason:
            action["context"] = {
                **action["context"],
                "default_reason_id": reason.id,
            }
        return action

    def action_create_calendar_event(self):
        action = super().action_create_calendar_event()
        if self.reason_id:
            action["context"] = {
                **action["context"],
                "default_reason_id": self.reason_id.id,
            }
        return action
