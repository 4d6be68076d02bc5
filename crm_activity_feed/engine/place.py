"""A page that starts in the middle of the history: at a moment, or at an entry."""

from datetime import datetime
from typing import NamedTuple

from odoo import fields
from odoo.exceptions import UserError

from .columns import NUMBERS, decode_id, parse_id
from .cursor import NEWER, OLDER, Cursor, parse_place
from .page import FeedPage, read_rows
from .reading import read_page
from .words import quote

#: No entry of a moment comes after this one.
_LAST_ID = 2**31 * NUMBERS - 1


class Place(NamedTuple):
    """Between two entries: ``id`` belongs to the older ones, all above do not."""

    date: datetime
    id: int

    @classmethod
    def parse(cls, env, value):
        """Return the place that a client names.

        :param value: a moment ("YYYY-MM-DD HH:MM:SS", UTC), or ``[date, id]`` of an
            entry
        :raise UserError: if ``value`` is neither
        """
        if isinstance(value, str):
            try:
                date = fields.Datetime.to_datetime(value)
            except ValueError:
                date = None
            if date:
                return cls(date, _LAST_ID)
        elif isinstance(value, list | tuple) and len(value) == 2:
            place = parse_place(*value)
            if place:
                return cls(*place)
        raise UserError(
            env._(
                "The feed cannot be opened at “%(place)s”: this is no date, and no "
                "entry. Name a moment as “2031-05-31 23:59:59”, or the key of an "
                "entry.",
                place=quote(value),
            )
        )

    @property
    def older(self):
        """The cursor to read from here on, this place included."""
        return Cursor(OLDER, self.date, self.id + 1)

    @property
    def newer(self):
        """The cursor to read what is newer than this place."""
        return Cursor(NEWER, self.date, self.id)


def find_entry(source_model, key):
    """Return what is to know of an entry to open a page at it, or ``None``.

    :param source_model: ``crm.feed.source`` of the current user
    :param str key: ``key`` of the entry
    :return: ``(place, target)``: :class:`Place`, or ``None`` if it is still to do; and
        ``at`` of ``crm.feed.entry.get_page``. ``None`` when the user sees no such entry
    """
    entry_id = parse_id(key)
    if entry_id is None:
        return None
    sources = source_model._get_sources()
    rows = source_model._run_isolated(lambda: read_rows(sources, [entry_id]))
    if not rows:
        return None
    (row,) = rows
    _res_id, number = decode_id(entry_id)
    source = sources.filtered(lambda source: source.number == number)
    place = None if row["is_open"] else Place(row["date"], entry_id)
    return place, {
        "key": key,
        "is_open": row["is_open"],
        "is_noise": source.is_noise,
        "document_model": row["document_model"],
        "document_id": row["document_id"],
    }


def read_around(scope, filters, place, limit, source_model):
    """Read a first page around ``place``: a third of it is newer.

    :param scope: :class:`~.scope.FeedScope`
    :param filters: :class:`~.filters.FeedFilters`
    :param place: :class:`Place`
    :param int limit: entries of the page, at most
    :param source_model: ``crm.feed.source`` of the current user
    :return: :class:`~.page.FeedPage` and the :class:`~.isolation.Isolation` of each
        statement
    """
    page = FeedPage(scope, filters, place.older, limit - limit // 3, is_first=True)
    readings = [read_page(page, source_model)]
    if limit // 3 and page.wants_history:
        newer = FeedPage(scope, filters, place.newer, limit // 3)
        readings.append(read_page(newer, source_model))
        page.entries = newer.entries + page.entries
        page.newer = newer.newer
    return page, readings
