"""Comments as a talk: mentions, and who is told."""

from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from ..engine.talk import COMMENT_OF, filter_mentioned, make_body
from ..models.crm_feed_entry_talk import MENTIONS, SUGGESTIONS
from .common_talk import TalkCommon


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
        company, third = self.env["res.company"].create(
            [{"name": "Second"}, {"name": "Third"}]
        )
        # Ana works in one more than Mona may.
        self.ana.company_ids |= company | third
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
        for mentions in (["3"], [True], many, True, 7, {"a": 1}, [2**70], [0]):
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
