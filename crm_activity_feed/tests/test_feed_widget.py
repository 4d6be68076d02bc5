"""The feed on a form that is neither a contact nor a deal."""

from odoo import fields
from odoo.tests import new_test_user, tagged

from .browser_common import FeedBrowserCase


@tagged("post_install", "-at_install")
class TestFeedWidget(FeedBrowserCase):
    """A bank account: a record with a customer, which nobody thought of here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="feed_anna", groups="sales_team.group_sale_salesman"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "user_id": cls.user.id}
        )
        cls.account = cls.env["res.partner.bank"].create(
            {"acc_number": "00001234", "partner_id": cls.customer.id}
        )
        cls.env["ir.ui.view"].create(
            {
                "name": "The feed on a bank account",
                "model": "res.partner.bank",
                "inherit_id": cls.env.ref("base.view_partner_bank_form").id,
                "arch": """
                    <sheet position="inside">
                        <widget
                            name="crm_feed"
                            options="{'customer': 'partner_id', 'page_size': 10}"
                        />
                    </sheet>
                """,
            }
        )
        cls.env["crm.feed.note"].with_user(cls.user).create(
            {
                "name": "They moved",
                "partner_id": cls.customer.id,
                "user_id": cls.user.id,
                "date_deadline": fields.Datetime.now(),
            }
        ).action_done()

    def test_any_form_with_a_customer(self):
        """Read what happened with the customer, and write what is to do."""
        # In developer mode the host checks all tours that there are.
        self.start_tour(
            f"/odoo/res.partner.bank/{self.account.id}?debug=1",
            "crm_activity_feed.widget",
            login="feed_anna",
        )
        note = self.env["crm.feed.note"].search(
            [("name", "=", "Ask for the new account")]
        )
        self.assertEqual(note.partner_id, self.customer)
        self.assertEqual(note.user_id, self.user)
