from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyUser(PolicyCommon):
    """Whom a policy is for sees it, and decides."""

    def _mine(self, user):
        return self.Policy.with_user(user).search([("concerns_me", "=", True)])

    def test_list(self):
        policy = self._make_policy(users=self.ana + self.mona)
        other = self._make_policy(users=self.bruno)
        self.assertEqual(self._mine(self.ana), policy)
        self.assertEqual(self._mine(self.bruno), other)
        self.assertFalse(self._mine(self.otto))
        self.assertTrue(policy.with_user(self.ana).concerns_me)
        self.assertFalse(other.with_user(self.ana).concerns_me)

    def test_opt_out_and_in(self):
        policy = self._make_policy(users=self.ana + self.mona, apply_existing=True)
        own = policy.with_user(self.ana)
        lead = self._make_large(self.env["res.users"])
        self.assertEqual(
            self._follows(lead, self.ana, self.mona), {self.ana, self.mona}
        )
        own.action_refuse()
        own.action_refuse()
        self.assertTrue(own.is_refused)
        self.assertFalse(policy.is_refused)
        self._run_job()
        self.assertEqual(self._follows(lead, self.ana, self.mona), {self.mona})
        own.action_accept()
        self.assertFalse(own.is_refused)
        self._run_job()
        self.assertEqual(
            self._follows(lead, self.ana, self.mona), {self.ana, self.mona}
        )
