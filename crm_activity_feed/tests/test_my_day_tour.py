"""My Day in a browser."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestMyDayTour(TourCase):
    def test_my_day(self):
        """What is to do is done, put off and undone; what is left is counted."""
        customer = self._make_customer("Zebra Customer", self.anna)
        today = fields.Date.context_today(self.anna.with_user(self.anna))
        late = self._make_note("Send the samples", customer, self.anna)
        late.date_deadline = fields.Date.to_string(today - timedelta(days=1))
        call = self._make_note("Call about the price", customer, self.anna)
        call.date_deadline = fields.Date.to_string(today)
        self._make_note("Not hers", customer, self.bert).date_deadline = today
        self.env["calendar.event"].with_user(self.mona).create(
            {
                "name": "Visit with Mona",
                "allday": True,
                "start": today,
                "stop": today,
                "partner_ids": [
                    Command.set(
                        (customer + self.mona.partner_id + self.anna.partner_id).ids
                    )
                ],
            }
        )
        self.go("/odoo/my-day", "my_day", self.anna)
        self.assertEqual(late.deadline_day, today + timedelta(days=1))
        self.assertEqual((call.state, call.outcome), ("open", False))
        action = self.env.ref("crm_activity_feed.crm_feed_my_day_action")
        self.assertEqual(self.anna.action_id.id, action.id)
