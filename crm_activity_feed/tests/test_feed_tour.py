"""The Feed tab, used by a salesperson in a real browser on a real server."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .browser_common import FeedBrowserCase

#: More than one page of the feed, so that its end is loaded by scrolling.
NOTES = 45
DOCUMENT = "FEED-0001"


@tagged("post_install", "-at_install")
class TestFeedTour(FeedBrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="feed_anna", groups="sales_team.group_sale_salesman"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "user_id": cls.user.id}
        )
        cls.now = fields.Datetime.now()
        cls._create_done_notes()
        cls._create_old_document()

    @classmethod
    def _create_done_notes(cls):
        notes = (
            cls.env["crm.feed.note"]
            .with_user(cls.user)
            .create(
                [
                    {
                        "name": f"Talk {number}",
                        "partner_id": cls.customer.id,
                        "user_id": cls.user.id,
                        "date_deadline": cls.now,
                    }
                    for number in range(NOTES)
                ]
            )
        )
        notes.action_done()
        notes.flush_recordset()
        for number, note in enumerate(notes, start=1):
            cls.env.cr.execute(
                "UPDATE crm_feed_note SET date_done = %s WHERE id = %s",
                [cls.now - timedelta(days=number), note.id],
            )
        notes.invalidate_recordset()

    @classmethod
    def _create_old_document(cls):
        """A sales order where there are any, else a deal; older than the notes."""
        date = cls.now - timedelta(days=400)
        if "sale.order" in cls.env:
            order = cls.env["sale.order"].create(
                {
                    "name": DOCUMENT,
                    "partner_id": cls.customer.id,
                    "user_id": cls.user.id,
                    "order_line": [
                        Command.create({"name": "Desks", "display_type": "line_note"})
                    ],
                }
            )
            order.action_confirm()
            order.date_order = date
            return
        lead = cls.env["crm.lead"].create(
            {
                "name": DOCUMENT,
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.user.id,
            }
        )
        lead.flush_recordset()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [date, lead.id]
        )
        lead.invalidate_recordset()

    def test_customer_feed(self):
        """Write a note, do it, read what happened, open a document and come back."""
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "crm_activity_feed.customer",
            login="feed_anna",
            timeout=180,
        )
        note = self.env["crm.feed.note"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("name", "=", "Call about the desks"),
            ]
        )
        self.assertEqual(note.user_id, self.user)
        self.assertEqual(note.state, "done")
        self.assertEqual(note.outcome, "They agreed")
