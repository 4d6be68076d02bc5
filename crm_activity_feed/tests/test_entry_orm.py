from datetime import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestEntryOrm(FeedCommon):
    """What standard views, exports and the public API do with entries."""

    def test_ids_are_decoded(self):
        note = self._make_note()
        lead_entry = self.lead_ana.id * 256 + 9
        note_entry = note.id * 256 + 1
        Entry = self.Entry.with_user(self.ana)
        self.env.flush_all()
        both = [("id", "in", [lead_entry, note_entry])]
        self.assertEqual(set(Entry.search(both).ids), {lead_entry, note_entry})
        self.assertEqual(Entry.search([("id", "=", note_entry)]).res_id, note.id)
        self.assertEqual(Entry.search([("id", "in", [])]).ids, [])
        self.assertEqual(Entry.search([("id", "=", False)]).ids, [])
        rest = Entry.search(
            [("id", "!=", note_entry), ("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(rest)
        self.assertNotIn(note_entry, rest.ids)
        self.assertEqual(Entry.search_count([("id", "not in", [note_entry])] + both), 1)

    def test_id_uses_the_record_index(self):
        """Reading by id asks the source's table by its primary key."""
        query = self.Entry._search([("id", "in", [self.lead_ana.id * 256 + 9])])
        self.env.flush_all()
        rows = self.env.execute_query(query.select())
        self.assertEqual(rows, [(self.lead_ana.id * 256 + 9,)])
        self.assertNotIn("256", query.where_clause.code)

    def test_a_message_has_one_source(self):
        """An id with the number of another source of the table is nobody's."""
        message = self._make_message(self.customer)
        self.env.flush_all()
        numbers = [
            number
            for number in range(1, 256)
            if self.Entry.browse(message.id * 256 + number).exists()
            and self.Entry.browse(message.id * 256 + number).res_model == "mail.message"
        ]
        self.assertEqual(numbers, [8])

    def test_documents_of_a_report_are_listed_once(self):
        """Three branches join them. What is asked of a customer is found by index."""
        self._make_note()
        Report = self.env["crm.feed.contact.report"]
        since = [("date", ">=", "2020-01-01")]
        of_customer = [("customer_id", "=", self.customer.id)]
        for model in (self.Entry.with_user(self.ana), Report.with_user(self.ana)):
            every, some = (
                model._search(domain).select().code for domain in (since, of_customer)
            )
            self.assertEqual(every.count("AS MATERIALIZED"), 1)
            self.assertNotIn("AS MATERIALIZED", some)
            groups = model._read_group(since, ["customer_id"], ["__count"])
            (count,) = (n for customer, n in groups if customer == self.customer)
            self.assertEqual(count, model.search_count(since + of_customer))

    def test_pending_changes_are_seen(self):
        """A customer changed in the same transaction is found at once."""
        domain = [("res_model", "=", "crm.lead"), ("customer_id", "=", self.other.id)]
        self.assertFalse(self._search(domain))
        self.lead_ana.partner_id = self.other
        self.assertEqual(
            self.Entry.with_user(self.ana).search(domain).res_id, self.lead_ana.id
        )

    def test_web_read(self):
        note = self._make_note("Call\nat noon")
        self.env.flush_all()
        Entry = self.Entry.with_user(self.ana)
        names = (
            "title",
            "date_text",
            "state",
            "document_name",
            "source_id",
            "partner_id",
        )
        result = Entry.web_search_read(
            [("kind", "=", "note"), ("res_id", "=", note.id)],
            {
                name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                for name in names
            },
        )
        (record,) = result["records"]
        self.assertEqual(record["title"], "Call")
        self.assertIs(record["document_name"], False)
        self.assertEqual(record["source_id"]["display_name"], "Note")
        self.assertEqual(record["partner_id"]["display_name"], "Acme Tools")

    def test_group_and_order_by_everything(self):
        self._make_note(reason_id=self.reason.id, activity_type_id=self.call.id)
        self.env.flush_all()
        Entry = self.Entry.with_user(self.ana)
        for name, field in Entry._fields.items():
            if not field.store or name == "id":
                continue
            spec = f"{name}:month" if field.type == "datetime" else name
            groups = Entry.formatted_read_group([], [spec], ["__count"])
            self.assertTrue(groups, name)
            self.assertTrue(Entry.search([], order=f"{name} desc", limit=2), name)

    def test_open_document(self):
        message = self._make_message(self.lead_ana)
        entry = self._search(
            [("res_model", "=", "mail.message"), ("res_id", "=", message.id)]
        )
        self.assertEqual(entry.document_name, "Desks")
        action = entry.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.lead_ana.id)
        )

    def test_views_load(self):
        views = self.Entry.with_user(self.ana).get_views(
            [
                (False, kind)
                for kind in ("list", "kanban", "form", "pivot", "graph", "search")
            ]
        )
        self.assertEqual(len(views["views"]), 6)

    def test_export(self):
        self.ana.group_ids += self.env.ref("base.group_allow_export")
        note = self._make_note("Export me")
        entry = self._search([("kind", "=", "note"), ("res_id", "=", note.id)])
        rows = entry.export_data([".id", "title", "partner_id", "date"])["datas"]
        self.assertEqual(rows[0][1:3], ["Export me", "Acme Tools"])

    @freeze_time("2026-11-22 12:00:00")
    def test_state_in_the_time_zone_of_the_user(self):
        """Noon in UTC: in Auckland it is the 23rd, in New York the 22nd."""
        notes = {
            "moment ago": self._make_note(date_deadline=datetime(2026, 11, 22, 11, 59)),
            "in an hour": self._make_note(date_deadline=datetime(2026, 11, 22, 13)),
            "tomorrow 6 UTC": self._make_note(date_deadline=datetime(2026, 11, 23, 6)),
            "22nd": self._make_note(date_deadline="2026-11-22", is_all_day=True),
            "23rd": self._make_note(date_deadline="2026-11-23", is_all_day=True),
            "24th": self._make_note(date_deadline="2026-11-24", is_all_day=True),
        }
        expected = {
            "America/New_York": [
                "overdue",
                "today",
                "planned",
                "today",
                "planned",
                "planned",
            ],
            "Pacific/Auckland": [
                "overdue",
                "today",
                "today",
                "overdue",
                "today",
                "planned",
            ],
            "UTC": ["overdue", "today", "planned", "today", "planned", "planned"],
        }
        for tz, states in expected.items():
            self.ana.tz = tz
            self.env.flush_all()
            self.env.invalidate_all()
            Entry = self.Entry.with_user(self.ana).with_context(tz=tz)
            entries = [Entry.browse(note.id * 256 + 1) for note in notes.values()]
            self.assertEqual([entry.state for entry in entries], states, tz)
            ids = [entry.id for entry in entries]
            for state in ("overdue", "today", "planned", "done"):
                found = Entry.search([("id", "in", ids), ("state", "=", state)])
                named = [i for i, s in zip(ids, states, strict=True) if s == state]
                self.assertCountEqual(found.ids, named, (tz, state))
            page = Entry.get_page({"partner": self.customer.id})
            by_id = {entry["id"]: entry["state"] for entry in page["open"]}
            self.assertEqual([by_id[i] for i in ids], states, tz)

    def test_date_text_of_a_day(self):
        note = self._make_note(date_deadline="2031-05-05", is_all_day=True)
        for tz in ("America/New_York", "Pacific/Auckland"):
            entry = self.Entry.with_context(tz=tz).browse(note.id * 256 + 1)
            self.assertEqual(entry.date_text, "05/05/2031")
        self.env.flush_all()
        note.write({"date_deadline": "2031-05-05 23:30:00", "is_all_day": False})
        self.env.flush_all()
        self.env.invalidate_all()
        entry = self.Entry.with_context(tz="Pacific/Auckland").browse(entry.id)
        self.assertEqual(" ".join(entry.date_text.split()), "05/06/2031 11:30 AM")

    def test_archived_documents_have_a_history(self):
        self.lead_ana.action_archive()
        self.oleg.action_archive()
        message = self._make_message(self.oleg)
        page = self._page(limit=200)
        self.assertIn(("crm.lead", self.lead_ana.id), self._records(page["entries"]))
        self.assertIn(("mail.message", message.id), self._records(page["entries"]))

    def test_deleted_document_leaves_no_entry(self):
        lead = self._make_lead("Short-lived", self.ana)
        self._make_message(lead, "About it")
        self.env.flush_all()
        lead.unlink()
        self.assertNotIn("About it", str(self._page(limit=200)["entries"]))

    def test_kind_labels_cover_all_sources(self):
        kinds = self.env["crm.feed.source"].search([]).mapped("kind")
        labels = dict(self.Entry.fields_get(["kind"])["kind"]["selection"])
        self.assertFalse(set(kinds) - set(labels))
        self.assertTrue(
            self._search(Domain("date", "<=", fields.Datetime.now()), limit=1)
        )
