from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicy(PolicyCommon):
    """Policies: what they begin, and what makes it end."""

    # ------------------------------------------------------------
    # New records
    # ------------------------------------------------------------

    def test_new_record(self):
        policy = self._make_policy()
        lead = self._make_large()
        small = self._make_lead("Small", self.bruno)
        self.assertEqual(self._follows(lead, self.mona, self.otto), {self.mona})
        self.assertEqual(self._reasons(lead, self.mona), {("policy", policy)})
        self.assertFalse(self._follows(small, self.mona))

    def test_new_record_by_restricted_user(self):
        self._make_policy()
        lead = (
            self.env["crm.lead"]
            .with_user(self.bruno)
            .create({"name": "L", "type": "opportunity", "expected_revenue": 2000})
        )
        self.assertEqual(self._follows(lead, self.mona), {self.mona})

    def test_import_without_chatter(self):
        self._make_policy()
        leads = (
            self.env["crm.lead"]
            .with_context(tracking_disable=True)
            .create(
                [
                    {"name": str(i), "type": "opportunity", "expected_revenue": 2000}
                    for i in range(3)
                ]
            )
        )
        self.assertEqual(
            [self._follows(lead, self.mona) for lead in leads], [{self.mona}] * 3
        )

    def test_creation_is_told(self):
        """Who follows by a policy gets the message of the creation itself."""
        created = self.env.ref("crm.mt_lead_create")
        self._make_policy(subtype_ids=created.ids)
        lead = self._make_large()
        told = lead.message_ids.filtered(lambda m: m.subtype_id == created)
        self.assertIn(self.mona.partner_id, told.notified_partner_ids)

    def test_value_by_default(self):
        """It is the record that counts, not what was given."""
        self._make_policy(domain="[('stage_id.sequence', '>=', 0)]")
        self.assertTrue(self._follows(self._make_lead("L", self.bruno), self.mona))

    def test_lead_becomes_deal(self):
        self._make_policy(domain="[]")
        lead = self._make_lead("L", self.bruno, type="lead")
        self.assertFalse(self._follows(lead, self.mona))
        lead.convert_opportunity(self.olga)
        self.assertTrue(self._follows(lead, self.mona))

    def test_company_and_contact(self):
        self._make_policy(section="company", domain="[]")
        self._make_policy(section="contact", users=self.ana, domain="[]")
        company = self.env["res.partner"].create({"name": "C", "is_company": True})
        contact = self.env["res.partner"].create({"name": "P"})
        users = self.mona, self.ana
        self.assertEqual(self._follows(company, *users), {self.mona})
        self.assertEqual(self._follows(contact, *users), {self.ana})

    def test_other_document(self):
        self._make_policy(section="other", model="crm.feed.note", domain="[]")
        note = self._make_note(user=self.bruno)
        self.assertTrue(self._follows(note, self.mona))

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def test_only_what_one_may_read(self):
        self._make_policy(users=self.ana + self.bruno)
        lead = self._make_large(self.ana)
        self.assertEqual(self._follows(lead, self.ana, self.bruno), {self.ana})
        self.assertFalse(self._reasons(lead, self.bruno))

    def test_access_ends(self):
        policy = self._make_policy(users=self.ana)
        lead = self._make_lead("Large", self.mona, expected_revenue=5000)
        self.assertFalse(self._follows(lead, self.ana))
        lead.with_context(mail_auto_subscribe_no_notify=True).user_id = False
        self.assertEqual(self._reasons(lead, self.ana), {("policy", policy)})
        lead.user_id = self.bruno
        self.assertFalse(self._follows(lead, self.ana))
        self.assertFalse(self._reasons(lead, self.ana))

    def test_company_of_the_record(self):
        second = self.env["res.company"].create({"name": "Second"})
        lead = self._make_large()
        self._make_policy()
        lead.company_id = self.env.company
        self.assertTrue(self._follows(lead, self.mona))
        lead.write({"company_id": second.id, "user_id": False})
        self.assertFalse(self._follows(lead, self.mona))

    def test_company_of_the_policy(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.mona.company_ids |= second
        policy = self._make_policy(users=self.mona + self.ana, domain="[]")
        policy.sudo().company_id = second
        self.assertEqual(policy.sudo()._find_users(), self.mona)
        first = self._make_large(company_id=self.env.company.id)
        other = self._make_large(user=self.mona, company_id=second.id)
        self.assertFalse(self._follows(first, self.mona))
        self.assertIn(("policy", policy), self._reasons(other, self.mona))

    # ------------------------------------------------------------
    # Changes of the record
    # ------------------------------------------------------------

    def test_record_begins_and_ceases(self):
        self._make_policy()
        lead = self._make_lead("L", self.bruno, expected_revenue=10)
        lead.expected_revenue = 1000
        self.assertTrue(self._follows(lead, self.mona))
        lead.expected_revenue = 999
        self.assertFalse(self._follows(lead, self.mona))
        self.assertFalse(self._reasons(lead, self.mona))

    def test_many_to_many(self):
        tag = self.env["crm.tag"].create({"name": "Policy tag"})
        self._make_policy(domain=f"[('tag_ids', 'in', [{tag.id}])]")
        lead = self._make_lead("L", self.bruno)
        lead.tag_ids = tag
        self.assertTrue(self._follows(lead, self.mona))
        lead.tag_ids = False
        self.assertFalse(self._follows(lead, self.mona))

    def test_computed_field(self):
        """Nobody writes a computed field: it is seen at the end of the transaction."""
        self._make_policy(domain="[('partner_name', '=', 'Renamed')]")
        lead = self._make_lead("L", self.bruno)
        self._track()
        self.assertFalse(self._follows(lead, self.mona))
        lead.partner_id = self.env["res.partner"].create(
            {"name": "Renamed", "is_company": True}
        )
        self._track()
        self.assertTrue(self._follows(lead, self.mona))

    def test_archived_record(self):
        """A lost deal keeps those who were told of it."""
        self._make_policy()
        lead = self._make_large()
        lead.action_set_lost()
        self._track()
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))

    def test_archived_record_does_not_begin(self):
        policy = self._make_policy()
        lead = self._make_lead("L", self.bruno, active=False)
        lead.expected_revenue = 2000
        self.assertFalse(self._follows(lead, self.mona))
        self.assertFalse(self._reasons(lead, self.mona))
        policy.domain = (
            "[('active', 'in', [True, False]), ('expected_revenue', '>', 2000)]"
        )
        lead.expected_revenue = 3000
        self.assertTrue(self._follows(lead, self.mona))

    def test_archived_record_that_must_be_active(self):
        self._make_policy(domain="[('active', '=', True)]")
        lead = self._make_lead("L", self.bruno)
        self.assertTrue(self._follows(lead, self.mona))
        lead.action_archive()
        self.assertFalse(self._follows(lead, self.mona))

    # ------------------------------------------------------------
    # Several reasons
    # ------------------------------------------------------------

    def test_two_policies(self):
        won, lost = self.env.ref("crm.mt_lead_won"), self.env.ref("crm.mt_lead_lost")
        first = self._make_policy(subtype_ids=won.ids)
        second = self._make_policy(
            name="Two", subtype_ids=lost.ids, domain="[('priority', '=', '2')]"
        )
        lead = self._make_large(priority="2")
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, won | lost)
        self.assertEqual(
            self._reasons(lead, self.mona), {("policy", first), ("policy", second)}
        )
        lead.priority = "0"
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, won)
        lead.expected_revenue = 0
        self.assertFalse(self._follows(lead, self.mona))

    def test_by_hand_first(self):
        lead = self._make_lead("L", self.bruno)
        subtype = self.env.ref("crm.mt_lead_won")
        lead.with_user(self.mona).message_subscribe(
            self.mona.partner_id.ids, subtype.ids
        )
        policy = self._make_policy()
        lead.expected_revenue = 2000
        self.assertIn(("policy", policy), self._reasons(lead, self.mona))
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, subtype)
        lead.expected_revenue = 0
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, subtype)

    def test_by_hand_afterwards(self):
        self._make_policy()
        lead = self._make_large()
        subtype = self.env.ref("crm.mt_lead_won")
        lead.with_user(self.mona).message_subscribe(
            self.mona.partner_id.ids, subtype.ids
        )
        lead.expected_revenue = 0
        self.assertEqual(self._follower(lead, self.mona).subtype_ids, subtype)

    def test_responsible_stays(self):
        self._make_policy(users=self.ana)
        lead = self._make_large(self.ana)
        lead.expected_revenue = 0
        self.assertTrue(self._follows(lead, self.ana))

    # ------------------------------------------------------------
    # Opt-outs
    # ------------------------------------------------------------

    def _refuse(self, user, **values):
        return self.env["crm.feed.opt.out"].create({"user_id": user.id, **values})

    def test_opt_out_of_policy(self):
        policy = self._make_policy()
        before = self._make_large()
        self._refuse(self.mona, policy_id=policy.id)
        self._run_job()
        self.assertFalse(self._follows(before, self.mona))
        self.assertFalse(self._follows(self._make_large(), self.mona))
        # It stays when the policy changes.
        policy.domain = "[]"
        self._run_job()
        self.assertFalse(self._follows(self._make_large(), self.mona))

    def test_opt_out_of_section(self):
        self._make_policy(domain="[]")
        self._make_policy(section="lead", domain="[]")
        self._refuse(self.mona, section="deal")
        deal = self._make_large()
        self.assertFalse(self._follows(deal, self.mona))
        self.assertFalse(self._reasons(deal, self.mona))
        lead = self._make_lead("L", self.bruno, type="lead")
        self.assertTrue(self._follows(lead, self.mona))

    def test_unfollowed_record(self):
        """What was ended by hand is not begun again by the next change."""
        self._make_policy()
        lead = self._make_large()
        lead.with_user(self.mona).message_unsubscribe(self.mona.partner_id.ids)
        lead.expected_revenue = 7000
        self._run_job()
        self.assertFalse(self._follows(lead, self.mona))

    # ------------------------------------------------------------
    # Who may set policies
    # ------------------------------------------------------------

    def test_rights(self):
        policy = self._make_policy()
        with self.assertRaises(AccessError):
            policy.with_user(self.ana).name = "Mine"
        with self.assertRaises(AccessError):
            policy.with_user(self.ana).action_apply()
        with self.assertRaises(AccessError):
            policy.with_user(self.ana).action_stop()

    def test_wrong_criteria(self):
        for domain in ("[('nothing', '=', 1)]", "[('user_id', '=', uid)]", "nonsense("):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self._make_policy(domain=domain)

    def test_broken_criteria(self):
        """A field that is gone with its app: nothing begins, nothing ends."""
        policy = self._make_policy()
        lead = self._make_large()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_feed_policy SET domain = %s WHERE id = %s",
            ("[('gone', '=', 1)]", policy.id),
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertIn("gone", policy.fault)
        self.assertFalse(self._follows(self._make_large(), self.mona))
        policy.sudo()._start_job()
        self._run_job()
        self.assertTrue(self._follows(lead, self.mona))

    def test_form(self):
        with Form(self.Policy) as form:
            form.name = "Companies"
            form.section = "company"
            form.user_ids.add(self.mona)
            form.team_ids.add(self._make_team(self.ana))
            form.user_ids.add(self.otto)
        policy = form.record
        self.assertEqual(policy.model, "res.partner")
        self.assertEqual(policy.user_count, 4)

    def _make_team(self, *members):
        return self.env["crm.team"].create(
            {
                "name": "Policy team",
                "user_id": self.bruno.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in members
                ],
            }
        )
