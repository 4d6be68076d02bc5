from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_reason import ReasonCommon


@tagged("post_install", "-at_install")
class TestReasonPlan(ReasonCommon):
    """Why an activity is planned: asked for by Odoo's own dialog, told by a plan."""

    def _schedule(self, document, **context):
        Schedule = self.env["mail.activity.schedule"].with_user(self.ana)
        return Form(
            Schedule.with_context(
                active_model=document._name,
                active_id=document[0].id,
                active_ids=document.ids,
                **context,
            )
        )

    def _make_plan(self, *steps):
        return self.env["mail.activity.plan"].create(
            {
                "name": "First contact",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "activity_type_id": kind.id,
                            "summary": summary,
                            "reason_id": reason and reason.id,
                            "delay_count": number,
                            "delay_from": "after_plan_date",
                        }
                    )
                    for number, (kind, summary, reason) in enumerate(steps)
                ],
            }
        )

    def test_one_activity(self):
        with self._schedule(self.lead_ana) as form:
            form.activity_type_id = self.call
            form.summary = "Call back"
            form.reason_id = self.reason
        form.record.action_schedule_activities()
        (activity,) = self.lead_ana.activity_ids
        self.assertEqual(activity.reason_id, self.reason)
        self.assertEqual(self._tell(self._find(activity)), ("Call", "Test reason"))

    def test_done_at_once(self):
        with self._schedule(self.lead_ana) as form:
            form.activity_type_id = self.call
            form.reason_id = self.reason
        form.record.action_schedule_activities_done()
        report = self.lead_ana.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(self._tell(self._find(report)), ("Call", "Test reason"))

    def test_activity_of_nothing(self):
        Schedule = self.env["mail.activity.schedule"].with_user(self.ana)
        with Form(Schedule) as form:
            form.activity_type_id = self.call
            form.summary = "Tidy up"
            form.reason_id = self.tea
        form.record.action_schedule_activities()
        activity = self.env["mail.activity"].search([("summary", "=", "Tidy up")])
        self.assertEqual(activity.reason_id, self.tea)

    def test_plan(self):
        """Two steps that look the same, and one without a reason."""
        plan = self._make_plan(
            (self.call, "Call", self.tea),
            (self.call, "Call", self.reason),
            (self.mail_kind, False, None),
        )
        with self._schedule(self.lead_ana, plan_mode=True) as form:
            form.plan_id = plan
        form.record.action_schedule_plan()
        activities = self.lead_ana.activity_ids.sorted("date_deadline")
        self.assertEqual(
            [activity.reason_id.name for activity in activities],
            ["Tea", "Test reason", False],
        )

    def test_plan_of_several_deals(self):
        mine = self._make_lead("Lamps", self.ana)
        known = self._make_activity(mine)
        plan = self._make_plan((self.call, "Call", self.tea))
        leads = self.lead_ana + mine
        with self._schedule(leads, plan_mode=True) as form:
            form.plan_id = plan
        form.record.action_schedule_plan()
        planned = leads.activity_ids - known
        self.assertEqual(planned.mapped("res_id"), leads.ids)
        self.assertEqual(planned.mapped("reason_id"), self.tea)
        self.assertFalse(known.reason_id)
