from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestMeeting(FeedCommon):
    def _make_meeting(self, user=None, attendees=None, **values):
        partners = self.olga if attendees is None else attendees
        return (
            self.env["calendar.event"]
            .with_user(user or self.ana)
            .create(
                {
                    "name": "Visit",
                    "start": "2031-05-05 10:00:00",
                    "stop": "2031-05-05 11:00:00",
                    "partner_ids": [Command.set(partners.ids)],
                    **values,
                }
            )
        )

    def _plan(self, record):
        record.with_user(self.ana).activity_schedule(
            "mail.mail_activity_data_meeting", summary="Visit", user_id=self.ana.id
        )
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_planned_with_colleagues_only(self):
        """A meeting nobody from outside attends is no entry: its activity stays."""
        activity = self._plan(self.olga)
        self._make_meeting(
            attendees=self.ana.partner_id, activity_ids=[Command.link(activity.id)]
        )
        self.assertEqual([e["title"] for e in self._page()["open"]], ["Visit"])
        activity.with_user(self.ana).action_feedback("Went well")
        page = self._page(filters={"kinds": ["activity", "meeting"]})
        self.assertEqual(page["open"], [])
        self.assertEqual([e["outcome"] for e in page["entries"]], ["Went well"])

    def test_outcome_is_on_the_meeting(self):
        activity = self._plan(self.lead_ana)
        event = self._make_meeting(
            opportunity_id=self.lead_ana.id, activity_ids=[Command.link(activity.id)]
        )
        activity.with_user(self.ana).action_feedback("They want 40 desks")
        for filters in ({"kinds": ["meeting"]}, {"text": "40 desks"}):
            (entry,) = self._page(filters=filters)["open"]
            self.assertEqual(entry["res_id"], event.id)
            self.assertIn("They want 40 desks", entry["outcome"])

    def test_report_of_a_meeting_that_is_gone(self):
        """The meeting goes, what was said about it stays."""
        activity = self._plan(self.lead_ana)
        event = self._make_meeting(
            opportunity_id=self.lead_ana.id, activity_ids=[Command.link(activity.id)]
        )
        activity.with_user(self.ana).action_feedback("They want 40 desks")
        self.assertEqual(self._page(filters={"kinds": ["activity"]})["entries"], [])
        event.action_archive()
        (entry,) = self._page(filters={"kinds": ["activity"]})["entries"]
        self.assertEqual(entry["outcome"], "They want 40 desks")

    def test_private_meeting_tells_neither_contact_nor_deal(self):
        """Its model hides them as well, from everybody but the attendees."""
        event = self._make_meeting(
            self.bruno,
            self.olga + self.bruno.partner_id,
            privacy="private",
            opportunity_id=self.lead_bruno.id,
        )
        self.env.invalidate_all()
        (entry,) = self._page(user=self.mona, filters={"kinds": ["meeting"]})["open"]
        self.assertEqual(entry["title"], "Busy")
        self.assertFalse(
            entry["partner_id"] or entry["customer_id"] or entry["lead_id"]
        )
        domain = [("kind", "=", "meeting"), ("res_id", "=", event.id)]
        Entry = self.Entry.with_user(self.mona)
        groups = Entry._read_group(domain, ["partner_id", "lead_id"], ["__count"])
        self.assertEqual([(p.id, lead.id) for p, lead, _n in groups], [(False, False)])
        self.env.invalidate_all()
        (own,) = self._page(user=self.bruno, filters={"kinds": ["meeting"]})["open"]
        self.assertEqual(own["lead_id"]["id"], self.lead_bruno.id)
        self.assertEqual(own["partner_id"]["id"], self.olga.id)

    def test_who_comes(self):
        event = self._make_meeting(
            attendees=self.olga + self.ana.partner_id,
            location="Showroom",
            videocall_location="https://call.example/1",
        )
        answers = {a.partner_id: a for a in event.sudo().attendee_ids}
        answers[self.olga].state = "declined"
        (entry,) = self._page(filters={"kinds": ["meeting"]})["open"]
        self.assertEqual(entry["status"], "Showroom")
        data = entry["data"]
        self.assertEqual(data["stop"], "2031-05-05 11:00:00")
        self.assertEqual(data["video"], "https://call.example/1")
        states = {person["id"]: person["state"] for person in data["attendees"]}
        self.assertEqual(states[self.olga.id], "declined")
        self.assertEqual(set(states), {self.olga.id, self.ana.partner_id.id})

    def test_who_comes_to_a_private_meeting_is_hidden(self):
        self._make_meeting(
            self.bruno,
            self.olga + self.bruno.partner_id,
            privacy="private",
            location="Hotel",
            videocall_location="https://call.example/1",
        )
        self.env.invalidate_all()
        (entry,) = self._page(user=self.mona, filters={"kinds": ["meeting"]})["open"]
        self.assertEqual(
            entry["data"], {"stop": "2031-05-05 11:00:00", "is_all_day": False}
        )
        self.assertFalse(entry["status"])
        self.env.invalidate_all()
        (own,) = self._page(user=self.bruno, filters={"kinds": ["meeting"]})["open"]
        self.assertEqual(len(own["data"]["attendees"]), 2)

    def test_messages_of_a_private_meeting(self):
        event = self._make_meeting(
            self.bruno, self.olga + self.bruno.partner_id, privacy="private"
        )
        self._make_message(event, "Secret body")
        scope = {"record": ["calendar.event", event.id]}
        filters = {"noise": True}
        theirs = self._page(scope, self.mona, filters=filters)
        self.assertNotIn("Secret body", str(theirs))
        own = self._page(scope, self.bruno, filters=filters)
        self.assertIn("Secret body", str(own))
        self.env.ref("crm_activity_feed.crm_feed_source_meeting").has_messages = True
        self.assertNotIn("Secret body", str(self._page(user=self.mona)))
        self.assertIn("Secret body", str(self._page(user=self.bruno)))

    def test_record_of_a_meeting_of_an_unreadable_deal(self):
        event = self._make_meeting(self.bruno, opportunity_id=self.lead_bruno.id)
        self._make_message(event, "Secret body")
        page = self._page({"record": ["calendar.event", event.id]})
        self.assertNotIn("Secret body", str(page))

    def _states(self, event, tz):
        self.ana.tz = tz
        self.env.flush_all()
        self.env.invalidate_all()
        Entry = self.Entry.with_user(self.ana).with_context(tz=tz)
        page = Entry.get_page({"partner": self.customer.id}, {"kinds": ["meeting"]})
        (state,) = [e["state"] for e in page["open"] + page["entries"]]
        domain = [("kind", "=", "meeting"), ("res_id", "=", event.id)]
        entry = Entry.search(domain)
        self.assertEqual(entry.state, state)
        self.assertEqual(Entry.search([*domain, ("state", "=", state)]), entry)
        return state

    def test_state_of_a_running_meeting(self):
        event = self._make_meeting(
            start="2026-05-05 10:00:00", stop="2026-05-05 11:00:00"
        )
        for now, state in (
            ("2026-05-05 09:00:00", "today"),
            ("2026-05-05 10:10:00", "today"),
            ("2026-05-05 11:10:00", "done"),
            ("2026-05-04 09:00:00", "planned"),
        ):
            with self.subTest(now=now), freeze_time(now):
                self.assertEqual(self._states(event, "UTC"), state)

    def test_state_of_an_all_day_meeting(self):
        event = self._make_meeting(
            allday=True,
            start=datetime(2026, 5, 4),
            stop=datetime(2026, 5, 5),
            start_date="2026-05-04",
            stop_date="2026-05-05",
        )
        for now, tz, state in (
            ("2026-05-05 20:00:00", "America/Los_Angeles", "today"),  # the 5th
            ("2026-05-06 08:00:00", "America/Los_Angeles", "done"),  # the 6th
            ("2026-05-05 15:00:00", "Pacific/Auckland", "done"),  # the 6th
            ("2026-05-05 11:00:00", "Pacific/Auckland", "today"),  # the 5th
            ("2026-05-03 06:00:00", "UTC", "planned"),
        ):
            with self.subTest(now=now, tz=tz), freeze_time(now):
                self.assertEqual(self._states(event, tz), state)
