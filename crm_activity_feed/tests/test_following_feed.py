from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..engine import shape
from ..engine.scope import FeedScope
from .common_person import PERSON, WALK, PersonCommon


@tagged("post_install", "-at_install")
class TestFollowing(PersonCommon):
    """What happens on what one follows, and on what hangs on customers one follows."""

    def _follow(self, record, keys=None):
        """Follow by hand, all of it or what is chosen."""
        Subscription = self.env["crm.feed.subscription"].with_user(self.ana)
        Subscription.set_follow(record._name, record.id, True, keys=keys)

    def _add_follower(self, record):
        """As core does by itself."""
        record.message_subscribe(self.ana.partner_id.ids)

    def _mute(self, section, state="mute"):
        # What was followed by hand was so before: a test is one moment.
        self.env.cr.execute(
            "UPDATE crm_feed_subscription SET date = date - interval '1 day'"
        )
        self.env.invalidate_all()
        Policy = self.env["crm.feed.policy"].with_user(self.ana)
        Policy.set_section(section, state)

    def setUp(self):
        super().setUp()
        # Who makes a record follows it.
        self.env["mail.followers"].search(
            [("partner_id", "=", self.ana.partner_id.id)]
        ).unlink()

    def test_nothing(self):
        self._say(self.lead_ana)
        self.assertEqual(self._entries("following"), {})

    def test_customer(self):
        """Of a customer, its contacts, what is said to them, and its deals."""
        on_olga, on_deal = self._say(self.olga), self._say(self.lead_ana)
        hidden, note = self._say(self.lead_bruno), self._make_note(user=self.bruno)
        elsewhere = self._say(self.other)
        self._follow(self.customer)
        entries = self._entries("following")
        for record in (on_olga, on_deal, note, self.lead_ana):
            self.assertTrue(self._has(entries, record), record)
            self.assertEqual(self._why(entries, record), [("follow", "Acme Tools")])
        self.assertFalse(self._has(entries, hidden))
        self.assertFalse(self._has(entries, elsewhere))

    def test_contact(self):
        """Of a contact what is hers, not what is her customer's."""
        on_olga, on_oleg = self._say(self.olga), self._say(self.oleg)
        on_customer = self._say(self.customer)
        self._follow(self.olga)
        entries = self._entries("following")
        self.assertTrue(self._has(entries, on_olga))
        self.assertFalse(self._has(entries, on_oleg))
        self.assertFalse(self._has(entries, on_customer))

    def test_deal(self):
        said = self._say(self.lead_ana)
        note = self._make_note(user=self.bruno, lead_id=self.lead_ana.id)
        self._follow(self.lead_ana)
        entries = self._entries("following")
        self.assertEqual(self._why(entries, said), [("follow", "Desks")])
        self.assertEqual(self._why(entries, note), [("follow", "Desks")])
        self.assertFalse(self._has(entries, self.olga))

    def test_note(self):
        """Any record one can follow."""
        note = self._make_note(user=self.bruno)
        self._follow(note)
        entries = self._entries("following")
        self.assertEqual(list(entries), [("crm.feed.note", note.id)])

    def test_unfollow(self):
        said = self._say(self.other)
        self._follow(self.other)
        self.assertTrue(self._has(self._entries("following"), said))
        self.other.message_unsubscribe(self.ana.partner_id.ids)
        self.assertEqual(self._entries("following"), {})

    def test_follows_open_nothing(self):
        """One may follow what one may not read any more."""
        self._say(self.lead_bruno)
        self._add_follower(self.lead_bruno)
        self.assertEqual(self._entries("following"), {})

    def test_pages(self):
        """Page by page the same as at once, filtered as well."""
        for number in range(9):
            self._say(self.olga if number % 2 else self.lead_ana, f"Word {number}")
        self._follow(self.customer)
        for thresholds in (WALK, PERSON):
            with patch.multiple(shape, **thresholds):
                (whole,) = self._pages("following", limit=200)
                pages = self._pages("following", limit=4)
                (found,) = self._pages(
                    "following", limit=200, filters={"text": "Word 7"}
                )
            self.assertEqual(
                [entry["key"] for page in pages for entry in page],
                [entry["key"] for entry in whole],
            )
            self.assertEqual([entry["title"] for entry in found], ["Word 7"])

    def test_choice(self):
        """Much that happens is found by date, little by what one follows."""
        self._follow(self.customer)
        self._say(self.customer)
        self.env.flush_all()
        scope = FeedScope.parse(self.env(user=self.ana), "following")
        self.assertEqual(shape.choose_shape(scope), shape.PERSON)
        with patch.object(shape, "ENOUGH_MESSAGES", 0):
            self.assertEqual(shape.choose_shape(scope), shape.WALK)

    # ------------------------------------------------------------
    # What was chosen
    # ------------------------------------------------------------

    def test_chosen_kinds(self):
        """Of a customer, itself and its contacts, and the kinds that were chosen."""
        on_olga, on_deal = self._say(self.olga), self._say(self.lead_ana)
        note = self._make_note(user=self.bruno)
        for keys, shown, hidden in (
            (["comment"], [on_olga], [on_deal, note, self.lead_ana]),
            (["note"], [on_olga, note], [on_deal, self.lead_ana]),
            (["deal"], [on_olga, on_deal, self.lead_ana], [note]),
        ):
            with self.subTest(keys):
                self._follow(self.customer, keys)
                entries = self._entries("following")
                self.assertEqual([self._has(entries, r) for r in shown].count(False), 0)
                self.assertEqual([self._has(entries, r) for r in hidden].count(True), 0)

    def test_chosen_kinds_of_deal(self):
        said = self._say(self.lead_ana)
        note = self._make_note(user=self.bruno, lead_id=self.lead_ana.id)
        self._follow(self.lead_ana, ["comment"])
        entries = self._entries("following")
        self.assertTrue(self._has(entries, said))
        self.assertFalse(self._has(entries, note))

    def test_core_follow(self):
        """Whoever was added as a follower has chosen nothing that hangs on it."""
        said, on_deal = self._say(self.customer), self._say(self.lead_ana)
        self._add_follower(self.customer)
        entries = self._entries("following")
        self.assertTrue(self._has(entries, said))
        self.assertFalse(self._has(entries, on_deal))

    def test_meetings_of_contacts(self):
        """A meeting with a contact of the customer, if meetings were chosen."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Fair",
                "start": fields.Datetime.now() - timedelta(days=2),
                "stop": fields.Datetime.now() - timedelta(days=2, hours=-1),
                "user_id": self.bruno.id,
                "partner_ids": [Command.set((self.other | self.oleg).ids)],
            }
        )
        self._follow(self.customer, ["meeting"])
        self.assertTrue(self._has(self._entries("following"), meeting))
        self._follow(self.customer, ["note"])
        self.assertFalse(self._has(self._entries("following"), meeting))

    def test_why_of_kinds(self):
        """The reason is the follow that brings it along, not one that does not."""
        on_deal = self._say(self.lead_ana)
        self._follow(self.olga, ["comment"])
        self._follow(self.customer, ["deal"])
        entries = self._entries("following")
        self.assertEqual(self._why(entries, on_deal), [("follow", "Acme Tools")])

    # ------------------------------------------------------------
    # What was muted or refused
    # ------------------------------------------------------------

    def test_muted_section(self):
        """Its documents are left out, however they came; nothing else is."""
        said, on_deal = self._say(self.customer), self._say(self.lead_ana)
        note = self._make_note(user=self.bruno)
        self._follow(self.customer)
        self._add_follower(self.lead_ana)
        self._mute("deal")
        entries = self._entries("following")
        self.assertTrue(self._has(entries, said))
        self.assertTrue(self._has(entries, note))
        self.assertFalse(self._has(entries, on_deal))
        self.assertFalse(self._has(entries, self.lead_ana))
        self._mute("deal", "default")
        self.assertTrue(self._has(self._entries("following"), on_deal))

    def test_other_section(self):
        on_deal = self._say(self.lead_ana)
        self._follow(self.lead_ana)
        self._mute("lead")
        self.assertTrue(self._has(self._entries("following"), on_deal))

    def test_muted_company(self):
        """A company that is muted brings nothing; its contact that is followed does."""
        on_olga, on_oleg = self._say(self.olga), self._say(self.oleg)
        self._follow(self.customer)
        self._follow(self.olga)
        self._mute("company")
        entries = self._entries("following")
        self.assertTrue(self._has(entries, on_olga))
        self.assertFalse(self._has(entries, on_oleg))

    def test_hand_after_mute(self):
        """Who follows by hand after that wants this one all the same."""
        on_deal = self._say(self.lead_ana)
        self._follow(self.lead_ana)
        self._mute("deal")
        self.assertFalse(self._has(self._entries("following"), on_deal))
        self._follow(self.lead_ana)
        self._follow(self.customer)
        self.assertFalse(self._has(self._entries("following"), on_deal))
        self.lead_ana.with_user(self.ana).message_unsubscribe(self.ana.partner_id.ids)
        self._follow(self.lead_ana)
        entries = self._entries("following")
        self.assertEqual(self._why(entries, on_deal), [("follow", "Desks")])

    def test_refused_deal(self):
        """What came along with its customer and was unfollowed stays away."""
        self._follow(self.customer)
        lead = self._make_lead("New", self.ana, user_id=False)
        self._track()
        said, on_other = self._say(lead), self._say(self.lead_ana)
        self.assertTrue(self._has(self._entries("following"), said))
        lead.with_user(self.ana).message_unsubscribe(self.ana.partner_id.ids)
        entries = self._entries("following")
        self.assertFalse(self._has(entries, said))
        self.assertTrue(self._has(entries, on_other))
        self._follow(lead)
        self.assertTrue(self._has(self._entries("following"), said))
