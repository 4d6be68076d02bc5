"""The columns of an entry: the contract between sources and the feed."""

from odoo.tools import SQL

#: How many source numbers fit into an entry's id: ``id = record id * 256 + number``.
NUMBERS = 256

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


def encode_id(res_id, number):
    """Return the id of the entry of record ``res_id`` in source ``number``."""
    return res_id * NUMBERS + number


def decode_id(entry_id):
    """Return ``(record id, source number)`` of an entry's id."""
    return divmod(entry_id, NUMBERS)


def complete_columns(columns, origin):
    """Type the columns of a source and fill in those it leaves out.

    :param dict columns: ``{column: SQL}`` as a source returns it
    :param str origin: class and method that returned it, for the error
    :return: ``{column: SQL}`` with all of :data:`SOURCE_COLUMNS`
    :raise ValueError: on an unknown column, or when ``date`` is missing
    """
    if unknown := sorted(set(columns) - set(SOURCE_COLUMNS)):
        raise ValueError(f"{origin}: unknown columns {unknown}")
    if columns.get("date") is None:
        raise ValueError(f"{origin}: the column 'date' is missing")
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
