from datetime import date, timedelta

from psycopg2.errors import CheckViolation, NotNullViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Date, Datetime
from odoo.tests import Form, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common_note import NoteCommon

MISSING = {
    "name": "it has no text",
    "partner_id": "it has no customer",
    "user_id": "it has no owner",
    "date_deadline": "it has no deadline",
}


@tagged("post_install", "-at_install")
class TestNoteRequired(NoteCommon):
    """Text, customer, owner, deadline: missing ones are named everywhere alike."""

    def test_create_names_what_is_missing(self):
        for name, message in MISSING.items():
            for value in (None, False):
                with (
                    self.subTest(field=name, value=value),
                    self.assertRaisesRegex(ValidationError, message),
                ):
                    self.NoteAna.create(self._note_vals(**{name: value}))

    def test_create_names_everything_at_once(self):
        with self.assertRaises(ValidationError) as caught:
            self.NoteAna.create({})
        for message in MISSING.values():
            self.assertIn(message, str(caught.exception))

    def test_write_refuses_to_empty(self):
        for name, message in MISSING.items():
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self.note.write({name: False})
        with self.assertRaisesRegex(ValidationError, "it has no deadline"):
            self.note.deadline_day = False

    def test_blank_text_is_no_text(self):
        with self.assertRaisesRegex(ValidationError, "it has no text"):
            self.NoteAna.create(self._note_vals(name=" \n\t "))

    def test_form_needs_each(self):
        for name in ("name", "partner_id", "user_id", "deadline_day"):
            with self.subTest(field=name):
                form = Form(self.NoteAna.with_context(crm_feed_default_deadline=True))
                form.name = "Call"
                form.partner_id = self.customer
                form[name] = (
                    self.env[form._record[name]._name]
                    if name in ("partner_id", "user_id")
                    else False
                )
                with self.assertRaises(AssertionError):
                    form.save()

    def test_import_names_bad_lines_and_keeps_nothing(self):
        before = self.Note.search_count([])
        result = self.NoteAna.load(
            ["name", "partner_id/.id", "user_id/.id", "date_deadline"],
            [
                ["Good", str(self.customer.id), str(self.ana.id), "2026-11-30"],
                ["No deadline", str(self.customer.id), str(self.ana.id), ""],
                ["No owner", str(self.customer.id), "", "2026-11-30"],
                ["No customer", "", str(self.ana.id), "2026-11-30"],
                [" ", str(self.customer.id), str(self.ana.id), "2026-11-30"],
            ],
        )
        self.assertFalse(result["ids"])
        self.assertEqual(
            [(line["record"], line["type"]) for line in result["messages"]],
            [(1, "error"), (2, "error"), (3, "error"), (4, "error")],
        )
        for line, name in zip(
            result["messages"],
            ("date_deadline", "user_id", "partner_id", "name"),
            strict=True,
        ):
            self.assertIn(MISSING[name], line["message"])
        self.assertEqual(self.Note.search_count([]), before)

    def test_import_from_the_list_fills_in_nothing(self):
        """It comes with the context of the screen it was started from."""
        Note = self.NoteAna.with_context(crm_feed_default_deadline=True)
        result = Note.load(
            ["name", "partner_id/.id"], [["Careless", str(self.customer.id)]]
        )
        self.assertIn(MISSING["user_id"], result["messages"][0]["message"])
        self.assertIn(MISSING["date_deadline"], result["messages"][0]["message"])

    def test_import_of_a_day_is_all_day(self):
        result = self.NoteAna.load(
            ["name", "partner_id/.id", "user_id/.id", "date_deadline"],
            [["Good", str(self.customer.id), str(self.ana.id), "2026-11-30"]],
        )
        self.assertFalse(result["messages"])
        self.assertDeadline(self.Note.browse(result["ids"]), "2026-11-30", True)

    def test_import_of_a_done_contact(self):
        """A restored history: what was due has happened by then."""
        fields = ["name", "partner_id/.id", "user_id/.id", "date_deadline", "state"]
        line = ["Visited", str(self.customer.id), str(self.ana.id), "2019-03-01"]
        result = self.NoteAna.load(fields, [[*line, "Done"]])
        self.assertFalse(result["messages"])
        note = self.Note.browse(result["ids"])
        self.assertEqual(note.date_done, Datetime.to_datetime("2019-03-01"))

    @mute_logger("odoo.sql_db")
    def test_database_refuses_too(self):
        for column in ("name", "partner_id", "user_id", "date_deadline"):
            with (
                self.subTest(column=column),
                self.assertRaises(NotNullViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"UPDATE crm_feed_note SET {column} = NULL WHERE id = %s",
                    [self.note.id],
                )
        for change in (
            "name = ' '",
            "is_all_day = true, date_deadline = '2026-11-30 10:00:00'",
            "state = 'done'",
            "date_done = '2026-11-30 10:00:00'",
        ):
            with (
                self.subTest(change=change),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"UPDATE crm_feed_note SET {change} WHERE id = %s", [self.note.id]
                )

    @mute_logger("odoo.sql_db")
    def test_import_key_is_unique(self):
        self.NoteAna.create([self._note_vals(), self._note_vals()])
        self.NoteAna.create(self._note_vals(import_key="old crm 7"))
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.NoteAna.create(self._note_vals(import_key="old crm 7"))
        result = self.NoteAna.load(
            ["name", "partner_id/.id", "user_id/.id", "date_deadline", "import_key"],
            [["A", str(self.customer.id), str(self.ana.id), "2026-11-30", "old crm 7"]],
        )
        self.assertIn("imported already", result["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestNoteLinks(NoteCommon):
    """Deal, customer and owner of a note fit together."""

    def test_deal_gives_the_customer(self):
        vals = self._note_vals(partner_id=None, lead_id=self.lead_ana.id)
        self.assertEqual(self.NoteAna.create(vals).partner_id, self.customer)

    def test_deal_without_customer_leaves_it_open(self):
        self.lead_ana.partner_id = False
        vals = self._note_vals(lead_id=self.lead_ana.id)
        self.assertEqual(self.NoteAna.create(vals).partner_id, self.customer)
        vals["partner_id"] = False
        with self.assertRaisesRegex(ValidationError, "it has no customer"):
            self.NoteAna.create(vals)

    def test_contact_may_have_the_deal_of_the_company(self):
        note = self.NoteAna.create(
            self._note_vals(partner_id=self.contact.id, lead_id=self.lead_ana.id)
        )
        self.assertEqual(note.customer_id, self.customer)

    def test_deal_of_another_customer_is_refused(self):
        refused = "deal of Other customer"
        with self.assertRaisesRegex(ValidationError, refused):
            self.NoteAna.create(self._note_vals(lead_id=self.lead_other.id))
        with self.assertRaisesRegex(ValidationError, refused):
            self.note.lead_id = self.lead_other
        self.note.invalidate_recordset()
        self.note.lead_id = self.lead_ana
        with self.assertRaisesRegex(ValidationError, "deal of Acme"):
            self.note.partner_id = self.other

    def test_import_refuses_deal_of_another_customer(self):
        result = self.NoteAna.load(
            ["name", "partner_id/.id", "user_id/.id", "date_deadline", "lead_id/.id"],
            [
                [
                    "Good",
                    str(self.customer.id),
                    str(self.ana.id),
                    "2026-11-30",
                    str(self.lead_other.id),
                ]
            ],
        )
        self.assertIn("deal of Other customer", result["messages"][0]["message"])

    def test_unreadable_deal_is_refused(self):
        with self.assertRaises(AccessError):
            self.NoteAna.create(self._note_vals(lead_id=self.lead_bruno.id))
        with self.assertRaises(AccessError):
            self.note.lead_id = self.lead_bruno

    def test_owner_is_an_active_colleague(self):
        portal = new_test_user(self.env, "note_portal", "base.group_portal")
        left = self.bruno
        left.active = False
        for user in (portal, left):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(ValidationError, "cannot own a note"):
                    self.NoteAna.create(self._note_vals(user_id=user.id))
                with self.assertRaisesRegex(ValidationError, "cannot own a note"):
                    self.note.user_id = user
                self.note.invalidate_recordset()

    def test_form_keeps_customer_and_deal_together(self):
        form = Form(self.NoteAna.with_context(crm_feed_default_deadline=True))
        form.lead_id = self.lead_ana
        self.assertEqual(form.partner_id, self.customer)
        form.partner_id = self.contact
        self.assertEqual(form.lead_id, self.lead_ana)
        form.partner_id = self.other
        self.assertFalse(form.lead_id)

    def test_display_name_is_the_first_line(self):
        self.note.name = "\n  Call\nand ask"
        self.assertEqual(self.note.display_name, "Call")
        self.note.name = "x" * 100
        self.assertEqual(len(self.note.display_name), 80)

    def test_company_follows_the_deal(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids = [Command.link(company.id)]
        self.lead_ana.company_id = company
        Note = self.NoteAna.with_context(
            allowed_company_ids=[self.ana.company_id.id, company.id]
        )
        note = Note.create(self._note_vals(lead_id=self.lead_ana.id))
        self.assertEqual(note.company_id, company)
        self.assertFalse(self.note.company_id)


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

    def test_no_date_is_refused(self):
        for value in ("tomorrow", "2026-13-45", 7):
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
    def test_composer_defaults(self):
        user = self.env.user
        lead = self.lead_ana if user == self.ana else self.lead_bruno
        values = self.env["crm.feed.note"].get_composer_defaults(lead_id=lead.id)
        day = self._today(user) + timedelta(days=1)
        self.assertEqual(
            values,
            {
                "date_deadline": f"{day} 00:00:00",
                "is_all_day": True,
                "user_id": {"id": user.id, "display_name": user.name},
                "partner_id": {"id": self.customer.id, "display_name": "Acme"},
                "lead_id": {"id": lead.id, "display_name": lead.name},
            },
        )
        vals = {"name": "Call", "date_deadline": values["date_deadline"]}
        for name in ("user_id", "partner_id", "lead_id"):
            vals[name] = values[name]["id"]
        note = self.env["crm.feed.note"].create(vals)
        self.assertEqual(note.deadline_day, day)

    def test_composer_defaults_respect_rights(self):
        with self.assertRaises(AccessError):
            self.NoteAna.get_composer_defaults(lead_id=self.lead_bruno.id)
        with self.assertRaises(AccessError):
            self.Note.with_user(self.lawyer).get_composer_defaults()
        values = self.NoteAna.get_composer_defaults()
        self.assertEqual((values["partner_id"], values["lead_id"]), (False, False))

    def test_setting_changes_the_default(self):
        Settings = self.env["res.config.settings"]
        self.assertEqual(Settings.create({}).crm_feed_default_deadline_days, 1)
        for days in (0, 7):
            Settings.create({"crm_feed_default_deadline_days": days}).execute()
            self.assertEqual(Settings.create({}).crm_feed_default_deadline_days, days)
            day = self._today(self.ana) + timedelta(days=days)
            values = self.NoteAna.get_composer_defaults()
            self.assertEqual(values["date_deadline"], f"{day} 00:00:00")

    def test_setting_refuses_nonsense(self):
        Settings = self.env["res.config.settings"]
        for days in (-1, 366):
            with self.assertRaisesRegex(ValidationError, "from 0 .today. to 365"):
                Settings.create({"crm_feed_default_deadline_days": days})
        for value in ("soon", "-4", "4000", ""):
            self.env["ir.config_parameter"].set_param(
                "crm_activity_feed.default_deadline_days", value
            )
            self.assertEqual(Settings._get_crm_feed_default_deadline_days(), 1)
