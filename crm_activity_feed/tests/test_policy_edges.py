"""Policies whose audience, model or criteria change in less common ways."""

from odoo import Command
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyAudience(PolicyCommon):
    """Every way in which somebody comes to belong to a policy, or stops to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.env["res.users"]
        cls.group = cls.env["res.groups"].create({"name": "Policy group"})

    def _make_for_group(self):
        return self._make_policy(
            users=self.nobody, group_ids=self.group.ids, apply_existing=True
        )

    def _assert_follows(self, record, *users):
        self._run_job()
        every = (self.mona, self.ana, self.bruno)
        self.assertEqual(self._follows(record, *every), set(users))

    def test_new_group_that_implies(self):
        """A group made later, with its members, that implies the policy's."""
        self._make_for_group()
        lead = self._make_large(self.nobody)
        self.assertFalse(self._follows(lead, self.mona))
        implying = self.env["res.groups"].create(
            {
                "name": "Implying",
                "implied_ids": self.group.ids,
                "user_ids": self.mona.ids,
            }
        )
        self._assert_follows(lead, self.mona)
        self.assertTrue(self._follows(self._make_large(), self.mona))
        implying.unlink()
        self._assert_follows(lead)
        self.assertFalse(self._follows(self._make_large(), self.mona))

    def test_members_given_to_the_group(self):
        """From the form of the group, not of the user."""
        self._make_for_group()
        lead = self._make_large(self.nobody)
        self.group.user_ids = [Command.link(self.mona.id)]
        self._assert_follows(lead, self.mona)
        self.group.user_ids = [Command.unlink(self.mona.id)]
        self._assert_follows(lead)

    def test_deleted_group(self):
        self._make_for_group()
        self.mona.group_ids |= self.group
        lead = self._make_large(self.nobody)
        self.assertTrue(self._follows(lead, self.mona))
        self.group.unlink()
        self._assert_follows(lead)
        self.assertFalse(self._follows(self._make_large(), self.mona))

    def _make_team(self, leader, *members):
        return self.env["crm.team"].create(
            {
                "name": "Policy team",
                "user_id": leader.id,
                "member_ids": [Command.set([user.id for user in members])],
            }
        )

    def _make_for_team(self, team):
        return self._make_policy(
            users=self.nobody, team_ids=team.ids, apply_existing=True
        )

    def test_deleted_team(self):
        team = self._make_team(self.mona, self.ana)
        self._make_for_team(team)
        lead = self._make_large(self.nobody)
        self._assert_follows(lead, self.mona, self.ana)
        team.unlink()
        self._assert_follows(lead)
        self.assertFalse(self._follows(self._make_large(), self.mona))

    def test_archived_team(self):
        team = self._make_team(self.mona, self.ana)
        self._make_for_team(team)
        lead = self._make_large(self.nobody)
        team.action_archive()
        self._assert_follows(lead)
        self.assertFalse(self._follows(self._make_large(), self.mona))
        team.action_unarchive()
        self._assert_follows(lead, self.mona, self.ana)

    def test_leader_of_team(self):
        team = self._make_team(self.mona)
        self._make_for_team(team)
        lead = self._make_large(self.nobody)
        team.user_id = self.ana
        self._assert_follows(lead, self.ana)

    def test_member_of_team(self):
        """From the form of the team; out again by archiving the membership."""
        team = self._make_team(self.nobody)
        self._make_for_team(team)
        lead = self._make_large(self.nobody)
        team.member_ids = self.ana
        self._assert_follows(lead, self.ana)
        team.crm_team_member_ids.action_archive()
        self._assert_follows(lead)

    def test_new_user(self):
        """Who is hired into the group follows, of what exists too."""
        self._make_for_group()
        lead = self._make_large(self.nobody)
        fresh = self._make_user("fresh", "sales_team.group_sale_manager")
        fresh.group_ids |= self.group
        self._run_job()
        self.assertTrue(self._follows(lead, fresh))

    def test_deleted_user(self):
        """Nothing is left of who is deleted, and others go on."""
        fresh = self._make_user("fresh", "sales_team.group_sale_manager")
        policy = self._make_policy(users=self.mona + fresh)
        lead = self._make_large()
        self.assertEqual(self._follows(lead, fresh, self.mona), {fresh, self.mona})
        fresh.unlink()
        self.assertEqual(self._reasons(lead, self.mona), {("policy", policy)})
        self.assertEqual(policy.follow_count, 1)
        self.assertTrue(self._follows(self._make_large(), self.mona))
        self._run_job()

    def test_user_who_comes_back(self):
        self._make_policy(apply_existing=True)
        lead = self._make_large()
        self.mona.action_archive()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))
        self.mona.action_unarchive()
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))

    def test_portal_user(self):
        """Who is no colleague any more is told of nothing."""
        self._make_policy()
        lead = self._make_large()
        self.mona.group_ids = self.env.ref("base.group_portal")
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_users_given_to_the_company(self):
        """From the company's side."""
        second = self.env["res.company"].create({"name": "Second"})
        self._make_policy(apply_existing=True)
        lead = self._make_large(self.nobody, company_id=second.id)
        self._assert_follows(lead)
        second.user_ids = [Command.link(self.mona.id)]
        self._assert_follows(lead, self.mona)
        second.user_ids = [Command.unlink(self.mona.id)]
        self._assert_follows(lead)


@tagged("post_install", "-at_install")
class TestPolicyChanges(PolicyCommon):
    """What becomes of follows when the policy itself changes."""

    def test_other_model(self):
        """A policy that is for companies now has nobody follow deals any more."""
        policy = self._make_policy(domain="[]", apply_existing=True)
        lead = self._make_large()
        self.assertTrue(self._follows(lead, self.mona))
        policy.section = "company"
        self.assertEqual(policy.model, "res.partner")
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))
        self.assertFalse(self._reasons(lead, self.mona))
        self.assertEqual(self._reasons(self.other, self.mona), {("policy", policy)})

    def test_other_section(self):
        policy = self._make_policy(domain="[]", apply_existing=True)
        deal = self._make_large()
        lead = self._make_lead("L", self.bruno, type="lead")
        policy.section = "lead"
        self._run_job()
        self.assertFalse(self._follows(deal, self.mona))
        self.assertTrue(self._follows(lead, self.mona))

    def test_company_is_set(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.mona.company_ids |= second
        policy = self._make_policy()
        lead = self._make_large(company_id=self.env.company.id)
        policy.sudo().company_id = second
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_user_is_taken_out(self):
        policy = self._make_policy(users=self.mona + self.ana)
        lead = self._make_large(self.ana)
        own = self._make_large(self.env["res.users"])
        policy.user_ids = self.mona
        self._run_job()
        # She is responsible for the first.
        self.assertTrue(self._follows(lead, self.ana))
        self.assertEqual(self._follows(own, self.ana, self.mona), {self.mona})

    def test_hand_stays_whatever_happens(self):
        """Followed by hand while a policy applies: it outlives the policy."""
        policy = self._make_policy()
        before, after = self._make_lead("L", self.bruno), self._make_large()
        Subscription = self.env["crm.feed.subscription"].with_user(self.mona)
        won = self.env.ref("crm.mt_lead_won")
        Subscription.set_follow("crm.lead", before.id, True, subtype_ids=won.ids)
        Subscription.set_follow("crm.lead", after.id, True, subtype_ids=won.ids)
        before.expected_revenue = 5000
        policies = {("hand", self.Policy.browse()), ("policy", policy)}
        self.assertEqual(self._reasons(before, self.mona), policies)
        self.assertEqual(self._reasons(after, self.mona), policies)
        policy.subtype_ids = self.env.ref("crm.mt_lead_lost")
        self._run_job()
        policy.unlink()
        for lead in (before, after):
            self.assertEqual(
                self._reasons(lead, self.mona), {("hand", self.Policy.browse())}
            )
            self.assertEqual(self._follower(lead, self.mona).subtype_ids, won)

    def test_switched_off_and_on(self):
        policy = self._make_policy(apply_existing=True)
        lead = self._make_large()
        policy.action_archive()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))
        policy.action_unarchive()
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))

    def test_copy_begins_anew(self):
        """A copy has no opt-outs, no follows and no progress of its model."""
        policy = self._make_policy(users=self.mona + self.ana)
        lead = self._make_large()
        policy.with_user(self.ana).action_refuse()
        copy = policy.copy()
        self.assertFalse(copy.with_user(self.ana).is_refused)
        self.assertEqual((copy.follow_count, copy.next_id), (0, 0))
        self.assertEqual(self._reasons(lead, self.mona), {("policy", policy)})


@tagged("post_install", "-at_install")
class TestPolicyOptOut(PolicyCommon):
    """What users do not want stays unwanted, whatever becomes of the policy."""

    def _change(self, policy):
        """Change all that decides, one after the other, with the job each time."""
        for values in (
            {"domain": "[('expected_revenue', '>=', 1)]"},
            {"subtype_ids": self.env.ref("crm.mt_lead_won").ids},
            {"apply_existing": True},
            {"group_ids": self.env.ref("sales_team.group_sale_salesman").ids},
            {"active": False},
            {"active": True},
        ):
            policy.write(values)
            self._run_job()
            yield values

    def test_of_policy(self):
        policy = self._make_policy()
        old = self._make_large()
        policy.with_user(self.mona).action_refuse()
        followed = [
            self._follows(lead, self.mona)
            for _values in self._change(policy)
            for lead in (old, self._make_large())
        ]
        self.assertEqual(followed, [set()] * 12)
        self.assertTrue(policy.is_refused)

    def test_of_record(self):
        policy = self._make_policy()
        lead, other = self._make_large(), self._make_large()
        lead.with_user(self.mona).message_unsubscribe(self.mona.partner_id.ids)
        followed = [self._follows(lead, self.mona) for _values in self._change(policy)]
        self.assertEqual(followed, [set()] * 6)
        self.assertTrue(self._follows(other, self.mona), "Only that one")

    def test_of_section(self):
        policy = self._make_policy()
        self.Policy.set_section("deal", "mute")
        followed = [
            self._follows(self._make_large(), self.mona)
            for _values in self._change(policy)
        ]
        self.assertEqual(followed, [set()] * 6)

    def test_of_another_policy(self):
        """To refuse one is not to refuse the other."""
        first, second = self._make_policy(), self._make_policy(name="Two")
        lead = self._make_large()
        first.with_user(self.mona).action_refuse()
        self._run_job()
        self.assertEqual(self._reasons(lead, self.mona), {("policy", second)})
        self.assertTrue(self._follows(lead, self.mona))

    def test_by_hand_in_spite_of_it(self):
        policy = self._make_policy()
        policy.with_user(self.mona).action_refuse()
        lead = self._make_large()
        Subscription = self.env["crm.feed.subscription"].with_user(self.mona)
        Subscription.set_follow("crm.lead", lead.id, True)
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))
        self.assertTrue(policy.is_refused)

    def test_unlinked_policy(self):
        """Nothing is left of what was said of it."""
        policy = self._make_policy()
        policy.with_user(self.mona).action_refuse()
        policy.unlink()
        opt_outs = self.env["crm.feed.opt.out"].search([("user_id", "=", self.mona.id)])
        self.assertFalse(opt_outs)
