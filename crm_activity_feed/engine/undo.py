"""What it takes to undo an action of the feed, handed to whoever may undo it.

Nothing is stored: the client keeps a signed text. It says what was there before and
what the action made of it, so an undo that comes too late finds out, and it works for
the user who did it only. Undoing runs with the rights of that user, as doing did.
"""

import hashlib
import json

from odoo.tools import hash_sign, verify_hash_signed
from odoo.tools.json import json_default

_SCOPE = "crm_activity_feed.undo"
#: How long an action can be undone. The button shows for seconds; a program may wait.
_HOURS = 1


def make_undo(env, values):
    """Return the text that undoes an action.

    :param dict values: see :func:`read_undo`; of what :func:`to_json` makes
    """
    values = {**values, "user_id": env.uid}
    # The signature needs the secret of the database, which no user reads.
    return hash_sign(env(su=True), _SCOPE, values, expiration_hours=_HOURS)


def read_undo(env, text):
    """Return the values given to :func:`make_undo`.

    :param text: whatever a client sends
    :return: ``{"entry_id": int, "action": str, "before": dict, "after": dict,
        "next_id": id of a note or False}``; ``None`` if it is too old, was made for
        somebody else, or by somebody else
    """
    try:
        values = verify_hash_signed(env(su=True), _SCOPE, text)
    except (AttributeError, TypeError, ValueError):
        return None
    if not values or values["user_id"] != env.uid:
        return None
    return values


def to_json(values):
    """Return ``values`` as they are after a way through JSON, for comparisons."""
    return json.loads(json.dumps(values, default=json_default))


def digest(text):
    """Return a short name for ``text``, to see later whether it is the same."""
    return hashlib.sha256((text or "").encode()).hexdigest()[:16]


def is_unchanged(now, after):
    """Tell whether values are still what the action made of them.

    Keys that begin with ``_`` are remembered, not compared.
    """
    return all(
        now.get(name) == value
        for name, value in after.items()
        if not name.startswith("_")
    )
