from datetime import datetime, timedelta

from odoo.exceptions import MissingError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common_open import OpenCommon


@tagged("post_install", "-at_install")
class TestActionMeeting(OpenCommon):
    """Meetings: moved, and told what came of them; they are over by themselves."""

    def _make_coming(self, user=None, **values):
        times = {"start": "2031-05-05 10:00:00", "stop": "2031-05-05 11:30:00"}
        return self._make_meeting(user, **{**times, **values})

    def _actions(self, event, user=None):
        page = self._page(user=user, filters={"kinds": ["meeting"]})
        return self._get_offered(page, event)

    def _times(self, event):
        return str(event.start), str(event.stop), event.allday

    def test_actions(self):
        now = datetime.now().replace(microsecond=0)
        self.assertEqual(self._actions(self._make_coming()), ["reschedule"])
        running = self._make_meeting(stop=now + timedelta(hours=1))
        self.assertEqual(self._actions(running), ["outcome", "reschedule"])
        self.assertEqual(self._actions(self._make_meeting()), ["outcome"])
        today = {"start_date": now.date(), "stop_date": now.date(), "allday": True}
        self.assertEqual(
            self._actions(self._make_meeting(**today)), ["outcome", "reschedule"]
        )

    def test_actions_on_a_meeting_of_others(self):
        """As in Odoo's form: who organizes it or takes part can change it."""
        event = self._make_coming(self.bruno)
        self.assertEqual(self._actions(event), [])
        self.assertEqual(self._actions(event, self.bruno), ["reschedule"])
        with self.assertRaises(UserError):
            self._run(event, "reschedule", date_deadline="2031-06-06")
        event.partner_ids += self.ana.partner_id
        self.assertEqual(self._actions(event), ["reschedule"])

    def test_actions_on_a_private_meeting(self):
        event = self._make_coming(self.bruno, privacy="private")
        self.assertEqual(self._actions(event, self.mona), [])
        event = self._make_coming(self.bruno, opportunity_id=self.lead_bruno.id)
        with self.assertRaises(MissingError):
            self._run(event, "reschedule", date_deadline="2031-06-06")

    def test_moved_to_a_day(self):
        """It keeps its hour, in the time zone of who moves it, and its length."""
        self.ana.tz = "America/New_York"
        before = ("2031-03-07 15:00:00", "2031-03-07 16:00:00", False)
        event = self._make_coming(start=before[0], stop=before[1])
        Entry = self.EntryAna.with_context(tz="America/New_York")
        entry = Entry.run_action(
            self._key(event), "reschedule", {"date_deadline": "2031-03-10"}
        )
        # Summer time has begun there on the 9th.
        moved = ("2031-03-10 14:00:00", "2031-03-10 15:00:00", False)
        self.assertEqual(self._times(event), moved)
        Entry.undo_action(entry["undo"])
        self.assertEqual(self._times(event), before)

    def test_moved_to_a_moment(self):
        event = self._make_coming()
        self._run(event, "reschedule", date_deadline="2031-06-06 08:15:00")
        self.assertEqual(
            self._times(event), ("2031-06-06 08:15:00", "2031-06-06 09:45:00", False)
        )

    def test_moved_for_whole_days(self):
        event = self._make_coming(
            allday=True, start_date="2031-05-05", stop_date="2031-05-06"
        )
        before = self._times(event)
        entry = self._run(event, "reschedule", date_deadline="2031-06-06")
        self.assertEqual(
            (str(event.start_date), str(event.stop_date), event.allday),
            ("2031-06-06", "2031-06-07", True),
        )
        self._undo(entry)
        self.assertEqual(self._times(event), before)
        self.assertEqual(str(event.start_date), "2031-05-05")

    def test_attendees_are_told(self):
        event = self._make_coming()
        self.olga.email = "olga@acme.example"
        sent = self.env["mail.message"].search([])
        self._run(event, "reschedule", date_deadline="2031-06-06")
        new = self.env["mail.message"].search([]) - sent
        self.assertIn(self.olga, new.partner_ids)

    def test_one_of_a_series(self):
        """Only that one moves, and it belongs to the series again after undo."""
        event = self._make_coming(
            recurrency=True, rrule_type="weekly", count=3, mon=True, end_type="count"
        )
        series = event.recurrence_id.calendar_event_ids.sorted("start")
        second = series[1]
        start = second.start
        entry = self._run(second, "reschedule", date_deadline="2031-05-13")
        self.assertEqual(len(series.exists()), 3)
        self.assertEqual(second.start, start + timedelta(days=1))
        self.assertFalse(second.follow_recurrence)
        self._undo(entry)
        self.assertEqual((second.start, second.follow_recurrence), (start, True))

    def test_answers_come_back(self):
        """Moved by somebody else, the organizer has to accept again; undone, not."""
        event = self._make_coming(self.bruno)
        event.partner_ids += self.ana.partner_id
        attendee = event.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.bruno.partner_id
        )
        attendee.state = "accepted"
        entry = self._run(event, "reschedule", date_deadline="2031-06-06")
        self.assertEqual(attendee.state, "needsAction")
        self._undo(entry)
        self.assertEqual(attendee.state, "accepted")

    def test_undo_of_what_was_moved_since(self):
        event = self._make_coming()
        entry = self._run(event, "reschedule", date_deadline="2031-06-06")
        event.write({"start": "2031-07-07 10:00:00", "stop": "2031-07-07 11:00:00"})
        with self.assertRaisesRegex(UserError, "changed in the meantime"):
            self._undo(entry)
        self.assertEqual(event.start, Datetime.to_datetime("2031-07-07 10:00:00"))

    def test_outcome(self):
        event = self._make_meeting(notes="<p>Bring the plan</p>")
        entry = self._run(event, "outcome", outcome="They <want> two")
        self.assertEqual(
            html2plaintext(event.notes).split("\n"),
            ["Bring the plan", "They <want> two"],
        )
        self.assertIn("They <want> two", entry["outcome"])
        self._undo(entry)
        self.assertEqual(event.notes, "<p>Bring the plan</p>")

    def test_outcome_has_to_be_there(self):
        event = self._make_meeting()
        for outcome in ("", "  ", None):
            with (
                self.subTest(outcome=outcome),
                self.assertRaisesRegex(UserError, "The outcome is missing"),
            ):
                self._run(event, "outcome", outcome=outcome)

    def test_outcome_completes_the_activity(self):
        """It was planned as an activity: nobody has to complete that as well."""
        activity = self._make_activity()
        event = self._make_meeting(
            opportunity_id=self.lead_ana.id,
            activity_ids=[Command.link(activity.id)],
        )
        self.assertEqual(self._page()["open"], [])
        entry = self._run(event, "outcome", outcome="They want two")
        self.assertFalse(activity.active)
        self.assertIn("They want two", event.notes)
        reports = self.lead_ana.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(reports), 1)
        self._undo(entry)
        self.assertTrue(activity.active)
        self.assertFalse(event.notes or activity.feedback or reports.exists())

    def test_next_step(self):
        event = self._make_meeting(opportunity_id=self.lead_ana.id)
        step = {
            "name": "Send the offer",
            "date_deadline": "2031-05-06",
            "user_id": self.ana.id,
        }
        entry = self._run(event, "outcome", outcome="They want two", next=step)
        follow_up = self.env["crm.feed.note"].search([("name", "=", step["name"])])
        self.assertEqual(
            (follow_up.partner_id, follow_up.lead_id), (self.olga, self.lead_ana)
        )
        self._undo(entry)
        self.assertFalse(follow_up.exists())
