import re
from datetime import datetime, timedelta

from odoo.tools import SQL, file_open

from .common import FeedCommon

RETURNS = "id integer, date timestamp, partner_id integer, title text"


class FunctionCommon(FeedCommon):
    """The worked example of ``readme/CONFIGURE.md`` with three calls.

    ====== ============ ============ =============================
    call   contact      day          time
    ====== ============ ============ =============================
    first  ``olga``     ``moment``   10:00:00
    second ``olga``     ``moment``   half a second later
    third  ``customer`` the next day 10:00:00
    ====== ============ ============ =============================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("crm_activity_feed/readme/CONFIGURE.md") as readme:
            blocks = re.findall(r"```sql\n(.*?)```", readme.read(), re.DOTALL)
        (example,) = (block for block in blocks if "CREATE FUNCTION" in block)
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
        statement = (
            f"CREATE OR REPLACE FUNCTION {name}("
            "partner_ids integer[], date_to timestamp, max_rows integer"
            f") RETURNS TABLE ({returns}) LANGUAGE plpgsql {options}"
            f" AS $$ #variable_conflict use_column\nBEGIN {body} END $$"
        )
        self.env.cr.execute(SQL(statement.replace("%", "%%")))

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
