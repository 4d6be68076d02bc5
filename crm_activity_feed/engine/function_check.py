"""Whether an SQL function keeps the contract of a source."""

import re

import psycopg2

from odoo.tools import SQL

from . import guard
from .budgets import SOURCE_SECONDS
from .functions import FUNCTION_COLUMNS, REQUIRED_COLUMNS, quote_function

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")
_ARGUMENTS = "(integer[], timestamp without time zone, integer)"
_TEXTS = ("text", "character varying")


def find_problem(env, name):
    """Return what is wrong with the function and how to mend it, or ``None``.

    It is looked up and called, forbidden to write, for no rows and for few.

    :param str name: ``name`` or ``schema.name``
    """
    if not _NAME.fullmatch(name or ""):
        return env._(
            "“%(name)s” is no name of a function. Write its name only, or schema.name.",
            name=name or "",
        )
    try:
        with guard.savepoint(env) as point:
            problem = _find_in_catalog(env, name) or _find_in_result(env, name)
            point.rollback()
            return problem
    except (psycopg2.Error, guard.SlowSourceError, guard.SourceRefusedError) as error:
        if not guard.is_fault(error):
            raise
        return env._(
            "It was called for no rows and failed: %(reason)s",
            reason=guard.explain(env, error),
        )


def _execute(env, statement):
    return guard.execute(env, statement, SOURCE_SECONDS, read_only=True)


def _find_in_catalog(env, name):
    signature = SQL("%s", f"{_quote(name)}{_ARGUMENTS}")
    rows = _execute(
        env,
        SQL(
            "SELECT provolatile, proretset, prokind FROM pg_proc"
            " WHERE oid = to_regprocedure(%s)",
            signature,
        ),
    )
    if not rows:
        return env._(
            "There is no function %(name)s%(arguments)s in the database. Create it "
            "with exactly these parameters; mind upper and lower case.",
            name=name,
            arguments=_ARGUMENTS,
        )
    volatility, returns_set, kind = rows[0]
    if kind != "f" or not returns_set:
        return env._(
            "It returns no table. Declare it with RETURNS TABLE (id integer, ...)."
        )
    if volatility == "v":
        return env._(
            "It is VOLATILE, so PostgreSQL takes it to change data. Declare it STABLE."
        )
    return None


def _quote(name):
    return ".".join(f'"{part}"' for part in name.split("."))


def _find_in_result(env, name):
    function = quote_function(name)
    columns = SQL("SELECT * FROM %s(NULL, NULL, 0) LIMIT 1", function)
    if _execute(env, columns):
        return env._("Asked for no rows, it returns some. Use max_rows in its LIMIT.")
    oids = [column.type_code for column in env.cr.description]
    names = [column.name for column in env.cr.description]
    types = dict(
        _execute(
            env,
            SQL(
                "SELECT oid, format_type(oid, NULL) FROM pg_type WHERE oid IN %s",
                tuple(oids),
            ),
        )
    )
    problem = _compare(env, dict(zip(names, map(types.get, oids), strict=True)))
    return problem or _find_in_rows(env, function)


def _compare(env, found):
    """Compare ``{column: type}`` with the contract."""
    if missing := [name for name in REQUIRED_COLUMNS if name not in found]:
        return env._(
            "It returns no column %(names)s. Add what is missing.",
            names=", ".join(missing),
        )
    if unknown := sorted(set(found) - set(FUNCTION_COLUMNS)):
        return env._(
            "The feed does not know its columns %(names)s. Leave them out, or give "
            "them one of these names: %(known)s.",
            names=", ".join(unknown),
            known=", ".join(FUNCTION_COLUMNS),
        )
    for name, pg_type in found.items():
        wanted = FUNCTION_COLUMNS[name]
        if pg_type != wanted and not (wanted == "text" and pg_type in _TEXTS):
            return env._(
                "Its column %(name)s is of type %(found)s. Cast it: "
                "%(name)s::%(wanted)s.",
                name=name,
                found=pg_type,
                wanted=wanted,
            )
    return None


def _find_in_rows(env, function):
    """Try whether the function heeds its parameters, on what rows there are."""
    calls = (
        (SQL("NULL, NULL, 1"), SQL("TRUE"), 1, "max_rows"),
        (
            SQL("NULL, timestamp '1900-01-01', 1"),
            SQL("date > '1900-01-01'"),
            0,
            "date_to",
        ),
        (
            SQL("ARRAY[0], NULL, 1"),
            SQL("partner_id IS DISTINCT FROM 0"),
            0,
            "partner_ids",
        ),
    )
    for arguments, condition, most, parameter in calls:
        rows = _execute(
            env,
            SQL(
                "SELECT FROM %s(%s) AS given WHERE %s LIMIT 2",
                *(function, arguments, condition),
            ),
        )
        if len(rows) > most:
            return env._(
                "It does not heed its parameter %(name)s: it returns rows that it was "
                "not asked for. Use %(name)s in its WHERE or LIMIT.",
                name=parameter,
            )
    return None
