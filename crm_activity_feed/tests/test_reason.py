from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_open import OpenCommon


class ReasonCommon(OpenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tea = cls.env["crm.feed.reason"].create({"name": "Tea"})
        cls.mail_kind = cls.env.ref("mail.mail_activity_data_email")

    def _tell(self, entry):
        """Kind and reason of an entry, by name."""
        return tuple(
            entry[name] and entry[name]["display_name"]
            for name in ("activity_type_id", "reason_id")
        )

    def _find(self, record, user=None, **filters):
        """The entry of a record, or None."""
        page = self._page(user=user, filters=filters)
        for entry in page["open"] + page["entries"]:
            if (entry["res_model"], entry["res_id"]) == (record._name, record.id):
                return entry
        return None


@tagged("post_install", "-at_install")
class TestReason(ReasonCommon):
    """Why a contact takes place: on what is planned, what is done, what follows."""

    def test_of_what_is_planned_and_done(self):
        activity = self._make_activity(reason_id=self.reason.id)
        meeting = self._make_meeting(reason_id=self.reason.id)
        said = ("Call", "Test reason")
        self.assertEqual(self._tell(self._find(activity)), said)
        self.assertEqual(self._tell(self._find(meeting)), ("Meeting", "Test reason"))
        report = self._run(activity, "done", outcome="They agree")
        self.assertEqual(report["res_model"], "mail.message")
        self.assertEqual(self._tell(report), said)

    def test_done_in_the_chatter(self):
        activity = self._make_activity(reason_id=self.reason.id)
        activity.with_user(self.ana).action_feedback("They agree")
        report = self.lead_ana.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(self._tell(self._find(report)), ("Call", "Test reason"))

    def test_without_a_report(self):
        activity = self._make_activity(reason_id=self.reason.id)
        activity.action_archive()
        self.assertEqual(self._tell(self._find(activity)), ("Call", "Test reason"))

    def test_mails_are_of_their_kind(self):
        mail = self._make_message(
            self.lead_ana,
            "Hello",
            message_type="email",
            subtype_id=self.env.ref("mail.mt_comment").id,
        )
        note = self._make_message(self.lead_ana, "Logged")
        source = self.env.ref("crm_activity_feed.crm_feed_source_email")
        source.activity_type_id = self.mail_kind
        self.assertEqual(self._tell(self._find(mail)), ("Email", False))
        self.assertEqual(self._tell(self._find(note)), (False, False))
        self.assertTrue(self._find(mail, activity_type_ids=self.mail_kind.ids))
        self.assertFalse(self._find(note, activity_type_ids=self.mail_kind.ids))
        counts = self.EntryAna._read_group(
            [("customer_id", "=", self.customer.id), ("kind", "=", "email")],
            ["activity_type_id"],
            ["__count"],
        )
        self.assertEqual(counts, [(self.mail_kind.with_user(self.ana), 1)])
        mail.mail_activity_type_id = self.call
        self.assertEqual(self._tell(self._find(mail)), ("Call", False))

    def test_filter(self):
        activity = self._make_activity(reason_id=self.reason.id)
        other = self._make_activity(reason_id=self.tea.id)
        meeting = self._make_meeting(reason_id=self.reason.id)
        page = self._page(filters={"reason_ids": self.reason.ids})
        found = self._records(page["open"] + page["entries"])
        self.assertCountEqual(
            found, [(record._name, record.id) for record in (activity, meeting)]
        )
        done = self._run(other, "done")
        page = self._page(filters={"reason_ids": self.tea.ids})
        self.assertEqual([e["key"] for e in page["entries"]], [done["key"]])

    def test_page_and_list_tell_the_same(self):
        for number, reason in enumerate((self.reason, self.tea, self.reason)):
            activity = self._make_activity(reason_id=reason.id)
            if number:
                activity.with_user(self.ana).action_feedback("Done")
        self._make_meeting(reason_id=self.tea.id)
        page = self._page()
        told = {
            entry["id"]: entry["reason_id"] and entry["reason_id"]["id"]
            for entry in page["open"] + page["entries"]
        }
        self.assertEqual(sorted(filter(None, told.values())).count(self.tea.id), 2)
        entries = self._search([("id", "in", list(told))])
        self.assertEqual({e.id: e.reason_id.id for e in entries}, told)
        domain = [("reason_id", "=", self.tea.id)]
        self.assertEqual(len(self._search(domain)), 2)

    def test_archived_reason_is_still_told(self):
        activity = self._make_activity(reason_id=self.reason.id)
        self.reason.active = False
        self.assertEqual(self._tell(self._find(activity)), ("Call", "Test reason"))
        report = self._run(activity, "done")
        self.assertEqual(self._tell(report), ("Call", "Test reason"))
        groups = self.EntryAna._read_group(
            [("id", "=", report["id"])], ["reason_id"], ["__count"]
        )
        self.assertEqual(groups, [(self.reason.with_user(self.ana), 1)])

    def test_used_reason_is_not_deleted(self):
        uses = [
            lambda reason: self._make_activity(reason_id=reason.id),
            lambda reason: self._make_meeting(reason_id=reason.id),
            lambda reason: self._make_note(reason_id=reason.id),
            lambda reason: self._run(self._make_activity(reason_id=reason.id), "done"),
        ]
        for number, use in enumerate(uses):
            reason = self.tea.copy()
            use(reason)
            self._track()
            with (
                self.subTest(number),
                self.assertRaisesRegex(UserError, "cannot be deleted.*Archive it"),
            ):
                reason.with_user(self.mona).unlink()
        self.tea.with_user(self.mona).unlink()
        self.assertFalse(self.tea.exists())

    def test_reason_of_another_company(self):
        """It is no secret of an entry one may read; nobody else can choose it."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        reason = self.tea.copy({"name": "Theirs", "company_id": elsewhere.id})
        activity = self._make_activity()
        activity.reason_id = reason
        self.assertEqual(self._tell(self._find(activity)), ("Call", "Theirs"))
        found = self.env["crm.feed.reason"].with_user(self.ana).search([])
        self.assertNotIn(reason.id, found.ids)

    def test_message_keeps_it_to_the_feed(self):
        """Its authors and recipients may write on a message, not on the document."""
        message = self._make_message(self.lead_ana).with_user(self.ana)
        with self.assertRaises(AccessError):
            message.write({"reason_id": self.tea.id})
        with self.assertRaises(AccessError):
            message.read(["reason_id"])

    def test_private_meeting(self):
        meeting = self._make_meeting(
            self.bruno, privacy="private", reason_id=self.reason.id
        )
        entry = self._find(meeting)
        self.assertEqual((entry["title"], entry["reason_id"]), ("Busy", False))
        self.assertFalse(self._find(meeting, reason_ids=self.reason.ids))
        self.env.invalidate_all()
        self.assertFalse(meeting.with_user(self.ana).reason_id)
        meeting.privacy = "public"
        self.assertEqual(self._tell(self._find(meeting)), ("Meeting", "Test reason"))


@tagged("post_install", "-at_install")
class TestReasonInherited(ReasonCommon):
    """What comes of an activity is about the same thing."""

    def _plan_meeting(self, activity, **values):
        now = fields.Datetime.now().replace(microsecond=0)
        action = activity.action_create_calendar_event()
        context = {
            name: value
            for name, value in action["context"].items()
            if name.startswith("default_") or name == "orig_activity_ids"
        }
        Event = self.env["calendar.event"].with_user(self.ana)
        return Event.with_context(**context).create(
            {
                "name": "Visit",
                "start": now - timedelta(hours=2),
                "stop": now - timedelta(hours=1),
                "opportunity_id": self.lead_ana.id,
                **values,
            }
        )

    def _make_planned(self):
        meeting_kind = self.env.ref("mail.mail_activity_data_meeting")
        return (
            self.lead_ana.with_user(self.ana)
            .activity_schedule(
                activity_type_id=meeting_kind.id,
                user_id=self.ana.id,
                reason_id=self.reason.id,
            )
            .with_context(default_res_model="crm.lead", default_res_id=self.lead_ana.id)
        )

    def test_meeting_of_an_activity(self):
        activity = self._make_planned()
        meeting = self._plan_meeting(activity)
        self.assertEqual(meeting.reason_id, self.reason)
        activity.reason_id = self.tea
        self.assertEqual(meeting.reason_id, self.tea)
        meeting.reason_id = self.reason
        self.assertEqual(activity.reason_id, self.reason)
        activity.action_feedback("Nice")
        entry = self._find(meeting)
        self.assertEqual(self._tell(entry), ("Meeting", "Test reason"))

    def test_meeting_that_takes_an_activity(self):
        """As the calendar makes it: it names the activity, and no reason."""
        activity = self._make_planned()
        Event = self.env["calendar.event"].with_user(self.ana)
        now = fields.Datetime.now()
        meeting = Event.create(
            {
                "name": "Visit",
                "start": now,
                "stop": now + timedelta(hours=1),
                "activity_ids": [Command.set(activity.ids)],
            }
        )
        self.assertEqual(meeting.reason_id, self.reason)

    def test_activity_of_a_meeting(self):
        """Core plans one on the deal, beside the meeting."""
        Event = self.env["calendar.event"].with_user(self.ana)
        meeting = Event.with_context(
            default_res_model="crm.lead", default_res_id=self.lead_ana.id
        ).create(
            {
                "name": "Visit",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "reason_id": self.reason.id,
            }
        )
        self.assertEqual(meeting.activity_ids.mapped("reason_id"), self.reason)

    def test_meeting_of_somebody_else_is_left_alone(self):
        """Ana may change her activity; the meeting is Bruno's."""
        activity = self._make_planned()
        meeting = self._plan_meeting(
            activity, user_id=self.bruno.id, partner_ids=[Command.clear()]
        )
        self.env.invalidate_all()
        activity = activity.with_user(self.ana)
        self.assertFalse(self.ana.partner_id & meeting.partner_ids)
        activity.reason_id = self.tea
        self.assertEqual(activity.reason_id, self.tea)
        self.assertEqual(meeting.reason_id, self.reason)

    def test_what_core_plans_next(self):
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.mail_kind.id}
        )
        self._make_activity(reason_id=self.reason.id).with_user(self.ana).action_done()
        (follow_up,) = self.lead_ana.activity_ids
        self.assertEqual(follow_up.activity_type_id, self.mail_kind)
        self.assertEqual(follow_up.reason_id, self.reason)

    def test_done_and_schedule_next(self):
        activity = self._make_activity(reason_id=self.reason.id).with_user(self.ana)
        action = activity.action_feedback_schedule_next("Good")
        self.assertEqual(action["context"]["default_reason_id"], self.reason.id)
        activity = self._make_activity().with_user(self.ana)
        action = activity.action_feedback_schedule_next("Good")
        self.assertNotIn("default_reason_id", action["context"])
