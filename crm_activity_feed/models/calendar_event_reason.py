from odoo import api, fields, models
from odoo.exceptions import UserError


class CalendarEvent(models.Model):
    """Why one meets: the same as of the activities that the meeting is planned by."""

    _inherit = "calendar.event"

    # No `restrict`: see `crm.feed.note`. Of somebody else's private meeting, the model
    # hides it, as it hides every field that it does not name as public.
    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        index="btree_not_null",
        help="Why you meet the customer.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for event in events:
            # Core plans an activity beside it, or takes the one it was made of.
            activities = event.activity_ids
            if event.reason_id:
                activities.filtered(lambda activity: not activity.reason_id).write(
                    {"reason_id": event.reason_id.id}
                )
            elif reason := activities.reason_id[:1]:
                event.reason_id = reason
        return events

    def _set_feed_reason(self, kind_reason):
        """Give the meeting the reason that somebody chose in the feed.

        :param dict kind_reason: see ``crm.feed.mixin._run_feed_action``
        :raise UserError: if it names a kind
        """
        if "activity_type_id" in kind_reason:
            raise UserError(
                self.env._(
                    "A meeting is always of the kind “Meeting”. Choose its reason only."
                )
            )
        self.write(kind_reason)

    def _sync_activities(self, fields):
        result = super()._sync_activities(fields)
        if "reason_id" in fields:
            for event in self:
                event.activity_ids.filtered(
                    lambda activity, reason=event.reason_id: (
                        activity.reason_id != reason
                    )
                ).write({"reason_id": event.reason_id.id})
        return result
