"""A call that has just taken place: recorded and handed over in one step."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_note import NoteCommon

# A Friday.
NOW = datetime(2026, 11, 20, 10, 0)
MONDAY = datetime(2026, 11, 23)


@tagged("post_install", "-at_install")
class TestLogCall(NoteCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["crm.feed.reason"].create({"name": "Offer"})
        cls.call_kind = cls.env.ref("mail.mail_activity_data_call")

    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOW)
        frozen.start()
        self.addCleanup(frozen.stop)

    def _log(self, user=None, **values):
        """Log a call of Ana's with Olga; return the call, and the notes it left."""
        values = {"partner_id": self.contact.id, "result": "They agree", **values}
        saved = self.Note.with_user(user or self.ana).log_call(values)
        call, notes = (
            self.Note.browse(saved[name]) for name in ("call_id", "note_ids")
        )
        return call, notes

    def _count(self):
        return self.Note.with_context(active_test=False).search_count([])

    def assertRefused(self, error, message, **values):
        """Check that nothing is saved, and why."""
        before = self._count()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(error, message):
            self._log(**values)
        self.assertEqual(self._count(), before)

    def test_call_is_a_done_contact(self):
        call, notes = self._log(
            lead_id=self.lead_ana.id,
            reason_id=self.reason.id,
            date="2026-11-19 15:30:00",
        )
        self.assertFalse(notes)
        self.assertRecordValues(
            call,
            [
                {
                    "name": "Call: Acme, Olga",
                    "outcome": "They agree",
                    "partner_id": self.contact.id,
                    "lead_id": self.lead_ana.id,
                    "activity_type_id": self.call_kind.id,
                    "reason_id": self.reason.id,
                    "user_id": self.ana.id,
                    "state": "done",
                    "date_done": datetime(2026, 11, 19, 15, 30),
                    "date_deadline": datetime(2026, 11, 19, 15, 30),
                    "is_all_day": False,
                }
            ],
        )

    def test_call_is_in_the_history_at_its_own_date(self):
        call, __ = self._log(date="2026-11-18 15:30:00")
        page = (
            self.env["crm.feed.entry"]
            .with_user(self.ana)
            .get_page({"partner": self.customer.id}, {"kinds": ["note"]})
        )
        entries = [
            (entry["res_id"], entry["date"], entry["outcome"])
            for entry in page["entries"]
        ]
        self.assertEqual(entries, [(call.id, "2026-11-18 15:30:00", "They agree")])

    def test_call_without_a_date_is_of_this_moment(self):
        call, __ = self._log()
        self.assertEqual(call.date_done, NOW)

    def test_call_of_the_future_is_refused_in_the_time_of_the_user(self):
        self.assertRefused(
            ValidationError,
            "11/21/26, 5:00.AM is still to come",
            date="2026-11-21 10:00:00",
        )
        self.assertRefused(ValidationError, "that is no date", date="soon")
        # The clock of a client may be ahead.
        self._log(date="2026-11-20 10:04:00")

    def test_colleagues_get_a_note_of_their_own(self):
        call, notes = self._log(
            lead_id=self.lead_ana.id,
            reason_id=self.reason.id,
            hand_over={"user_ids": [self.bruno.id, self.lawyer.id]},
        )
        common = {
            "name": "Follow up on the call with Acme, Olga",
            "partner_id": self.contact.id,
            "lead_id": self.lead_ana.id,
            "reason_id": self.reason.id,
            "state": "open",
            # The first working day after Friday.
            "date_deadline": MONDAY,
            "is_all_day": True,
        }
        self.assertRecordValues(
            notes,
            [{**common, "user_id": user.id} for user in (self.bruno, self.lawyer)],
        )
        # He sees no deal of Ana's, but knows now what was said.
        note = notes[1].with_user(self.lawyer)
        self.assertIn("They agree", note.description)
        with self.assertRaises(AccessError):
            call.with_user(self.lawyer).check_access("read")

    def test_colleagues_are_told(self):
        __, notes = self._log(hand_over={"user_ids": [self.bruno.id, self.lawyer.id]})
        self._commit_tracking()
        told = (
            self.env["mail.message"]
            .search([("model", "=", self.Note._name), ("res_id", "in", notes.ids)])
            .notified_partner_ids
        )
        self.assertEqual(told, self.bruno.partner_id + self.lawyer.partner_id)

    def test_text_and_deadline_of_what_is_handed_over(self):
        __, note = self._log(
            hand_over={
                "user_ids": [self.bruno.id],
                "name": "Send the offer",
                "date_deadline": "2026-12-01 15:00:00",
            }
        )
        self.assertEqual(note.name, "Send the offer")
        self.assertDeadline(note, "2026-12-01 15:00:00", False)

    def test_same_colleague_twice_gets_one_note(self):
        __, notes = self._log(hand_over={"user_ids": [self.bruno.id, self.bruno.id]})
        self.assertEqual(notes.user_id, self.bruno)
        self.assertEqual(len(notes), 1)

    def test_next_step_of_oneself(self):
        __, note = self._log(
            reason_id=self.reason.id,
            next_step={"name": "Call again", "date_deadline": "2026-11-25"},
        )
        self.assertRecordValues(
            note,
            [
                {
                    "name": "Call again",
                    "user_id": self.ana.id,
                    "reason_id": self.reason.id,
                    "state": "open",
                }
            ],
        )
        self.assertDeadline(note, "2026-11-25", True)

    def test_empty_next_step_is_none(self):
        __, notes = self._log(next_step={"name": " "})
        self.assertFalse(notes)

    def test_colleague_who_may_not_see_the_customer_is_named(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        here = self.env.company
        self.customer.company_id = here
        self.contact.company_id = here
        self.lawyer.write(
            {"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id}
        )
        self.assertRefused(
            ValidationError,
            "handed over to Lawyer, who may not see Acme, Olga",
            hand_over={"user_ids": [self.bruno.id, self.lawyer.id]},
        )

    def test_colleague_of_both_companies_takes_over_from_the_other_one(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        (self.customer | self.contact).company_id = self.env.company
        self.bruno.write(
            {
                "company_ids": [Command.link(elsewhere.id)],
                "company_id": elsewhere.id,
            }
        )
        __, note = self._log(hand_over={"user_ids": [self.bruno.id]})
        self.assertEqual(note.user_id, self.bruno)

    def test_nobody_hands_over_to_who_left(self):
        self.lawyer.active = False
        self.assertRefused(
            ValidationError,
            "Lawyer cannot own a note",
            hand_over={"user_ids": [self.bruno.id, self.lawyer.id]},
        )

    def test_what_is_missing_is_named(self):
        self.assertRefused(ValidationError, "has no result", result=" ")
        self.assertRefused(ValidationError, "has no contact", partner_id=False)
        self.assertRefused(UserError, "must be a text", result=5)

    def test_what_is_unknown_is_named(self):
        self.assertRefused(UserError, "no “partner” in “call”", partner=1)
        self.assertRefused(
            UserError, "no “users” in “hand_over”", hand_over={"users": 1}
        )
        self.assertRefused(UserError, "“next_step” has to be", next_step="Call again")

    def test_kind_is_a_call(self):
        email = self.env.ref("mail.mail_activity_data_email")
        self.assertRefused(
            ValidationError, "Choose one of these: .*Call", activity_type_id=email.id
        )
        video = self.env["mail.activity.type"].create(
            {"name": "Video call", "category": "phonecall", "sequence": 99}
        )
        call, __ = self._log(activity_type_id=video.id)
        self.assertEqual(call.name, "Video call: Acme, Olga")

    def test_deal_of_another_customer_is_refused(self):
        self.assertRefused(
            ValidationError, "deal of Other customer", lead_id=self.lead_other.id
        )

    def test_call_about_what_one_may_not_read_is_refused(self):
        self.assertRefused(AccessError, "", lead_id=self.lead_bruno.id)
        self.assertRefused(AccessError, "", user=self.lawyer)

    def test_dialog(self):
        Wizard = self.env["crm.feed.call.wizard"].with_user(self.ana)
        context = {
            "default_partner_id": self.contact.id,
            "default_lead_id": self.lead_ana.id,
        }
        with Form(Wizard.with_context(**context)) as form:
            self.assertEqual(form.date, NOW)
            self.assertEqual(form.activity_type_id, self.call_kind)
            self.assertEqual(form.hand_over_day, MONDAY.date())
            form.result = "They agree"
            form.user_ids.add(self.bruno)
            form.hand_over_name = "Send the offer"
            form.next_name = "Call again"
        action = form.record.action_log_call()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        notes = self.Note.browse(action["infos"]["res_ids"])
        self.assertEqual(
            notes.mapped("name"), ["Call: Acme, Olga", "Send the offer", "Call again"]
        )
        self.assertEqual(notes.user_id, self.ana | self.bruno)
        self.assertEqual(notes.lead_id, self.lead_ana)

    def test_dialog_of_another_customer_forgets_the_deal(self):
        Wizard = self.env["crm.feed.call.wizard"].with_user(self.ana)
        form = Form(
            Wizard.with_context(
                default_partner_id=self.contact.id, default_lead_id=self.lead_ana.id
            )
        )
        form.partner_id = self.other
        self.assertFalse(form.lead_id)
        self.assertIn("Other customer", form.hand_over_name)

    def test_dialog_belongs_to_who_opened_it(self):
        wizard = self.env["crm.feed.call.wizard"].with_user(self.ana)
        dialog = wizard.create({"partner_id": self.contact.id, "result": "Secret"})
        with self.assertRaises(AccessError):
            dialog.with_user(self.bruno).check_access("read")

    def test_next_working_day_is_that_of_the_company(self):
        tomorrow = NOW.date() + timedelta(days=1)
        # Of a company whose days nobody has told, every day will do.
        self.env.company.resource_calendar_id = False
        self.assertEqual(self.NoteAna._get_next_working_day(), tomorrow)
