from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, no_retry, tagged

from odoo.addons.crm_activity_feed.tests.browser_common import FeedBrowserCase
from odoo.addons.crm_activity_feed.tests.test_feed_js import get_hoot_hash
from odoo.addons.web.tests.test_js import unit_test_error_checker


@tagged("post_install", "-at_install")
class TestSwitchboardUi(FeedBrowserCase):
    def test_call_in_the_feed(self):
        """A salesperson finds a call by its chip, and plans to call again."""
        user = new_test_user(
            self.env, login="switchboard_ana", groups="sales_team.group_sale_salesman"
        )
        customer = self.env["res.partner"].create({"name": "Acme", "user_id": user.id})
        now = fields.Datetime.now()
        call = self.env["switchboard.call"].create(
            {
                "name": "Delivery date",
                "partner_id": customer.id,
                "user_id": user.id,
                "date_start": now - timedelta(days=1, minutes=5),
                "date_end": now - timedelta(days=1),
            }
        )
        self.start_tour(
            f"/odoo/res.partner/{customer.id}",
            "crm_activity_feed_example.call",
            login="switchboard_ana",
        )
        self.assertEqual(call.state, "to_return")

    @no_retry
    def test_hoot(self):
        suite = get_hoot_hash("@crm_activity_feed_example")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
