from odoo import models
from odoo.tools import SQL


class MailMessage(models.Model):
    """Messages show in the feeds of their documents."""

    _inherit = "mail.message"  # pylint: disable=consider-merging-classes-inherited

    def _get_feed_live_places(self):
        # What tells one user of something shows in nobody's feed.
        message_type = self._field_to_sql(self._table, "message_type")
        shown = SQL("%s != 'user_notification'", message_type)
        live = self.env["crm.feed.live"]
        return live._get_document_places(
            live._fetch_links(*self._feed_link, self, shown)
        )
