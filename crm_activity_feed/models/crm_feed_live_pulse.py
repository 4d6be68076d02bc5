from odoo import api, models
from odoo.exceptions import UserError

from .crm_feed_live import NOTIFICATION

#: Messages that a client is told of one by one.
MAX_MISSED = 100


class CrmFeedLive(models.AbstractModel):
    """Lets browsers make sure, now and then, that they have missed nothing.

    The bus may fall silent without any browser noticing: Odoo listens to PostgreSQL
    for news, and when that was restarted, it takes a minute until it does so again.
    What is sent in between is kept, but nobody is told.
    """

    _inherit = "crm.feed.live"

    @api.model
    @api.readonly
    def get_pulse(self, names, last_id=0):
        """Return what was sent to feeds since a message of the bus.

        :param list names: what the client listens to: "crm_feed/MODEL/ID" of records
            that the user may read, "crm_feed/all"; others are left out
        :param int last_id: ``last_id`` of the answer before; 0 at first: then it is the
            last minute that counts
        :return: ``{"last_id": int, "sent": [[id, payload], ...]}``, oldest first;
            when too much was sent, one payload ``{"bulk": True}`` with the id 0, as for
            all feeds
        :raise AccessError: if the user has no part in the feed
        """
        self.env["crm.feed.entry"].check_access("read")
        is_known = type(last_id) is int and last_id >= 0
        if not is_known or not isinstance(names, list):
            raise UserError(
                self.env._("Reload the page: its question to the server is not valid.")
            )
        names = [name for name in names if isinstance(name, str)]
        # sudo: nobody may read the bus; of which channels is decided by the rights.
        bus = self.env["bus.bus"].sudo()
        newest = bus._bus_last_id()
        sent = [
            [message["id"], message["message"]["payload"]]
            for message in bus._poll(self._get_channels(names), last_id)
            if message["message"]["type"] == NOTIFICATION
        ]
        if len(sent) > MAX_MISSED:
            sent = [[0, {"bulk": True}]]
        return {"last_id": newest, "sent": sent}
