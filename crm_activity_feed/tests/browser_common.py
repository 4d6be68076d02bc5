"""What the browser tests share."""

import unittest

import odoo.tests


class FeedBrowserCase(odoo.tests.HttpCase):
    """A browser test that never passes for want of a browser."""

    def browser_js(self, *args, **kwargs):
        """Fail where Odoo would skip: no Chromium, no websocket-client."""
        try:
            return super().browser_js(*args, **kwargs)
        except unittest.SkipTest as reason:
            self.fail(f"This test needs a browser: {reason}")
