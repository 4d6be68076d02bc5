"""Editing and deleting entries where the rights allow it."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_mark import MarkCommon


@tagged("post_install", "-at_install")
class TestDelete(MarkCommon):
    def _run(self, record, action, number=None, user=None):
        Entry = self.Entry.with_user(user or self.ana)
        return Entry.run_action(self._key(record, number), action, {})

    def _actions(self, record, user=None):
        return set(self._entry(record, user)["actions"])

    def _shows(self, record, user=None):
        page = self._page(user=user, limit=200)
        return (record._name, record.id) in self._records(
            page["open"] + page["entries"]
        )

    def test_note(self):
        """One's own note goes to the archive, and comes back by undo."""
        note = self._make_note()
        self.assertLessEqual({"delete", "restore", "edit"}, self._actions(note))
        self.assertFalse(self._run(note, "delete"))
        self.assertFalse(note.active)
        self.assertFalse(self._shows(note))
        entry = self._run(note, "restore")
        self.assertEqual(entry["res_id"], note.id)
        self.assertTrue(self._shows(note))

    def test_note_of_a_colleague(self):
        """Salespersons change each other's notes, and do not delete them."""
        note = self._make_note(user=self.bruno)
        actions = self._actions(note)
        self.assertIn("edit", actions)
        self.assertNotIn("delete", actions)
        with self.assertRaises(UserError):
            self._run(note, "delete")
        self._run(note, "delete", user=self.mona)
        self.assertFalse(note.active)

    def test_activity(self):
        activity = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        self.assertLessEqual({"delete", "edit"}, self._actions(activity))
        self.assertFalse(self._run(activity, "delete", 2))
        self.assertFalse(activity.exists())

    def test_message(self):
        """Its author deletes a logged note; in the chatter, too, it is gone then."""
        message = self.lead_ana.with_user(self.ana).message_post(
            body="A mistake", message_type="comment"
        )
        self.assertIn("delete", self._actions(message))
        self.assertNotIn("edit", self._actions(message))
        self.assertNotIn("delete", self._actions(message, self.mona))
        with self.assertRaises(UserError):
            self._run(message, "delete", 8, self.mona)
        self.assertFalse(self._run(message, "delete", 8))
        self.assertFalse(self._shows(message))
        self.assertFalse(message.exists()._filter_empty() - message)

    def test_deleted_in_the_chatter(self):
        """The shell that the chatter keeps of a deleted message is no entry."""
        message = self.lead_ana.with_user(self.ana).message_post(
            body="A mistake", message_type="comment"
        )
        attached = self._make_message(self.lead_ana, "")
        attached.attachment_ids = self.env["ir.attachment"].create(
            {"name": "plan.txt", "raw": b"plan"}
        )
        self.assertTrue(self._shows(message))
        self.lead_ana._message_update_content(
            message.sudo(), body="", attachment_ids=[]
        )
        self.assertFalse(self._shows(message))
        self.assertTrue(self._shows(attached))

    def test_mail_stays(self):
        """What was sent cannot be taken back."""
        mail = self.lead_ana.with_user(self.ana).message_post(
            body="Dear Olga", message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse({"delete", "edit"} & self._actions(mail))

    def test_document(self):
        """A deal is edited in place where one may write on it."""
        self.assertIn("edit", self._actions(self.lead_ana))
        self.assertNotIn("delete", self._actions(self.lead_ana))
        self.assertNotIn("edit", self._entry(self.customer, self.otto)["actions"])
