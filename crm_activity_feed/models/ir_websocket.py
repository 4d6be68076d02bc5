from odoo import models

from .crm_feed_live import PREFIX


class IrWebsocket(models.AbstractModel):
    """Lets browsers listen to the feeds that they show."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Put channels that the user may listen to in the place of those asked for."""
        asked, others = [], []
        for channel in channels:
            is_ours = isinstance(channel, str) and channel.startswith(PREFIX)
            (asked if is_ours else others).append(channel)
        others += self.env["crm.feed.live"]._get_channels(asked)
        return super()._build_bus_channel_list(others)
