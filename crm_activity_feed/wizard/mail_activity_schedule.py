from odoo import fields, models


class MailActivitySchedule(models.TransientModel):
    """Ask why an activity is planned; of a plan, each step says why."""

    _inherit = "mail.activity.schedule"

    reason_id = fields.Many2one("crm.feed.reason", "Reason", groups="base.group_user")

    def _action_schedule_activities(self):
        return self._set_reason(super()._action_schedule_activities())

    def _action_schedule_activities_personal(self):
        return self._set_reason(super()._action_schedule_activities_personal())

    def _set_reason(self, activities):
        if self.reason_id and activities:
            activities.filtered(lambda activity: not activity.reason_id).write(
                {"reason_id": self.reason_id.id}
            )
        return activities

    def action_schedule_plan(self):
        """Give each activity of the plan the reason of its step.

        Core makes one for each step and document, and hands none of them to us.
        """
        templates = self._plan_filter_activity_templates_to_schedule()
        if not templates.reason_id:
            return super().action_schedule_plan()
        # With the archived ones and those of others: the last id there is.
        every = self.env["mail.activity"].sudo().with_context(active_test=False)
        last_id = every.search([], order="id desc", limit=1).id
        action = super().action_schedule_plan()
        planned = self.env["mail.activity"].search(
            [
                ("id", ">", last_id),
                ("create_uid", "=", self.env.uid),
                ("res_model", "=", self.res_model),
                ("res_id", "in", self._evaluate_res_ids()),
            ],
            order="id",
        )
        for activities in planned.grouped("res_id").values():
            self._set_plan_reasons(activities, templates)
        return action

    def _set_plan_reasons(self, activities, templates):
        """Tell which step of the plan each of a document's new activities is."""
        rest = list(templates)
        for activity in activities:
            key = activity.activity_type_id, activity.summary or False
            for template in rest:
                if key == (template.activity_type_id, template.summary or False):
                    rest.remove(template)
                    if template.reason_id:
                        activity.reason_id = template.reason_id
                    break
