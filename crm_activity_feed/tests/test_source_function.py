from datetime import datetime, timedelta

from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..engine import functions
from ..engine.columns import encode_id
from .common_function import RETURNS, FunctionCommon


@tagged("post_install", "-at_install")
class TestSourceFunction(FunctionCommon):
    def test_example(self):
        """Ana, who sees her own deals only, reads the calls between the rest."""
        page = self._page(limit=200)
        entries = [e for e in page["entries"] if e["source_id"] == self.source.id]
        self.assertEqual(
            [e["res_id"] for e in entries], [self.third, self.second, self.first]
        )
        third = entries[0]
        self.assertEqual(third["key"], f"{self.source.number}-{self.third}")
        self.assertEqual(third["title"], "Call from +1 555")
        self.assertEqual(third["status"], "5 min")
        self.assertEqual(third["date"], "2026-03-03 10:00:00")
        self.assertEqual(third["customer_id"]["id"], self.customer.id)
        self.assertEqual(entries[1]["customer_id"]["id"], self.customer.id)
        self.assertIs(third["res_model"], False)
        self.assertIs(third["document"], False)
        self.assertEqual(third["actions"], [])
        self.assertEqual(page["broken"], [])
        self.assertGreater(len(page["entries"]), 3)
        self.assertEqual(
            page["entries"],
            sorted(page["entries"], key=lambda e: (e["date"], e["id"]), reverse=True),
        )

    def test_scopes(self):
        contact = {"partner": self.olga.id, "roll_up": False}
        self.assertEqual(self._calls(contact), [self.second, self.first])
        self.assertEqual(self._calls({"partner": self.other.id}), [])
        deal = self._page({"lead": self.lead_ana.id})
        self.assertTrue(deal["entries"])
        self.assertEqual(deal["broken"], [])
        self.assertEqual(self._calls({"lead": self.lead_ana.id}), [])
        self.assertEqual(self._calls("mine"), [])
        # Others may have more than a page of newer entries.
        own = {"source_ids": self.source.ids}
        self.assertEqual(
            self._calls("all", filters=own), [self.third, self.second, self.first]
        )

    def test_filters(self):
        call = self._call(self.olga, self.moment, phone="+7 100%")
        whole = self._calls()
        self.assertEqual(len(whole), 4)
        for filters, expected in (
            ({"text": "+7 100%"}, [call]),
            ({"text": "CALL FROM"}, whole),
            ({"text": "nobody"}, []),
            ({"kinds": ["activity"]}, whole),
            ({"kinds": ["note"]}, []),
            ({"partner_ids": self.customer.ids}, [self.third]),
            ({"date_to": "2026-03-02 10:00:00"}, whole[1:]),
            ({"date_from": "2026-03-03 00:00:00"}, [self.third]),
            ({"user_ids": self.ana.ids}, []),
            ({"open": True}, []),
            ({"source_ids": self.source.ids}, whole),
        ):
            with self.subTest(filters=filters):
                self.assertEqual(self._calls(filters=filters), expected)

    def test_pages_both_ways(self):
        """Several calls in one second, the function's order does not break ties."""
        for number in range(40):
            partner = (self.olga, self.oleg, self.customer)[number % 3]
            self._call(partner, self.moment - timedelta(hours=number // 8))
        whole = self._page(limit=200)["entries"]
        pages = self._pages(limit=7)
        self.assertEqual(
            [e["key"] for p in pages for e in p], [e["key"] for e in whole]
        )
        self.assertEqual(len({entry["key"] for entry in whole}), len(whole))
        self.assertGreater(len(whole), 43)
        page = self._page(limit=7, cursor=self._page(limit=7)["older"])
        while page["older"]:
            last, page = page, self._page(limit=7, cursor=page["older"])
        back = self._page(limit=7, cursor=page["newer"])
        self.assertEqual(back["entries"], last["entries"])

    def test_page_equals_list(self):
        """The ORM holds the same rows in the same order."""
        for number in range(20):
            self._call(self.oleg, self.moment - timedelta(hours=number // 4))
        for scope in ({"partner": self.customer.id}, "all"):
            with self.subTest(scope=scope):
                page = self._page(scope, limit=200)
                Entry = self.Entry.with_user(self.ana)
                domain = Entry._get_scope_domain(scope) & Domain("is_open", "=", False)
                domain &= Domain("is_noise", "=", False)
                entries = Entry.search(domain, limit=len(page["entries"]))
                self.assertEqual(
                    entries.ids, [int(entry["id"]) for entry in page["entries"]]
                )
                self.assertEqual(
                    entries.mapped("title"), [e["title"] for e in page["entries"]]
                )
                self.assertIn(self.source, entries.source_id)

    def test_reports_and_search(self):
        domain = Domain("customer_id", "=", self.customer.id)
        Entry = self.Entry.with_user(self.ana)
        groups = dict(Entry._read_group(domain, ["source_id"], ["__count"]))
        self.assertEqual(groups[self.source.with_user(self.ana)], 3)
        found = Entry.search(domain & Domain("title", "ilike", "call from"))
        self.assertEqual(found.source_id, self.source)
        self.assertEqual(len(found), 3)
        self.assertEqual(
            Entry.search_count(domain & Domain("source_id", "=", self.source.id)), 3
        )

    def test_read_by_id(self):
        """A request that knows only the id, as that of a list's selection."""
        entry_id = encode_id(self.third, self.source.number)
        entry = self.Entry.with_user(self.ana).browse(entry_id)
        self.env.cr.cache.clear()
        self.env.invalidate_all()
        self.assertEqual(entry.title, "Call from +1 555")
        self.assertEqual(
            entry.read(["customer_id"])[0]["customer_id"][0], self.customer.id
        )
        self.assertTrue(entry.exists())
        unknown = self.Entry.with_user(self.ana).browse(
            encode_id(10**6, self.source.number)
        )
        self.assertFalse(unknown.exists())
        with self.assertRaises(MissingError):
            unknown.check_access("read")

    def test_action(self):
        with self.assertRaisesRegex(UserError, "another system"):
            self.Entry.with_user(self.ana).run_action(
                encode_id(self.third, self.source.number), "done"
            )

    def test_all_columns(self):
        columns = {
            "is_all_day": "TRUE",
            "recorded_on": "timestamp '2026-03-05 10:00:00'",
            "lead_id": str(self.lead_bruno.id),
            "user_id": str(self.ana.id),
            "author_id": str(self.olga.id),
            "company_id": str(self.env.company.id),
            "activity_type_id": str(self.call.id),
            "reason_id": str(self.reason.id),
            "document_model": "'crm.lead'::text",
            "document_id": str(self.lead_bruno.id),
            "body": "'<p>Hello</p><script>alert(1)</script>'::text",
            "status": "'paid'::text",
            "amount": "12.5::float8",
            "currency_id": "NULL::integer",
        }
        self.assertEqual(
            {*columns, *functions.REQUIRED_COLUMNS}, set(functions.FUNCTION_COLUMNS)
        )
        returns = ", ".join(
            f"{name} {functions.FUNCTION_COLUMNS[name]}"
            for name in (*functions.REQUIRED_COLUMNS, *columns)
        )
        self._function(self._one_row(**columns), returns=returns)
        source = self._make_source()

        def entry(user):
            page = self._page(user=user)
            return next(e for e in page["entries"] if e["source_id"] == source.id)

        whole, narrow = entry(self.mona), entry(self.ana)
        self.assertEqual(whole["lead_id"]["id"], self.lead_bruno.id)
        self.assertEqual(whole["document"]["id"], self.lead_bruno.id)
        self.assertEqual(whole["body"], "<p>Hello</p>")
        self.assertEqual(whole["status"], "paid")
        self.assertEqual(
            whole["amount"],
            {"value": 12.5, "currency_id": self.env.company.currency_id.id},
        )
        self.assertTrue(whole["is_all_day"])
        self.assertEqual(whole["recorded_on"], "2026-03-05 10:00:00")
        for name, record in (
            ("user_id", self.ana),
            ("author_id", self.olga),
            ("company_id", self.env.company),
            ("activity_type_id", self.call),
            ("reason_id", self.reason),
        ):
            self.assertEqual(whole[name]["id"], record.id, name)
        # Bruno's deal is not for Ana: neither its name nor that there is one.
        self.assertIs(narrow["lead_id"], False)
        self.assertIs(narrow["document"], False)
        self.assertIs(narrow["document_id"], None)
        self.assertEqual(self._calls("mine", source=source), [1])

    def test_unknown_numbers_count_as_empty(self):
        columns = {
            "user_id": "999999",
            "document_id": "1",
            "document_model": "'no.model'::text",
        }
        self._function(
            self._one_row(**columns),
            returns=f"{RETURNS}, user_id integer, document_id integer,"
            " document_model text",
        )
        source = self._make_source()
        page = self._page()
        entry = next(e for e in page["entries"] if e["source_id"] == source.id)
        self.assertIs(entry["user_id"], False)
        self.assertIs(entry["document"], False)

    def test_kind_of_the_source(self):
        """What the function does not tell, the source may."""
        self.source.write(
            {"activity_type_id": self.call.id, "reason_id": self.reason.id}
        )
        filters = {"activity_type_ids": self.call.ids, "reason_ids": self.reason.ids}
        self.assertEqual(
            self._calls(filters=filters), [self.third, self.second, self.first]
        )

    def test_open(self):
        entry = self.Entry.with_user(self.ana).browse(
            encode_id(self.third, self.source.number)
        )
        with self.assertRaisesRegex(UserError, "nothing to open"):
            entry.action_open_document()

    def test_planned(self):
        self.source.is_open = True
        later = self._call(self.olga, datetime(2050, 1, 1))
        page = self._page()
        self.assertEqual(
            [e["res_id"] for e in page["open"] if e["source_id"] == self.source.id],
            [self.first, self.second, self.third, later],
        )
        self.assertEqual(
            [e for e in page["entries"] if e["source_id"] == self.source.id], []
        )
