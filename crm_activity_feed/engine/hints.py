"""Columns that tell which raw columns say the same, for the sake of their indexes.

The hint is part of the value: code that replaces the column replaces the hint.
"""

from odoo.tools import SQL


class IndexedDate(SQL):
    """A date that is the first of some columns that is not NULL.

    :param date: its SQL
    :param parts: SQL of the columns, in order
    """

    __slots__ = ("parts",)

    def __init__(self, date, parts):
        super().__init__(date)
        self.parts = tuple(parts)


class MaskedLink(SQL):
    """A link that is empty for those who may not know of it.

    :param link: its SQL
    :param column: SQL of the column that holds it for all
    """

    __slots__ = ("column",)

    def __init__(self, link, column):
        super().__init__(link)
        self.column = column


class UserPartner(SQL):
    """The partner of a user.

    :param partner: its SQL
    :param user: SQL of the user's column
    """

    __slots__ = ("user",)

    def __init__(self, partner, user):
        super().__init__(partner)
        self.user = user


def get_date_parts(date):
    """Return the columns that a date consists of, or none."""
    return date.parts if isinstance(date, IndexedDate) else ()


def get_link_column(link):
    """Return the column under a masked link, or ``None``."""
    return link.column if isinstance(link, MaskedLink) else None


def get_user(partner):
    """Return the column of the user whose partner this is, or ``None``."""
    return partner.user if isinstance(partner, UserPartner) else None
