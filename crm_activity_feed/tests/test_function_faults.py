import time
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import functions, isolation
from .common_function import RETURNS, FunctionCommon

HEALTH = "odoo.addons.crm_activity_feed.models.crm_feed_source_health"


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
            self._check_left_out("the limit is 0.")
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
