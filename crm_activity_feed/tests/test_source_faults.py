import time
from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine import guard, isolation, reading
from .common_fault import HEALTH, FaultCommon


@tagged("post_install", "-at_install")
class TestSourceFaults(FaultCommon):
    def _check_left_out(self, source, key):
        """The page of a restricted user without ``source``, and with it again."""
        whole = self._ids(self.before)
        self.assertIn(key, whole)
        page = self._broken_page()
        gone = f"{source.number}-"
        self.assertEqual(self._ids(page), [k for k in whole if not k.startswith(gone)])
        self.assertGreater(len(self._ids(page)), 3)
        self.assertEqual(
            page["broken"], [{"id": source.id, "name": source.name, "reason": False}]
        )
        self.assertTrue(source.last_error)
        self.assertTrue(source.last_error_date)

    def _check_returns(self, source):
        self._rest(source)
        page = self._page()
        self.assertEqual(self._ids(page), self._ids(self.before))
        self.assertEqual(page["broken"], [])
        self.assertFalse(source.last_error)
        self.assertFalse(source.last_error_date)

    def test_hooks_with_wrong_sql(self):
        """The others show within the same request, and it comes back when mended."""
        self.before = self._page()
        key = self._key(self.meeting, self.meetings)
        for column, sql in (
            ("user_id", "1 / (calendar_event.id - calendar_event.id)"),
            ("user_id", "no_such_function(calendar_event.id)"),
            ("user_id", "calendar_event.no_such_column"),
            ("user_id", "'anna'"),
            ("date", "TRUE"),
            ("user_id", "SELECT SELECT"),
            ("date", "NULL::timestamp"),
        ):
            with self.subTest(sql=sql):
                broken = self._break_column(column, sql)
                self._check_left_out(self.meetings, key)
                broken.stop()
                self._check_returns(self.meetings)

    def test_hooks_that_raise(self):
        self.before = self._page()
        key = self._key(self.meeting, self.meetings)
        for hook in (
            "_get_feed_columns",
            "_get_feed_domain",
            "_get_feed_partner_domain",
            "_get_feed_contents",
            "_get_feed_actions",
        ):
            with self.subTest(hook=hook):
                broken = self._break_hook(hook, lambda _result: 1 / 0)
                self._check_left_out(self.meetings, key)
                self.assertIn("division by zero", self.meetings.last_error)
                broken.stop()
                self._check_returns(self.meetings)

    def test_hook_that_raises_in_a_text_search(self):
        filters = {"text": "Visit"}
        self.assertTrue(self._page(filters=filters)["entries"])
        self._break_hook("_get_feed_text_domain", lambda _result: 1 / 0)
        page = self._broken_page(filters=filters)
        self.assertEqual(page["entries"], [])
        self.assertEqual([b["id"] for b in page["broken"]], self.meetings.ids)

    def test_what_hooks_tell_the_user_reaches_him(self):
        words = "Ask Anna."

        def refuse(_result):
            raise UserError(words)

        self._break_hook("_get_feed_columns", refuse)
        with self.assertRaisesRegex(UserError, words):
            self._page()
        self.assertFalse(self.meetings.last_error)

    def test_dropped_column(self):
        """Of the keys, and of the words only."""
        self.before = self._page()
        key = self._key(self.bank, self.banks)
        for column in ("company_id", "acc_number"):
            with self.subTest(column=column), closing(self.env.cr.savepoint()):
                self._drop_column(column)
                self._check_left_out(self.banks, key)
                self.assertIn(column, self.banks.last_error)

    def test_sleep(self):
        """A page waits for itself, for the search, and no second time."""
        self.before = self._page()
        key = self._key(self.meeting, self.meetings)
        self._break_column("user_id", "(SELECT 1 FROM pg_sleep(10))")
        with (
            patch.object(reading, "PAGE_SECONDS", 1),
            patch.object(isolation, "SOURCE_SECONDS", 0.5),
        ):
            began = time.monotonic()
            self._check_left_out(self.meetings, key)
            self.assertLess(time.monotonic() - began, 5)
            self.assertEqual(
                self.meetings.last_error, "It took too long, the limit is 0.5 s."
            )
            began = time.monotonic()
            self.assertTrue(self._page()["entries"])
            self.assertLess(time.monotonic() - began, 1)
            # Tried again after its rest: apart, so that nothing else is slow.
            self._rest(self.meetings)
            self._check_left_out(self.meetings, key)
            later = fields.Datetime.now() - timedelta(minutes=1)
            self.assertGreater(self.meetings.last_error_date, later)

    def test_search_that_is_slow(self):
        """It misses a source, and takes it from nobody else."""
        self._make_message(self.customer, "About the visit")
        self._break_column("user_id", "(SELECT 1 FROM pg_sleep(10))")
        with (
            patch.object(reading, "PAGE_SECONDS", 0.5),
            patch.object(isolation, "SOURCE_SECONDS", 0.5),
        ):
            page = self._page(filters={"text": "visit"})
        self.assertEqual([b["id"] for b in page["broken"]], self.meetings.ids)
        self.assertTrue(page["entries"])
        self.assertFalse(self.meetings.last_error)

    def test_all_are_slow(self):
        """Nobody is blamed for a database that is busy."""
        with (
            patch.object(reading, "PAGE_SECONDS", 0.001),
            patch.object(isolation, "SOURCE_SECONDS", 0.001),
        ):
            self._break_hook(
                "_get_feed_columns",
                lambda columns: columns
                | {"user_id": SQL("(SELECT 1 FROM pg_sleep(1))")},
            )
            with self.assertRaisesRegex(UserError, "very busy"):
                self._page(filters={"source_ids": self.meetings.ids})
        self.assertFalse(self.meetings.last_error)

    def test_search_runs_out_of_time(self):
        """What could not be tried is not shown, and not blamed."""
        self._break_column("user_id", "1 / (calendar_event.id - calendar_event.id)")
        with patch.object(isolation, "SEARCH_SECONDS", 0.05):
            page = self._broken_page(user=self.env.ref("base.user_admin"))
        untried = [b for b in page["broken"] if "no time" in b["reason"]]
        self.assertTrue(untried)
        source = self.env["crm.feed.source"].browse(untried[0]["id"])
        self.assertFalse(source.last_error)

    def test_hardly_any_time(self):
        """PostgreSQL counts whole milliseconds: a part of one is no other reason."""
        for _attempt in range(20):
            with (
                self.assertRaises(guard.SlowSourceError),
                guard.savepoint(self.env),
            ):
                guard.execute(self.env, SQL("SELECT pg_sleep(1)"), 0.00199)

    def test_documents(self):
        """It takes its own entries and its documents' messages with it, only."""
        message = self._make_message(self.bank, "Closed")
        keep = self._ids(self._page())
        taken = {
            entry["key"]
            for entry in self._page()["entries"]
            if entry["document_model"] == "res.partner.bank"
        }
        self.assertEqual(len(taken), 2)
        self.assertIn(message.id, [int(key.split("-")[1]) for key in taken])
        self._drop_column("company_id")
        page = self._broken_page()
        self.assertEqual(self._ids(page), [key for key in keep if key not in taken])
        self.assertEqual([b["id"] for b in page["broken"]], self.banks.ids)
        self.banks.action_try_again()
        page = self._broken_page("all", limit=200)
        self.assertEqual([b["id"] for b in page["broken"]], self.banks.ids)
        self.assertIn(self.message.id, [e["res_id"] for e in page["entries"]])

    def test_joiner(self):
        """Messages that fail with all documents are not the documents' fault."""
        sources = self.env["crm.feed.source"]._get_model_sources("mail.activity")
        column = {"author_id": SQL("1 / (mail_activity.id * 0)")}
        self._break_hook(
            "_get_feed_columns", lambda columns: columns | column, "mail.activity"
        )
        for record in (self.customer, self.lead_ana):
            record.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.ana.id
            )
        page = self._broken_page()
        broken = self.env["crm.feed.source"].browse([b["id"] for b in page["broken"]])
        self.assertTrue(broken)
        self.assertLessEqual(broken, sources)
        self.assertIn(self.lead_message.id, [e["res_id"] for e in page["entries"]])

    def test_pages_go_on(self):
        """Pages are full and in order without it, and when put together from parts."""
        for number in range(30):
            moment = fields.Datetime.now() - timedelta(days=2, minutes=number // 3)
            self._make_message(self.customer, f"M{number}", date=moment)
        expected = [
            entry["key"]
            for entry in self._page(limit=200)["entries"]
            if entry["source_id"] != self.meetings.id
        ]
        self._break_column("user_id", "calendar_event.no_such_column")
        first = self._broken_page(limit=10)
        second = self._broken_page(limit=10, cursor=first["older"])
        self.env.cr.cache.pop("crm_feed_left_out")
        self.meetings.action_try_again()
        parts = self._broken_page(limit=10, cursor=first["older"])
        self.assertEqual([e["key"] for e in first["entries"]], expected[:10])
        self.assertEqual([e["key"] for e in second["entries"]], expected[10:20])
        self.assertEqual(parts, second)
        back = self._page(limit=10, cursor=second["newer"])
        self.assertEqual(back["entries"], first["entries"])

    def test_reason_is_for_administrators(self):
        admin = self.env.ref("base.user_admin")
        self._break_hook("_get_feed_contents", lambda _result: 1 / 0)
        reasons = [
            self._broken_page(user=user)["broken"][0]["reason"]
            for user in (admin, admin, self.mona, self.ana)
        ]
        self.assertEqual(
            reasons, ["ZeroDivisionError: division by zero"] * 2 + [False] * 2
        )

    def test_settings_end_with_the_statement(self):
        self.env.cr.execute("SHOW statement_timeout")
        before = self.env.cr.fetchone()
        self._page()
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_pending_changes_survive(self):
        """What is not written yet when a page fails is not lost."""
        self._break_hook("_get_feed_contents", lambda _result: 1 / 0)
        self.lead_ana.name = "Renamed"
        Entry = self.Entry.with_user(self.ana)
        with mute_logger(HEALTH):
            self.assertTrue(Entry.get_page({"lead": self.lead_ana.id})["entries"])
            self.assertTrue(Entry.get_page({"partner": self.customer.id})["broken"])
        self.lead_ana.invalidate_recordset()
        self.assertEqual(self.lead_ana.name, "Renamed")

    def test_try_again(self):
        broken = self._break_hook("_get_feed_contents", lambda _result: 1 / 0)
        self.assertTrue(self._broken_page()["broken"])
        broken.stop()
        self.assertTrue(self._page()["broken"])
        self.meetings.action_try_again()
        page = self._page()
        self.assertFalse(page["broken"])
        self.assertIn(self._key(self.meeting, self.meetings), self._ids(page))

    def test_saving_clears_the_error(self):
        self._break_hook("_get_feed_contents", lambda _result: 1 / 0)
        self._broken_page()
        self.assertTrue(self.meetings.last_error)
        self.meetings.icon = "fa-calendar-o"
        self.assertFalse(self.meetings.last_error)

    def test_health_does_not_empty_caches(self):
        self._page()
        self._break_hook("_get_feed_contents", lambda _result: 1 / 0)
        with patch.object(type(self.registry), "clear_cache") as clear:
            self._broken_page()
        self.assertTrue(self.meetings.last_error)
        clear.assert_not_called()
