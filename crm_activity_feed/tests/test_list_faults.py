from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_fault import HEALTH, FaultCommon


@tagged("post_install", "-at_install")
class TestListFaults(FaultCommon):
    """The ORM's way to entries goes on, too."""

    def _break(self):
        self._break_column("user_id", "calendar_event.no_such_column")

    @mute_logger(HEALTH)
    def _call(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.pop("crm_feed_left_out", None)
        self.meetings.action_try_again()
        return call(self.Entry.with_user(self.ana))

    def test_each_entry_point(self):
        mine = Domain("customer_id", "=", self.customer.id)
        note = self.Entry.search(mine & Domain("res_model", "=", "crm.feed.note"))
        spec = {"title": {}, "user_id": {"fields": {"display_name": {}}}}
        calls = {
            "search": lambda E: E.search(mine, limit=80),
            "search without limit": lambda E: E.search(mine),
            "search_count": lambda E: E.search_count(mine),
            "search_read": lambda E: E.search_read(mine, ["user_id", "title"]),
            "web_search_read": lambda E: E.web_search_read(mine, spec)["records"],
            "pivot": lambda E: E.formatted_read_group(mine, ["kind"], ["__count"]),
            "sets": lambda E: E.formatted_read_grouping_sets(
                mine, [["kind"], []], ["__count"]
            )[1],
            "read": lambda E: E.browse(note.ids).read(["user_id", "title"]),
            "words": lambda E: E.browse(note.ids).mapped("title"),
        }
        whole = {name: self._call(call) for name, call in calls.items()}
        self._break()
        for name, call in calls.items():
            with self.subTest(name):
                result = self._call(call)
                self.assertTrue(result)
                if name in ("read", "words"):
                    self.assertEqual(result, whole[name])
                elif name == "search_count":
                    self.assertEqual(result, whole[name] - 1)
                elif name not in ("pivot", "sets"):
                    self.assertEqual(len(result), len(whole[name]) - 1)
                self.assertIn("no_such_column", self.meetings.last_error)

    def test_hook_that_raises(self):
        mine = Domain("customer_id", "=", self.customer.id)
        before = self._call(lambda Entry: Entry.search_count(mine))
        self._break_hook("_get_feed_domain", lambda _result: 1 / 0)
        self.assertEqual(self._call(lambda Entry: Entry.search_count(mine)), before - 1)
        self.assertIn("ZeroDivisionError", self.meetings.last_error)

    def test_wrong_question(self):
        """What cannot be asked is no source's fault, were it others that answer."""
        healthy = self.env["crm.feed.source"].search([("last_error_date", "=", False)])
        self.assertGreater(len(healthy), 3)
        mine = Domain("customer_id", "=", self.customer.id)
        text = Domain("title", "ilike", "a")
        questions = {
            "no such field": lambda E: E.search_count([("no_such", "=", 1)]),
            "not stored": lambda E: E.formatted_read_group(
                mine, ["status"], ["__count"]
            ),
            "not stored, at the customer": lambda E: E.formatted_read_group(
                mine & text, ["customer_id.contact_address_inline"], ["__count"]
            ),
            "no such order": lambda E: E.search(mine, order="status", limit=5),
        }
        for name, question in questions.items():
            with self.subTest(name), self.assertRaises(ValueError):
                self._call(question)
        self.assertFalse(healthy.filtered("last_error_date"))

    def test_failed_ones_are_left_out(self):
        """A page has found out; the list does not try again."""
        self._break()
        self._broken_page()
        self.env.cr.cache.pop("crm_feed_left_out")
        with patch.object(type(self.meetings), "_run_guarded") as run:
            self.assertNotIn(
                self.meetings,
                self.env["crm.feed.source"].with_user(self.ana)._get_sources(),
            )
        run.assert_not_called()
        entries = self._search([("customer_id", "=", self.customer.id)])
        self.assertNotIn(self.meetings, entries.source_id)

    def test_action_on_a_healthy_entry(self):
        """Another source's fault neither stops nor undoes it."""
        entry = self._page()["open"][0]
        self.assertEqual(entry["res_id"], self.note.id)
        self._break_hook("_get_feed_document_domain", lambda _r: 1 / 0)
        with mute_logger(HEALTH):
            done = self.Entry.with_user(self.ana).run_action(
                entry["id"], "done", {"outcome": "ok"}
            )
        self.assertEqual(self.note.state, "done")
        self.assertEqual(done["outcome"], "ok")
