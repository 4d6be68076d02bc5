from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestNoteActions(NoteCommon):
    """Every action changes the note and leaves one message that says so."""

    def test_done(self):
        self.note.action_done("They <agree>\nto sign")
        self.assertEqual((self.note.state, self.note.outcome[:4]), ("done", "They"))
        self.assertAlmostEqual(
            self.note.date_done, Datetime.now(), delta=timedelta(minutes=1)
        )
        self.assertLastMessage(self.note, "They &lt;agree&gt;<br>to sign", {"state"})
        self.assertLastMessage(self.note, "<b>Done</b>", {"state"})

    def test_done_earlier_and_corrected_later(self):
        self.note.action_done(date_done="2026-01-07 10:00:00")
        self.assertEqual(self.note.date_done, Datetime.to_datetime("2026-01-07 10:00"))
        self.note.date_done = "2026-01-06 10:00:00"
        self.assertEqual(self.note.state, "done")

    def test_done_in_the_future_is_refused(self):
        later = Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "closed in the future"):
            self.note.action_done(date_done=later)

    def test_cancel(self):
        self.note.action_cancel("They closed down")
        self.assertEqual(
            (self.note.state, self.note.outcome), ("cancelled", "They closed down")
        )
        self.assertTrue(self.note.date_done)
        self.assertLastMessage(self.note, "They closed down", {"state"})

    def test_reopen(self):
        self.note.action_done("Sent")
        self._commit_tracking()
        self.note.action_reopen("2026-12-24")
        self.assertEqual((self.note.state, self.note.date_done), ("open", False))
        self.assertFalse(self.note.outcome)
        self.assertDeadline(self.note, "2026-12-24", True)
        self.assertLastMessage(self.note, "Reopened", {"state", "deadline_day"})

    def test_reschedule_shows_a_day_as_a_day(self):
        self.note.action_reschedule("2026-12-24")
        self.assertDeadline(self.note, "2026-12-24", True)
        self.assertLastMessage(self.note, "Rescheduled", {"deadline_day"})
        tracking = self.note.sudo().message_ids[:1].tracking_value_ids
        self.assertEqual(
            tracking.new_value_datetime, Datetime.to_datetime("2026-12-24")
        )

    def test_reschedule_shows_a_time_as_a_time(self):
        self.note.action_reschedule("2026-12-24 14:00:00")
        self.assertDeadline(self.note, "2026-12-24 14:00:00", False)
        self.assertLastMessage(self.note, "Rescheduled", {"date_deadline"})
        self.note.action_reschedule("2026-12-24 15:00:00")
        self.assertLastMessage(self.note, "Rescheduled", {"date_deadline"})

    def test_reschedule_without_deadline_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "it has no deadline"):
            self.note.action_reschedule(False)

    def test_quick_days_keep_the_time(self):
        """Three in the afternoon stays three in the afternoon."""
        timed = self.NoteAna.create(
            self._note_vals(date_deadline="2026-11-30 20:00:00")
        )
        (self.note | timed).action_reschedule_days(7)
        today = Datetime.context_timestamp(self.NoteAna, Datetime.now()).date()
        expected = today + timedelta(days=7)
        self.assertEqual(set((self.note | timed).mapped("deadline_day")), {expected})
        local = Datetime.context_timestamp(self.NoteAna, timed.date_deadline)
        self.assertEqual((local.hour, timed.is_all_day), (15, False))

    def test_reassign_notifies_the_new_owner(self):
        self.note.action_reassign(self.bruno.id)
        self.assertEqual(self.note.user_id, self.bruno)
        self.assertIn(self.bruno.partner_id, self.note.sudo().message_partner_ids)
        self._commit_tracking()
        # The creation, the hand-over and, sent to Bruno only, the notice of it.
        notices = self.env["mail.message"].search(
            [
                ("model", "=", "crm.feed.note"),
                ("res_id", "=", self.note.id),
                ("notified_partner_ids", "=", self.bruno.partner_id.id),
            ]
        )
        self.assertEqual(len(notices), 1)
        self.assertIn("assigned", notices.body)
        trace = self.note.sudo().message_ids.filtered("tracking_value_ids")
        self.assertIn("Handed over", trace[:1].body)
        self.assertEqual(trace[:1].tracking_value_ids.field_id.name, "user_id")

    def test_owner_of_a_new_note_is_notified(self):
        note = self.NoteAna.create(self._note_vals(user_id=self.lawyer.id))
        notices = self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", self.lawyer.partner_id.id),
                ("mail_message_id.res_id", "=", note.id),
                ("mail_message_id.model", "=", "crm.feed.note"),
            ]
        )
        self.assertEqual(len(notices), 1)

    def test_closed_notes_are_reopened_first(self):
        for close in ("action_done", "action_cancel"):
            note = self.NoteAna.create(self._note_vals())
            getattr(note, close)()
            for name, args in (
                ("action_done", ()),
                ("action_cancel", ()),
                ("action_reschedule", ("2026-12-24",)),
                ("action_reschedule_days", (1,)),
                ("action_reassign", (self.bruno.id,)),
            ):
                with (
                    self.subTest(close=close, action=name),
                    self.assertRaisesRegex(UserError, "Reopen it first"),
                ):
                    getattr(note, name)(*args)

    def test_open_note_cannot_be_reopened(self):
        with self.assertRaisesRegex(UserError, "it is open"):
            self.note.action_reopen()

    def test_one_closed_note_stops_the_batch(self):
        closed = self.NoteAna.create(self._note_vals(name="Closed one"))
        closed.action_done()
        with self.assertRaisesRegex(UserError, "Closed one"):
            (self.note | closed).action_done()
        self.assertEqual(self.note.state, "open")

    def test_closed_notes_are_all_named(self):
        closed = self.NoteAna.create(
            [self._note_vals(name=f"Closed {number}") for number in range(1, 8)]
        )
        closed.action_done()

        def refusal(notes):
            with self.assertRaises(UserError) as caught:
                (self.note | notes).action_done()
            return str(caught.exception)

        self.assertIn('"Closed 5" and 2 more', refusal(closed))
        self.assertNotIn("Closed 6", refusal(closed))
        self.assertIn('"Closed 4", "Closed 5".', refusal(closed[:5]))
        self.assertNotIn("The same", refusal(closed[:1]))
        self.assertEqual(self.note.state, "open")

    def test_bad_input_is_refused_and_nothing_done(self):
        no_date, no_deadline = "that is no date", "it has no deadline"
        cases = [
            *(
                (name, (value,), "must be a text")
                for name in ("action_done", "action_cancel")
                for value in (5, 0, True, {"a": 1}, ["a"], "a\x00b")
            ),
            *(("action_done", ("x", value), no_date) for value in ("foo", 5, True)),
            *(("action_reschedule", (value,), no_date) for value in ("foo", 5, True)),
            *(("action_reschedule", args, no_deadline) for args in ((), (None,))),
            *(
                ("action_reschedule_days", (value,), "whole number")
                for value in ("x", None, 10**10, True, 1.5)
            ),
            ("action_reassign", ("x",), "that is no id"),
        ]
        self._commit_tracking()
        messages = self.note.sudo().message_ids
        for name, args, message in cases:
            with (
                self.subTest(action=name, args=args),
                self.assertRaisesRegex(UserError, message),
            ):
                getattr(self.note, name)(*args)
            self.assertFalse(
                self.cr.precommit.data.get("mail.tracking.message.crm.feed.note")
            )
        self.assertEqual((self.note.state, self.note.outcome), ("open", False))
        self.assertDeadline(self.note, "2026-11-30", True)
        self._commit_tracking()
        self.assertEqual(self.note.sudo().message_ids, messages)

    def test_closing_date_that_is_no_date_is_refused(self):
        for value in ("foo", 5, True):
            with self.assertRaisesRegex(ValidationError, "that is no date"):
                self.NoteAna.create(self._note_vals(date_done=value))
            with self.assertRaisesRegex(ValidationError, "that is no date"):
                self.note.write({"state": "done", "date_done": value})

    def test_state_and_closing_date_stay_together(self):
        self.note.write({"state": "done"})
        self.assertTrue(self.note.date_done)
        self.note.write({"state": "open"})
        self.assertFalse(self.note.date_done)
        with self.assertRaisesRegex(ValidationError, "closing date"):
            self.note.write({"date_done": "2026-01-01 10:00:00"})
        with self.assertRaisesRegex(ValidationError, "closing date"):
            self.NoteAna.create(
                self._note_vals(state="open", date_done="2026-01-01 10:00:00")
            )
        note = self.NoteAna.create(self._note_vals(date_done="2026-01-01 10:00:00"))
        self.assertEqual(note.state, "done")

    def test_reader_without_rights_cannot_act(self):
        self.note.lead_id = self.lead_ana
        with self.assertRaises(AccessError):
            self.note.with_user(self.bruno).action_done()

    def test_batch_costs_the_same_for_many_notes(self):
        def count(number):
            notes = self.NoteAna.create([self._note_vals()] * number)
            self._commit_tracking()
            notes.invalidate_recordset()
            before = self.cr.sql_log_count
            notes.action_done("Sent")
            self.env.flush_all()
            self.assertEqual(set(notes.mapped("state")), {"done"})
            return self.cr.sql_log_count - before

        count(2)  # warms caches
        self.assertLessEqual(count(40), count(2))

    def test_message_never_proposes_the_customer(self):
        self.assertFalse(self.note._mail_get_partners()[self.note.id])


@tagged("post_install", "-at_install")
class TestNoteWizards(NoteCommon):
    """The dialogs behind the buttons of form and list."""

    def _open(self, action):
        return Form(
            self.env[action["res_model"]]
            .with_user(self.ana)
            .with_context(**action["context"])
        )

    def test_done_dialog(self):
        second = self.NoteAna.create(self._note_vals())
        form = self._open((self.note | second).action_open_done())
        form.outcome = "Sent"
        form.date_done = "2026-01-07 10:00:00"
        form.save().action_apply()
        self.assertEqual((self.note | second).mapped("outcome"), ["Sent"] * 2)
        self.assertEqual(second.date_done, Datetime.to_datetime("2026-01-07 10:00"))

    def test_done_dialog_skips_closed_notes_and_says_so(self):
        second, closed = self.NoteAna.create([self._note_vals()] * 2)
        closed.action_done("Long ago")
        notes = self.note | second | closed
        form = self._open(notes.action_open_done())
        form.outcome = "Sent"
        action = form.save().action_apply()
        self.assertEqual(notes.mapped("outcome"), ["Sent", "Sent", "Long ago"])
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("done: 2. Skipped", action["params"]["message"])
        self.assertIn("already: 1.", action["params"]["message"])
        self.assertIn("act_window_close", action["params"]["next"]["type"])
        with self.assertRaisesRegex(UserError, "Reopen it first"):
            self._open(notes.action_open_done()).save().action_apply()

    def test_plan_dialog_next_week_is_the_monday_the_feed_offers(self):
        for now, expected in (
            ("2026-11-25 12:00:00", date(2026, 11, 30)),
            ("2026-11-23 12:00:00", date(2026, 11, 30)),
            ("2026-11-29 12:00:00", date(2026, 11, 30)),
            # Still Sunday in New York.
            ("2026-11-30 03:00:00", date(2026, 11, 30)),
        ):
            with self.subTest(now=now), freeze_time(now):
                self._open(self.note.action_open_plan()).save().action_next_week()
                self.assertEqual(self.note.deadline_day, expected)

    def test_plan_dialog_moves_and_hands_over(self):
        form = self._open(self.note.action_open_plan())
        self.assertEqual(form.deadline_day, date(2026, 11, 30))
        form.deadline_day = "2026-12-24"
        form.user_id = self.bruno
        form.save().action_apply()
        self.assertDeadline(self.note, "2026-12-24", True)
        self.assertEqual(self.note.user_id, self.bruno)

    def test_plan_dialog_quick_pick(self):
        self._open(self.note.action_open_plan()).save().action_tomorrow()
        today = Datetime.context_timestamp(self.NoteAna, Datetime.now()).date()
        self.assertEqual(self.note.deadline_day, today + timedelta(days=1))

    def test_plan_dialog_of_several_notes_changes_what_is_given(self):
        second = self.NoteAna.create(self._note_vals(date_deadline="2026-12-01"))
        form = self._open((self.note | second).action_open_plan())
        with self.assertRaisesRegex(UserError, "Nothing would change"):
            form.save().action_apply()
        form.user_id = self.bruno
        form.save().action_apply()
        self.assertEqual(second.user_id, self.bruno)
        self.assertDeadline(second, "2026-12-01", True)
