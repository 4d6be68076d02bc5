"""Customers and contacts that are merged: nothing is lost, nothing is told twice."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from .common_follow import FollowCommon
from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergedFeeds(MergeCommon):
    """The feed of who stays is the feeds of all, entry by entry."""

    def _said_of(self, *partners, user=None):
        said = {}
        for partner in partners:
            said |= self._say({"partner": partner.id}, user)
        return said

    def _check_union(self, kept, *gone, users=None):
        users = users or (self.mona, self.ana)
        before = {user: self._said_of(kept, *gone, user=user) for user in users}
        pins = {user: self._pins({"partner": kept.id}, user) for user in users}
        for partner in gone:
            for user in users:
                pins[user] += self._pins({"partner": partner.id}, user)
        self._merge(kept, *gone)
        # Of who is gone, the merge tells; nothing tells any more that it was made.
        made = {(partner._name, partner.id) for partner in gone}
        for user in users:
            before[user] = {k: v for k, v in before[user].items() if k not in made}
            after = self._said_of(kept, user=user)
            new = set(after) - set(before[user])
            for key in new:
                # What core and we log of the merge itself.
                self.assertEqual(key[0], "mail.message")
                del after[key]
            self.assertLessEqual(len(new), 2)
            missing = before[user].keys() - after.keys()
            self.assertEqual([before[user][key] for key in missing], [])
            for key, said in after.items():
                said_before = before[user][key]
                self._check_people(said, said_before, kept, gone)
                self.assertEqual({key: said}, {key: said_before})
            now = self._pins({"partner": kept.id}, user)
            self.assertEqual(sorted(now), sorted(pins[user]))
            self.assertTrue(now)

    def _check_people(self, said, said_before, kept, gone):
        """Who stays takes the place of the others in a meeting or a mail, once."""
        gone_ids = {partner.id for partner in gone}
        for name in ("attendees", "to"):
            if not said["data"] or name not in said["data"]:
                continue
            ids = [person["id"] for person in said["data"].pop(name)]
            before = {person["id"] for person in said_before["data"].pop(name)}
            before = {kept.id if id_ in gone_ids else id_ for id_ in before}
            self.assertEqual(sorted(ids), sorted(before))

    def test_two_customers(self):
        self._fill(self.customer)
        self._fill(self.other)
        self._check_union(self.customer, self.other)

    def test_three_customers(self):
        for partner in (self.customer, self.other, self.third):
            self._fill(partner)
        self._check_union(self.customer, self.other, self.third)

    def test_what_they_share(self):
        """A meeting, a mail and a deal of both."""
        self._fill(self.customer)
        self._meet(self.customer, self.other, self.third)
        self.customer.message_post(
            body="To all of you",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.customer | self.other | self.third).ids,
        )
        self._check_union(self.customer, self.other, self.third)

    def test_company_that_becomes_a_contact(self):
        """What its contacts have shows with the customer of who stays."""
        contact = self.env["res.partner"].create(
            {"name": "Oz", "parent_id": self.other.id}
        )
        filled = self._fill(contact)
        # Merged companies stay one: Olga is to remain a contact.
        self.other.is_company = False
        self.assertEqual(contact.commercial_partner_id, self.other)
        self._merge(self.olga, self.other)
        self.assertEqual(contact.commercial_partner_id, self.customer)
        said = self._said_of(self.customer, user=self.mona)
        missing = {(rec._name, rec.id) for rec in filled.values()} - said.keys()
        # The report of a done activity is its message.
        self.assertEqual(missing, {("mail.activity", filled["reported"].id)})
        self.assertIn(
            ("crm.feed.note", filled["note"].id),
            self._pins({"partner": self.customer.id}),
        )
        self.env.invalidate_all()
        stamped = (filled["message"] | self.env["mail.message"]).sudo()
        self.assertEqual(stamped.feed_customer_id, self.customer)

    def test_two_companies_of_ours(self):
        """A note of one company stays hidden to the other."""
        company = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids |= company
        note = self._make_note("Secret", partner_id=self.other.id)
        note.company_id = company
        self._merge(self.customer, self.other)
        self.assertEqual((note.partner_id, note.company_id), (self.customer, company))
        key = ("crm.feed.note", note.id)
        self.assertNotIn(key, self._said_of(self.customer, user=self.mona))
        both = (self.env.company | company).ids
        page = self.Entry.with_user(self.ana).with_context(allowed_company_ids=both)
        page = page.get_page({"partner": self.customer.id}, limit=200)
        self.assertIn(key, self._records(page["open"]))


@tagged("post_install", "-at_install")
class TestMergedPeople(MergeCommon, FollowCommon):
    """Who follows and why, who has seen what, who plays which role."""

    def _subtypes(self, record, user=None):
        return set(self._follower(record, user).subtype_ids)

    def test_followers_of_both(self):
        """One follow with what each was told of, since the first, with all reasons."""
        self._set_follow(self.customer, keys=["note"])
        self._set_follow(self.other, keys=["comment"])
        self._set_follow(self.third, user=self.mona, keys=["deal"])
        self._follower(self.other).feed_since = "2026-01-02 03:04:05"
        wanted = self._subtypes(self.customer) | self._subtypes(self.other)
        of_mona = self._subtypes(self.third, self.mona)
        self._merge(self.customer, self.other, self.third)
        self.assertEqual(self._subtypes(self.customer), wanted)
        since = self._follower(self.customer).feed_since
        self.assertEqual(str(since), "2026-01-02 03:04:05")
        self.assertEqual(self._origins(self.customer), ["hand"])
        self.assertEqual(self._subtypes(self.customer, self.mona), of_mona)

    def test_contacts_who_follow_the_same(self):
        """Nothing that one of the contacts follows gets lost, shared or not."""
        shared, own = self.lead_ana, self.lead_bruno
        shared.message_unsubscribe((self.olga | self.oleg).ids)
        own.message_unsubscribe((self.olga | self.oleg).ids)
        comment = self.env.ref("mail.mt_comment")
        stage = self.env.ref("crm.mt_lead_stage")
        shared.message_subscribe(self.olga.ids, comment.ids)
        shared.message_subscribe(self.oleg.ids, stage.ids)
        own.message_subscribe(self.oleg.ids, stage.ids)
        self._merge(self.olga, self.oleg)
        followers = self.env["mail.followers"].search(
            [("res_model", "=", "crm.lead"), ("partner_id", "=", self.olga.id)]
        )
        found = {row.res_id: set(row.subtype_ids) for row in followers}
        self.assertEqual(found[shared.id], {comment, stage})
        self.assertEqual(found[own.id], {stage})

    def test_contact_of_a_user(self):
        """A user whose contact goes follows on, for the same reasons."""
        self._set_follow(self.lead_ana)
        self.lead_ana.message_subscribe(self.third.ids)
        self._merge(self.third, self.ana.partner_id)
        self.assertEqual(self.ana.partner_id, self.third)
        self.assertTrue(self._follower(self.lead_ana))
        self.assertIn("hand", self._origins(self.lead_ana))

    def test_what_the_follow_had_brought(self):
        """A deal that came with the customer who goes comes with who stays."""
        self._set_follow(self.other, user=self.mona)
        lead = self._make_lead("Lamps", self.ana, self.other)
        self.assertEqual(self._origins(lead, self.mona), ["customer"])
        self._merge(self.customer, self.other)
        self.assertEqual(self._origins(lead, self.mona), ["customer"])
        self._set_follow(self.customer, False, user=self.mona)
        self.assertFalse(self._follower(lead, self.mona))

    def test_refused_and_followed_by_hand(self):
        """A follow by hand counts more than that a policy was not wanted elsewhere."""
        self.OptOut._refuse(self.ana, records=self.other)
        self._set_follow(self.customer)
        self._merge(self.customer, self.other)
        self.assertTrue(self._follower(self.customer))
        self.assertFalse(self.OptOut.search([("user_id", "=", self.ana.id)]))

    def test_refused_and_brought_by_a_policy(self):
        """What a policy had brought ends where the user did not want it."""
        policy = self.env["crm.feed.policy"].create(
            {"name": "Riga", "section": "company", "domain": "[('city', '=', 'Riga')]"}
        )
        policy.user_ids = self.mona
        self.customer.city = "Riga"
        self.assertEqual(self._origins(self.customer, self.mona), ["policy"])
        self.OptOut._refuse(self.mona, records=self.other)
        self._merge(self.customer, self.other)
        self.assertFalse(self._follower(self.customer, self.mona))
        row = self.OptOut.search([("user_id", "=", self.mona.id)])
        self.assertEqual((row.res_model, row.res_id), ("res.partner", self.customer.id))

    def test_refused_by_both(self):
        for record in (self.customer, self.other, self.third):
            self.OptOut._refuse(self.mona, records=record)
        self._merge(self.customer, self.other, self.third)
        row = self.OptOut.search([("user_id", "=", self.mona.id)])
        self.assertEqual((row.res_model, row.res_id), ("res.partner", self.customer.id))

    def test_notices_and_reactions(self):
        """Of a message to both one is left; those to one of them stay."""
        partners = self.olga | self.oleg
        both = self.lead_ana.message_post(
            body="Both", message_type="comment", partner_ids=partners.ids
        )
        one = self.lead_ana.message_post(
            body="One", message_type="comment", partner_ids=self.oleg.ids
        )
        Reaction = self.env["mail.message.reaction"]
        for message, partner in (
            (both, self.olga),
            (both, self.oleg),
            (one, self.oleg),
        ):
            Reaction.create(
                {"message_id": message.id, "content": "👍", "partner_id": partner.id}
            )
        self._merge(self.olga, self.oleg)
        messages = both | one
        notices = self.env["mail.notification"].search(
            [("mail_message_id", "in", messages.ids)]
        )
        self.assertEqual(notices.filtered("res_partner_id").res_partner_id, self.olga)
        self.assertEqual(notices.mail_message_id, messages)
        self.assertEqual(len(notices), 2)
        self.assertEqual(both.reaction_ids.partner_id, self.olga)
        self.assertEqual(one.reaction_ids.partner_id, self.olga)

    def test_marks_of_the_contacts_themselves(self):
        """Likes, pins and comments of the entry that tells of the contact."""
        for partner, user in ((self.olga, self.ana), (self.oleg, self.mona)):
            self._mark(partner, user=user, number=self._contact_number())
            self._mark(partner, user=self.bruno, number=self._contact_number())
        self._mark(self.oleg, "pin", number=self._contact_number())
        self._merge(self.olga, self.oleg)
        entry = self._entry(self.olga)
        self.assertEqual((entry["likes"], entry["pinned"]), (3, True))

    def _contact_number(self):
        sources = self.env["crm.feed.source"].search([("model", "=", "res.partner")])
        return sources[:1].number

    def test_comments_that_are_new(self):
        """What was new on one stays so, though the other's newest was seen."""
        number = self._contact_number()
        Entry = self.Entry.with_user(self.mona)
        keys = [self._key(self.olga, number), self._key(self.oleg, number)]
        said = f"@{self.mona.name} look"

        def say(key):
            Ana = self.Entry.with_user(self.ana)
            Ana.post_comment(key, said, self.mona.partner_id.ids)

        for key in keys:
            say(key)
            Entry.mark_comments_seen(key)
        Entry.mute_comments(keys[1])
        for key in keys:
            say(key)
        Entry.mark_comments_seen(keys[1])
        self._merge(self.olga, self.oleg)
        entry = self._entry(self.olga, self.mona)
        self.assertEqual((entry["comments"], entry["unseen_comments"]), (4, 1))
        self.assertFalse(Entry.get_comments(keys[0])["muted"])

    def test_roles(self):
        """One role a deal; another one that goes is named in the deal's chatter."""
        Line = self.env["crm.feed.lead.contact"]
        for lead, partner, role in (
            (self.lead_ana, self.olga, self.role),
            (self.lead_ana, self.oleg, self.other_role),
            (self.lead_bruno, self.oleg, self.other_role),
        ):
            Line.create(
                {"lead_id": lead.id, "partner_id": partner.id, "role_id": role.id}
            )
        self._merge(self.olga, self.oleg)
        lines = Line.search([("partner_id", "=", self.olga.id)])
        self.assertEqual(
            {line.lead_id: line.role_id for line in lines},
            {self.lead_ana: self.role, self.lead_bruno: self.other_role},
        )
        self.assertIn("Advises", self.lead_ana.message_ids[:1].body)

    def test_next_and_last_contact(self):
        """Those of all: the earliest that is planned, the latest that took place."""
        self._fill(self.customer)
        self._make_note("Soon", partner_id=self.other.id).date_deadline = (
            datetime.now().replace(microsecond=0) + timedelta(hours=1)
        )
        self._make_note("Just now", partner_id=self.other.id).action_done()
        self._track()
        wanted = {
            name: self.other[name] for name in ("feed_next_date", "feed_last_date")
        }
        self.assertTrue(all(wanted.values()))
        self._merge(self.customer, self.other)
        for name, value in wanted.items():
            self.assertEqual((name, self.customer[name]), (name, value))
