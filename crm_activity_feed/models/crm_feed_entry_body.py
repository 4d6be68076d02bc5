from odoo import api, models
from odoo.exceptions import MissingError

from ..engine.columns import decode_id, parse_id
from ..engine.contents import PageContents
from ..engine.page import read_rows


class CrmFeedEntry(models.Model):
    """The full text of an entry, of which a page carries the beginning only."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    @api.readonly
    def get_body(self, entry_id):
        """Return the whole ``body`` of an entry that has ``body_more`` on its page.

        :param entry_id: ``id`` of the entry, as int or float, or its ``key``
        :return: sanitized HTML, or ``False`` if there is no text
        :raise MissingError: if there is no such entry for this user
        """
        self.check_access("read")
        entry_id = parse_id(entry_id)
        Source = self.env["crm.feed.source"]
        numbers = Source._get_sources().mapped("number")
        entries = []
        # The text of functions is on the page already.
        if entry_id is not None and decode_id(entry_id)[1] in numbers:
            entries = Source._run_isolated(lambda: self._read_whole([entry_id]))
        if not entries:
            raise MissingError(
                self.env._("This entry of the feed does not exist, or not any more.")
            )
        return entries[0]["body"]

    @api.model
    def _read_whole(self, ids):
        """Return entries by id, with all their text; see ``_read_entries``."""
        sources = self.env["crm.feed.source"]._get_sources()
        rows = read_rows(sources, ids)
        return PageContents(sources, rows, is_whole=True).entries(rows)
