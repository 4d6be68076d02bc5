from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_contact import ContactCommon

_NO_NEXT = [("feed_next_date", "=", False)]
_PLANNED = [("feed_next_date", "!=", False)]
_SILENT = [("feed_silent_days", ">=", 30)]
_TOO_LONG = [("feed_is_silent", "=", True)]


@tagged("post_install", "-at_install")
class TestContactList(ContactCommon):
    """Lists of customers and deals that are found by their contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.customer | cls.other
        for number in range(6):
            customer = cls.env["res.partner"].create({"name": f"Customer {number}"})
            cls._set_date(customer, cls._in(days=-100))
            cls.customers += customer
        cls._make_note(partner_id=cls.customers[2].id, date_deadline=cls._in(days=1))
        cls._make_meeting(cls._in(days=1), cls.customers[3])
        cls._make_mail(cls.customers[4], cls._in(days=-10))
        cls._make_note(
            partner_id=cls.customers[5].id,
            user=cls.bruno,
            lead_id=cls._make_lead("His", cls.bruno, cls.customers[5]).id,
            date_deadline=cls._in(days=1),
        )

    def _list(self, domain, user=None, **params):
        self.env.flush_all()
        Partner = self.env["res.partner"].with_user(user or self.ana)
        domain = [("id", "in", self.customers.ids), *domain]
        params = {"count_limit": 100, "order": "id", **params}
        result = Partner.web_search_read(domain, {"name": {}}, **params)
        return [values["id"] for values in result["records"]], result["length"]

    def test_page_and_count(self):
        """They are what two searches find: on each page, and for each user."""
        counts = set()
        for user in (self.ana, self.bruno, self.mona, self.otto):
            for domain in (_NO_NEXT, _PLANNED, _SILENT, ["|", *_NO_NEXT, *_SILENT]):
                every, count = self._list(domain, user, limit=50)
                self.assertEqual(count, len(every))
                counts.add(count)
                pages = []
                for offset in range(0, count, 2):
                    page, length = self._list(domain, user, limit=2, offset=offset)
                    self.assertEqual(length, count)
                    pages += page
                self.assertEqual(pages, every)
                self.assertEqual(self._list(domain, user), (every, count))
        self.assertGreater(len(counts), 2)

    def test_limits_of_the_count(self):
        every, count = self._list(_NO_NEXT)
        self.assertGreater(count, 4)
        found = self._list(_NO_NEXT, limit=2, count_limit=3)
        self.assertEqual(found, (every[:2], 3))
        found = self._list(_NO_NEXT, limit=2, offset=2, count_limit=3)
        self.assertEqual(found[0], every[2:4])
        self.assertEqual(self._list(_NO_NEXT, limit=2, offset=90), ([], 0))

    def test_one_search_for_both(self):
        """The count of a full page costs no second search."""
        for domain in (_NO_NEXT, _SILENT):
            costs = []
            for limit in (2, 50, 2, 50):
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                page, length = self._list(domain, limit=limit)
                costs.append(self.cr.sql_log_count - before)
                self.assertGreater(length, 2)
            # The first ones fill the caches of a worker.
            self.assertEqual(costs[2], costs[3])
            self.assertEqual(len(page), length)

    def test_filter_is_what_records_say(self):
        """The filter finds those whose own next contact is empty, for each user."""
        sizes = set()
        for user in (self.ana, self.bruno, self.mona, self.otto):
            records = self._of(self.customers, user)
            without = [record.id for record in records if not record.feed_next]
            silent = [record.id for record in records if record.feed_silent_days >= 30]
            self.assertEqual(self._list(_NO_NEXT, user)[0], without)
            self.assertEqual(self._list(_SILENT, user)[0], silent)
            sizes.add(len(without))
        self.assertGreater(len(sizes), 1)

    def _set_days(self, days):
        settings = self.env["res.config.settings"].create(
            {"crm_feed_silent_days": days}
        )
        settings.set_values()

    def test_silent_by_the_settings(self):
        self._set_days(30)
        every = self._list([])[0]
        silent = self._list(_SILENT)[0]
        self.assertTrue(silent)
        self.assertEqual(self._list(_TOO_LONG)[0], silent)
        others = self._list([("feed_is_silent", "=", False)])[0]
        self.assertEqual(sorted(others + silent), every)
        records = self._of(self.customers)
        said = [record.id for record in records if record.feed_is_silent]
        self.assertEqual(said, silent)
        self._set_days(100)
        today = self._list(_TOO_LONG)[0]
        self.assertTrue(today)
        self.assertEqual(today, self._list([("feed_silent_days", "=", 100)])[0])
        self._set_days(101)
        self.assertFalse(self._list(_TOO_LONG)[0])

    def test_number_of_days(self):
        for days in (0, -1, 4000):
            with self.assertRaises(ValidationError):
                self._set_days(days)
        parameters = self.env["ir.config_parameter"]
        for value in ("", "0", "soon", "-3"):
            parameters.set_param("crm_activity_feed.watch_silent_days", value)
            self.assertEqual(self.env["crm.feed.watch"]._get_silent_days(), 60)

    def test_silent_leads(self):
        self._set_date(self.lead_ana, self._in(days=-100))
        self.assertEqual(
            self._find(_TOO_LONG, model="crm.lead", user=self.mona), self.lead_ana
        )

    def test_menu(self):
        """A salesperson's own customers at first, a head's all."""
        for user, wants_mine in ((self.ana, True), (self.mona, False)):
            action = self.env["res.partner"].with_user(user).action_feed_silent()
            self.assertEqual(
                "search_default_feed_mine" in action["context"], wants_mine
            )
            self.assertIn("search_default_feed_is_silent", action["context"])

    def test_customers_are_neither_colleagues_nor_own_companies(self):
        own = self.env["res.company"].create({"name": "Another of ours"}).partner_id
        person = self.env["res.partner"].create({"name": "By herself"})
        all_of_them = (
            self.customer | self.olga | self.ana.partner_id | own | person
        ).with_user(self.mona)
        self.assertEqual(
            all_of_them.filtered("feed_is_customer"), self.customer | person
        )
        for domain, found in (
            ([("feed_is_customer", "=", True)], self.customer | person),
            (
                [("feed_is_customer", "=", False)],
                self.olga | self.ana.partner_id | own,
            ),
        ):
            ours = [("id", "in", all_of_them.ids), *domain]
            self.assertEqual(all_of_them.search(ours), found)
        for name in ("without_next_contact", "silent"):
            action = self.env.ref(f"crm_activity_feed.res_partner_action_{name}")
            self.assertIn("feed_is_customer", action.domain)
