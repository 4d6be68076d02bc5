"""Comments under entries."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.crm_feed_entry_comments import COMMENTS, MAX_LENGTH
from .test_mark import MarkCommon


@tagged("post_install", "-at_install")
class TestComment(MarkCommon):
    def _comment(self, record, body="Well done", user=None, number=None):
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.ana)
        return Entry.post_comment(self._key(record, number), body)

    def _comments(self, record, user=None, number=None, **kwargs):
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.ana)
        return Entry.get_comments(self._key(record, number), **kwargs)

    def test_comment(self):
        """It is under its entry and in the chatter, each once, and no entry itself."""
        before = self._records(self._pages(limit=200)[0])
        comment = self._comment(self.lead_ana, "Well done\n<b>Anna</b>")
        self.assertEqual(comment["author"]["id"], self.ana.partner_id.id)
        self.assertIn("&lt;b&gt;Anna&lt;/b&gt;", comment["body"])
        self.assertTrue(comment["can_delete"])
        message = self.env["mail.message"].browse(comment["id"])
        self.assertEqual(
            (message.model, message.res_id, message.subtype_id),
            ("crm.lead", self.lead_ana.id, self.env.ref("mail.mt_note")),
        )
        self.assertIn(message, self.lead_ana.message_ids)
        self.assertEqual(self._records(self._pages(limit=200)[0]), before)
        found = self._search([("res_model", "=", "mail.message")])
        self.assertNotIn(message.id, found.mapped("res_id"))
        self.assertEqual(self._entry(self.lead_ana)["comments"], 1)
        answer = self._comments(self.lead_ana, self.mona)
        self.assertEqual([c["id"] for c in answer["comments"]], [message.id])
        self.assertFalse(answer["comments"][0]["can_delete"])
        self.assertFalse(answer["earlier"])

    def test_place(self):
        """It is logged where the entry belongs: its document, else the customer."""
        note = self._make_note()
        message = self._make_message(self.lead_ana, "Said")
        activity = self.olga.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        places = []
        for record, number in ((note, 1), (message, 8), (activity, 2)):
            posted = self.env["mail.message"].browse(
                self._comment(record, number=number)["id"]
            )
            places.append((posted.model, posted.res_id))
        self.assertEqual(
            places,
            [
                ("crm.feed.note", note.id),
                ("crm.lead", self.lead_ana.id),
                ("res.partner", self.olga.id),
            ],
        )

    def test_place_without_chatter(self):
        source = self.env["crm.feed.source"].create(
            {
                "name": "Invitation",
                "model": "calendar.attendee",
                "partner_path": "partner_id",
                "date_path": "create_date",
            }
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2031-05-05 10:00:00",
                "stop": "2031-05-05 11:00:00",
                "partner_ids": [Command.set(self.olga.ids)],
            }
        )
        invitation = meeting.attendee_ids
        self.assertFalse(hasattr(invitation, "message_post"))
        comment = self._comment(invitation, user=self.mona, number=source.number)
        message = self.env["mail.message"].browse(comment["id"])
        self.assertEqual(
            (message.model, message.res_id), ("res.partner", self.customer.id)
        )

    def test_bounded(self):
        """The last ones first, earlier ones on demand, newest last."""
        ids = [
            self._comment(self.lead_ana, f"Comment {n}")["id"]
            for n in range(COMMENTS + 2)
        ]
        answer = self._comments(self.lead_ana)
        self.assertEqual([c["id"] for c in answer["comments"]], ids[2:])
        self.assertEqual(answer["count"], COMMENTS + 2)
        self.assertTrue(answer["earlier"])
        answer = self._comments(self.lead_ana, before=ids[2])
        self.assertEqual([c["id"] for c in answer["comments"]], ids[:2])
        self.assertFalse(answer["earlier"])
        self.assertEqual(self._entry(self.lead_ana)["comments"], COMMENTS + 2)

    def test_foreign_entry(self):
        """Of what she may not read, Ana can neither read nor add a word."""
        self._comment(self.lead_bruno, user=self.bruno)
        for call in (self._comments, self._comment):
            with self.subTest(call=call.__name__), self.assertRaises(MissingError):
                call(self.lead_bruno)

    def test_foreign_document(self):
        """A comment in a chatter that one may not read is not there."""
        note = self._make_note()
        comment = self._comment(note)
        self.env["mail.message"].browse(comment["id"]).write(
            {"model": "crm.lead", "res_id": self.lead_bruno.id}
        )
        self.assertEqual(self._entry(note)["comments"], 0)
        self.assertEqual(self._comments(note)["comments"], [])
        self.assertEqual(self._entry(note, self.bruno)["comments"], 1)
        self.assertEqual(len(self._comments(note, self.bruno)["comments"]), 1)

    def test_read_only_document(self):
        """Who may not post in the chatter may not comment either."""
        entry = self._entry(self.customer, self.otto)
        self.assertNotIn("comment", entry["actions"])
        self.assertIn("like", entry["actions"])
        with self.assertRaises(AccessError):
            self._comment(self.customer, user=self.otto, number=11)
        self.assertIn("comment", self._entry(self.customer)["actions"])

    def test_private_meeting(self):
        """What is said about a meeting that reads "Busy" is not told."""
        event = self.env["calendar.event"].create(
            {
                "name": "Takeover",
                "start": "2031-01-01 10:00:00",
                "stop": "2031-01-01 11:00:00",
                "privacy": "private",
                "user_id": self.bruno.id,
                "partner_ids": [Command.set((self.bruno.partner_id | self.olga).ids)],
            }
        )
        self._comment(event, "Secret", user=self.bruno)
        self.assertEqual(self._entry(event, self.bruno)["comments"], 1)
        entry = self._entry(event)
        self.assertEqual(entry["comments"], 0)
        self.assertFalse({"comment", "edit"} & set(entry["actions"]))
        self.assertEqual(self._comments(event)["comments"], [])
        with self.assertRaises(AccessError):
            self._comment(event)

    def test_nothing_to_say(self):
        for body in ("", "  \n ", None, False, "x" * (MAX_LENGTH + 1), 7, "a\0b"):
            with self.subTest(body=body), self.assertRaises(UserError):
                self._comment(self.lead_ana, body)
        self.assertEqual(self._entry(self.lead_ana)["comments"], 0)

    def test_delete_comment(self):
        """Its author may; it is gone from the count, the thread and the chatter."""
        comment = self._comment(self.lead_ana)
        key = self._key(self.lead_ana)
        with self.assertRaises(AccessError):
            self.Entry.with_user(self.mona).delete_comment(key, comment["id"])
        other = self._make_message(
            self.lead_ana, "No comment", author_id=self.ana.partner_id.id
        )
        self.Entry.with_user(self.ana).delete_comment(key, other.id)
        self.assertIn("No comment", other.body)
        self.Entry.with_user(self.ana).delete_comment(key, comment["id"])
        self.assertEqual(self._entry(self.lead_ana)["comments"], 0)
        self.assertEqual(self._comments(self.lead_ana)["comments"], [])
        self.assertNotIn(
            "Well done", self.env["mail.message"].browse(comment["id"]).body
        )

    def test_wrong_place(self):
        with self.assertRaises(UserError):
            self._comments(self.lead_ana, before="1")
