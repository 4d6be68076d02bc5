import logging
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from .. import hooks

TABLES = ("mail_activity", "mail_followers", "mail_message")


@tagged("post_install", "-at_install")
class TestHooks(TransactionCase):
    """What the installation says to whoever has a large database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = {}
        for table in TABLES:
            # The hook asks PostgreSQL what it thinks, which is quick.
            cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
            cls.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            [cls.rows[table]] = cls.env.cr.fetchone()

    def _say(self, many_rows):
        """Return ``{table: number}`` of what the log says with another threshold."""
        with (
            patch.object(hooks, "MANY_ROWS", many_rows),
            self.assertLogs(hooks.__name__, logging.INFO) as log,
        ):
            hooks.pre_init_hook(self.env)
        return {record.args[1]: record.args[0] for record in log.records}

    def test_large_tables_are_named(self):
        self.assertGreater(min(self.rows.values()), 1)
        self.assertEqual(self._say(1), self.rows)

    def test_small_tables_are_not(self):
        largest = max(self.rows, key=self.rows.get)
        size = self.rows[largest]
        self.assertEqual(self._say(size - 1), {largest: size})

    def test_nobody_is_bothered_below_the_threshold(self):
        self.assertEqual(hooks.MANY_ROWS, 500_000)
        with self.assertNoLogs(hooks.__name__, logging.INFO):
            hooks.pre_init_hook(self.env)
