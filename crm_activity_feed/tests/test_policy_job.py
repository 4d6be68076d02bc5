from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..models import crm_feed_policy_job
from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyJob(PolicyCommon):
    """Existing records, and audiences that change."""

    def _make_team(self, *members):
        return self.env["crm.team"].create(
            {
                "name": "Policy team",
                "user_id": False,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in members
                ],
            }
        )

    # ------------------------------------------------------------
    # Existing records
    # ------------------------------------------------------------

    def test_existing(self):
        leads = self._make_large(), self._make_large()
        small = self._make_lead("Small", self.bruno)
        self._track()
        policy = self._make_policy(apply_existing=True)
        self.assertFalse(self._follows(leads[0], self.mona))
        self.assertLess(policy.progress, 100)
        self._run_job()
        self.assertEqual(
            [self._reasons(lead, self.mona) for lead in leads],
            [{("policy", policy)}] * 2,
        )
        self.assertFalse(self._follows(small, self.mona))
        self.assertEqual(policy.progress, 100)
        self.assertTrue(policy.checked_on)

    def test_not_for_existing(self):
        lead = self._make_large()
        self._track()
        policy = self._make_policy()
        policy.action_apply()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_killed_in_between(self):
        """Each step is kept: the next run goes on from there."""
        leads = [self._make_large() for _number in range(5)]
        self._track()
        policy = self._make_policy(apply_existing=True).sudo()
        self.env.flush_all()
        with patch.object(crm_feed_policy_job, "BATCH", 2):
            self.assertTrue(policy._run_step())
            followed = [bool(self._follows(lead, self.mona)) for lead in leads]
            self.assertEqual(followed, [False, False, False, True, True])
            self.assertEqual(policy.next_id, leads[3].id - 1)
            self._run_job()
        self.assertEqual(
            [bool(self._follows(lead, self.mona)) for lead in leads], [True] * 5
        )
        self.assertEqual(len(self._follower(leads[4], self.mona)), 1)

    def test_stop(self):
        leads = [self._make_large() for _number in range(4)]
        self._track()
        policy = self._make_policy(apply_existing=True)
        self.env.flush_all()
        with patch.object(crm_feed_policy_job, "BATCH", 2):
            policy.sudo()._run_step()
            policy.action_stop()
            self._run_job()
        self.assertEqual(
            [bool(self._follows(lead, self.mona)) for lead in leads],
            [False, False, True, True],
        )
        self.assertFalse(policy.next_id)
        self.assertTrue(self._follows(self._make_large(), self.mona))

    def test_failing_policy(self):
        """One that fails does not keep the others waiting."""
        lead = self._make_large()
        self._track()
        first = self._make_policy(name="A", apply_existing=True)
        second = self._make_policy(name="B", apply_existing=True)
        model = type(self.env["crm.feed.policy"])
        run = model._run_batch

        def fail(policy):
            if policy == first:
                raise RuntimeError("broken")
            run(policy)

        self.patch(model, "_run_batch", fail)
        with self.assertLogs("odoo.addons.crm_activity_feed", "ERROR"):
            self._run_job()
        self.assertEqual(self._reasons(lead, self.mona), {("policy", second)})

    def test_daily(self):
        """What lies behind a link is seen once a day."""
        policy = self._make_policy(
            domain="[('partner_id.city', '=', 'Riga')]", apply_existing=True
        )
        self._run_job()
        self.olga.city = "Riga"
        self._run_job()
        self.assertFalse(self._follows(self.lead_bruno, self.mona))
        policy.sudo().checked_on = "2020-01-01 00:00:00"
        self._run_job()
        self.assertTrue(self._follows(self.lead_bruno, self.mona))

    # ------------------------------------------------------------
    # The policy ends
    # ------------------------------------------------------------

    def test_archived_policy(self):
        policy = self._make_policy()
        lead = self._make_large()
        policy.active = False
        self.assertFalse(self._follows(self._make_large(), self.mona))
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_archived_policy_is_none(self):
        """Who looks at archived ones too, as the job does, takes none for active."""
        policy = self._make_policy()
        self.assertTrue(self.Policy._get_rules("crm.lead"))
        policy.active = False
        every = self.Policy.with_context(active_test=False)
        self.assertFalse(every._get_rules("crm.lead"))
        self.assertFalse(every._get_audiences())

    def test_deleted_policy(self):
        won, lost = self.env.ref("crm.mt_lead_won"), self.env.ref("crm.mt_lead_lost")
        policy = self._make_policy(subtype_ids=won.ids)
        other = self._make_policy(
            subtype_ids=lost.ids, domain="[('priority', '=', '2')]"
        )
        lead, both = self._make_large(), self._make_large(priority="2")
        policy.unlink()
        self.assertFalse(self._follows(lead, self.mona))
        self.assertEqual(self._reasons(both, self.mona), {("policy", other)})
        self.assertEqual(self._follower(both, self.mona).subtype_ids, lost)

    def test_changed_criteria(self):
        policy = self._make_policy()
        lead = self._make_large()
        policy.domain = "[('expected_revenue', '>=', 1000000)]"
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_changed_subtypes(self):
        won, lost = self.env.ref("crm.mt_lead_won"), self.env.ref("crm.mt_lead_lost")
        policy = self._make_policy(subtype_ids=won.ids)
        lead = self._make_large()
        policy.subtype_ids = lost
        self._run_job()
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, lost)

    # ------------------------------------------------------------
    # Audiences
    # ------------------------------------------------------------

    def test_team(self):
        team = self._make_team(self.mona)
        self._make_policy(
            users=self.Policy.env["res.users"], team_ids=team.ids, apply_existing=True
        )
        lead = self._make_large()
        self.assertTrue(self._follows(lead, self.mona))
        team.crm_team_member_ids.unlink()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.mona.id}
        )
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))
        team.action_archive()
        self.env.registry.clear_cache()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_group(self):
        group = self.env["res.groups"].create({"name": "Policy group"})
        implying = self.env["res.groups"].create(
            {"name": "Implying", "implied_ids": group.ids}
        )
        self._make_policy(
            users=self.Policy.env["res.users"], group_ids=group.ids, apply_existing=True
        )
        lead = self._make_large()
        self.mona.group_ids |= implying
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))
        implying.user_ids -= self.mona
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_loss_of_rights(self):
        """Whoever leaves sales is not told of deals any more."""
        self._make_policy()
        lead = self._make_large()
        self.mona.group_ids = self.env.ref("base.group_user")
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_company_of_the_user(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.mona.company_ids |= second
        self._make_policy()
        lead = self._make_large(user=self.env["res.users"], company_id=second.id)
        self.assertEqual(lead.company_id, second)
        self.assertTrue(self._follows(lead, self.mona))
        self.mona.company_ids -= second
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    def test_deactivated_user(self):
        self._make_policy()
        lead = self._make_large()
        self.mona.action_archive()
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))
        self.assertFalse(self._follows(self._make_large(), self.mona))

    # ------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------

    def test_merged_customers(self):
        self._make_policy(section="company", domain="[('city', '=', 'Riga')]")
        gone = self.env["res.partner"].create(
            {"name": "Gone", "is_company": True, "city": "Riga"}
        )
        self.assertTrue(self._follows(gone, self.mona))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((gone | self.customer).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        self._run_job()
        wanted = {self.mona} if self.customer.city == "Riga" else set()
        self.assertEqual(self._follows(self.customer, self.mona), wanted)

    def test_merged_deals(self):
        policy = self._make_policy()
        leads = self._make_large() | self._make_large()
        kept = leads.merge_opportunity()
        self.assertEqual(self._reasons(kept, self.mona), {("policy", policy)})
        kept.expected_revenue = 0
        self.assertFalse(self._follows(kept, self.mona))
