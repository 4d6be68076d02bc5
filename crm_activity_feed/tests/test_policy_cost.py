from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyCost(PolicyCommon):
    """What policies cost those who make and change records."""

    def _count(self, call):
        for _time in range(2):
            # Fills the caches of the registry.
            call()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _make_policies(self, domain, number=50):
        self.Policy.create(
            [
                {
                    "name": f"Policy {i}",
                    "section": "deal",
                    "domain": domain.replace("NUMBER", str(i)),
                    "user_ids": (self.mona + self.ana + self.bruno).ids,
                }
                for i in range(number)
            ]
        )

    def test_create_that_none_wants(self):
        """Of fifty that do not fit: are records that changed by themselves there?"""
        bare = self._count(self._make_large)
        self._make_policies("[('name', '=', 'NUMBER')]")
        self.assertLessEqual(self._count(self._make_large), bare + 1)

    def test_create_that_all_want(self):
        bare = self._count(self._make_large)
        self._make_policies("[('expected_revenue', '>', NUMBER)]", 1)
        one = self._count(self._make_large)
        self._make_policies("[('expected_revenue', '>', NUMBER)]", 49)
        fifty = self._count(self._make_large)
        self.assertEqual(fifty, one)
        self.assertLessEqual(fifty, bare + 20)

    def test_write_of_other_fields(self):
        lead = self._make_large()
        names = iter("abcdefgh")

        def rename():
            lead.name = next(names)

        bare = self._count(rename)
        self._make_policies("[('expected_revenue', '>', NUMBER)]")
        self.assertEqual(self._count(rename), bare)

    def test_other_models(self):
        """Models without policies pay nothing."""

        def make():
            self.env["res.partner"].create({"name": "P"})

        bare = self._count(make)
        self._make_policies("[('expected_revenue', '>', NUMBER)]")
        self.assertEqual(self._count(make), bare)
