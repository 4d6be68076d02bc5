"""Follow or mute all leads, deals, companies or contacts at once."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestFollowSections(FollowCommon):
    def _choose(self, section, choice, user=None):
        user = user or self.ana
        user.with_user(user).write({f"crm_feed_section_{section}": choice})
        self.env.invalidate_all()
        self._run_job()

    def _run_job(self):
        """Run the job over existing records to its end."""
        policies = self.env["crm.feed.policy"].with_context(active_test=False)
        while waiting := policies.search([("next_id", ">", 0)]):
            for policy in waiting:
                policy._run_batch()

    def _read(self, user=None):
        user = user or self.ana
        self.env.invalidate_all()
        own = user.with_user(user)
        return {
            section: own[name] for name, section in own._get_crm_feed_sections().items()
        }

    def _policy(self, user=None):
        policies = self.env["crm.feed.policy"].with_context(active_test=False)
        return policies.search([("owner_id", "=", (user or self.ana).id)])

    def test_choices(self):
        """They are the user's own, one by one."""
        self._choose("deal", "follow")
        self._choose("contact", "mute")
        self.assertEqual(
            self._read(),
            {"lead": False, "deal": "follow", "company": False, "contact": "mute"},
        )
        self.assertFalse(any(self._read(self.bruno).values()))
        self._choose("deal", "mute")
        self._choose("contact", False)
        self.assertEqual(
            self._read(),
            {"lead": False, "deal": "mute", "company": False, "contact": False},
        )

    def test_dialog(self):
        """It opens on the user, without a line chosen, and says what is so."""
        self._choose("deal", "follow")
        Following = self.env["crm.feed.following"].with_user(self.ana)
        action = Following.action_open_sections()
        self.assertEqual(action["res_id"], self.ana.id)
        view = self.env["res.users"].with_user(self.ana)
        view = view.get_view(action["views"][0][0], "form")
        self.assertIn("crm_feed_section_deal", view["arch"])

    def test_nobody_elses(self):
        with self.assertRaises(AccessError):
            self.bruno.with_user(self.ana).crm_feed_section_deal = "mute"

    def test_new_deals(self):
        """All that she may read: not those of Bruno."""
        self._choose("deal", "follow")
        unassigned = self._make_lead("Nobody's", self.env["res.users"])
        of_bruno = self._make_lead("Bruno's", self.bruno)
        self.assertTrue(self._follower(unassigned))
        self.assertFalse(self._follower(of_bruno))
        lead = self._make_lead("A lead", self.env["res.users"], type="lead")
        self.assertFalse(self._follower(lead))
        self.assertEqual(
            self._get_follow(unassigned)["reasons"], ["You follow all deals"]
        )

    def test_existing_deals(self):
        deal = self._make_lead("Nobody's", self.env["res.users"])
        self.assertFalse(self._follower(deal))
        self._choose("deal", "follow")
        self.assertTrue(self._follower(deal))
        self._choose("deal", False)
        self.assertFalse(self._follower(deal))

    def test_hand_stays(self):
        deal = self._make_lead("Nobody's", self.env["res.users"])
        self._set_follow(deal)
        self._choose("deal", "follow")
        self._choose("deal", False)
        self.assertTrue(self._follower(deal))

    def test_again(self):
        """Switched on again, it is the same policy."""
        self._choose("deal", "follow")
        policy = self._policy()
        self._choose("deal", "mute")
        self.assertFalse(policy.active)
        self._choose("deal", "follow")
        self.assertEqual(self._policy(), policy)
        self.assertTrue(policy.active)
        self.assertEqual(self._read()["deal"], "follow")

    def test_opt_out_in_the_list(self):
        """To opt out of one's own policy is to switch it off."""
        deal = self._make_lead("Nobody's", self.env["res.users"])
        self._choose("deal", "follow")
        line = self.env["crm.feed.following"].with_user(self.ana)
        line = line.search([("res_model", "=", "crm.lead"), ("res_id", "=", deal.id)])
        self.assertEqual(line.why, "You follow all deals")
        line.action_refuse_policy()
        self.assertFalse(self._read()["deal"])
        self.assertFalse(self._follower(deal))

    def test_policies_of_the_administrator(self):
        """Muting beats them."""
        policy = self.env["crm.feed.policy"].create(
            {"name": "All", "section": "deal", "user_ids": [(4, self.mona.id)]}
        )
        self._choose("deal", "mute", self.mona)
        deal = self._make_lead("New", self.env["res.users"])
        self.assertFalse(self._follower(deal, self.mona))
        self._choose("deal", False, self.mona)
        deal = self._make_lead("New", self.env["res.users"])
        self.assertTrue(self._follower(deal, self.mona))
        self.assertTrue(policy.active)

    def test_leads_are_offered_to_who_has_leads(self):
        """A user without leads is not asked about them, in the preferences neither."""
        leads = self.env.ref("crm.group_use_lead")
        for has_leads in (False, True):
            with self.subTest(has_leads=has_leads):
                self.ana.group_ids += leads if has_leads else self.env["res.groups"]
                own = self.ana.with_user(self.ana)
                self.assertIs(own.crm_feed_uses_leads, has_leads)
