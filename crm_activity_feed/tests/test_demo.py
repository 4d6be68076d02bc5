import re
from collections import Counter
from datetime import timedelta
from unittest import SkipTest
from unittest.mock import patch

from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file

from ..hooks import _get_demo_apps, post_init_hook, uninstall_hook

MODULE = "crm_activity_feed"
CUSTOMERS = ("brightwater", "kestrel", "pineview", "finch", "lumen")
KINDS = {
    "activity",
    "change",
    "contact",
    "email",
    "lead",
    "meeting",
    "message",
    "note",
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The story of the demo data, as its people read it on the day it was loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref(f"base.module_{MODULE}").demo:
            raise SkipTest("The module was installed without demo data.")
        cls.loaded_on = (
            cls.env["ir.model.data"]
            .search([("module", "=", MODULE), ("name", "=", "res_users_demo_head")])
            .create_date
        )
        cls.head = cls._ref("res_users", "head")
        cls.sales = cls._ref("res_users", "sales")

    def setUp(self):
        super().setUp()
        # Databases live longer than a day; the story is about one.
        self.startPatcher(freeze_time(self.loaded_on))

    @classmethod
    def _ref(cls, model, name):
        return cls.env.ref(f"{MODULE}.{model}_demo_{name}", raise_if_not_found=False)

    def _get_page(self, customer, user, **filters):
        page = self.env["crm.feed.entry"].with_user(user)
        page = page.with_context(tz=user.tz).get_page(
            {"partner": self._ref("res_partner", customer).id}, filters, limit=200
        )
        self.assertFalse(page["older"], "a customer of the story fits on one page")
        return page

    def test_showcase_has_every_kind(self):
        kinds = set(KINDS)
        if self._ref("sale_order", "desks"):
            kinds.add("document")
        if self._ref("project_task", "desks"):
            kinds.add("task")
        page = self._get_page("brightwater", self.sales)
        seen = {entry["kind"] for entry in [*page["open"], *page["entries"]]}
        self.assertEqual(seen, kinds)
        if self._ref("account_move", "reception"):
            kinds |= {"document", "payment"}
        page = self._get_page("brightwater", self.head)
        seen = {entry["kind"] for entry in [*page["open"], *page["entries"]]}
        self.assertEqual(seen, kinds)

    def test_showcase_has_things_late_today_and_to_come(self):
        page = self._get_page("brightwater", self.sales)
        states = Counter(entry["state"] for entry in page["open"])
        self.assertEqual(states.keys(), {"overdue", "today", "planned"})
        timed = [entry["date"] for entry in page["open"] if not entry["is_all_day"]]
        tomorrow = str((self.loaded_on + timedelta(days=1)).date())
        self.assertIn(f"{tomorrow} 15:00:00", timed)

    def test_showcase_has_a_year_of_history(self):
        entries = self._get_page("brightwater", self.sales)["entries"]
        self.assertGreaterEqual(len({entry["date"][:7] for entry in entries}), 10)
        notes = [entry for entry in entries if entry["kind"] == "note"]
        self.assertTrue(any(note["status"] == "Cancelled" for note in notes))
        self.assertTrue(all(note["outcome"] for note in notes))

    def test_showcase_has_roles_files_and_quotations(self):
        entries = self._get_page("brightwater", self.sales)["entries"]
        roles = {entry["role"]["display_name"] for entry in entries if entry["role"]}
        self.assertGreaterEqual(roles, {"Decision maker", "Sponsor"})
        (plan,) = (e for e in entries if e["title"] == "Floor plan, final version")
        kinds = [attachment["mimetype"] for attachment in plan["attachments"]]
        self.assertEqual(kinds, ["image/png", "application/pdf"])
        mails = [entry["data"] for entry in entries if entry["kind"] == "email"]
        self.assertEqual({mail["direction"] for mail in mails}, {"in", "out"})
        self.assertTrue(any(not mail["is_all"] for mail in mails))

    def test_deals_are_won_lost_and_restored(self):
        titles = [
            entry["title"]
            for customer in CUSTOMERS
            for entry in self._get_page(customer, self.head, kinds=["change"])[
                "entries"
            ]
        ]
        self.assertIn("Proposition → Won", titles)
        self.assertIn("Opportunity Lost: Too expensive", titles)
        self.assertIn("Opportunity Restored", titles)

    def test_one_customer_without_next_contact(self):
        page = self._get_page("pineview", self.head)
        self.assertEqual(page["open"], [])
        silent_since = str(self.loaded_on - timedelta(days=80))
        self.assertLess(page["entries"][0]["date"], silent_since)
        self.assertGreater(len(page["entries"]), 15)

    def test_one_customer_with_one_thing_overdue(self):
        page = self._get_page("finch", self.head)
        self.assertEqual([entry["state"] for entry in page["open"]], ["overdue"])

    def test_salesperson_sees_own_deals(self):
        """Three customers are Sam's; of Priya's, he sees what is not hers alone."""
        for customer in ("brightwater", "kestrel", "pineview"):
            deals = self._get_page(customer, self.sales, kinds=["lead"])["entries"]
            self.assertGreaterEqual(len(deals), 2, customer)
        self.assertFalse(self._get_page("finch", self.sales, kinds=["lead"])["entries"])
        seen = len(self._get_page("lumen", self.sales)["entries"])
        self.assertLess(seen, len(self._get_page("lumen", self.head)["entries"]))

    def test_private_meeting_is_masked(self):
        name = self._ref("calendar_event", "brightwater_desks_private").sudo().name
        for user in (self.sales, self.head):
            page = self._get_page("brightwater", user, kinds=["meeting"])
            self.assertIn("Busy", [entry["title"] for entry in page["open"]])
            self.assertNotIn(name, str(page))

    def test_one_fact_one_entry(self):
        for user in (self.sales, self.head):
            for customer in CUSTOMERS:
                page = self._get_page(customer, user, noise=True)
                entries = [*page["open"], *page["entries"]]
                facts = Counter(
                    (entry["date"][:10], entry["document_id"], self._get_words(entry))
                    for entry in entries
                )
                self.assertEqual(
                    [fact for fact, times in facts.items() if times > 1], []
                )
                self.assertEqual(len(entries), len({entry["key"] for entry in entries}))

    @staticmethod
    def _get_words(entry):
        """Return the title without what core puts before that of a done activity."""
        return re.sub(r"^[\w-]+ done: ", "", entry["title"])

    def test_loading_leaves_no_trace(self):
        """Nothing happened on the day of loading, and nobody was written to."""
        today = str(self.loaded_on.date())
        for customer in CUSTOMERS:
            for entry in self._get_page(customer, self.head, noise=True)["entries"]:
                self.assertLess(entry["date"], today, entry["title"])
                self.assertLess(entry["recorded_on"], today, entry["title"])
        partners = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "res.partner")]
        )
        partner_ids = partners.mapped("res_id")
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner_ids)])
        notices = self.env["mail.notification"].search(
            [("res_partner_id", "in", partner_ids)]
        )
        self.assertFalse(mails)
        self.assertFalse(notices)

    def test_upgrade_changes_nothing(self):
        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            return [self._get_page(customer, self.head) for customer in CUSTOMERS]

        before = read()
        demo = self.env["ir.module.module"].get_module_info(MODULE)["demo"]
        for path in demo:
            convert_file(self.env, MODULE, path, {}, mode="update", noupdate=True)
        self.assertEqual(read(), before)

    def test_hook_needs_demo_data(self):
        module = self.env.ref(f"base.module_{MODULE}")
        with patch(f"odoo.addons.{MODULE}.hooks.convert_file") as load:
            module.demo = False
            post_init_hook(self.env)
            load.assert_not_called()
            module.demo = True
            post_init_hook(self.env)
        apps = list(_get_demo_apps(self.env))
        self.assertEqual(load.call_count, 2 * len(apps))

    def test_uninstalling_takes_invoices_back(self):
        uninstall_hook(self.env)
        self.assertFalse(self._ref("account_move", "reception"))
