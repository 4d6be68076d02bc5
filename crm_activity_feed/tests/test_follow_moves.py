"""What becomes of follows that a customer has brought, when the document moves."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestFollowMoves(FollowCommon):
    """Mona follows the customer; a follow that it has brought lasts as long as that."""

    def setUp(self):
        super().setUp()
        self._set_follow(self.customer, user=self.mona)
        self.lead = self._make_lead("Brought", self.ana)

    def _reasons(self, record=None):
        return self._origins(record or self.lead, self.mona)

    def test_to_another_customer(self):
        self.assertEqual(self._reasons(), ["customer"])
        self.lead.partner_id = self.other
        self.assertFalse(self._reasons())
        self.assertFalse(self._follower(self.lead, self.mona))

    def test_to_no_customer(self):
        self.lead.partner_id = False
        self.assertFalse(self._follower(self.lead, self.mona))

    def test_to_another_contact(self):
        """Of the same company: it goes on."""
        since = self._follower(self.lead, self.mona)
        self.lead.partner_id = self.oleg
        self.assertEqual(self._follower(self.lead, self.mona), since)
        self.assertEqual(self._reasons(), ["customer"])

    def test_to_another_followed_customer(self):
        """It goes on, and ends with the follow of the new one."""
        self._set_follow(self.other, user=self.mona)
        self.lead.partner_id = self.other
        self.assertTrue(self._follower(self.lead, self.mona))
        self._set_follow(self.customer, False, user=self.mona)
        self.assertTrue(self._follower(self.lead, self.mona))
        self._set_follow(self.other, False, user=self.mona)
        self.assertFalse(self._follower(self.lead, self.mona))

    def test_another_reason_stays(self):
        self._set_follow(self.lead, user=self.mona)
        self.lead.partner_id = self.other
        self.assertEqual(self._reasons(), ["hand"])
        self.assertTrue(self._follower(self.lead, self.mona))

    def test_access_ends(self):
        """A deal that goes to Bruno is not told to Ana for its customer's sake."""
        self._set_follow(self.customer)
        lead = self._make_lead("Nobody's", self.env["res.users"])
        self.assertEqual(self._origins(lead), ["customer"])
        lead.user_id = self.bruno
        self.assertFalse(self._follower(lead))
        self.assertFalse(self._origins(lead))
        self.assertTrue(self._follower(lead, self.mona))

    def test_company_of_the_document(self):
        company = self.env["res.company"].create({"name": "Far away"})
        lead = self._make_lead("Ours", self.env["res.users"])
        self.assertTrue(self._follower(lead, self.mona))
        lead.company_id = company
        self.assertFalse(self._follower(lead, self.mona))

    def test_access_of_the_follower(self):
        """Whoever leaves sales is not told of deals any more."""
        self.mona.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertFalse(self._follower(self.lead, self.mona))

    def test_note_moves(self):
        note = self._make_note(partner_id=self.olga.id)
        self.assertEqual(self._reasons(note), ["customer"])
        note.partner_id = self.other
        self.assertFalse(self._follower(note, self.mona))

    def test_order_of_a_deal(self):
        """A quotation made from a followed deal."""
        if "sale.order" not in self.env or (
            "opportunity_id" not in self.env["sale.order"]._fields
        ):
            self.skipTest("Sales is not installed")
        self._set_follow(self.lead_bruno, user=self.mona)
        self._set_follow(self.customer, False, user=self.mona)
        order = self.env["sale.order"].create(
            {"partner_id": self.other.id, "opportunity_id": self.lead_bruno.id}
        )
        self.assertEqual(self._reasons(order), ["customer"])

    def test_unfollowed_deal_ends_what_it_brought(self):
        self._set_follow(self.customer, False, user=self.mona)
        self._set_follow(self.lead_ana, user=self.mona)
        note = self._make_note(lead_id=self.lead_ana.id)
        self.assertTrue(self._follower(note, self.mona))
        self._set_follow(self.lead_ana, False, user=self.mona)
        self.assertFalse(self._follower(note, self.mona))

    def test_other_writes_cost_nothing(self):
        self.env.flush_all()
        self.lead.name = "Once"
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.lead.name = "Twice"
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, 2)


@tagged("post_install", "-at_install")
class TestNothingBrought(FollowCommon):
    """Most databases have nobody who follows a customer."""

    def test_looked_up_from_the_first_one_on(self):
        Subscription = self.env["crm.feed.subscription"]
        Subscription.sudo().search([("origin", "=", "customer")]).unlink()
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        lead = self._make_lead("Before", self.ana)
        Subscription._check_brought_of(lead)
        with self.assertQueryCount(0):
            Subscription._check_brought_of(lead)
        self._set_follow(self.customer, user=self.mona)
        brought = self._make_lead("Brought", self.ana)
        self.assertTrue(self._follower(brought, self.mona))
        brought.partner_id = self.other
        self.assertFalse(self._follower(brought, self.mona))
