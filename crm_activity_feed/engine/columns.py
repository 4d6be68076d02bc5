"""The columns of an entry: the contract between sources and the feed."""

from typing import NamedTuple

from odoo.tools import SQL

from .errors import FeedHookError, show

_TYPE_NAMES = {
    "varchar": ("character varying", "text"),
    "int4": ("integer", "smallint", "bigint"),
    "timestamp": ("timestamp without time zone", "date"),
    "bool": ("boolean",),
}

#: How many source numbers fit into an entry's id: ``id = record id * 256 + number``.
NUMBERS = 256

#: Numbers below are those of ready sources, given in the data of the addon.
FIRST_OWN_NUMBER = 100

_MAX_INT4 = 2**31 - 1

#: Columns that a source supplies, with their PostgreSQL type.
SOURCE_COLUMNS = {
    "document_model": "varchar",
    "document_id": "int4",
    "date": "timestamp",
    "recorded_on": "timestamp",
    "is_open": "bool",
    "is_all_day": "bool",
    "activity_type_id": "int4",
    "reason_id": "int4",
    "partner_id": "int4",
    "lead_id": "int4",
    "author_id": "int4",
    "user_id": "int4",
    "company_id": "int4",
}

#: All columns of an entry: those, and what the feed adds by itself.
ENTRY_COLUMNS = {
    "id": "int8",
    "source_id": "int4",
    "res_model": "varchar",
    "res_id": "int4",
    "kind": "varchar",
    "is_noise": "bool",
    "customer_id": "int4",
    **SOURCE_COLUMNS,
}

#: Types that the SQL of a column may have in PostgreSQL, by their full names.
COLUMN_TYPES = {
    "has_customer": _TYPE_NAMES["bool"],
    **{name: _TYPE_NAMES[pg_type] for name, pg_type in SOURCE_COLUMNS.items()},
}


class SourceColumns(NamedTuple):
    """What the entries of a source are, in SQL."""

    #: ``{column: SQL}``; ``is_open`` may be a plain bool
    columns: dict
    #: class and method that made them, for errors
    origin: str
    #: condition that a record belongs in the feed; default: it has a partner or lead
    has_customer: SQL | None


def encode_id(res_id, number):
    """Return the id of the entry of record ``res_id`` in source ``number``."""
    return res_id * NUMBERS + number


def decode_id(entry_id):
    """Return ``(record id, source number)`` of an entry's id."""
    return divmod(int(entry_id), NUMBERS)


def export_id(entry_id):
    """Return an entry's id as clients get it: a float from 2^31 on, else an int.

    XML-RPC has no integer of more than 32 bits: one in an answer would cost its
    caller the whole page. Odoo sends its own big integers in the same way. In JSON
    it is the same number, and exact: these ids stay far below 2^53.
    """
    return float(entry_id) if entry_id > _MAX_INT4 else entry_id


def parse_id(value):
    """Return the id of the entry that a client names, or ``None`` if it names none.

    :param value: ``id`` of the entry (an int, or the float it was sent as) or its
        ``key`` ("<source number>-<record id>")
    """
    if isinstance(value, str):
        number, dash, res_id = value.partition("-")
        if not (dash and number.isdecimal() and res_id.isdecimal()):
            return None
        if len(value) > 16 or not 0 < int(number) < NUMBERS:
            return None
        value = encode_id(int(res_id), int(number))
    elif type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value // NUMBERS <= _MAX_INT4:
        return None
    return value


def check_columns(columns, origin):
    """Return the columns of a source if they keep the contract.

    :param dict columns: ``{column: SQL}`` as the hook returns it
    :param str origin: class and method that returned it, for the error
    :raise FeedHookError: on an unknown column, a missing ``date``, or a value that
        is no SQL
    """
    if not isinstance(columns, dict):
        raise FeedHookError(origin, f"returned {show(columns)}, not {{column: SQL}}")
    if unknown := sorted(set(columns) - set(COLUMN_TYPES)):
        raise FeedHookError(
            origin, f"unknown columns {unknown}; there are {sorted(COLUMN_TYPES)}"
        )
    if "date" not in columns:
        raise FeedHookError(origin, "the column 'date' is missing")
    for name, value in columns.items():
        is_good = value is None or isinstance(value, SQL)
        if not is_good and not (name == "is_open" and isinstance(value, bool)):
            raise FeedHookError(
                origin,
                f"column {name!r} is Python's {show(value)}: write SQL('%s', value)",
            )
    return columns


def complete_columns(columns, origin):
    """Type the columns of a source and fill in those it leaves out.

    :param dict columns: ``{column: SQL}`` as a source returns it
    :param str origin: class and method that returned it, for the error
    :return: ``{column: SQL}`` with all of :data:`SOURCE_COLUMNS`
    :raise FeedHookError: see :func:`check_columns`
    """
    check_columns(columns, origin)
    if columns["date"] is None:
        raise FeedHookError(origin, "the column 'date' is empty")
    complete = {}
    for name, pg_type in SOURCE_COLUMNS.items():
        value = columns.get(name)
        if value is None:
            value = SQL("FALSE") if pg_type == "bool" else SQL("NULL")
        complete[name] = SQL("(%s)::%s", value, SQL(pg_type))
    # Whole seconds everywhere: the web client sends no more, and a datetime in
    # a domain is compared by the second.
    complete["date"] = SQL("date_trunc('second', %s)", complete["date"])
    return complete
