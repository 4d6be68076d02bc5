from odoo.tests import tagged

from odoo.addons.crm_activity_feed.engine.import_report import MAX_LINES, MAX_PROBLEMS

from .common_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportErrors(ImportCommon):
    """Each bad line is named with its column and what to do; nothing is half done."""

    def test_every_kind_of_bad_line_at_once(self):
        messages = self._refuse(
            self._line(),
            self._line(date="31/31/2019"),
            self._line(date=""),
            self._line(name=" "),
            self._line(partner_id=""),
            self._line(user_id="Ivan", reason_id="Weather"),
            self._line(partner_id="Nobody"),
        )
        self.assertEqual(
            [message.partition(":")[0] for message in messages],
            [
                "Line 2, Date",
                "Line 3, Date",
                "Line 4, Note",
                "Line 5, Customer",
                "Line 6, Owner",
                "Line 6, Reason",
                "Line 7, Customer",
            ],
        )
        self.assertIn("does not seem to be a valid datetime", messages[0])
        self.assertIn("Use the format '2012-12-31", messages[0])
        self.assertIn("it has no date. Write when", messages[1])
        self.assertIn("it has no text", messages[2])
        self.assertIn("it has no customer", messages[3])

    def test_years_that_nobody_means(self):
        for year in ("0001", "0204", "9999"):
            with self.subTest(year=year):
                self.assertRefused(
                    f'Line 1, Date: The note cannot have the date "{year}-01-15": it '
                    "is too far away. Choose a year from 1900",
                    self._line(date=f"{year}-01-15"),
                )

    def test_what_no_database_can_look_for(self):
        self.assertRefused(
            "Line 1, Customer: “Acme?” is no customer",
            self._line(partner_id="Acme?\x00\ud83d"),
        )
        self.assertRefused("Line 1, Customer: “999", self._line(partner_id="9" * 5000))
        # Also where Odoo itself looks for it, in a column that is nobody's to import.
        line = {**self._line(), "message_ids": "No\x00thing"}
        result = self._load(line, columns=list(line))
        self.assertFalse(result["ids"])
        self.assertIn("Nothing", result["messages"][0]["message"])

    def test_message_says_where_it_belongs(self):
        result = self._load(self._line(), self._line(user_id="Ivan"))
        [message] = result["messages"]
        self.assertEqual(
            (message["field"], message["record"], message["rows"], message["lines"]),
            ("user_id", 1, {"from": 1, "to": 1}, [2]),
        )

    def test_same_problem_is_told_once_with_its_lines(self):
        lines = [self._line(user_id="Ivan") for __ in range(MAX_LINES + 4)]
        [message] = self._load(*lines)["messages"]
        self.assertTrue(message["message"].startswith("Line 1, Owner: “Ivan”"))
        self.assertIn("The same on lines 2, 3, 4", message["message"])
        self.assertIn(" and 3 more.", message["message"])
        self.assertEqual(len(message["lines"]), MAX_LINES + 4)

    def test_few_enough_to_read(self):
        messages = self._refuse(
            *(self._line(user_id=f"Ivan {n}") for n in range(MAX_PROBLEMS + 7))
        )
        self.assertEqual(len(messages), MAX_PROBLEMS + 1)
        self.assertIn("there are more (7)", messages[-1])

    def test_what_cannot_be_done_yet(self):
        columns = ["date", "partner_id", "user_id", "name", "state"]
        self.assertRefused(
            "Line 1, Date: it lies ahead",
            self._line(date="2999-01-01", state="Done"),
            columns=columns,
        )

    def test_key_twice_in_a_file(self):
        self.assertRefused(
            "Line 3, Import Key: The key “old 1” is on line 1 too",
            self._line(import_key="old 1"),
            self._line(import_key="old 2"),
            self._line(import_key=" old 1", name="Called"),
        )

    def test_key_twice_is_told_with_all_the_rest(self):
        messages = self._refuse(
            self._line(import_key="old 1"),
            self._line(import_key="old 1", name="Called", reason_id="Weather"),
        )
        self.assertEqual(
            [message.partition(":")[0] for message in messages],
            ["Line 2, Reason", "Line 2, Import Key"],
        )

    def test_key_of_another_contact(self):
        """Two old systems number their lines from 1."""
        note = self._import(self._line(import_key="1"))
        self.assertRefused(
            "Line 1, Import Key: The key “1” belongs to another contact: “Visited” "
            "with Acme, on 2019-03-01.",
            self._line(
                import_key="1",
                partner_id="Other customer",
                date="2020-01-01",
                name="Called",
            ),
        )
        self.assertEqual(note.name, "Visited")
        corrected = self._line(import_key="1", partner_id="Other customer")
        self.assertEqual(self._import(corrected), note)
        self.assertEqual(note.partner_id, self.other)

    def test_key_of_a_note_one_cannot_see(self):
        note = self._import(
            self._line(import_key="1", lead_id="10 chairs"), user=self.bruno
        )
        note.user_id = note.sudo().create_uid = self.bruno
        self.assertRefused(
            "Line 1, Import Key: The key “1” belongs to a note that you may not",
            self._line(import_key="1"),
        )

    def test_a_refusal_of_the_database_names_its_line(self):
        """What is not checked before is still found, line by line."""
        columns = ["date", "partner_id", "user_id", "name", "date_done"]
        result = self._load(
            self._line(),
            self._line(date_done="2999-01-01 10:00:00"),
            columns=columns,
        )
        self.assertFalse(result["ids"])
        self.assertEqual([m["record"] for m in result["messages"]], [1])
        self.assertIn("closed in the future", result["messages"][0]["message"])

    def test_lawyer_may_not_import(self):
        result = self._load(self._line(user_id="Lawyer"), user=self.lawyer)
        self.assertFalse(result["ids"])
        self.assertIn("not allowed to create", result["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestImportCost(ImportCommon):
    """The number of queries does not depend on how many names there are to look up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(90)]
        )
        cls.contacts = cls.env["res.partner"].create(
            [{"name": "Person", "parent_id": customer.id} for customer in cls.customers]
        )
        cls.leads = cls.env["crm.lead"].create(
            [
                {"name": f"Deal {number}", "user_id": cls.ana.id, "partner_id": id_}
                for number, id_ in enumerate(cls.customers.ids)
            ]
        )

    def _count(self, size, key, **cells):
        lines = [
            self._line(
                partner_id=f"Customer {number}",
                contact_id="Person",
                lead_id=f"Deal {number}",
                activity_type_id="Call",
                reason_id="Offer",
                import_key=f"{key} {number}",
                **cells,
            )
            for number in range(size)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._load(*lines)
        return self.env.cr.sql_log_count - before

    def test_good_lines(self):
        self._count(1, "a")
        few, many = self._count(10, "b"), self._count(90, "c")
        self.assertLessEqual(many, few)

    def test_bad_lines(self):
        # What Odoo keeps in memory is forgotten after a refusal.
        self._count(1, "a", name="")
        few, many = self._count(10, "b", name=""), self._count(90, "c", name="")
        self.assertLessEqual(many, few)

    def test_second_import(self):
        self._count(90, "a")
        few, many = self._count(10, "a"), self._count(90, "a")
        self.assertLessEqual(many, few)
