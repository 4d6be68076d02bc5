"""Follow, unfollow, and why."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestFollow(FollowCommon):
    def test_by_hand(self):
        """A follow by hand is a follower of core's, with its reason and its date."""
        follow = self._set_follow(self.customer)
        self.assertTrue(follow["is_following"])
        self.assertEqual(follow["reasons"], ["By hand"])
        self.assertEqual(self._origins(self.customer), ["hand"])
        self.assertTrue(self._follower(self.customer).feed_since)

    def test_what_is_offered(self):
        """All there is, and nothing of apps that are absent."""
        keys = [item["key"] for item in self._get_follow(self.customer)["choices"]]
        optional = [
            key
            for key, model in (("order", "sale.order"), ("invoice", "account.move"))
            if model in self.env
        ]
        others = [key for key in keys if key == "other"]
        self.assertEqual(
            keys, ["comment", "deal", *optional, "meeting", "note", *others]
        )
        orders = [key for key in optional if key == "order"]
        keys = [item["key"] for item in self._get_follow(self.lead_ana)["choices"]]
        self.assertEqual(keys, ["comment", "progress", *orders, "meeting", "note"])

    def test_choice(self):
        """What is chosen is kept; the rest of the follower stays as it was."""
        self._set_follow(self.customer)
        follow = self._set_follow(self.customer, keys=["note", "comment"])
        self.assertEqual(self._chosen(follow), ["comment", "note"])
        follow = self._set_follow(self.customer, keys=[])
        self.assertTrue(follow["is_following"])
        self.assertEqual(self._chosen(follow), [])

    def test_unknown_choice(self):
        with self.assertRaisesRegex(UserError, "nonsense"):
            self._set_follow(self.customer, keys=["nonsense"])

    def test_undo_of_unfollow(self):
        """Whoever follows again by undo is told of the same as before."""
        before = self._set_follow(self.customer, keys=["note"])
        after = self._set_follow(self.customer, False)
        self.assertFalse(after["is_following"])
        self.assertFalse(self._follower(self.customer))
        self.assertFalse(self._origins(self.customer))
        undone = self._set_follow(self.customer, subtype_ids=before["subtype_ids"])
        self.assertEqual(self._chosen(undone), ["note"])

    def test_unreadable(self):
        """A deal of somebody else cannot be followed, nor asked for."""
        with self.assertRaises(AccessError):
            self._set_follow(self.lead_bruno)
        with self.assertRaises(AccessError):
            self._get_follow(self.lead_bruno)

    def test_read_only(self):
        """Who may read a customer only follows it all the same."""
        self.assertFalse(self.customer.with_user(self.otto).has_access("write"))
        follow = self._set_follow(self.customer, user=self.otto)
        self.assertTrue(follow["is_following"])

    def test_no_thread(self):
        with self.assertRaises(UserError):
            self.Subscription.with_user(self.ana).get_follow("res.country", 1)
        with self.assertRaises(UserError):
            self.Subscription.with_user(self.ana).get_follow("res.users", self.ana.id)

    def test_rows_are_ones_own(self):
        self._set_follow(self.customer)
        self._set_follow(self.customer, user=self.mona)
        rows = self.Subscription.with_user(self.ana).search([])
        self.assertEqual(rows.user_id, self.ana)
        with self.assertRaises(AccessError):
            rows[:1].unlink()

    def test_responsible(self):
        """Who has the deal follows it by core, and is told so."""
        follow = self._get_follow(self.lead_ana)
        self.assertTrue(follow["is_following"])
        self.assertEqual(follow["reasons"], ["You are responsible"])

    def test_reason_goes_with_the_follower(self):
        """Whoever removes the follower."""
        self._set_follow(self.customer)
        self._set_follow(self.customer, user=self.mona)
        self.customer.with_user(self.mona).message_unsubscribe(self.ana.partner_id.ids)
        self.assertFalse(self._origins(self.customer))
        self.assertEqual(self._origins(self.customer, self.mona), ["hand"])

    def test_repair(self):
        """Core deletes followers by SQL in places; the daily cleaning follows."""
        self._set_follow(self.customer)
        self._set_follow(self.other)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM mail_followers"
            " WHERE res_model = 'res.partner' AND res_id = %s",
            [self.customer.id],
        )
        self.Subscription._gc_reasons()
        self.assertFalse(self._origins(self.customer))
        self.assertEqual(self._origins(self.other), ["hand"])

    def test_many(self):
        """From a list: what one follows already stays as it is."""
        self._set_follow(self.customer, keys=["note"])
        partners = (self.customer | self.other).with_user(self.ana)
        action = partners.action_feed_follow()
        self.assertIn("2", action["params"]["message"])
        self.assertEqual(self._chosen(self._get_follow(self.customer)), ["note"])
        self.assertTrue(self._follower(self.other))
        partners.action_feed_unfollow()
        self.assertFalse(self._follower(self.customer) | self._follower(self.other))


@tagged("post_install", "-at_install")
class TestFollowReach(FollowCommon):
    """Who follows a customer follows what is created for it later."""

    def _choose(self, keys, user=None, record=None):
        self._set_follow(record or self.customer, user=user or self.mona, keys=keys)

    def test_deal_of_a_contact(self):
        """The company is followed, the deal is one of its contact."""
        self._choose(["deal"])
        lead = self._make_lead("New deal", self.ana)
        self.assertEqual(self._origins(lead, self.mona), ["customer"])
        self.assertIn(
            self.env.ref("crm.mt_lead_create"), self._notified(lead, self.mona)
        )
        lead.action_set_won()
        self.assertIn(self.env.ref("crm.mt_lead_won"), self._notified(lead, self.mona))

    def test_only_what_was_chosen(self):
        self._choose(["note"])
        lead = self._make_lead("New deal", self.ana)
        self.assertFalse(self._follower(lead, self.mona))

    def test_deal_that_gets_the_customer(self):
        self._choose(["deal"])
        lead = self._make_lead("New deal", self.ana, self.other)
        self.assertFalse(self._follower(lead, self.mona))
        lead.partner_id = self.oleg
        self.assertTrue(self._follower(lead, self.mona))

    def test_deal_that_may_not_be_read(self):
        """Ana follows the customer, and never hears of the deals of Bruno."""
        self._choose(["deal"], self.ana)
        lead = self._make_lead("New deal", self.bruno)
        self.assertFalse(self._follower(lead))
        lead = self._make_lead("Her deal", self.ana)
        self.assertIn("customer", self._origins(lead))

    def test_deal_of_another_company(self):
        """The companies count that the follower works for, not those switched on."""
        company = self.env["res.company"].create({"name": "Far away"})
        self._choose(["deal"])
        lead = self._make_lead("There", self.env.user, company_id=company.id)
        self.assertFalse(self._follower(lead, self.mona))
        self.mona.company_ids = [Command.link(company.id)]
        lead = self._make_lead("There too", self.env.user, company_id=company.id)
        self.assertTrue(self._follower(lead, self.mona))

    def test_note(self):
        self._choose(["note"])
        note = self._make_note(partner_id=self.olga.id)
        planned = self.env.ref("crm_activity_feed.mt_note_planned")
        closed = self.env.ref("crm_activity_feed.mt_note_closed")
        self.assertEqual(self._notified(note, self.mona), planned)
        self._track()
        note.with_user(self.ana).action_done("They agree")
        self.assertEqual(self._notified(note, self.mona), planned | closed)

    def test_note_that_nobody_follows(self):
        """It is a line in the log, as before."""
        note = self._make_note()
        self._track()
        self.assertEqual(note.message_ids.subtype_id, self.env.ref("mail.mt_note"))

    def test_note_of_a_deal(self):
        self._choose(["note"], record=self.lead_ana)
        other = self._make_note()
        note = self._make_note(lead_id=self.lead_ana.id)
        self.assertFalse(self._follower(other, self.mona))
        self.assertTrue(self._follower(note, self.mona))

    def _make_meeting(self, **values):
        start = fields.Datetime.now() + timedelta(days=1)
        return (
            self.env["calendar.event"]
            .with_user(self.ana)
            .create(
                {
                    "name": "Visit",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": self.ana.id,
                    "partner_ids": [Command.set((self.olga | self.ana.partner_id).ids)],
                    **values,
                }
            )
        )

    def test_meeting(self):
        self._choose(["meeting"])
        meeting = self._make_meeting()
        planned = self.env.ref("crm_activity_feed.mt_meeting_planned")
        self.assertIn(planned, self._notified(meeting, self.mona))

    def test_private_meeting(self):
        self._choose(["meeting"])
        meeting = self._make_meeting(privacy="private")
        self.assertFalse(self._follower(meeting, self.mona))

    def test_meeting_of_a_colleague(self):
        """Following the own company is not following all meetings."""
        self._choose(["meeting"], record=self.env.company.partner_id)
        self.ana.partner_id.parent_id = self.env.company.partner_id
        meeting = self._make_meeting()
        self.assertFalse(self._follower(meeting, self.mona))

    def test_order(self):
        if "sale.order" not in self.env:
            self.skipTest("Sales is not installed")
        self.mona.group_ids |= self.env.ref("sales_team.group_sale_manager")
        self._choose(["order"])
        order = self.env["sale.order"].create({"partner_id": self.olga.id})
        self.assertEqual(self._origins(order, self.mona), ["customer"])
        self._track()
        order.action_quotation_sent()
        self.assertIn(
            self.env.ref("sale.mt_order_sent"), self._notified(order, self.mona)
        )

    def test_invoice(self):
        if "account.move" not in self.env or not self.env.company.chart_template:
            self.skipTest("Invoicing is not installed")
        self.mona.group_ids |= self.env.ref("account.group_account_invoice")
        self._choose(["invoice"])
        values = {"move_type": "out_invoice", "partner_id": self.olga.id}
        invoice = self.env["account.move"].create(values)
        self.assertEqual(self._origins(invoice, self.mona), ["customer"])

    def test_unfollow_ends_what_it_brought(self):
        """And keeps what has another reason."""
        self._choose(["deal", "note"])
        brought = self._make_lead("Brought", self.ana)
        by_hand = self._make_lead("By hand", self.ana)
        own = self._make_lead("Own", self.mona)
        self._set_follow(by_hand, user=self.mona)
        self._set_follow(self.customer, False, user=self.mona)
        self.assertFalse(self._follower(brought, self.mona))
        self.assertTrue(self._follower(by_hand, self.mona))
        self.assertTrue(self._follower(own, self.mona))

    def test_unfollowed_deal_stays_so(self):
        """The follow of its customer does not bring it back."""
        self._choose(["deal"])
        lead = self._make_lead("New deal", self.ana)
        self._set_follow(lead, False, user=self.mona)
        lead.partner_id = self.oleg
        self.assertFalse(self._follower(lead, self.mona))
        self._set_follow(lead, user=self.mona)
        self.assertEqual(self._origins(lead, self.mona), ["hand"])

    def test_archived_user(self):
        self._choose(["deal"])
        self.mona.active = False
        lead = self._make_lead("New deal", self.ana)
        self.assertFalse(self._follower(lead, self.mona))


@tagged("post_install", "-at_install")
class TestFollowMerge(FollowCommon):
    def test_customers(self):
        """Merged customers keep all who followed one of them, and why."""
        self._set_follow(self.customer, keys=["note"])
        self._set_follow(self.other, keys=["deal"])
        self._set_follow(self.other, user=self.mona)
        third = self.env["res.partner"].create({"name": "Acme", "is_company": True})
        self._set_follow(third, user=self.otto)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other | third).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(
            self._chosen(self._get_follow(self.customer)), ["deal", "note"]
        )
        self.assertEqual(self._origins(self.customer), ["hand"])
        self.assertEqual(self._origins(self.customer, self.mona), ["hand"])
        self.assertTrue(self._follower(self.customer, self.otto))

    def test_deals(self):
        """Also who has not written lately."""
        tail = self._make_lead("Tail", self.ana)
        self._set_follow(tail, user=self.mona)
        (self.lead_ana | tail).with_user(self.mona).merge_opportunity()
        kept = (self.lead_ana | tail).exists()
        self.assertEqual(len(kept), 1)
        self.assertEqual(self._origins(kept, self.mona), ["hand"])


@tagged("post_install", "-at_install")
class TestFollowMuted(FollowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.comment = cls.env.ref("mail.mt_comment")

    def _mute(self, section="deal", user=None):
        self.OptOut._set_section(user or self.mona, section, True)
        row = self.OptOut.search([("section", "=", section)])
        self._set_date(row, fields.Datetime.now() - timedelta(hours=1))

    def test_no_automatic_follow(self):
        """Neither as responsible, nor by the customer, nor as who made it."""
        self._set_follow(self.customer, user=self.mona)
        self._mute()
        lead = self._make_lead("New deal", self.mona)
        self.assertFalse(self._follower(lead, self.mona))
        Lead = self.env["crm.lead"].with_user(self.mona)
        made = Lead.create({"name": "Mine", "type": "opportunity"})
        self.assertFalse(self._follower(made, self.mona))

    def test_other_sections_and_people(self):
        self._mute()
        lead = self._make_lead("A lead", self.mona, type="lead")
        self.assertTrue(self._follower(lead, self.mona))
        deal = self._make_lead("A deal", self.ana)
        self.assertTrue(self._follower(deal, self.ana))

    def test_no_notice(self):
        """Of what was followed before; who is mentioned is told."""
        lead = self._make_lead("A deal", self.mona)
        self._mute()
        lead.message_post(body="Hello", subtype_id=self.comment.id)
        self.assertFalse(self._notified(lead, self.mona) & self.comment)
        lead.message_post(
            body="You", subtype_id=self.comment.id, partner_ids=self.mona.partner_id.ids
        )
        self.assertTrue(self._notified(lead, self.mona) & self.comment)

    def test_by_hand_after_muting(self):
        lead = self._make_lead("A deal", self.ana)
        self._mute()
        self._set_follow(lead, user=self.mona)
        lead.message_post(body="Hello", subtype_id=self.comment.id)
        self.assertTrue(self._notified(lead, self.mona) & self.comment)

    def test_end(self):
        self._mute()
        self.OptOut._set_section(self.mona, "deal", False)
        lead = self._make_lead("A deal", self.mona)
        self.assertTrue(self._follower(lead, self.mona))
