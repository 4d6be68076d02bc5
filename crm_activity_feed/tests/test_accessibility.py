"""No serious problem for users of screen readers, of the keyboard, with weak eyes.

The rules are those of axe-core, see ``static/tests/lib/axe``. What they find in Odoo's
own views is listed in the tour, with the reason.
"""

from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import new_test_user, tagged

from .browser_common import FeedBrowserCase


@tagged("post_install", "-at_install")
class TestAccessibility(FeedBrowserCase):
    """A salesperson and a customer with an entry of each look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="feed_anna", groups="sales_team.group_sale_salesman"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "user_id": cls.user.id}
        )
        cls.olga = cls.env["res.partner"].create(
            {"name": "Olga", "parent_id": cls.customer.id, "user_id": cls.user.id}
        )
        cls.now = fields.Datetime.now()
        env = cls.env(user=cls.user)
        cls._make_deal(env)
        cls._make_notes(env)

    @classmethod
    def _make_notes(cls, env):
        """Overdue, today, planned, done."""
        days = {
            "Send the contract": -3,
            "Call Olga": 0,
            "Visit the new office": 5,
            "Ask for a reference": -1,
        }
        notes = env["crm.feed.note"].create(
            [
                {
                    "name": name,
                    "partner_id": cls.customer.id,
                    "lead_id": cls.lead.id,
                    "user_id": cls.user.id,
                    "date_deadline": cls.now + timedelta(days=number),
                    "is_all_day": True,
                }
                for name, number in days.items()
            ]
        )
        notes[-1].action_done()
        notes[-1].outcome = "She will write one"

    @classmethod
    def _make_deal(cls, env):
        """An activity, a meeting, an e-mail, a comment, a change of stage."""
        lead = cls.lead = env["crm.lead"].create(
            {
                "name": "40 desks",
                "type": "opportunity",
                "partner_id": cls.olga.id,
                "user_id": cls.user.id,
            }
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call", summary="Call about the desks"
        )
        env["calendar.event"].create(
            {
                "name": "Showroom visit",
                "opportunity_id": lead.id,
                "start": cls.now - timedelta(days=2),
                "stop": cls.now - timedelta(days=2, hours=-1),
                "partner_ids": (cls.user.partner_id | cls.olga).ids,
            }
        )
        lead.message_post(body="A comment", message_type="comment")
        lead.message_post(
            body=Markup("<p>Dear Anna</p>") * 40,
            subject="The desks",
            message_type="email",
            author_id=cls.olga.id,
            attachments=[("plan.txt", b"Plan")],
        )
        cls._track()
        lead.stage_id = env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls._track()

    @classmethod
    def _track(cls):
        """Log what was changed, as the end of a request does."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def check(self, url, name, login="feed_anna"):
        # The rules look at every element: that takes a while on a busy machine.
        self.start_tour(
            url, f"crm_activity_feed.accessible_{name}", login=login, timeout=180
        )

    def test_customer(self):
        self.check(f"/odoo/res.partner/{self.customer.id}", "customer")

    def test_customer_in_the_dark(self):
        """With a palette as addons bring it that have a dark mode."""
        self.env["ir.asset"].create(
            {
                "name": "A dark palette",
                "bundle": "web._assets_primary_variables",
                "directive": "prepend",
                "path": "crm_activity_feed/static/tests/dark/dark_palette.scss",
            }
        )
        self.check(f"/odoo/res.partner/{self.customer.id}", "customer")

    def test_my_feed(self):
        self.check("/odoo/my-feed", "my_feed")

    def test_my_day(self):
        self.check("/odoo/my-day", "my_day")

    def test_notes(self):
        self.check("/odoo/action-crm_activity_feed.crm_feed_note_action", "notes")

    def test_sources(self):
        self.check(
            "/odoo/action-crm_activity_feed.crm_feed_source_action",
            "sources",
            login="admin",
        )
