from datetime import date, timedelta

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date, Datetime
from odoo.tests import Form, tagged, users

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestNoteDeadline(NoteCommon):
    """Ana is in New York (UTC-5 in November), Bruno in Auckland (UTC+13)."""

    def _create(self, user, **vals):
        return self.Note.with_user(user).create(self._note_vals(**vals))

    def test_a_day_is_all_day(self):
        for value in ("2026-11-30", date(2026, 11, 30), "2026-11-30 00:00:00"):
            for user in (self.ana, self.bruno):
                with self.subTest(value=value, user=user.name):
                    note = self._create(user, date_deadline=value)
                    self.assertDeadline(note, "2026-11-30", True)
                    self.assertEqual(note.deadline_day, date(2026, 11, 30))

    def test_local_midnight_is_all_day(self):
        note = self._create(self.ana, date_deadline="2026-11-30 05:00:00")
        self.assertDeadline(note, "2026-11-30", True)
        note = self._create(self.bruno, date_deadline="2026-11-29 11:00:00")
        self.assertDeadline(note, "2026-11-30", True)

    def test_a_time_stays_a_time(self):
        note = self._create(self.ana, date_deadline="2026-11-30 15:00:00")
        self.assertDeadline(note, "2026-11-30 15:00:00", False)
        note = self._create(
            self.ana, date_deadline="2026-11-30 00:00:00", is_all_day=False
        )
        self.assertDeadline(note, "2026-11-30 00:00:00", False)

    def test_all_day_cuts_the_time_to_the_local_day(self):
        moment = {"date_deadline": "2026-11-30 20:00:00", "is_all_day": True}
        self.assertDeadline(self._create(self.ana, **moment), "2026-11-30", True)
        self.assertDeadline(self._create(self.bruno, **moment), "2026-12-01", True)

    def test_day_of_a_timed_note_is_the_owners(self):
        moment = {"date_deadline": "2026-11-30 20:00:00"}
        note = self._create(self.ana, **moment)
        self.assertEqual(note.deadline_day, date(2026, 11, 30))
        note.user_id = self.bruno
        self.assertEqual(note.deadline_day, date(2026, 12, 1))
        self.bruno.tz = "America/New_York"
        self.assertEqual(note.deadline_day, date(2026, 11, 30))

    def test_moving_the_day_keeps_the_time(self):
        note = self._create(self.bruno, user_id=self.bruno.id)
        note.deadline_day = "2026-12-05"
        self.assertDeadline(note, "2026-12-05", True)
        note.write({"date_deadline": "2026-12-04 20:00:00"})
        self.assertEqual(note.deadline_day, date(2026, 12, 5))
        note.deadline_day = "2026-12-09"
        self.assertDeadline(note, "2026-12-08 20:00:00", False)

    def test_midnight_utc_is_a_time_on_a_timed_note(self):
        """Seven in the evening in New York: the form sends only the time."""
        note = self._create(self.ana, date_deadline="2026-11-30 15:00:00")
        note.date_deadline = "2026-12-01 00:00:00"
        self.assertDeadline(note, "2026-12-01 00:00:00", False)
        self.note.date_deadline = "2026-12-01 00:00:00"
        self.assertDeadline(self.note, "2026-12-01", True)

    def test_one_write_serves_timed_and_all_day_notes(self):
        timed = self._create(self.ana, date_deadline="2026-11-30 15:00:00")
        (timed | self.note).write({"date_deadline": "2026-12-01 00:00:00"})
        self.assertDeadline(timed, "2026-12-01 00:00:00", False)
        self.assertDeadline(self.note, "2026-12-01", True)

    def test_switching_all_day_on_by_write(self):
        note = self._create(self.ana, date_deadline="2026-12-01 02:00:00")
        note.is_all_day = True
        self.assertDeadline(note, "2026-11-30", True)

    def test_switching_all_day_off_by_write_keeps_the_day(self):
        """Nine in the morning of the owner, whoever writes."""
        theirs = self._create(self.ana, user_id=self.bruno.id)
        for user, value in ((self.ana, False), (self.bruno, None)):
            notes = (self.note | theirs).with_user(user)
            notes.write({"date_deadline": "2026-11-30", "is_all_day": True})
            notes.write({"is_all_day": value})
            self.assertDeadline(self.note, "2026-11-30 14:00:00", False)
            self.assertDeadline(theirs, "2026-11-29 20:00:00", False)
            self.assertEqual(set(notes.mapped("deadline_day")), {date(2026, 11, 30)})
        # Said once more, it changes nothing.
        self.note.date_deadline = "2026-11-30 16:00:00"
        self.note.write({"is_all_day": False, "name": "Call again"})
        self.assertDeadline(self.note, "2026-11-30 16:00:00", False)

    def test_switching_all_day_with_a_day_or_an_owner(self):
        self.note.write({"is_all_day": False, "user_id": self.bruno.id})
        self.assertDeadline(self.note, "2026-11-29 20:00:00", False)
        self.note.write({"is_all_day": True, "deadline_day": "2026-12-05"})
        self.assertDeadline(self.note, "2026-12-05", True)
        self.note.write({"is_all_day": False, "deadline_day": "2026-12-06"})
        self.assertDeadline(self.note, "2026-12-05 20:00:00", False)
        self.note.write({"is_all_day": False, "deadline_day": "2026-12-07"})
        self.assertDeadline(self.note, "2026-12-06 20:00:00", False)

    def test_day_that_is_no_date_is_refused(self):
        for value in ("foo", 5, True, [1], {"day": 1}):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(ValidationError, "that is no date"),
            ):
                self.note.write({"deadline_day": value})
            with self.assertRaisesRegex(ValidationError, "that is no date"):
                self._create(self.ana, date_deadline=None, deadline_day=value)
        with self.assertRaisesRegex(ValidationError, "it has no deadline"):
            self.note.write({"deadline_day": ""})

    def test_deadline_that_nobody_means_is_refused(self):
        for value in ("0001-01-01 01:00:00", "9999-12-31 23:00:00", "0026-11-30"):
            for user in (self.ana, self.bruno):
                with self.assertRaisesRegex(ValidationError, "it is too far away"):
                    self._create(user, date_deadline=value)
            with self.assertRaisesRegex(ValidationError, "it is too far away"):
                self.note.write({"date_deadline": value})
            with self.assertRaisesRegex(ValidationError, "it is too far away"):
                self.note.write({"deadline_day": value[:10]})

    def test_no_date_is_refused(self):
        for value in ("tomorrow", "2026-13-45", 7, {"day": 1}):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(ValidationError, "that is no date"),
            ):
                self._create(self.ana, date_deadline=value)

    def test_form_switches_between_day_and_time(self):
        form = Form(self.note)
        form.deadline_day = "2026-12-03"
        form.is_all_day = False
        self.assertEqual(form.date_deadline, Datetime.to_datetime("2026-12-03 14:00"))
        form.date_deadline = "2026-12-04 01:00:00"
        self.assertEqual(form.deadline_day, "2026-12-03")
        note = form.save()
        self.assertDeadline(note, "2026-12-04 01:00:00", False)
        with Form(note) as form:
            form.is_all_day = True
        self.assertDeadline(note, "2026-12-03", True)


@tagged("post_install", "-at_install")
class TestNoteDefaults(NoteCommon):
    """Owner and deadline are filled in where a person sees them, only there."""

    def _today(self, user):
        return Date.context_today(self.env["base"].with_user(user))

    def test_nothing_is_filled_in_for_the_api(self):
        defaults = self.NoteAna.default_get(["user_id", "date_deadline", "is_all_day"])
        self.assertFalse(any(defaults.values()))

    def test_form_fills_in_owner_and_deadline(self):
        form = Form(self.NoteAna.with_context(crm_feed_default_deadline=True))
        form.name = "Call"
        form.partner_id = self.customer
        note = form.save()
        self.assertEqual(note.user_id, self.ana)
        self.assertTrue(note.is_all_day)
        self.assertEqual(note.deadline_day, self._today(self.ana) + timedelta(days=1))

    def test_given_deadline_wins_over_the_default(self):
        Note = self.NoteAna.with_context(crm_feed_default_deadline=True)
        note = Note.create(self._note_vals(date_deadline="2026-11-30 15:00:00"))
        self.assertDeadline(note, "2026-11-30 15:00:00", False)
        vals = self._note_vals(date_deadline=None, deadline_day="2026-12-05")
        self.assertDeadline(Note.create(vals), "2026-12-05", True)
        Note = Note.with_context(default_date_deadline="2026-11-30 15:00:00")
        note = Note.create(self._note_vals(date_deadline=None))
        self.assertDeadline(note, "2026-11-30 15:00:00", False)

    def test_emptied_deadline_is_refused_all_the_same(self):
        Note = self.NoteAna.with_context(crm_feed_default_deadline=True)
        with self.assertRaisesRegex(ValidationError, "it has no deadline"):
            Note.create(self._note_vals(date_deadline=False))

    @users("note_ana", "note_bruno")
    def test_calendar_opens_the_form_on_the_day(self):
        """A page of its own: the popup would call the note a "New Event"."""
        Note = self.env["crm.feed.note"]
        arch = etree.fromstring(Note.get_view(view_type="calendar")["arch"])
        self.assertFalse(arch.get("event_open_popup"))
        self.assertEqual(arch.get("quick_create"), "0")
        context = {
            "crm_feed_default_deadline": True,
            "default_date_deadline": "2026-11-30",
            "default_is_all_day": True,
        }
        form = Form(Note.with_context(**context))
        self.assertEqual(form.deadline_day, date(2026, 11, 30))
        self.assertEqual(form.user_id, self.env.user)
        form.name = "Call"
        form.partner_id = self.customer
        self.assertDeadline(form.save(), "2026-11-30", True)

    def test_composer_defaults_of_no_record_are_refused(self):
        for value in ("x", [1, 2], True, -1, 10**10, {"id": 1}):
            for name in ("partner_id", "lead_id"):
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaisesRegex(ValidationError, "that is no id"),
                ):
                    self.NoteAna.get_composer_defaults(**{name: value})

    @users("note_ana", "note_bruno")
    def test_composer_defaults(self):
        user = self.env.user
        lead = self.lead_ana if user == self.ana else self.lead_bruno
        values = self.env["crm.feed.note"].get_composer_defaults(lead_id=lead.id)
        day = self._today(user) + timedelta(days=1)
        own = {
            "date_deadline": f"{day} 00:00:00",
            "is_all_day": True,
            "user_id": {"id": user.id, "display_name": user.name},
            "partner_id": {"id": self.customer.id, "display_name": "Acme"},
            "lead_id": {"id": lead.id, "display_name": lead.name},
        }
        self.assertEqual({name: values[name] for name in own}, own)
        vals = {"name": "Call", "date_deadline": values["date_deadline"]}
        for name in ("user_id", "partner_id", "lead_id"):
            vals[name] = values[name]["id"]
        note = self.env["crm.feed.note"].create(vals)
        self.assertEqual(note.deadline_day, day)

    def test_composer_defaults_respect_rights(self):
        with self.assertRaises(AccessError):
            self.NoteAna.get_composer_defaults(lead_id=self.lead_bruno.id)
        values = self.Note.with_user(self.lawyer).get_composer_defaults()
        self.assertTrue(values["refusal"])
        values = self.NoteAna.get_composer_defaults()
        self.assertEqual((values["partner_id"], values["lead_id"]), (False, False))

    def test_setting_changes_the_default(self):
        Settings = self.env["res.config.settings"]
        self.assertEqual(Settings.create({}).crm_feed_default_deadline_days, "1")
        for days in (0, 7):
            settings = Settings.create({"crm_feed_default_deadline_days": f" {days}"})
            settings.execute()
            values = Settings.default_get(["crm_feed_default_deadline_days"])
            self.assertEqual(values["crm_feed_default_deadline_days"], str(days))
            day = self._today(self.ana) + timedelta(days=days)
            values = self.NoteAna.get_composer_defaults()
            self.assertEqual(values["date_deadline"], f"{day} 00:00:00")

    def test_setting_refuses_nonsense(self):
        Settings = self.env["res.config.settings"]
        for days in (False, "", " "):
            with self.assertRaisesRegex(ValidationError, "It is not said"):
                Settings.create({"crm_feed_default_deadline_days": days})
        for days in ("-1", "366", "1.5", "soon", "9" * 5000):
            with self.assertRaisesRegex(ValidationError, "from 0 .today. to 365"):
                Settings.create({"crm_feed_default_deadline_days": days})
        for value in ("soon", "-4", "4000", ""):
            self.env["ir.config_parameter"].set_param(
                "crm_activity_feed.default_deadline_days", value
            )
            self.assertEqual(Settings._get_crm_feed_default_deadline_days(), 1)
