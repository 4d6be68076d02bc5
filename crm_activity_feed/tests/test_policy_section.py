from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicySection(PolicyCommon):
    """All leads, deals, companies or contacts at once, for oneself."""

    def _set(self, section, state, user=None):
        Policy = self.env["crm.feed.policy"].with_user(user or self.ana)
        states = Policy.set_section(section, state)
        return {line["section"]: line["state"] for line in states}

    def test_follow(self):
        before = self._make_large(self.bruno), self._make_large(self.env["res.users"])
        self._track()
        self.assertEqual(self._set("deal", "follow")["deal"], "follow")
        self._run_job()
        # What one may not read is not followed.
        self.assertEqual(
            [bool(self._follows(lead, self.ana)) for lead in before], [False, True]
        )
        after = self._make_large(self.env["res.users"])
        self.assertTrue(self._follows(after, self.ana))
        self.assertFalse(self._follows(after, self.mona))
        self.assertIn(
            self.env.ref("crm.mt_lead_won"),
            self._follower(after, self.ana).subtype_ids,
        )

    def test_end(self):
        self._set("deal", "follow")
        lead = self._make_large(self.env["res.users"])
        self.assertEqual(self._set("deal", "default")["deal"], "default")
        self._run_job()
        self.assertFalse(self._follows(lead, self.ana))
        self.assertEqual(self._set("deal", "follow")["deal"], "follow")
        self._run_job()
        self.assertTrue(self._follows(lead, self.ana))

    def test_mute(self):
        """Muting ends one's own policy, and what others' policies have made."""
        self._make_policy(users=self.ana)
        self._set("deal", "follow")
        lead = self._make_large(self.env["res.users"])
        self.assertEqual(self._set("deal", "mute")["deal"], "mute")
        self._run_job()
        self.assertFalse(self._follows(lead, self.ana))
        self.assertEqual(self._set("deal", "follow")["deal"], "follow")

    def test_one_section_only(self):
        states = self._set("deal", "follow")
        self.assertEqual(
            states,
            {
                "lead": "default",
                "deal": "follow",
                "company": "default",
                "contact": "default",
            },
        )
        lead = self._make_lead("L", self.env["res.users"], type="lead")
        self.assertFalse(self._follows(lead, self.ana))

    def test_own_only(self):
        self._set("deal", "follow")
        self.assertEqual(self._set("lead", "default", self.bruno)["deal"], "default")
        listed = self.env.ref("crm_activity_feed.crm_feed_policy_action").domain
        self.assertIn("owner_id", listed)
        found = self.Policy.search([("owner_id", "=", self.ana.id)])
        self.assertFalse(found)

    def test_without_access(self):
        with self.assertRaises(AccessError):
            self._set("deal", "follow", self.otto)

    def test_unknown(self):
        for section, state in (("deals", "follow"), ("deal", "love")):
            with self.subTest(section), self.assertRaises(UserError):
                self._set(section, state)
