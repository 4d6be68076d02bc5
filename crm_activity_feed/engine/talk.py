"""What is said about an entry: the names in a comment, and the way to its entry."""

import re
from typing import NamedTuple

from markupsafe import Markup, escape

from odoo.tools import plaintext2html

#: Key of the context that carries a :class:`CommentOf` to the message that is posted.
COMMENT_OF = "crm_feed_comment_of"


class CommentOf(NamedTuple):
    """The entry that a message being posted is a comment on.

    It goes along in the context, as it has to be known before anybody is told of the
    message. A client can send a context, but no instance of this class: nobody puts
    words under an entry that he or she may not read.
    """

    source_id: int
    res_id: int


def get_comment_of(env):
    """Return the :class:`CommentOf` of the context, or ``None``."""
    value = env.context.get(COMMENT_OF)
    return value if isinstance(value, CommentOf) else None


def filter_mentioned(text, partners):
    """Return those of ``partners`` that ``text`` names as ``@Name``.

    Who mentions somebody and then deletes the name does not mention any more.

    :param str text: plain text
    """
    pattern = _make_pattern(partners, str)
    if not pattern:
        return partners.browse()
    names = {match[1] for match in pattern.finditer(text)}
    return partners.filtered(lambda partner: partner.name in names)


def make_body(text, partners):
    """Return ``text`` as HTML, with the names of ``partners`` as links to them.

    In the shape that the chatter gives to its own mentions.

    :param str text: plain text
    :return: :class:`~markupsafe.Markup`
    """
    body = plaintext2html(text)
    pattern = _make_pattern(partners, escape)
    if not pattern:
        return body
    ids = {str(escape(partner.name)): partner.id for partner in partners}

    def link(match):
        return Markup(
            '<a href="/odoo/res.partner/%(id)s" class="o_mail_redirect"'
            ' data-oe-id="%(id)s" data-oe-model="res.partner" target="_blank">%(name)s'
            "</a>"
        ) % {"id": ids[match[1]], "name": Markup(match[0])}  # noqa: S704 - escaped above

    return Markup(pattern.sub(link, str(body)))  # noqa: S704 - made of escaped text


def _make_pattern(partners, convert):
    # The longest first: "@Ann Lee" is not Ann.
    names = sorted({partner.name for partner in partners if partner.name}, key=len)
    if not names:
        return None
    choice = "|".join(re.escape(str(convert(name))) for name in reversed(names))
    return re.compile(rf"(?<!\w)@({choice})(?!\w)")
