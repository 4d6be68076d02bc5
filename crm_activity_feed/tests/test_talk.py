"""Comments as a talk: mentions, who is told, what is new."""

from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase
from odoo.addons.mail.tools.discuss import Store

from ..engine.talk import COMMENT_OF, filter_mentioned, make_body
from ..models.crm_feed_entry_talk import MENTIONS, SUGGESTIONS
from .test_mark import MarkCommon


class TalkCommon(MarkCommon, MailCase):
    """Mona manages; Ana and Bruno read their own deals only, Otto no deal at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.ana | cls.bruno | cls.mona | cls.otto).write(
            {"notification_type": "inbox"}
        )

    def _talk(self, record, body, *mentioned, user=None):
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.ana)
        partners = [person.partner_id.id for person in mentioned]
        return Entry.post_comment(self._key(record), body, partners)

    def _told(self, comment):
        """The users who are told of a comment, in whichever way."""
        notices = self.env["mail.notification"].search(
            [("mail_message_id", "=", comment["id"])]
        )
        return notices.res_partner_id.user_ids

    def _names(self, people):
        return [person["display_name"] for person in people]


@tagged("post_install", "-at_install")
class TestMention(TalkCommon):
    def test_mention(self):
        """The colleague is told in the inbox, and the name is a link."""
        comment = self._talk(self.lead_ana, f"@{self.mona.name} have a look", self.mona)
        self.assertEqual(comment["unreachable"], [])
        self.assertEqual(self._told(comment), self.mona)
        message = self.env["mail.message"].browse(comment["id"])
        self.assertEqual(message.partner_ids, self.mona.partner_id)
        self.assertTrue(message.with_user(self.mona).needaction)
        self.assertIn(f'data-oe-id="{self.mona.partner_id.id}"', comment["body"])
        self.assertIn(f"@{self.mona.name}</a> have a look", comment["body"])

    def test_no_rights(self):
        """Nothing reaches who may not read the entry; the author is told whom."""
        comment = self._talk(
            self.lead_ana,
            f"@{self.bruno.name} @{self.otto.name} secret price",
            self.bruno,
            self.otto,
        )
        self.assertEqual(
            set(self._names(comment["unreachable"])),
            {self.bruno.name, self.otto.name},
        )
        message = self.env["mail.message"].browse(comment["id"])
        self.assertFalse(message.partner_ids)
        self.assertFalse(self._told(comment))
        self.assertFalse(message.with_user(self.bruno).has_access("read"))
        self.assertFalse(
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        )
        self.assertNotIn("data-oe-id", comment["body"])
        self.assertFalse(self.lead_ana.with_user(self.bruno).has_access("read"))

    def test_mail_instead_of_inbox(self):
        """Who prefers mail gets one, and its button leads to the entry."""
        self.mona.notification_type = "email"
        with self.mock_mail_gateway():
            comment = self._talk(self.lead_ana, f"@{self.mona.name} look", self.mona)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", comment["id"])])
        self.assertEqual(mail.recipient_ids, self.mona.partner_id)
        self.assertIn(f"feed_entry={self._key(self.lead_ana)}", mail.body_html)

    def test_customer_is_not_told(self):
        """A comment is for colleagues, whatever a client sends."""
        self.olga.email = "olga@acme.example"
        Entry = self.Entry.with_user(self.ana)
        comment = Entry.post_comment(
            self._key(self.lead_ana), "@Olga hello", self.olga.ids
        )
        message = self.env["mail.message"].browse(comment["id"])
        self.assertFalse(message.partner_ids)
        self.assertEqual(comment["unreachable"], [])
        self.assertNotIn("data-oe-id", comment["body"])

    def test_name_that_was_deleted(self):
        comment = self._talk(self.lead_ana, "Never mind", self.mona)
        self.assertFalse(self._told(comment))

    def test_oneself(self):
        comment = self._talk(self.lead_ana, f"@{self.ana.name} note", self.ana)
        self.assertFalse(self._told(comment))
        self.assertEqual(comment["unreachable"], [])

    def test_archived_colleague(self):
        name = self.mona.name
        self.mona.action_archive()
        comment = self._talk(self.lead_ana, f"@{name} look", self.mona)
        self.assertFalse(self._told(comment))

    def test_other_company(self):
        """Rights of all companies of a colleague count, not of the active one."""
        company = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids |= company
        self.mona.company_ids |= company
        vera = self._make_user("vera", "sales_team.group_sale_manager")
        lead = self._make_lead("Far", self.ana, company_id=company.id)
        self.env.flush_all()
        Entry = self.Entry.with_user(self.ana).with_context(
            allowed_company_ids=self.ana.company_ids.ids
        )
        self.assertNotEqual(self.mona.company_id, company)
        comment = Entry.post_comment(
            self._key(lead),
            f"@{self.mona.name} @{vera.name}",
            (self.mona | vera).partner_id.ids,
        )
        self.assertEqual(self._told(comment), self.mona)
        self.assertEqual(self._names(comment["unreachable"]), [vera.name])

    def test_wrong_input(self):
        key = self._key(self.lead_ana)
        Entry = self.Entry.with_user(self.ana)
        many = list(range(1, MENTIONS + 2))
        for mentions in (["3"], [True], many):
            with self.subTest(mentions=mentions), self.assertRaises(UserError):
                Entry.post_comment(key, "Hello", mentions)

    def test_names(self):
        """The longest name counts, and a name that goes on is another one."""
        Partner = self.env["res.partner"]
        ann = Partner.create({"name": "Ann"})
        lee = Partner.create({"name": "Ann <Lee>"})
        both = ann | lee
        self.assertEqual(filter_mentioned("@Ann <Lee>: x", both), lee)
        self.assertEqual(filter_mentioned("@Anna, a@Ann", both), Partner)
        self.assertEqual(filter_mentioned("(@Ann) and @Ann <Lee>", both), both)
        body = make_body("@Ann <Lee> & @Ann\n<b>", both)
        self.assertIn(f'data-oe-id="{lee.id}"', body)
        self.assertIn("@Ann &lt;Lee&gt;</a> &amp; <a", body)
        self.assertIn("<br/>&lt;b&gt;", body)
        self.assertEqual(make_body("@Ann", Partner), "<p>@Ann</p>")

    def test_link_is_not_for_clients(self):
        """A context that a client sends puts no words under an entry."""
        lead = self.lead_ana.with_user(self.ana).with_context(
            **{COMMENT_OF: [self.source_note.id, 1]}
        )
        message = lead.message_post(body="Sneaky", message_type="comment")
        self.assertFalse(message.sudo().feed_source_id)


@tagged("post_install", "-at_install")
class TestSuggestion(TalkCommon):
    def _suggest(self, record, text="", user=None):
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.ana)
        return Entry.search_mentions(self._key(record), text)

    def test_colleagues_only(self):
        """Colleagues by name, and whether they would be told; customers never."""
        people = self._suggest(self.lead_ana, "feed_")
        found = {person["id"]: person["can_read"] for person in people}
        for user, can_read in ((self.mona, True), (self.bruno, False)):
            with self.subTest(user=user.login):
                self.assertIs(found.get(user.partner_id.id), can_read)
        self.assertNotIn(self.ana.partner_id.id, found)
        self.assertEqual(self._suggest(self.lead_ana, "Olga"), [])

    def test_participants_first(self):
        self._talk(self.lead_ana, "First", user=self.mona)
        people = self._suggest(self.lead_ana)
        self.assertEqual(people[0]["id"], self.mona.partner_id.id)
        self.assertLessEqual(len(people), SUGGESTIONS)

    def test_foreign_entry(self):
        with self.assertRaises(MissingError):
            self._suggest(self.lead_bruno)

    def test_wrong_input(self):
        for text in (None, 3, "\ud800"):
            with self.subTest(text=repr(text)), self.assertRaises(UserError):
                self._suggest(self.lead_ana, text)


@tagged("post_install", "-at_install")
class TestTold(TalkCommon):
    def test_owner_and_participants(self):
        """Who has the deal and who took part are told, once each; the author is not."""
        first = self._talk(self.lead_ana, "First", user=self.mona)
        self.assertEqual(self._told(first), self.ana)
        second = self._talk(self.lead_ana, f"@{self.mona.name} yes", self.mona)
        notices = self.env["mail.notification"].search(
            [("mail_message_id", "=", second["id"])]
        )
        self.assertEqual(notices.res_partner_id, self.mona.partner_id)
        self.assertEqual(len(notices), 1)
        self.env["mail.followers"].search([("res_model", "=", "crm.lead")]).unlink()
        third = self._talk(self.lead_ana, "Third", user=self.mona)
        self.assertEqual(self._told(third), self.ana)

    def test_mute(self):
        """Who leaves is told no more, unless mentioned, and can come back."""
        key = self._key(self.lead_ana)
        Entry = self.Entry.with_user(self.ana)
        state = Entry.get_comments(key)
        self.assertEqual((state["muted"], state["takes_part"]), (False, True))
        self.assertTrue(Entry.mute_comments(key))
        self.assertTrue(Entry.get_comments(key)["muted"])
        self.assertFalse(Entry.with_user(self.mona).get_comments(key)["muted"])
        comment = self._talk(self.lead_ana, "Quiet", user=self.mona)
        self.assertFalse(self._told(comment))
        loud = self._talk(
            self.lead_ana, f"@{self.ana.name} loud", self.ana, user=self.mona
        )
        self.assertEqual(self._told(loud), self.ana)
        self.assertFalse(Entry.mute_comments(key, False))
        comment = self._talk(self.lead_ana, "Again", user=self.mona)
        self.assertEqual(self._told(comment), self.ana)

    def test_lost_rights(self):
        """Who took part and may not read the deal any more is told nothing."""
        self._talk(self.lead_ana, "Mine")
        self.lead_ana.user_id = self.mona
        self._track()
        comment = self._talk(self.lead_ana, "Not hers any more", user=self.mona)
        self.assertFalse(self._told(comment))
        message = self.env["mail.message"].browse(comment["id"])
        self.assertFalse(message.with_user(self.ana).has_access("read"))

    def test_foreign_entry(self):
        Entry = self.Entry.with_user(self.ana)
        key = self._key(self.lead_bruno)
        for call in (Entry.mute_comments, Entry.mark_comments_seen):
            with self.subTest(call=call.__name__), self.assertRaises(MissingError):
                call(key)


@tagged("post_install", "-at_install")
class TestUnseen(TalkCommon):
    def _unseen(self, user=None):
        return self._entry(self.lead_ana, user)["unseen_comments"]

    def test_unseen(self):
        """New is what was addressed to me, until I look at it; the inbox knows it."""
        self._talk(self.lead_ana, "My own")
        self.assertEqual(self._unseen(), 0)
        comment = self._talk(self.lead_ana, "Answer", user=self.mona)
        self.assertEqual(self._unseen(), 1)
        self.assertEqual(self._unseen(self.mona), 0)
        self.Entry.with_user(self.ana).mark_comments_seen(self._key(self.lead_ana))
        self.assertEqual(self._unseen(), 0)
        message = self.env["mail.message"].browse(comment["id"])
        self.assertFalse(message.with_user(self.ana).needaction)
        self._talk(self.lead_ana, "One more", user=self.mona)
        self.assertEqual(self._unseen(), 1)

    def test_read_in_the_inbox(self):
        comment = self._talk(self.lead_ana, "Answer", user=self.mona)
        message = self.env["mail.message"].browse(comment["id"])
        message.with_user(self.ana).set_message_done()
        self.assertEqual(self._unseen(), 0)

    def test_by_mail(self):
        """Who is told by mail has not seen it in the feed yet."""
        self.ana.notification_type = "email"
        with self.mock_mail_gateway():
            self._talk(self.lead_ana, "Answer", user=self.mona)
        self.assertEqual(self._unseen(), 1)
        self.Entry.with_user(self.ana).mark_comments_seen(self._key(self.lead_ana))
        self.assertEqual(self._unseen(), 0)

    def test_merged_deals(self):
        """What was seen and muted stays with the deal that takes over."""
        other = self._make_lead("Twin", self.ana)
        self._talk(self.lead_ana, "Seen", user=self.mona)
        Entry = self.Entry.with_user(self.ana)
        Entry.mark_comments_seen(self._key(self.lead_ana))
        Entry.mute_comments(self._key(self.lead_ana))
        self._mark(self.lead_ana)
        self.env.flush_all()
        (other | self.lead_ana).with_user(self.mona).merge_opportunity()
        kept = (other | self.lead_ana).exists()
        self.assertEqual(len(kept), 1)
        entry = self._entry(kept)
        self.assertEqual(
            (entry["comments"], entry["unseen_comments"], entry["liked"]),
            (1, 0, True),
        )
        self.assertTrue(Entry.get_comments(self._key(kept))["muted"])

    def test_archived_deal(self):
        """Likes, pins and comments outlive the archive."""
        self._talk(self.lead_ana, "Answer", user=self.mona)
        self._mark(self.lead_ana)
        self._mark(self.lead_ana, "pin")
        self.lead_ana.action_archive()
        self._track()
        self.lead_ana.action_unarchive()
        entry = self._entry(self.lead_ana)
        self.assertEqual(
            (entry["likes"], entry["pinned"], entry["comments"]), (1, True, 1)
        )


@tagged("post_install", "-at_install")
class TestCommentSearch(TalkCommon):
    def _found(self, text, user=None):
        page = self._page(user=user, filters={"text": text}, limit=200)
        return self._records(page["open"] + page["entries"])

    def test_text(self):
        """An entry is found by what is said about it, on both ways."""
        wanted = ("crm.lead", self.lead_ana.id)
        self.assertNotIn(wanted, self._found("paperclips & co"))
        self._talk(self.lead_ana, "They want paperclips & co")
        self.assertIn(wanted, self._found("Paperclips & co"))
        entries = self._search([("title", "ilike", "paperclips & co")])
        self.assertIn(wanted, [(e.res_model, e.res_id) for e in entries])

    def test_rights(self):
        """Of a chatter that one may not read, no word is found."""
        note = self._make_note()
        comment = self._talk(note, "Secret paperclips")
        self.assertIn(("crm.feed.note", note.id), self._found("paperclips"))
        self.env["mail.message"].browse(comment["id"]).write(
            {"model": "crm.lead", "res_id": self.lead_bruno.id}
        )
        self.assertEqual(self._found("paperclips"), [])
        self.assertIn(("crm.feed.note", note.id), self._found("paperclips", self.mona))


@tagged("post_install", "-at_install")
class TestEntryPlace(TalkCommon):
    def _place(self, record, user=None):
        self.env.flush_all()
        return self.Entry.with_user(user or self.ana).get_entry_place(self._key(record))

    def test_place(self):
        self.assertEqual(
            self._place(self.lead_ana),
            {
                "key": self._key(self.lead_ana),
                "model": "crm.lead",
                "id": self.lead_ana.id,
            },
        )
        note = self._make_note()
        place = self._place(note)
        self.assertEqual(
            (place["model"], place["id"]), ("res.partner", self.customer.id)
        )
        self.assertFalse(self._place(self.lead_bruno))

    def test_store(self):
        """The inbox is told of the entry; other messages have none."""
        comment = self._talk(self.lead_ana, "Answer", user=self.mona)
        plain = self._make_message(self.lead_ana, "Plain")
        messages = self.env["mail.message"].browse([comment["id"], plain.id])
        store = Store(bus_channel=self.ana)
        store.add(messages.with_user(self.ana))
        told = {
            values["id"]: values.get("feed_entry")
            for values in store.get_result()["mail.message"]
        }
        self.assertEqual(told[comment["id"]], self._key(self.lead_ana))
        self.assertFalse(told[plain.id])

    def test_browser_notice(self):
        """A click on the notice of the browser leads to the entry."""
        comment = self._talk(self.lead_ana, "Answer", user=self.mona)
        message = self.env["mail.message"].browse(comment["id"])
        payload = self.lead_ana._notify_by_web_push_prepare_payload(message)
        self.assertEqual(
            payload["options"]["data"]["res_id"],
            f"{self.lead_ana.id}?feed_entry={self._key(self.lead_ana)}",
        )
        plain = self._make_message(self.lead_ana, "Plain")
        payload = self.lead_ana._notify_by_web_push_prepare_payload(plain)
        self.assertEqual(payload["options"]["data"]["res_id"], self.lead_ana.id)

    def test_out_of_office(self):
        """An automatic answer is no comment on the entry."""
        self.mona.write(
            {
                "out_of_office_from": "2020-01-01",
                "out_of_office_to": "2099-01-01",
                "out_of_office_message": "<p>Away</p>",
            }
        )
        self._talk(self.lead_ana, f"@{self.mona.name} look", self.mona)
        entry = self._entry(self.lead_ana)
        self.assertEqual(entry["comments"], 1)
