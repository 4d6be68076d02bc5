"""Run the Hoot tests of the Feed tab."""

import odoo.tests

from odoo.addons.web.tests.test_js import unit_test_error_checker

from .browser_common import FeedBrowserCase


def get_hoot_hash(name):
    """Return the id that Hoot gives to a suite of this name."""
    result = 0
    for char in name:
        result = (result << 5) - result + ord(char) & 0xFFFFFFFF
    return f"{result:08x}"


@odoo.tests.tagged("post_install", "-at_install")
class TestFeedJs(FeedBrowserCase):
    @odoo.tests.no_retry
    def test_feed_suite(self):
        """The components do what their Hoot tests say."""
        suite = get_hoot_hash("@crm_activity_feed")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
