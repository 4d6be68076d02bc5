"""Plain text for one line of the feed."""

from odoo.exceptions import UserError

#: Length of a title, in characters.
TITLE_LENGTH = 120


def shorten(text, length=TITLE_LENGTH):
    """Return ``text`` as one line of at most ``length`` characters.

    It cuts anywhere: text without blanks (Chinese, an address) is kept too.
    """
    line = " ".join((text or "").split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def quote(value, length=60):
    """Return what a client sent for an error that names it: as Python writes it, short.

    Written so, it can be encoded whatever it holds: half of an emoji in an error would
    be a second error. And nobody gets thousands of characters back that he sent.
    """
    text = repr(value)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def spell(value):
    """Return what a client sent for an error: a text as it is, all else as Python's."""
    return shorten(value, 60) if is_text(value) else quote(value)


def is_text(value):
    """Whether ``value``, whatever a client sent, is a text that can be stored.

    A client that cuts a text anywhere leaves half of an emoji, which is no character.
    """
    if not isinstance(value, str) or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_text(env, name, value):
    """Return ``value``, a text from a client, or ``False`` if there is none.

    :raise UserError: if it is anything else; names it as ``name``
    """
    if value is None or value is False:
        return False
    if not is_text(value):
        raise UserError(
            env._("“%(name)s” must be a text. Write it in plain words.", name=name)
        )
    return value
