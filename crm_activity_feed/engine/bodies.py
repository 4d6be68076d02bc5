"""Long texts on a page: bounded there, in full on demand; what a mail says itself."""

import re
from html import unescape

from lxml import html
from markupsafe import Markup

from odoo import tools

from .words import shorten

#: Characters of HTML that a page carries of one body.
BODY_LIMIT = 3000
#: Characters of plain text that stand for a longer body.
PREVIEW_LENGTH = 400
#: Characters of HTML that are looked at for a preview: mails have megabytes of images.
_PARSED = 20_000

_BLOCKS = ("p", "div", "br", "li", "tr", "td", "blockquote", "pre", "h1", "h2", "h3")
#: What the host marks as quoted history or signature, and its own composer's signature.
_QUOTES = (
    ".//*[@data-o-mail-quote or"
    " contains(concat(' ', @class, ' '), ' o-signature-container ')]"
)
#: What no sanitized HTML has. Looked for in little time; whether it is more than a word
#: of a text, the sanitizer finds out.
_ACTIVE = re.compile(
    r"<\W*(?:script|style|iframe|frame|object|embed|applet|form|svg|math|link|meta|base"
    r"|template|noscript|input|button|textarea|video|audio|title)"
    r"|\bon[a-z]{2,}\W*=|script\W*:|data\W*:\W*text|srcdoc|formaction|expression\W*\(",
    re.IGNORECASE,
)


def make_inert(body):
    """Return ``body`` without anything that a browser would run.

    Odoo sanitizes fields of HTML when they are written, unless the field says not to;
    a hook may return what nobody has looked at; and SQL writes as it likes. Sanitizing
    each body again would take longer than the rest of the page: most have nothing to
    look at twice.

    :param body: HTML as :class:`~markupsafe.Markup`, or ``False``
    """
    if not body or not _ACTIVE.search(unescape(body)):
        return body
    return tools.html_sanitize(body)


def bound_body(body):
    """Return ``(body, more)``: what a page carries of ``body``, and if there is more.

    A long one is replaced by the plain text of its beginning: HTML cannot be cut
    anywhere.

    :param body: sanitized HTML, or ``False``
    :return: HTML or ``False``, bool
    """
    if not body or len(body) <= BODY_LIMIT:
        return body or False, False
    text, _is_all = read_own_text(body)
    preview = shorten(text, PREVIEW_LENGTH)
    return (tools.plaintext2html(preview) if preview else Markup("")), True


def read_own_text(body):
    """Return ``(text, is_all)``: plain text without quoted history and signature.

    Of a mail that is a quotation as a whole, as a forwarded one, it is all the text.

    :param body: sanitized HTML, or ``False``
    :return: text in one line; whether the body has nothing else to show
    """
    if is_empty(body):
        return "", True
    source, is_cut = str(body), len(body) > _PARSED
    if is_cut:
        # Not inside of a tag, whose attributes would become text.
        source = source[:_PARSED]
        source = source.rpartition("<")[0] or source
    try:
        root = html.fromstring(f"<div>{source}</div>")
    except (ValueError, html.etree.LxmlError):
        # Control characters, for one: the text is still worth showing.
        return tools.mail.html_to_inner_content(Markup(source)), False
    everything = _get_text(root)
    has_pictures = root.find(".//img") is not None or root.find(".//table") is not None
    quotes = root.xpath(_QUOTES)
    for quote in quotes:
        quote.drop_tree()
    text = _get_text(root) if quotes else everything
    return text or everything, not (is_cut or has_pictures or quotes)


def is_empty(body):
    """Whether ``body`` has no text; of megabytes, nobody looks at each tag."""
    return not body or (len(body) <= _PARSED and tools.is_html_empty(body))


def _get_text(root):
    """Return the text of ``root`` in one line; lines of it stay apart."""
    for node in root.iter(*_BLOCKS):
        if not (node.tail or "").startswith("\n"):
            node.tail = f"\n{node.tail or ''}"
            node.text = f"\n{node.text or ''}" if node.tag != "br" else node.text
    return " ".join(root.text_content().split())
