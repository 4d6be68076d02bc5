import re
import time
from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import tagged
from odoo.tools import SQL, file_open, mute_logger

from ..engine import functions, isolation
from ..engine.columns import encode_id
from .common import FeedCommon

HEALTH = "odoo.addons.crm_activity_feed.models.crm_feed_source_health"
RETURNS = "id integer, date timestamp, partner_id integer, title text"


class FunctionCommon(FeedCommon):
    """The worked example of ``readme/CONFIGURE.md``, with a call a day.

    ``call`` makes more. The first two are of ``olga``, at the same second.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("crm_activity_feed/readme/CONFIGURE.md") as readme:
            (example,) = re.findall(r"```sql\n(.*?)```", readme.read(), re.DOTALL)
        cls.env.cr.execute(example)
        cls.source = cls.env["crm.feed.source"].create(
            {
                "name": "Telephone",
                "mode": "sql_function",
                "function_name": "feed_pbx_calls",
                "kind": "activity",
            }
        )
        cls.moment = datetime(2026, 3, 2, 10, 0, 0)
        cls.first = cls._call(cls.olga, cls.moment)
        cls.second = cls._call(cls.olga, cls.moment + timedelta(microseconds=500_000))
        cls.third = cls._call(cls.customer, cls.moment + timedelta(days=1), minutes=5)

    @classmethod
    def _call(cls, partner, began, minutes=0, phone="+1 555"):
        cls.env.cr.execute(
            SQL(
                "INSERT INTO pbx_call (partner_id, began, minutes, phone)"
                " VALUES (%s, %s, %s, %s) RETURNING id",
                *(partner.id, began, minutes, phone),
            )
        )
        return cls.env.cr.fetchone()[0]

    def _function(self, body, name="feed_test", returns=RETURNS, options="STABLE"):
        self.env.cr.execute(
            f"CREATE OR REPLACE FUNCTION {name}("
            "partner_ids integer[], date_to timestamp,"
            f" max_rows integer) RETURNS TABLE ({returns}) LANGUAGE plpgsql {options}"
            f" AS $$ #variable_conflict use_column\nBEGIN {body} END $$"
        )

    def _one_row(self, **columns):
        """A body that returns one row of the customer."""
        values = {
            "id": "1",
            "date": "timestamp '2026-03-01'",
            "partner_id": str(self.customer.id),
            "title": "'Row'::text",
            **columns,
        }
        return (
            f"RETURN QUERY SELECT * FROM (SELECT {', '.join(values.values())})"
            f" AS t({', '.join(values)})"
            " WHERE (partner_ids IS NULL OR t.partner_id = ANY (partner_ids))"
            " AND (date_to IS NULL OR t.date <= date_to) LIMIT max_rows;"
        )

    def _make_source(self, **values):
        return self.env["crm.feed.source"].create(
            {
                "name": "Test",
                "mode": "sql_function",
                "function_name": "feed_test",
                **values,
            }
        )

    def _calls(self, *args, source=None, **kwargs):
        """Ids of the function's rows on a page."""
        page = self._page(*args, **kwargs)
        source = source or self.source
        return [
            entry["res_id"]
            for entry in page["open"] + page["entries"]
            if entry["source_id"] == source.id
        ]


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
        self.assertEqual(self._calls({"lead": self.lead_ana.id}), [])
        self.assertEqual(self._calls("mine"), [])
        self.assertEqual(
            self._calls("all", limit=200), [self.third, self.second, self.first]
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


@tagged("post_install", "-at_install")
class TestFunctionAccess(FunctionCommon):
    def test_groups(self):
        self.source.group_ids = self.env.ref("sales_team.group_sale_manager")
        self.assertEqual(self._calls(user=self.ana), [])
        self.assertEqual(len(self._calls(user=self.mona)), 3)
        Entry = self.Entry.with_user(self.ana)
        self.assertFalse(Entry.search([("source_id", "=", self.source.id)]))
        entry_id = encode_id(self.third, self.source.number)
        self.assertFalse(Entry.browse(entry_id).exists())
        with self.assertRaisesRegex(MissingError, "does not exist"):
            Entry.run_action(entry_id, "done")

    def test_rows_read_by_others_are_not_known(self):
        """What a manager has read in this transaction opens nothing to Ana."""
        self.source.group_ids = self.env.ref("sales_team.group_sale_manager")
        entry = self.Entry.browse(encode_id(self.third, self.source.number))
        self.assertTrue(entry.with_user(self.mona).exists())
        self.assertFalse(entry.with_user(self.ana).exists())

    def test_unreadable_customer(self):
        """Record rules of contacts hold inside the query."""
        self.env["ir.rule"].create(
            {
                "name": "Not Oleg",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
                "domain_force": f"[('id', '!=', {self.oleg.id})]",
            }
        )
        for number in range(10):
            self._call(self.oleg, self.moment + timedelta(days=10, hours=number))
        self.assertEqual(self._calls(), [self.third, self.second, self.first])
        source_ids = self.source.ids
        page = self._page(limit=2, filters={"source_ids": source_ids})
        self.assertEqual(
            [e["res_id"] for e in page["entries"]], [self.third, self.second]
        )
        entries = self._search([("source_id", "=", self.source.id)])
        self.assertEqual(
            entries.mapped("res_id"), [self.third, self.second, self.first]
        )

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Feed other"})
        self.source.function_company_id = other
        self.assertEqual(self._calls(), [])
        self.ana.company_ids += other
        Entry = self.Entry.with_user(self.ana).with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        page = Entry.get_page({"partner": self.customer.id}, limit=200)
        self.assertIn(self.third, [e["res_id"] for e in page["entries"]])

    def test_company_of_a_row(self):
        other = self.env["res.company"].create({"name": "Feed other"})
        self._function(
            self._one_row(company_id=str(other.id)),
            returns=f"{RETURNS}, company_id integer",
        )
        source = self._make_source()
        self.assertEqual(self._calls(source=source), [])
        self._function(
            self._one_row(company_id=str(self.env.company.id)),
            returns=f"{RETURNS}, company_id integer",
        )
        self.assertEqual(self._calls(source=source), [1])

    def test_only_system_administrators_set_one(self):
        values = {"function_name": "feed_pbx_calls"}
        for user in (self.ana, self.mona):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.source.with_user(user).write(values)
        admin = self.env.ref("base.user_admin")
        self.source.with_user(admin).write(values)
        self.assertFalse(self.ana.has_group("base.group_system"))
        with self.assertRaises(AccessError):
            self.source.with_user(self.ana).read(["function_name"])

    def test_no_function_no_query(self):
        """A page without functions costs no statement for them."""
        statements = []
        execute = type(self.cr).execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(getattr(query, "code", query))
            return execute(cursor, query, *args, **kwargs)

        counts = []
        for active in (True, False):
            self.source.active = active
            self._page()
            self.env.invalidate_all()
            with patch.object(type(self.cr), "execute", spy):
                statements.clear()
                self._page()
            counts.append(len([s for s in statements if "feed_function" in s]))
            counts.append(len(statements))
        self.assertEqual(counts[::2], [1, 0])
        self.assertLess(counts[3], counts[1])


@tagged("post_install", "-at_install")
class TestFunctionCheck(FunctionCommon):
    def _refused(self, message, **values):
        with self.assertRaisesRegex(ValidationError, message):
            self._make_source(**values)

    def test_name(self):
        self._refused("no name of a function", function_name="f(); DROP TABLE x")
        self._refused("no name of a function", function_name=False)
        self._refused("There is no function", function_name="no_such_function")
        self._refused("There is no function", function_name="Feed_Pbx_Calls")
        self.assertTrue(self._make_source(function_name="public.feed_pbx_calls"))

    def test_declaration(self):
        self._function(self._one_row(), options="VOLATILE")
        self._refused("Declare it STABLE")
        self.env.cr.execute(
            "CREATE FUNCTION feed_one(partner_ids integer[], date_to timestamp,"
            " max_rows integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1'"
        )
        self._refused("returns no table", function_name="feed_one")

    def test_columns(self):
        row = "RETURN QUERY SELECT 1, timestamp '2026-03-01' WHERE FALSE;"
        self._function(row, returns="id integer, date timestamp")
        self._refused("no column partner_id, title")
        self.env.cr.execute("DROP FUNCTION feed_test")
        self._function(self._one_row(colour="1"), returns=f"{RETURNS}, colour integer")
        self._refused("does not know its columns colour")
        self.env.cr.execute("DROP FUNCTION feed_test")
        self._function(
            self._one_row(date="date '2026-03-01'"),
            returns=RETURNS.replace("timestamp", "date"),
        )
        self._refused("Its column date is of type date. Cast it")

    def test_parameters(self):
        always = (
            f"RETURN QUERY SELECT 1, timestamp '2026-03-01', {self.customer.id},"
            " 'Row'::text"
        )
        for body, message in (
            (f"{always};", "Use max_rows"),
            (f"{always} LIMIT max_rows;", "heed its parameter date_to"),
            (
                f"{always} WHERE date_to IS NULL LIMIT max_rows;",
                "heed its parameter partner_ids",
            ),
            ("PERFORM 1 / 0;", "division by zero"),
            ("PERFORM * FROM no_such_table;", "no_such_table"),
            ("DELETE FROM pbx_call;", "DELETE"),
        ):
            with self.subTest(message=message):
                self._function(body)
                self._refused(message)

    @mute_logger("odoo.addons.crm_activity_feed.models.crm_feed_source_function")
    def test_checked_when_the_registry_loads(self):
        self.registry_enter_test_mode()
        self._function(self._one_row())
        source = self._make_source()
        self.env["crm.feed.source"]._register_hook()
        self.assertFalse(source.last_error)
        self._function(self._one_row(), options="VOLATILE")
        self.env["crm.feed.source"]._register_hook()
        source.invalidate_recordset()
        self.assertIn("Declare it STABLE", source.last_error)
        self.assertEqual([b["id"] for b in self._page()["broken"]], source.ids)


@tagged("post_install", "-at_install")
class TestFunctionFaults(FunctionCommon):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self._function(self._one_row())
        self.broken = self._make_source()

    @mute_logger(HEALTH)
    def _check_left_out(self, reason):
        page = self._page(limit=200)
        self.assertEqual([b["id"] for b in page["broken"]], self.broken.ids)
        self.assertIn(reason, self.broken.last_error)
        self.assertIn(self.third, [e["res_id"] for e in page["entries"]])
        self.assertNotIn(self.broken.id, [e["source_id"] for e in page["entries"]])
        self.broken.action_try_again()
        entries = self._search([("customer_id", "=", self.customer.id)])
        self.assertIn(self.source, entries.source_id)
        self.assertNotIn(self.broken, entries.source_id)
        self.broken.action_try_again()

    def test_faults(self):
        self.assertEqual(self._calls(source=self.broken), [1])
        for body, reason in (
            ("PERFORM 1 / 0;", "division by zero"),
            ("PERFORM * FROM no_such_table;", "no_such_table"),
            (self._one_row(id="NULL::integer"), "no date, or an id"),
            (self._one_row(date="NULL::timestamp"), "no date, or an id"),
            (self._one_row(id="-4"), "no date, or an id"),
        ):
            with self.subTest(reason=reason):
                self._function(
                    body.replace("date_to IS NULL", "t.date IS NULL OR date_to IS NULL")
                )
                self._check_left_out(reason)

    def test_dropped_function(self):
        self.env.cr.execute("DROP FUNCTION feed_test")
        self._check_left_out("feed_test")

    def test_other_types(self):
        self.env.cr.execute("DROP FUNCTION feed_test")
        self._function(
            self._one_row(partner_id="'Acme'::text").replace(
                "t.partner_id = ANY (partner_ids)", "TRUE"
            ),
            returns=RETURNS.replace("partner_id integer", "partner_id text"),
        )
        self._check_left_out("Acme")

    def test_sleep(self):
        self._function("PERFORM pg_sleep(10);")
        with (
            patch.object(isolation, "SOURCE_SECONDS", 0.3),
            patch(
                "odoo.addons.crm_activity_feed.models.crm_feed_entry_function"
                ".SOURCE_SECONDS",
                0.3,
            ),
        ):
            began = time.monotonic()
            self._check_left_out("longer than 0.")
            self.assertLess(time.monotonic() - began, 5)

    def test_writes_are_refused(self):
        """STABLE or not: a function that it calls may try."""
        self.env.cr.execute(
            "CREATE FUNCTION feed_sneak() RETURNS void LANGUAGE plpgsql VOLATILE AS"
            " $$ BEGIN UPDATE pbx_call SET minutes = 99; END $$"
        )
        self._function("PERFORM feed_sneak();")
        self._check_left_out("read-only")
        self.env.cr.execute("SELECT count(*) FROM pbx_call WHERE minutes = 99")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        # It was the function only: this transaction goes on writing.
        self.env.cr.execute("UPDATE pbx_call SET minutes = 1")
        self.env.cr.execute("SHOW transaction_read_only")
        self.assertEqual(self.env.cr.fetchone(), ("off",))

    def test_writes_allowed_again_by_the_function(self):
        self._function(
            "PERFORM set_config('transaction_read_only', 'off', true);"
            " EXECUTE 'UPDATE pbx_call SET minutes = 99';"
        )
        self._check_left_out("read-only")

    def test_too_many_rows_for_a_page(self):
        """Nobody is blamed for a filter that leaves next to nothing."""
        for number in range(60):
            self._call(self.olga, self.moment + timedelta(days=number + 5))
        filters = {"partner_ids": self.other.ids, "source_ids": self.source.ids}
        self._call(self.other, self.moment)
        with patch.object(functions, "FUNCTION_ROWS", 20):
            page = self._page("all", limit=5, filters={**filters, "text": "+1 555"})
            self.assertEqual(len(page["entries"]), 1)
            page = self._page(limit=5, filters={"text": "nothing like it"})
        self.assertEqual([b["id"] for b in page["broken"]], self.source.ids)
        self.assertFalse(self.source.last_error)

    def test_doubling(self):
        """Rows that pass the filters are found behind many that do not."""
        for number in range(300):
            self._call(self.olga, self.moment + timedelta(days=1, minutes=number))
        deep = self._call(self.olga, self.moment - timedelta(days=1), phone="+9")
        self.assertEqual(self._calls(limit=5, filters={"text": "+9"}), [deep])

    def test_a_transaction_that_only_reads(self):
        """As on a replica."""
        self._track()
        self.env.cr.execute("SAVEPOINT test_read_only")
        self.env.cr.execute("SET LOCAL transaction_read_only = on")
        self.assertEqual(len(self._calls()), 3)
        with (
            self.assertRaises(errors.ReadOnlySqlTransaction),
            mute_logger("odoo.sql_db"),
        ):
            self.env.cr.execute("UPDATE pbx_call SET minutes = 1")
        self.env.cr.execute("ROLLBACK TO SAVEPOINT test_read_only")
