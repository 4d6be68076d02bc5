"""Colleagues who talk about an entry."""

from odoo.addons.mail.tests.common import MailCase

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
