"""Deals that are merged: nothing is lost, nothing is told twice."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from .common_follow import FollowCommon
from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergedDeals(MergeCommon, FollowCommon):
    """The feed of the deal that stays is the feeds of all, entry by entry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["crm.stage"].create(
            [{"name": name, "sequence": 90 + i} for i, name in enumerate("ABC")]
        )
        cls.stages = stages
        cls.deals = cls.lead_ana
        for name in ("Twin", "Third"):
            cls.deals |= cls._make_lead(name, cls.ana)
        cls.deals.stage_id = stages[0]
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _merge_deals(self, deals, user=None):
        self._track()
        kept = deals.with_user(user or self.mona).merge_opportunity()
        self._track()
        self.env.invalidate_all()
        self.assertEqual(len(deals.exists()), 1)
        return kept.with_env(self.env)

    def _fill_deal(self, lead):
        note = self._make_note(
            f"Note of {lead.name}", partner_id=lead.partner_id.id, lead_id=lead.id
        )
        reported, unreported = (
            self._plan(lead, summary) for summary in ("Reported", "Unreported")
        )
        self._plan(lead, "Plan")
        reported.action_feedback("All said")
        unreported.action_archive()
        archived = self._meet(lead.partner_id, opportunity_id=lead.id)
        archived.active = False
        self._meet(lead.partner_id, opportunity_id=lead.id)
        lead.message_post(body=f"Said of {lead.name}")
        self._talk(note, f"Comment on {lead.name}", user=self.mona)
        self._mark(note)
        self._mark(note, user=self.mona)
        self._mark(note, "pin")
        self._move(lead, self.stages[1], 10)
        self._move(lead, self.stages[2], 7)
        return archived

    def _move(self, lead, stage, days_ago):
        before = lead.message_ids
        lead.stage_id = stage
        self._track()
        (lead.message_ids - before).date = datetime.now() - timedelta(days=days_ago)

    def _check_union(self, deals, users=None):
        users = users or (self.mona, self.ana)
        before = {user: {} for user in users}
        for user in users:
            for lead in deals:
                before[user] |= self._say({"lead": lead.id}, user)
        pins = sum((self._pins({"lead": lead.id}) for lead in deals), [])
        kept = self._merge_deals(deals)
        made = {("crm.lead", lead.id) for lead in deals - kept}
        for user in users:
            after = self._say({"lead": kept.id}, user)
            wanted = {k: v for k, v in before[user].items() if k not in made}
            # What core logs of the merge: a summary, and fields that have changed.
            logged = [after.pop(key) for key in after.keys() - wanted.keys()]
            self.assertLessEqual({said["kind"] for said in logged}, {"log", "message"})
            self.assertLessEqual(len(logged), 2)
            self.assertEqual([wanted[k] for k in wanted.keys() - after.keys()], [])
            for key, said in after.items():
                self._check_entry(key, said, wanted[key], kept)
        self.assertEqual(set(self._pins({"lead": kept.id})), set(pins))
        return kept

    def _check_entry(self, key, said, said_before, kept):
        """The same words; a message may say in front which deal it is from."""
        self.assertEqual(said.pop("deal"), kept.id)
        said_before.pop("deal")
        if key[0] == "mail.message" and said["title"].startswith("From "):
            title = said_before.pop("title")
            said.pop("title")
            self.assertIn(title, f"{said.pop('body')} {title}")
            said_before.pop("body")
            said["data"] = said_before["data"] = None
        self.assertEqual({key: said}, {key: said_before})

    def test_two_deals(self):
        deals = self.deals[:2]
        for lead in deals:
            self._fill_deal(lead)
        self._check_union(deals)

    def test_three_deals(self):
        meetings = [self._fill_deal(lead) for lead in self.deals]
        kept = self._check_union(self.deals)
        self.assertEqual([m.opportunity_id for m in meetings], [kept] * 3)

    def test_merged_by_who_sees_own_deals_only(self):
        """Also what the others have to do there, and their private meetings."""
        deals = self.deals[:2]
        planned = self._plan(deals[1], "For Bruno")
        planned.user_id = self.bruno
        done = self._plan(deals[1], "Done by Bruno")
        done.user_id = self.bruno
        done.with_user(self.bruno).action_feedback("Said")
        private = self._meet(
            deals[1].partner_id,
            opportunity_id=deals[1].id,
            user_id=self.bruno.id,
            privacy="private",
        )
        kept = self._merge_deals(deals, self.ana)
        self.assertEqual((planned | done).exists(), planned | done)
        self.assertEqual((planned | done).mapped("res_id"), [kept.id] * 2)
        self.assertEqual(private.opportunity_id, kept)

    def test_followers(self):
        """All followers, told of all they were told of, with their reasons."""
        deals = self.deals
        self._set_follow(deals[0], user=self.mona, keys=["comment"])
        self._set_follow(deals[1], user=self.mona, keys=["progress"])
        subtypes = set(
            (
                self._follower(deals[0], self.mona)
                | self._follower(deals[1], self.mona)
            ).subtype_ids
        )
        self.OptOut._refuse(self.mona, records=deals[2])
        kept = self._merge_deals(deals)
        self.assertEqual(set(self._follower(kept, self.mona).subtype_ids), subtypes)
        self.assertEqual(self._origins(kept, self.mona), ["hand"])
        self.assertFalse(self.OptOut.search([("user_id", "=", self.mona.id)]))

    def test_pin_of_a_deal_without_customer(self):
        """It shows with the customer that the deal has in the end."""
        self.deals[:2].partner_id = False
        note = self._make_note("Pinned", partner_id=self.other.id)
        note.lead_id = self.deals[0]
        meeting = self._meet(opportunity_id=self.deals[0].id)
        self._mark(meeting, "pin")
        self.assertIn(
            (meeting._name, meeting.id), self._pins({"lead": self.deals[0].id})
        )
        self._merge_deals(self.deals)
        self.assertIn(
            (meeting._name, meeting.id), self._pins({"partner": self.customer.id})
        )
