from odoo.fields import Command
from odoo.tests import tagged

from .common_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportNames(ImportCommon):
    """Whom a cell means: found under the importer's rights, or named with a remedy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {"ref": "C-17", "email": "Info@acme.example", "vat": "US 12-3456789"}
        )
        cls.contact.email = "info@acme.example"

    def test_customer_by_anything(self):
        xmlid = self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": "old.acme", "record": self.customer}]
        )
        self.assertIsNone(xmlid)
        names = [
            *("Acme", " aCME ", "c-17", "INFO@acme.example", "Ann <info@acme.example>"),
            *("US123456789", "us 12-3456789", f"id {self.customer.id}"),
            *(f"#{self.customer.id}", str(self.customer.id)),
        ]
        for name in names:
            with self.subTest(name=name):
                note = self._import(self._line(partner_id=name, name=name))
                self.assertEqual(note.partner_id, self.customer)
        for column, value in (
            ("partner_id/id", "old.acme"),
            ("partner_id/.id", self.customer.id),
        ):
            with self.subTest(column=column):
                line = {**self._line(name=column), column: value}
                note = self._import(line, columns=["date", column, "user_id", "name"])
                self.assertEqual(note.partner_id, self.customer)

    def test_reference_of_figures_is_no_id(self):
        self.customer.ref = str(self.other.id)
        note = self._import(self._line(partner_id=str(self.other.id)))
        self.assertEqual(note.partner_id, self.customer)

    def test_ambiguous_customer(self):
        twin = self.customer.copy({"name": "Acme", "ref": "C-18"})
        self.assertRefused(
            f"Line 1, Customer: “acme” fits 2 customers (ids {self.customer.id}, "
            f"{twin.id}). Write the reference",
            self._line(partner_id="acme"),
        )
        twin.active = False
        self.assertEqual(self._import(self._line()).partner_id, self.customer)

    def test_contact_of_the_customer(self):
        stranger = self.contact.copy({"parent_id": self.other.id, "name": "Olga"})
        note = self._import(self._line(contact_id="Olga"))
        self.assertEqual(note.partner_id, self.contact)
        note = self._import(self._line(partner_id="Acme, Olga", name="Called"))
        self.assertEqual(note.partner_id, self.contact)
        self.assertRefused(
            "Line 1, Customer: “Olga” fits 2 customers", self._line(partner_id="Olga")
        )
        self.assertRefused(
            "Line 1, Contact: “Nobody” is no contact of “Acme”.",
            self._line(contact_id="Nobody"),
        )
        stranger.name = "Boris"
        self.assertRefused(
            "Line 1, Contact: “Boris” is no contact of “Acme”.",
            self._line(contact_id="Boris"),
        )

    def test_contact_gives_the_customer(self):
        note = self._import(self._line(partner_id="", contact_id="olga"))
        self.assertEqual(
            (note.partner_id, note.customer_id), (self.contact, self.customer)
        )

    def test_unknown_customer_is_told_once(self):
        """Its contact and its deal cannot be looked for."""
        self.assertRefused(
            "Line 1, Customer: “Acmee” is no customer that you can see",
            self._line(partner_id="Acmee", contact_id="Olga", lead_id="40 desks"),
        )

    def test_archived_customer(self):
        self.customer.active = False
        self.assertRefused(
            f"Line 1, Customer: “Acme” is archived. Restore it, or write “id "
            f"{self.customer.id}” to add",
            self._line(),
        )
        by_id = self._line(partner_id=f"id {self.customer.id}")
        self.assertEqual(self._import(by_id).partner_id, self.customer)
        self.assertRefused(
            "Line 1, Customer: “Acme” is archived. Restore it first",
            {**by_id, "date": "2999-01-01"},
        )

    def test_customer_of_another_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.customer.company_id = second
        self.assertRefused("Line 1, Customer: “Acme” is no customer", self._line())
        self.assertRefused(
            f"Line 1, Customer: “{self.customer.id}” is no customer",
            self._line(**{"partner_id/.id": self.customer.id}),
            columns=["date", "partner_id/.id", "user_id", "name"],
        )
        self.head.company_ids = [Command.link(second.id)]
        both = [self.head.company_id.id, second.id]
        options = {"user": self.head, "allowed_company_ids": both}
        self.assertRefused(
            "Line 1, Owner: Ana does not work in Second", self._line(), **options
        )
        note = self._import(self._line(user_id="note_head"), **options)
        self.assertEqual(note.company_id, second)

    def test_deal_of_the_customer(self):
        self._make_lead("40 desks", self.other, self.ana)
        note = self._import(self._line(lead_id="40 Desks"))
        self.assertEqual(note.lead_id, self.lead_ana)
        twin = self._make_lead("40 desks", self.contact, self.ana)
        twin.action_set_lost()
        self.assertRefused(
            f"Line 1, Deal: “40 desks” is the name of 2 deals (ids {self.lead_ana.id}, "
            f"{twin.id}).",
            self._line(lead_id="40 desks"),
        )
        note = self._import(self._line(lead_id=f"id {twin.id}"))
        self.assertEqual(note.lead_id, twin)

    def test_deal_gives_the_customer(self):
        note = self._import(self._line(partner_id="", lead_id="40 desks"))
        self.assertEqual(note.partner_id, self.customer)

    def test_deal_of_another_customer(self):
        self.assertRefused(
            "Line 1, Deal: “Lamps” is a deal of Other customer, the line is about",
            self._line(lead_id="Lamps"),
        )

    def test_deal_of_a_colleague_is_not_seen(self):
        self.assertRefused(
            "Line 1, Deal: “10 chairs” is no deal that you can see.",
            self._line(lead_id="10 chairs"),
        )

    def test_owner_by_name_login_and_email(self):
        self.bruno.email = "bruno@acme.example"
        for name in ("bruno", "NOTE_bruno", "bruno@acme.example"):
            with self.subTest(name=name):
                note = self._import(self._line(user_id=name, name=name))
                self.assertEqual(note.user_id, self.bruno)

    def test_owner_who_left(self):
        self.bruno.active = False
        self.assertRefused(
            "Line 1, Owner: Bruno cannot own a note", self._line(user_id="Bruno")
        )

    def test_owner_who_is_not_there(self):
        self.assertRefused(
            "Line 1, Owner: “Ivan” is no colleague", self._line(user_id="Ivan")
        )
        self.assertRefused("Line 1, Owner: it has no owner", self._line(user_id=""))

    def test_kind_and_reason_in_both_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.ana.lang = "ru_RU"
        self.call.with_context(lang="ru_RU").name = "Звонок"
        self.offer.with_context(lang="ru_RU").name = "Предложение"
        for kind, reason in (("звонок", "ПРЕДЛОЖЕНИЕ"), ("Call", "offer")):
            with self.subTest(kind=kind):
                note = self._import(
                    self._line(activity_type_id=kind, reason_id=reason, name=kind),
                    lang="ru_RU",
                )
                self.assertEqual(note.activity_type_id, self.call)
                self.assertEqual(note.reason_id, self.offer)

    def test_archived_reason_was_the_reason_then(self):
        self.offer.active = False
        note = self._import(self._line(reason_id="Offer"))
        self.assertEqual(note.reason_id, self.offer)

    def test_unknown_kind_and_reason_are_named_with_the_known(self):
        kind, reason = self._refuse(
            self._line(activity_type_id="Pigeon", reason_id="Weather")
        )
        self.assertIn("Line 1, Kind: “Pigeon” is no kind of contact.", kind)
        self.assertIn("Call", kind)
        self.assertIn("Line 1, Reason: “Weather” is no reason.", reason)
        self.assertIn("Offer", reason)

    def test_create_what_is_missing(self):
        """As the importer chooses on the screen, if she may."""
        lines = [self._line(reason_id="Weather"), self._line(reason_id="weather")]
        create = {"name_create_enabled_fields": {"reason_id": True}}
        self.assertTrue(self._refuse(*lines, **create))
        notes = self._import(*lines, user=self.head, **create)
        self.assertEqual(notes.reason_id.name, "Weather")
        new = self._import(
            self._line(contact_id="Ivan <ivan@acme.example>"),
            user=self.head,
            name_create_enabled_fields={"contact_id": True},
        ).partner_id
        self.assertEqual(
            (new.name, new.email, new.parent_id),
            ("Ivan", "ivan@acme.example", self.customer),
        )

    def test_leave_out_what_is_missing(self):
        lines = [self._line(reason_id="Weather"), self._line(name="Called")]
        notes = self._import(
            *lines, import_file=True, import_set_empty_fields=["reason_id"]
        )
        self.assertEqual(len(notes), 2)
        self.assertFalse(notes.reason_id)
        lines = [self._line(reason_id="Weather", name="A"), self._line(name="B")]
        notes = self._import(
            *lines, import_file=True, import_skip_records=["reason_id"]
        )
        self.assertEqual(notes.mapped("name"), ["B"])
