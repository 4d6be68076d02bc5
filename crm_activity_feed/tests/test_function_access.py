from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.columns import encode_id
from .common_function import RETURNS, FunctionCommon


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
