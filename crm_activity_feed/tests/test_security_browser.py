"""What people and the world outside write does nothing in a browser."""

from markupsafe import Markup

from odoo.tests import tagged

from .test_security_html import EVIL
from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestSecurityBrowser(TourCase):
    def test_nothing_runs(self):
        """HTML that nobody has sanitized shows its words, and does nothing."""
        customer = self._make_customer("Zebra Customer", self.anna)
        note = self._make_note("Harmless words", customer, self.anna)
        # Of a deal: the chatter beside the feed trusts what is stored.
        deal = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": self.anna.id,
            }
        )
        message = deal.with_user(self.anna).message_post(
            body=Markup("<p>Hi</p>"), message_type="comment"
        )
        self.env.flush_all()
        for table, column, record in (
            ("crm_feed_note", "description", note),
            ("mail_message", "body", message),
        ):
            self.env.cr.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s", (EVIL, record.id)
            )
        self.env.invalidate_all()
        self.go(f"/odoo/res.partner/{customer.id}", "inert", self.anna)
