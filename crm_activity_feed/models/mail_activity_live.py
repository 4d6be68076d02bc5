from odoo import models


class MailActivity(models.Model):
    """Activities show in the feeds of their documents."""

    _inherit = "mail.activity"

    def _get_feed_live_places(self):
        live = self.env["crm.feed.live"]
        return live._get_document_places(live._fetch_links(*self._feed_link, self))
