"""What one follows, in a list."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestFollowingList(FollowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Following = cls.env["crm.feed.following"]

    def _list(self, domain=(), user=None, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        Following = self.Following.with_user(user or self.ana)
        return Following.search(list(domain), **kwargs)

    def _line(self, record, user=None):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self._list(domain, user)

    def test_lines(self):
        """A customer by hand, and the deal one is responsible for."""
        self._set_follow(self.customer)
        line = self._line(self.customer)
        self.assertEqual(line.name, "Acme Tools")
        self.assertEqual((line.kind, line.origin), ("company", "hand"))
        self.assertEqual(line.customer_id, self.customer)
        self.assertTrue(line.since)
        line = self._line(self.lead_ana)
        self.assertEqual((line.kind, line.origin), ("deal", "responsible"))
        self.assertEqual(line.customer_id, self.customer)
        self.assertTrue(line.last_event)

    def test_policy(self):
        policy = self.env["crm.feed.policy"].create({"name": "All of Acme"})
        self.Subscription._follow(self.customer, self.ana, "policy", [], policy=policy)
        line = self._line(self.customer)
        self.assertEqual((line.origin, line.policy_id), ("policy", policy))
        self.assertEqual(line.why, "Policy “All of Acme”")
        self.assertEqual(
            self._get_follow(self.customer)["reasons"], ["Policy “All of Acme”"]
        )
        line.action_refuse_policy()
        self.assertFalse(self._line(self.customer))
        self.Subscription._follow(self.customer, self.ana, "policy", [], policy=policy)
        self.assertFalse(self._follower(self.customer))

    def test_only_ones_own(self):
        self._set_follow(self.customer, user=self.mona)
        self.assertFalse(self._line(self.customer))
        self.assertFalse(self._list([("res_id", "=", self.customer.id)]))

    def test_only_readable(self):
        """A deal that went to somebody else is not told of any more."""
        self._set_follow(self.lead_ana)
        self.assertTrue(self._line(self.lead_ana))
        self.lead_ana.user_id = self.bruno
        self.assertTrue(self._follower(self.lead_ana))
        self.assertFalse(self._line(self.lead_ana))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Far away"})
        self._set_follow(self.customer)
        self.customer.company_id = company
        self.assertFalse(self._line(self.customer))

    def test_archived(self):
        self._set_follow(self.customer)
        self.customer.active = False
        line = self._line(self.customer)
        self.assertTrue(line.is_archived)

    def test_search_by_name(self):
        self._set_follow(self.customer)
        self._set_follow(self.other)
        found = self._list([("name", "ilike", "acme too")])
        self.assertEqual(found.mapped("res_id"), self.customer.ids)

    def test_groups(self):
        self._set_follow(self.customer)
        self._set_follow(self.other, user=self.ana)
        self.env.flush_all()
        Following = self.Following.with_user(self.ana)
        groups = dict(Following._read_group([], ["kind"], ["__count"]))
        self.assertEqual(groups["company"], 2)
        Following._read_group(
            [], ["customer_id", "policy_id", "since:month"], ["id:max"]
        )

    def test_order_and_domains(self):
        """Each column can be sorted and filtered by."""
        self._set_follow(self.customer)
        names = ("kind", "customer_id", "since", "origin", "policy_id", "last_event")
        for name in names:
            with self.subTest(name):
                self.assertTrue(self._list(order=name))
                self._list([(name, "=", False)])

    def test_no_writing(self):
        self._set_follow(self.customer)
        with self.assertRaises(AccessError):
            self._line(self.customer).write({"origin": "other"})

    def test_unfollow_many(self):
        self._set_follow(self.customer)
        self._set_follow(self.other)
        lines = self._line(self.customer) | self._line(self.other)
        action = lines.action_unfollow()
        self.assertIn("2", action["params"]["message"])
        self.assertFalse(self._follower(self.customer) | self._follower(self.other))

    def test_open(self):
        self._set_follow(self.customer)
        action = self._line(self.customer).action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.customer.id)
        )

    def test_five_thousand(self):
        """A page costs the same queries for 5,000 follows as for fifty."""
        spec = {
            name: {}
            for name in ("name", "kind", "why", "origin", "since", "last_event")
        }
        spec |= {"res_model": {}, "res_id": {}, "policy_id": {}}
        spec["customer_id"] = {"fields": {"display_name": {}}}
        Following = self.Following.with_user(self.ana)
        counts = []
        for number in (100, 4900):
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {index}"} for index in range(number)]
            )
            partners.with_user(self.ana).action_feed_follow()
            self.env.flush_all()
            self.env.invalidate_all()
            Following.web_search_read([], spec, limit=80)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            result = Following.web_search_read([], spec, limit=80)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(result["records"]), 80)
        self.assertEqual(counts[0], counts[1])
        lines = self._list([("res_model", "=", "res.partner")])
        self.assertEqual(len(lines), 5000)
        before = self.cr.sql_log_count
        lines.action_unfollow()
        self.assertLess(self.cr.sql_log_count - before, 60)
        self.assertFalse(self._list([("res_model", "=", "res.partner")]))
