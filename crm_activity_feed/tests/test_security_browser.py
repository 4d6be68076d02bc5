"""What people and the world outside write does nothing in a browser."""

from markupsafe import Markup

from odoo.tests import tagged

from .test_security_html import ATTACKS
from .test_tours import TourCase


def make_evil(words):
    return f"<p>{words}</p>" + "".join(ATTACKS.values())


@tagged("post_install", "-at_install")
class TestSecurityBrowser(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer("Zebra Customer", cls.anna)
        # Of a deal: the chatter beside the feed trusts what is stored.
        cls.deal = cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.anna.id,
            }
        )

    def _post(self, text, message_type="comment"):
        return self.deal.with_user(self.anna).message_post(
            body=Markup("<p>%s</p>") % text, message_type=message_type, subject=text
        )

    def _comment(self, message):
        source = self.env.ref("crm_activity_feed.crm_feed_source_logged_note")
        self.env.flush_all()
        comment = (
            self.env["crm.feed.entry"]
            .with_user(self.anna)
            .post_comment(f"{source.number}-{message.id}", "Hi")
        )
        return self.env["mail.message"].browse(comment["id"])

    def test_nothing_runs(self):
        """HTML that nobody has sanitized shows its words, and does nothing."""
        note = self._make_note("A visit", self.customer, self.anna)
        done = self._make_note("A call", self.customer, self.anna)
        done.action_done(make_evil("Words of an outcome"))
        message = self._post("A message")
        comment = self._comment(message)
        mail = self._post("A mail", "email")
        self.env.flush_all()
        for table, column, record, words in (
            ("crm_feed_note", "description", note, "Words of a description"),
            ("mail_message", "body", message, "Words of a message"),
            ("mail_message", "body", comment, "Words of a comment"),
            ("mail_message", "body", mail, "Words of a mail"),
        ):
            self.env.cr.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",
                (make_evil(words), record.id),
            )
        self.env.invalidate_all()
        self.go(f"/odoo/res.partner/{self.customer.id}", "inert", self.anna)
