"""Where a page starts: an opaque string around (direction, date, id)."""

import base64
import binascii
import json
from datetime import datetime
from typing import NamedTuple

from odoo.exceptions import UserError

from .words import quote

OLDER, NEWER = "older", "newer"


def parse_place(date, entry_id):
    """Return ``(datetime, int)`` of an entry's place, or ``None`` if it is none.

    :param date: "YYYY-MM-DD HH:MM:SS", UTC
    :param entry_id: an int, or the float that it was sent as
    """
    try:
        date, number = datetime.fromisoformat(date), int(entry_id)
    except (TypeError, ValueError, OverflowError):
        return None
    if date.tzinfo or number != entry_id or abs(number) >= 2**63 - 1:
        return None
    return date, number


class Cursor(NamedTuple):
    """A place between two entries, and the direction to read from there."""

    direction: str
    date: datetime
    id: int

    def encode(self):
        """Return the string that a client sends back."""
        payload = json.dumps([self.direction, self.date.isoformat(), self.id])
        return base64.urlsafe_b64encode(payload.encode()).decode()

    @classmethod
    def decode(cls, env, value):
        """Return the cursor of ``value``, or ``None`` when there is none.

        :param value: what :meth:`encode` gave, or ``[direction, date, id]`` with the
            date and id of an entry: a client that has dropped a page reads on from the
            entries it has left
        :raise UserError: if ``value`` is not a cursor of the feed
        """
        if value is None or value is False:
            return None
        is_plain = isinstance(value, list | tuple)
        try:
            direction, date, entry_id = (
                value if is_plain else json.loads(base64.urlsafe_b64decode(value))
            )
        except (TypeError, ValueError, binascii.Error, RecursionError):
            direction = date = entry_id = None
        place = direction in (OLDER, NEWER) and parse_place(date, entry_id)
        if not place:
            raise UserError(
                env._(
                    "The feed cannot be read from “%(cursor)s”: this is not a place in "
                    "a feed. Load its first page, then use the places it names.",
                    cursor=quote(value),
                )
            )
        return cls(direction, *place)
