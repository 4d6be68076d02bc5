import csv
import io

import openpyxl

from odoo.tests import tagged
from odoo.tools import file_open

from .common_import import ImportCommon

HEADERS = [
    *("Date", "Kind", "Reason", "Customer", "Contact", "Deal", "Owner"),
    *("Note", "Outcome", "Import Key"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestImportScreen(ImportCommon):
    """Odoo's import screen: the template, its columns, formats of dates, batches."""

    def _open(self, content, file_type="text/csv", **options):
        """Upload a file as Ana does; return it and what the screen proposes."""
        wizard = (
            self.env["base_import.import"]
            .with_user(self.ana)
            .create(
                {
                    "res_model": "crm.feed.note",
                    "file": content if isinstance(content, bytes) else content.encode(),
                    "file_type": file_type,
                }
            )
        )
        options = {"has_headers": True, "separator": ",", "quoting": '"', **options}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        return wizard, preview

    def _run(self, content, file_type="text/csv", limit=None, skip=0, **options):
        wizard, preview = self._open(content, file_type, **options)
        columns = ["/".join(preview["matches"].get(i, [])) or False for i in range(10)]
        columns = columns[: len(preview["headers"])]
        self.assertNotIn(False, columns)
        options = {**preview["options"], "limit": limit, "skip": skip}
        return wizard.execute_import(columns, preview["headers"], options)

    def test_templates_are_offered(self):
        templates = self.NoteAna.get_import_templates()
        self.assertEqual(len(templates), 2)
        for template in templates:
            with file_open(template["template"].lstrip("/"), "rb") as file:
                self.assertTrue(file.read(10))

    def test_columns_of_the_templates_are_found(self):
        path = "crm_activity_feed/static/xls/past_contacts_template"
        for suffix, file_type in ((".csv", "text/csv"), (".xlsx", XLSX)):
            with (
                self.subTest(suffix=suffix),
                file_open(path + suffix, "rb") as file,
            ):
                __, preview = self._open(file.read(), file_type)
                self.assertEqual(preview["headers"], HEADERS)
                self.assertEqual(
                    [preview["matches"][number] for number in range(len(HEADERS))],
                    [
                        *(["date"], ["activity_type_id"], ["reason_id"]),
                        *(["partner_id"], ["contact_id"], ["lead_id"], ["user_id"]),
                        *(["name"], ["outcome"], ["import_key"]),
                    ],
                )

    def test_both_templates_say_the_same(self):
        path = "crm_activity_feed/static/xls/past_contacts_template"
        with file_open(f"{path}.csv") as file:
            lines = list(csv.reader(file))
        with file_open(f"{path}.xlsx", "rb") as file:
            sheet, guide = openpyxl.load_workbook(io.BytesIO(file.read())).worksheets
        cells = [[cell or "" for cell in row] for row in sheet.values]
        self.assertEqual([row[1:] for row in cells], [row[1:] for row in lines])
        self.assertEqual([row[0] for row in guide.values][1:], HEADERS)

    def test_dates_as_people_write_them(self):
        for first, second in (
            ("2019-03-21", "2019-03-14 16:30"),
            ("21/03/2019", "14/03/2019 16:30:00"),
            ("21.03.2019", "14.03.2019 16:30"),
            ("03/21/2019", "03/14/2019 04:30 PM"),
        ):
            with self.subTest(date=first):
                result = self._run(
                    "Date,Customer,Owner,Note\n"
                    f"{first},Acme,Ana,Day {first}\n"
                    f"{second},Acme,Ana,Time {first}\n"
                )
                self.assertFalse(result["messages"])
                day, time = self.Note.browse(result["ids"])
                self.assertDone(day, "2019-03-21", True)
                self.assertDone(time, "2019-03-14 20:30:00", False)

    def test_all_bad_dates_are_named(self):
        result = self._run(
            "Date,Customer,Owner,Note\n"
            "2019-03-14,Acme,Ana,Good\n"
            "2019-02-31,Acme,Ana,Bad\n"
            "last year,Acme,Ana,Bad\n"
        )
        self.assertFalse(result["ids"])
        self.assertEqual([m["record"] for m in result["messages"]], [3, 4])
        self.assertIn("Date: '2019-02-31'", result["messages"][0]["message"])

    def test_spreadsheet_with_real_dates(self):
        book = openpyxl.Workbook()
        book.active.append(["Date", "Customer", "Owner", "Note"])
        for value in ("2019-03-21", "2019-03-14 16:30:00"):
            row = [self.Note._fields["date"].to_datetime(value), "Acme", "Ana", value]
            book.active.append(row)
        book.active["A2"].number_format = "dd/mm/yyyy"
        book.active["A3"].number_format = "dd/mm/yyyy hh:mm"
        content = io.BytesIO()
        book.save(content)
        result = self._run(content.getvalue(), XLSX)
        self.assertFalse(result["messages"])
        day, time = self.Note.browse(result["ids"])
        self.assertDone(day, "2019-03-21", True)
        self.assertDone(time, "2019-03-14 20:30:00", False)

    def test_lines_are_counted_as_in_the_file(self):
        """Also in the second batch, and with the line of headers."""
        content = "Date,Customer,Owner,Note\n" + "".join(
            f"2019-03-14,Acme,{owner},Visit {number}\n"
            for number, owner in enumerate(["Ana", "Ana", "Ana", "Ivan"])
        )
        first = self._run(content, limit=2)
        self.assertEqual((len(first["ids"]), first["nextrow"]), (2, 2))
        second = self._run(content, limit=2, skip=2)
        self.assertFalse(second["ids"])
        [message] = second["messages"]
        self.assertEqual((message["lines"], message["record"]), ([5], 5))
        # The screen adds one, and shows the text it finds there.
        self.assertEqual(message["rows"], {"from": 4, "to": 4})
        self.assertEqual(second["name"][4], "Visit 3")
        self.assertIn("Line 5, Owner: “Ivan”", message["message"])

    def test_what_was_not_found_stands_at_its_column(self):
        """There the screen offers to create it or to leave it out."""
        result = self._run(
            "Date,Customer,Owner,Note,Reason\n2019-03-14,Acme,,Visit,Weather\n"
        )
        reason, owner = result["messages"]
        self.assertEqual((owner["field_path"], owner["record"]), (["line"], 2))
        self.assertTrue(owner["message"].startswith("Owner: it has no owner"))
        self.assertEqual(reason["field_path"], ["reason_id"])
        self.assertEqual(reason["value"], "Weather")

    def test_batches_go_on_after_a_line_that_was_there(self):
        """Odoo asks for the next batch by the last line it got back."""
        content = "Date,Customer,Owner,Note\n" + "2019-03-14,Acme,Ana,Visit\n" * 4
        first = self._run(content, limit=2)
        self.assertEqual(first["nextrow"], 2)
        second = self._run(content, limit=2, skip=2)
        self.assertEqual(second["nextrow"], 4)
        self.assertEqual(set(first["ids"]), set(second["ids"]))
        last = self._run(content, limit=2, skip=4)
        self.assertEqual((last["ids"], last["nextrow"]), ([], 0))
