from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from odoo.addons.mail.tests.common import MailCase

from .common_signal import SignalCommon

LOGGER = "odoo.addons.crm_activity_feed.models.crm_feed_note_reminder"
NOW = "2026-11-23 09:00:00"


class ReminderCommon(SignalCommon):
    def _remind(self, moment):
        with freeze_time(moment):
            self._run_cron("crm_feed_reminder_cron")

    def _told(self, note):
        """Return the messages that remind of ``note``."""
        domain = [("model", "=", note._name), ("res_id", "=", note.id)]
        domain.append(("message_type", "=", "user_notification"))
        return self.env["mail.message"].sudo().search(domain)

    def assertRemindAt(self, note, moment):
        expected = Datetime.to_datetime(moment) if moment else False
        self.assertEqual(note.sudo().remind_at, expected)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReminderMoment(ReminderCommon):
    def test_minutes_before_the_deadline(self):
        vals = {"date_deadline": "2026-11-25 12:00:00", "is_all_day": False}
        moments = {
            reminder: self._make_note("Ring", reminder=reminder, **vals).remind_at
            for reminder in ("none", "0", "15", "60", "1440")
        }
        self.assertEqual(
            {name: moment and str(moment) for name, moment in moments.items()},
            {
                "none": False,
                "0": "2026-11-25 12:00:00",
                "15": "2026-11-25 11:45:00",
                "60": "2026-11-25 11:00:00",
                "1440": "2026-11-24 12:00:00",
            },
        )

    def test_all_day_counts_from_nine_where_the_owner_is(self):
        ana = self._make_note("Ring", date_deadline="2026-11-25", reminder="60")
        bruno = self._make_note(
            "Ring", self.bruno, date_deadline="2026-11-25", reminder="60"
        )
        self.assertRemindAt(ana, "2026-11-25 13:00:00")
        self.assertRemindAt(bruno, "2026-11-24 19:00:00")

    def test_default_is_the_owners(self):
        """Whoever writes the note."""
        self.bruno.with_user(self.bruno).crm_feed_reminder = "1440"
        self.assertEqual(self._make_note("Ring").reminder, "15")
        note = self._make_note("Ring", user_id=self.bruno.id)
        self.assertEqual(note.reminder, "1440")

    def test_default_without_settings_of_the_addon(self):
        """Of somebody created while ours was not loaded: another was upgraded."""
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(self.bruno).crm_feed_reminder = False
        note = self._make_note("Ring", user_id=self.bruno.id)
        self.assertEqual(note.reminder, "15")
        self.assertEqual(self.bruno.crm_feed_reminder, "15")

    def test_nothing_is_required_of_others(self):
        """Else their records could not be created while the addon is not loaded."""
        ours, required = [], []
        for model in self.env.registry.values():
            if model._auto and model._original_module != "crm_activity_feed":
                for field in model._fields.values():
                    if field.store and field._modules == ("crm_activity_feed",):
                        ours.append(field)
                        required += [str(field)] * bool(field.required)
        self.assertGreater(len(ours), 10)
        self.assertEqual(required, [])

    def test_handing_over_keeps_what_was_chosen(self):
        note = self._make_note("Ring", date_deadline="2026-11-25", reminder="60")
        note.action_reassign(self.bruno.id)
        self.assertEqual(note.reminder, "60")
        self.assertRemindAt(note, "2026-11-24 19:00:00")

    def test_written_too_late_reminds_at_the_deadline(self):
        note = self._make_note("Ring", date_deadline="2026-11-23 09:10:00")
        self.assertRemindAt(note, "2026-11-23 09:10:00")

    def test_past_deadline_has_no_reminder(self):
        self.assertRemindAt(self._make_note("Ring", date_deadline="2026-11-20"), False)

    def test_done_cancelled_and_archived_disarm(self):
        notes = self.Note
        for action in ("action_done", "action_cancel", "action_archive"):
            note = self._make_note("Ring", date_deadline="2026-11-25")
            self.assertTrue(note.remind_at)
            getattr(note, action)()
            notes |= note
        self.assertEqual(notes.mapped("remind_at"), [False] * 3)
        notes[0].action_reopen()
        self.assertTrue(notes[0].remind_at)


@tagged("post_install", "-at_install")
class TestReminder(ReminderCommon, MailCase):
    @classmethod
    @freeze_time(NOW)
    def setUpClass(cls):
        super().setUpClass()
        vals = {"date_deadline": "2026-11-23 15:00:00", "is_all_day": False}
        cls.due = cls._make_note(cls, "Ring Olga", partner_id=cls.contact.id, **vals)

    def test_once_to_the_owner(self):
        self._remind("2026-11-23 14:44:00")
        self.assertFalse(self._told(self.due))
        for moment in ("14:46:00", "14:51:00", "15:01:00"):
            self._remind(f"2026-11-23 {moment}")
        message = self._told(self.due)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.notified_partner_ids, self.ana.partner_id)
        self.assertEqual(message.subject, "Reminder: Ring Olga")
        self.assertIn("Acme, Olga", message.body)
        # Three in the afternoon in UTC, as Ana has it.
        self.assertIn("10:00", message.body)
        self.assertEqual(message.notification_ids.notification_type, "inbox")

    def test_by_mail_to_who_wants_mails(self):
        self.ana.notification_type = "email"
        with self.mock_mail_gateway():
            self._remind("2026-11-23 14:46:00")
        message = self._told(self.due)
        self.assertEqual(message.notification_ids.notification_type, "email")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn("feed_entry=", mail.body_html)

    def test_nothing_shows_in_the_chatter_or_in_the_feed(self):
        before = self.due.message_ids
        self._remind("2026-11-23 14:46:00")
        self._commit_tracking()
        self.assertEqual(self.due.message_ids, before)
        page = (
            self.env["crm.feed.entry"]
            .with_user(self.ana)
            .get_page({"partner": self.customer.id}, {"noise": True})
        )
        titles = [entry["title"] for entry in page["open"] + page["entries"]]
        self.assertIn("Ring Olga", titles)
        self.assertFalse([title for title in titles if "Reminder" in (title or "")])

    @freeze_time("2026-11-23 14:50:00")
    def test_other_changes_remind_of_nothing_again(self):
        self._remind("2026-11-23 14:46:00")
        self.due.name = "Ring Olga now"
        self.ana.tz = "Asia/Tokyo"
        self.due.action_done()
        self.due.action_reopen()
        # Computed now, before the deadline, as at the end of a request.
        self.env.flush_all()
        self._remind("2026-11-23 15:01:00")
        self.assertEqual(len(self._told(self.due)), 1)

    @freeze_time("2026-11-23 14:50:00")
    def test_another_deadline_reminds_again(self):
        self._remind("2026-11-23 14:46:00")
        self.due.action_reschedule("2026-11-23 18:00:00")
        self._remind("2026-11-23 17:30:00")
        self.assertEqual(len(self._told(self.due)), 1)
        self._remind("2026-11-23 17:46:00")
        self.assertEqual(len(self._told(self.due)), 2)

    @freeze_time("2026-11-23 14:50:00")
    def test_new_owner_is_reminded_too(self):
        self._remind("2026-11-23 14:46:00")
        self.due.action_reassign(self.bruno.id)
        self._remind("2026-11-23 15:01:00")
        self.assertEqual(
            self._told(self.due).notified_partner_ids,
            self.ana.partner_id | self.bruno.partner_id,
        )

    def test_failure_of_one_does_not_stop_the_others_and_is_tried_again(self):
        with freeze_time(NOW):
            other = self._make_note("Write", date_deadline="2026-11-23 15:00:00")
        Note = self.env.registry["crm.feed.note"]
        render = Note._render_reminder

        def fail_for_due(notes):
            if self.due.id in notes.ids:
                raise ValueError("Broken")
            return render(notes)

        with (
            patch.object(Note, "_render_reminder", fail_for_due),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._remind("2026-11-23 14:46:00")
        self.assertFalse(self._told(self.due))
        self.assertEqual(len(self._told(other)), 1)
        self.assertRemindAt(self.due, "2026-11-23 15:46:00")
        self._remind("2026-11-23 15:47:00")
        self.assertEqual(len(self._told(self.due)), 1)
        self.assertEqual(len(self._told(other)), 1)

    def _get_subjects(self):
        messages = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", self.ana.partner_id.ids),
                ("subject", "=like", "Note%"),
            ]
        )
        return messages.mapped("subject")

    def test_notes_that_are_due_together_come_in_one_message(self):
        with freeze_time(NOW):
            self._make_note("Write", date_deadline="2026-11-23 15:00:00")
            self._make_note("Of Bruno", self.bruno, date_deadline="2026-11-23 15:00:00")
        self._remind("2026-11-23 14:46:00")
        self._remind("2026-11-23 15:01:00")
        message = self.env["mail.message"].search(
            [
                ("subject", "=", "Notes to think of: 2"),
                ("notified_partner_ids", "in", self.ana.partner_id.ids),
            ]
        )
        self.assertEqual(message.notified_partner_ids, self.ana.partner_id)
        self.assertIn("Ring Olga", message.body)
        self.assertIn("Write", message.body)
        self.assertNotIn("Of Bruno", message.body)
        self.assertFalse(self._told(self.due))

    def test_more_than_a_batch(self):
        with freeze_time(NOW):
            vals = self._note_vals(date_deadline="2026-11-23 15:00:00")
            notes = self.NoteAna.create([vals] * 5)
            self.env.flush_all()
        path = "odoo.addons.crm_activity_feed.models.crm_feed_note_reminder.BATCH"
        with patch(path, 2):
            self._remind("2026-11-23 14:46:00")
        self.assertFalse(any(notes.mapped("remind_at")))
        # Six notes, two at a time.
        self.assertEqual(self._get_subjects(), ["Notes to think of: 2"] * 3)

    def test_days_late_is_told_by_the_daily_mail(self):
        self._remind("2026-11-25 15:00:00")
        self.assertFalse(self._told(self.due))
        self.assertRemindAt(self.due, False)

    def test_owner_who_left_is_told_nothing(self):
        company = self.env["res.company"].create({"name": "Left"})
        self.ana.company_ids |= company
        self.due.sudo().company_id = company
        self.ana.company_ids -= company
        self._remind("2026-11-23 14:46:00")
        self.assertFalse(self._told(self.due))
        self.assertRemindAt(self.due, False)

    def test_pop_up_names_notes_only(self):
        self._reset_bus()
        self._remind("2026-11-23 14:46:00")
        channel = f'"res.partner",{self.ana.partner_id.id}]'
        payloads = [
            row.message
            for row in self.env["bus.bus"].sudo().search([])
            if "crm_feed/reminder" in row.message
            and row.channel.replace(" ", "").endswith(channel)
        ]
        self.assertEqual(len(payloads), 1)
        self.assertIn(f'"note_ids":[{self.due.id}]', payloads[0].replace(" ", ""))
        self.assertNotIn("Ring", payloads[0])

    def test_words_of_the_pop_up(self):
        Note = self.NoteAna.with_context(tz=self.ana.tz)
        (words,) = Note.get_reminders(self.due.ids)
        self.assertEqual(words["title"], "Ring Olga")
        self.assertEqual(words["customer"], "Acme")
        self.assertIn("10:00", words["deadline"])
        number = self.env.ref("crm_activity_feed.crm_feed_source_note").number
        self.assertEqual(
            (words["model"], words["res_id"], words["key"]),
            ("res.partner", self.customer.id, f"{number}-{self.due.id}"),
        )

    def test_pop_up_of_others_and_of_closed_notes(self):
        for user in (self.bruno, self.head):
            self.assertEqual(self.Note.with_user(user).get_reminders(self.due.ids), [])
        self.due.action_done()
        self.assertEqual(self.NoteAna.get_reminders(self.due.ids), [])

    def test_pop_up_of_nonsense(self):
        for value in (False, "x", ["x"], [[1]], {"id": 1}, list(range(1, 200))):
            with self.subTest(value=value), self.assertRaises(ValidationError):
                self.NoteAna.get_reminders(value)

    def test_two_jobs_at_once(self):
        """What the other job holds is left to it."""
        self.env.flush_all()
        Note = self.env.registry["crm.feed.note"]
        with patch.object(Note, "try_lock_for_update", lambda notes, **_: notes[:0]):
            self._remind("2026-11-23 14:46:00")
        self.assertFalse(self._told(self.due))
        self._remind("2026-11-23 14:46:00")
        self.assertEqual(len(self._told(self.due)), 1)
