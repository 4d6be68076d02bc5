"""Comments that are new, that are searched, and the way to their entry."""

import json

from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common_talk import TalkCommon


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

    def test_pop_up(self):
        """Open browsers of those who are told get ids, and ask for the words."""
        self._reset_bus()
        comment = self._talk(
            self.lead_ana,
            f"@{self.bruno.name} @{self.mona.name} secret",
            *(self.bruno, self.mona),
        )
        self.env.cr.precommit.run()
        sent = [
            json.loads(notice.message)
            for notice in self.env["bus.bus"].search([])
            if "crm_feed/comment" in notice.message
        ]
        self.assertEqual(
            [message["payload"] for message in sent],
            [{"comment_id": comment["id"], "key": self._key(self.lead_ana)}],
        )
        notice = self.Entry.with_user(self.mona).get_comment_notice(comment["id"])
        self.assertEqual(notice["key"], self._key(self.lead_ana))
        self.assertEqual(notice["title"], f"{self.ana.name} on “Desks”")
        self.assertIn(f"@{self.mona.name} secret", notice["text"])
        self.assertNotIn("/odoo/", notice["text"])
        Entry = self.Entry.with_user(self.bruno)
        self.assertFalse(Entry.get_comment_notice(comment["id"]))
        plain = self._make_message(self.lead_ana, "Plain")
        for comment_id in (plain.id, 2**30, "1", None):
            with self.subTest(comment_id=comment_id):
                Entry = self.Entry.with_user(self.ana)
                self.assertFalse(Entry.get_comment_notice(comment_id))

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
