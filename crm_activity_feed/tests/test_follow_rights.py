"""What a restricted user can neither do for others nor learn by following."""

from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestFollowRights(PolicyCommon):
    """Ana is curious: about Bruno's deal "Chairs", and about what he follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.as_ana = cls.env(user=cls.ana)
        cls.policy = cls.Policy.create(
            {
                "name": "All deals",
                "section": "deal",
                "domain": "[]",
                "user_ids": (cls.ana + cls.bruno + cls.mona).ids,
            }
        )
        cls.secret = cls._make_lead("Secret", cls.bruno)

    # ------------------------------------------------------------
    # For others
    # ------------------------------------------------------------

    def test_subscribing_others(self):
        """Only on what one may change, as in the chatter."""
        hidden = self.secret.with_user(self.ana)
        with self.assertRaises(AccessError):
            hidden.message_subscribe(self.otto.partner_id.ids)
        with self.assertRaises(AccessError):
            hidden.message_unsubscribe(self.bruno.partner_id.ids)
        self.assertTrue(self._follows(self.secret, self.bruno))
        reasons = self._reasons(self.secret, self.bruno)
        self.assertIn(("policy", self.policy), reasons)

    def test_no_row_of_others(self):
        """Neither by reading, nor by writing, nor by the list of what one follows."""
        for model in ("crm.feed.subscription", "crm.feed.opt.out"):
            with self.subTest(model):
                rows = self.env[model].search([("user_id", "=", self.bruno.id)])
                if model == "crm.feed.opt.out":
                    rows = rows.create(
                        {"user_id": self.bruno.id, "policy_id": self.policy.id}
                    )
                own = self.as_ana[model]
                self.assertTrue(rows)
                self.assertFalse(own.search([("user_id", "=", self.bruno.id)]))
                self.assertFalse(own.search([]).user_id - self.ana)
                with self.assertRaises(AccessError):
                    own.browse(rows.ids).read(["user_id"])
                with self.assertRaises(AccessError):
                    own.create({"user_id": self.ana.id, "policy_id": self.policy.id})
                with self.assertRaises(AccessError):
                    own.browse(rows.ids).unlink()

    def test_lines_of_others(self):
        """By the id of a follower that is not hers."""
        follower = self._follower(self.secret, self.bruno)
        line = self.as_ana["crm.feed.following"].browse(follower.id)
        self.assertFalse(line.exists())
        with self.assertRaises(MissingError):
            line.action_unfollow()
        self.assertTrue(follower.exists())

    def test_sections_of_others(self):
        self.env["crm.feed.policy"].with_user(self.bruno).set_section("deal", "follow")
        own = self.env["crm.feed.policy"].search([("owner_id", "=", self.bruno.id)])
        self.assertEqual(len(own), 1)
        Policy = self.as_ana["crm.feed.policy"]
        self.assertFalse(Policy.search([("id", "in", own.ids)]))
        for act in ("action_refuse", "action_accept", "action_open_follows"):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(Policy.browse(own.id), act)()
        # Whoever sets policies does not see what others want for themselves, either.
        self.assertFalse(self.Policy.search([("id", "in", own.ids)]))

    # ------------------------------------------------------------
    # What one may not read
    # ------------------------------------------------------------

    def test_policy_that_is_read_only(self):
        for act in ("action_apply", "action_stop"):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(self.policy.with_user(self.ana), act)()
        with self.assertRaises(AccessError):
            self.as_ana["crm.feed.policy"].create(
                {"name": "Mine", "section": "deal", "user_ids": self.ana.ids}
            )

    def test_number_of_records(self):
        """Who sets no policies cannot try what criteria would find."""
        values = {"section": "deal", "domain": "[('name', 'in', ['Secret', 'Desks'])]"}
        counts = [
            self.env["crm.feed.policy"].with_user(user).new(values).record_count
            for user in (self.ana, self.mona)
        ]
        self.assertEqual(counts, [0, 2])

    def test_records_of_a_policy(self):
        """Which records somebody follows because of it is not told by their ids."""
        self.assertTrue(self._reasons(self.secret, self.bruno))
        action = self.policy.with_user(self.ana).action_open_follows()
        self.assertNotIn(self.secret.id, action["domain"][0][2])
        action = self.policy.with_user(self.bruno).action_open_follows()
        self.assertIn(self.secret.id, action["domain"][0][2])

    def test_name_of_what_one_followed(self):
        """Of a deal that is somebody else's by now, nothing is left in the list."""
        lead = self._make_lead("Was hers", self.ana)
        self.assertIn(("policy", self.policy), self._reasons(lead, self.ana))
        self.as_ana["crm.feed.subscription"].set_follow("crm.lead", lead.id, True)
        lead.write({"user_id": self.bruno.id, "name": "Confidential"})
        self.env.flush_all()
        self.env.invalidate_all()
        Following = self.as_ana["crm.feed.following"]
        self.assertFalse(Following.search([("name", "ilike", "Confidential")]))
        domain = [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        self.assertFalse(Following.search(domain))
        rows = self.as_ana["crm.feed.subscription"].search(domain)
        self.assertLessEqual(set(rows.mapped("origin")), {"hand", "other"})
        with self.assertRaises(AccessError):
            self.as_ana["crm.feed.subscription"].get_follow("crm.lead", lead.id)

    def test_errors_name_nothing(self):
        """An error says that one may not, never what the record is called."""
        Subscription = self.as_ana["crm.feed.subscription"]
        lead = self.secret
        for call in (
            lambda: Subscription.get_follow("crm.lead", lead.id),
            lambda: Subscription.set_follow("crm.lead", lead.id, True),
            lambda: Subscription.set_follow("crm.lead", lead.id, False),
            lead.with_user(self.ana).action_feed_follow,
        ):
            with self.assertRaises(AccessError) as caught:
                call()
            self.assertNotIn("Secret", str(caught.exception))
        self.assertFalse(self._follows(lead, self.ana))

    def test_mentions_of_what_one_may_not_read(self):
        """No suggestion, no comment, no notice of an entry that one may not see."""
        message = self._make_message(
            self.secret, "Confidential", author_id=self.bruno.partner_id.id
        )
        page = self._page({"lead": self.secret.id}, self.bruno, limit=50)
        keys = [
            entry["key"] for entry in page["entries"] if entry["res_id"] == message.id
        ]
        self.assertEqual(len(keys), 1)
        own = self.as_ana["crm.feed.entry"]
        for call in (own.search_mentions, own.get_comments):
            with self.assertRaises(Exception) as caught:
                call(keys[0])
            self.assertNotIn("Confidential", str(caught.exception))
            self.assertNotIn("Secret", str(caught.exception))
        theirs = self.Entry.with_user(self.bruno)
        theirs.post_comment(keys[0], "Between us")
        comment = self.env["mail.message"]._find_feed_comments(
            "mail.message", message.ids
        )
        self.assertEqual(len(comment), 1)
        self.assertFalse(own.get_comment_notice(comment.id))
        self.assertFalse(own.get_entry_place(keys[0]))

    def test_meetings_that_are_private(self):
        """A policy of meetings leaves out those that are private to others."""
        self._make_policy(
            users=self.ana, section="other", model="calendar.event", domain="[]"
        )
        meetings = self.env["calendar.event"].create(
            [
                {
                    "name": "Visit",
                    "start": "2031-05-05 10:00:00",
                    "stop": "2031-05-05 11:00:00",
                    "user_id": self.bruno.id,
                    "partner_ids": [Command.set(self.bruno.partner_id.ids)],
                    "privacy": privacy,
                }
                for privacy in ("public", "private")
            ]
        )
        followed = [self._follows(meeting, self.ana) for meeting in meetings]
        self.assertEqual(followed, [{self.ana}, set()])
