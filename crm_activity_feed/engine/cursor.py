"""Where a page starts: an opaque string around (direction, date, id)."""

import base64
import binascii
import json
from datetime import datetime
from typing import NamedTuple

from odoo.exceptions import UserError

OLDER, NEWER = "older", "newer"


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

        :raise UserError: if ``value`` is not a cursor of the feed
        """
        if value is None or value is False:
            return None
        try:
            direction, date, entry_id = json.loads(base64.urlsafe_b64decode(value))
            cursor = cls(direction, datetime.fromisoformat(date), int(entry_id))
            if abs(cursor.id) >= 2**63:
                cursor = None
        except (TypeError, ValueError, OverflowError, binascii.Error):
            cursor = None
        if cursor is None or direction not in (OLDER, NEWER) or cursor.date.tzinfo:
            raise UserError(
                env._(
                    "The feed cannot be read from “%(cursor)s”: this is not a place in "
                    "a feed. Load its first page, then use the places it names.",
                    cursor=repr(value),
                )
            )
        return cursor
