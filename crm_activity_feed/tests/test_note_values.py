from psycopg2.errors import CheckViolation, NotNullViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, new_test_user, tagged
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
        owner, deadline = result["messages"]
        self.assertIn(MISSING["user_id"], owner["message"])
        self.assertIn(MISSING["date_deadline"], deadline["message"])

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

    def test_empty_import_key_is_none(self):
        notes = self.NoteAna.create([self._note_vals(import_key="")] * 2)
        notes |= self.NoteAna.create(self._note_vals(import_key=" "))
        notes.write({"import_key": ""})
        self.env.flush_all()
        self.assertEqual(set(notes.mapped("import_key")), {False})


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

    def test_owner_works_in_the_company_of_the_note(self):
        """Else the company rule hides from her what she is to do."""
        company = self.env["res.company"].create({"name": "Second"})
        refused = "Ana cannot own the note .* belongs to Second"
        with self.assertRaisesRegex(ValidationError, refused):
            self.Note.create(self._note_vals(company_id=company.id))
        with self.assertRaisesRegex(ValidationError, refused):
            self.note.sudo().company_id = company
        self.note.invalidate_recordset()
        partner = self.customer.copy({"company_id": company.id})
        with self.assertRaisesRegex(ValidationError, refused):
            self.Note.create(self._note_vals(partner_id=partner.id))
        self.bruno.company_ids = [Command.link(company.id)]
        note = self.Note.create(
            self._note_vals(user_id=self.bruno.id, company_id=company.id)
        )
        with self.assertRaisesRegex(ValidationError, refused):
            note.action_reassign(self.ana.id)
        self.ana.company_ids = [Command.link(company.id)]
        note.action_reassign(self.ana.id)

    def test_what_is_no_id_is_refused(self):
        for name in ("partner_id", "lead_id", "user_id"):
            for value in ([1], "x", True, 10**10, -1, {"name": "New"}):
                with (
                    self.subTest(field=name, value=value),
                    self.assertRaisesRegex(ValidationError, "that is no id"),
                ):
                    self.NoteAna.create(self._note_vals(**{name: value}))
                with self.assertRaisesRegex(ValidationError, "that is no id"):
                    self.note.write({name: value})

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
