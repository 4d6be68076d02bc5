from odoo import api, models
from odoo.exceptions import MissingError, UserError

from ..engine.columns import decode_id, encode_id, parse_id
from ..engine.contents import PageContents
from ..engine.page import read_rows
from ..engine.words import spell
from .crm_feed_mark import PIN_LIMIT

_VALUES = (
    *("key", "likes", "liked", "likers", "comments", "unseen_comments", "pinned"),
)


class CrmFeedEntry(models.Model):
    """Likes and pins: what clients call, and who may."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def set_mark(self, entry_id, mark, on=True):
        """Like or pin an entry, or take that back.

        A like is one's own. A pin is the customer's: all who may read the entry see
        it on top of the feed, and any of them may take it away.

        :param entry_id: ``id`` of the entry, as int or float, or its ``key``
        :param str mark: ``"like"`` or ``"pin"``
        :param bool on: False takes it away; asking twice changes nothing
        :return: ``{"key", "likes", "liked", "likers", "comments", "unseen_comments",
            "pinned"}`` as they are then, see :meth:`get_page`
        :raise UserError: on another mark; if too many entries are pinned
        :raise MissingError: if there is no such entry for this user
        """
        if mark not in ("like", "pin") or not isinstance(on, bool):
            raise UserError(
                self.env._(
                    "An entry cannot be marked with “%(mark)s”. Like it or pin it.",
                    mark=spell(mark),
                )
            )
        row, source = self._get_row(entry_id)
        marks = self.env["crm.feed.mark"]
        if not on:
            marks._drop(source, row["res_id"], mark)
        elif mark == "like":
            marks._put(source, row["res_id"], mark)
        elif not marks._find(source.model, row["res_id"], mark):
            self._pin(source, row)
        entries = PageContents(source, [row]).entries([row])
        return {name: entry[name] for entry in entries for name in _VALUES}

    @api.model
    def _pin(self, source, row):
        home = self._get_home(row)
        marks = self.env["crm.feed.mark"]
        marks._touch_pins(*home)
        # Those that the user may not read do not count: a number tells of them too.
        if self._count_pinned(*home) >= PIN_LIMIT:
            raise UserError(
                self.env._(
                    "This entry cannot be pinned: %(number)s entries are pinned "
                    "here already, and more would hide what matters. Unpin one of "
                    "them first.",
                    number=PIN_LIMIT,
                )
            )
        marks._put(source, row["res_id"], "pin", *home)

    @api.model
    def _count_pinned(self, customer_id, lead_id):
        """Return how many pinned entries of a customer or deal the user can see."""
        pins = self.env["crm.feed.mark"]._find_pins(
            customer_id, None if customer_id else lead_id
        )
        Source = self.env["crm.feed.source"]
        models_by_id = {
            source_id: model
            for model, ids in Source._get_siblings_by_model().items()
            for source_id in ids
        }
        records = {(models_by_id[source_id], res_id) for source_id, res_id in pins}
        sources = Source._get_sources()
        ids = [
            encode_id(res_id, source.number)
            for model, res_id in records
            for source in sources
            if source.model == model
        ]
        if not ids:
            return 0
        rows = Source._run_isolated(lambda: read_rows(Source._get_sources(), ids))
        models = {source.number: source.model for source in sources}
        seen = {
            (models[number], res_id)
            for res_id, number in (decode_id(row["id"]) for row in rows)
        }
        return len(seen & records)

    @api.model
    def _get_home(self, row):
        """Return ``(customer id, None)`` or ``(None, deal id)`` that a pin belongs to.

        :raise UserError: if it is nobody's
        """
        # Which customer a contact belongs to is no secret to who reads the entry.
        partner = self.env["res.partner"].sudo().browse(row["partner_id"] or ())
        customer = partner.commercial_partner_id
        return (customer.id, None) if customer else (None, row["lead_id"])

    @api.model
    def _get_homes(self, source, marks):
        """Return ``{record id: (customer id, deal id)}`` for the pins ``marks``.

        As the entries are now, whoever may read them: for the superuser.
        """
        sources = self.env["crm.feed.source"]._get_sources()
        siblings = sources.filtered(lambda sibling: sibling.model == source.model)
        ids = [
            encode_id(mark.res_id, sibling.number)
            for mark in marks
            for sibling in siblings
        ]
        rows = read_rows(sources, ids) if ids else []
        return {decode_id(row["id"])[0]: self._get_home(row) for row in rows}

    @api.model
    def _get_row(self, entry_id):
        """Return ``(row, source)`` of an entry that the user can see.

        :param entry_id: see :meth:`set_mark`
        :raise UserError: if it is no record here
        :raise MissingError: if there is none; also if it may not be read
        """
        self.check_access("read")
        Source = self.env["crm.feed.source"]
        entry_id = parse_id(entry_id)
        rows = []
        if entry_id is not None:
            self._check_is_record(decode_id(entry_id)[1])
            rows = Source._run_isolated(
                lambda: read_rows(Source._get_sources(), [entry_id])
            )
        if not rows:
            raise MissingError(
                self.env._("This entry of the feed does not exist, or not any more.")
            )
        row = rows[0]
        row["res_id"], row["number"] = decode_id(row["id"])
        sources = Source._get_sources()
        return row, sources.filtered(lambda source: source.number == row["number"])

    @api.model
    def _check_is_record(self, number):
        """Refuse entries that show data from elsewhere: they may be renumbered."""
        functions = self.env["crm.feed.source"]._get_readable_functions()
        if number in functions.mapped("number"):
            raise UserError(
                self.env._(
                    "This entry cannot be marked or commented: it shows data from "
                    "another system, and may be another one there tomorrow."
                )
            )
