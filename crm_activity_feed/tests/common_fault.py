from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL, mute_logger

from ..engine import budgets
from .common import FeedCommon

MEETING = "crm_activity_feed.crm_feed_source_meeting"
HEALTH = "odoo.addons.crm_activity_feed.models.crm_feed_source_health"


class FaultCommon(FeedCommon):
    """A note, a logged note, a deal with messages, a bank account and a meeting.

    The bank account stands for a source that an administrator has made; hooks of
    meetings are replaced by wrong ones, as a developer may write them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": yesterday,
                "stop": yesterday + timedelta(hours=1),
                "partner_ids": [Command.set(cls.olga.ids)],
                "privacy": "public",
            }
        )
        cls.note = cls._make_note()
        cls.message = cls._make_message(cls.customer, date=yesterday)
        cls.lead_message = cls._make_message(cls.lead_ana, date=yesterday)
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "FEED 42", "partner_id": cls.customer.id}
        )
        cls.meetings = cls.env.ref(MEETING)
        cls.banks = cls.env["crm.feed.source"].create(
            {
                "name": "Bank accounts",
                "model": "res.partner.bank",
                "partner_path": "partner_id",
                "company_path": "company_id",
                "title_path": "acc_number",
                "has_messages": True,
            }
        )

    def setUp(self):
        super().setUp()
        # What failed is written in a transaction of its own: here, to see it.
        self.registry_enter_test_mode()
        self.bad_query_log = mute_logger("odoo.sql_db")
        self.bad_query_log.__enter__()
        self.addCleanup(self.bad_query_log.__exit__)

    def _break_hook(self, hook, result, model="calendar.event"):
        """Make a hook return ``result(original result)``."""
        cls = self.registry[model]
        original = getattr(cls, hook)
        broken = patch.object(
            cls, hook, lambda *args, **kwargs: result(original(*args, **kwargs))
        )
        broken.start()
        self.addCleanup(broken.stop)
        return broken

    def _break_column(self, column, sql):
        return self._break_hook(
            "_get_feed_columns", lambda columns: columns | {column: SQL(sql)}
        )

    def _drop_column(self, column):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE res_partner_bank DROP COLUMN %s CASCADE",
                SQL.identifier(column),
            )
        )

    def _ids(self, page):
        return [entry["key"] for entry in page["open"] + page["entries"]]

    def _key(self, record, source):
        return f"{source.number}-{record.id}"

    @mute_logger(HEALTH)
    def _broken_page(self, *args, **kwargs):
        return self._page(*args, **kwargs)

    def _rest(self, source):
        """As if it had failed long ago."""
        self.env.cr.cache.pop("crm_feed_left_out", None)
        source.last_error_date = fields.Datetime.now() - budgets.REST * 2
