"""Errors of sources: kept from the rest of the transaction, told from the others."""

import time
from contextlib import contextmanager

import psycopg2
from psycopg2 import errorcodes

from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.tools import SQL

from .errors import FeedHookError

# Unions of the feed are many small index look-ups: compiling them or starting
# workers costs far more than they do (see the benchmark).
# What a page reads is in memory mostly: by PostgreSQL's own figure for disks with a
# moving head it would rather read a whole table than look up a hundred rows.
SETTINGS = SQL(
    "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0;"
    " SET LOCAL random_page_cost = 1.1; "
)

# What is the matter with the server or the transaction, not with a source: the
# connection, a conflict that Odoo retries, no room, an operator's intervention.
_NOT_OF_A_SOURCE = ("08", "25", "40", "530", "531", "532", "533", "55P03", "57", "580")


class SlowSourceError(Exception):
    """A statement ran over its time.

    :param float seconds: what it was given
    """

    #: Whether the source is to rest, for everybody.
    is_lasting = True

    def __init__(self, seconds):
        super().__init__(f"no answer within {seconds:g} s")
        self.seconds = seconds


class OutOfTimeError(Exception):
    """There was no time left to try a source; nothing is said about it."""

    is_lasting = False


class TooManyRowsError(OutOfTimeError):
    """An SQL function had to be asked for too many rows.

    :param int limit: the most it is asked for
    """

    def __init__(self, limit):
        super().__init__(f"more than {limit} rows")
        self.limit = limit


class SourceRefusedError(Exception):
    """What a source returns cannot be shown; the text says why, for administrators."""


def is_fault(error):
    """Whether ``error`` may come from a source, and the page can do without it.

    What Odoo means for the user (no access, wrong input) or for itself (try the
    transaction again, also on the primary server) is no fault of a source.
    """
    if isinstance(error, psycopg2.Error):
        code = error.pgcode
        return bool(code) and not code.startswith(_NOT_OF_A_SOURCE)
    return not isinstance(
        error, UserError | RedirectWarning | ConcurrencyError | MemoryError
    )


@contextmanager
def savepoint(env):
    """Undo at the end of the block, if it fails, what it did to the transaction.

    What is pending is written before: the block only reads, so that to go back to
    the savepoint in between loses nothing.

    :return: the host's ``Savepoint``
    """
    env.flush_all()
    try:
        with env.cr.savepoint(flush=False) as point:
            yield point
    except Exception:
        # A block that failed half-way may have left values that are not so.
        env.invalidate_all(flush=False)
        raise


@contextmanager
def limit(env, seconds, read_only=False):
    """Limit each statement of the block in time; the savepoint's end restores it.

    To be used inside a :func:`savepoint` that is rolled back: that alone restores the
    settings.

    :param float seconds: budget
    :param bool read_only: forbid to write: even a STABLE function can call others
    :return: SQL to execute in front of the block's first statement
    :raise SlowSourceError: if a statement takes longer
    :raise SourceRefusedError: if it tries to write although ``read_only``
    """
    milliseconds = max(int(seconds * 1000), 1)
    settings = SQL("%sSET LOCAL statement_timeout = %s; ", SETTINGS, milliseconds)
    if read_only:
        settings = SQL("%sSET LOCAL transaction_read_only = on; ", settings)
    began = time.monotonic()
    try:
        yield settings
    except psycopg2.Error as error:
        # An operator who cancels the statement gives the same code, but earlier; the
        # server's clock and ours differ a little.
        is_late = time.monotonic() - began >= milliseconds / 1000 * 0.9
        if error.pgcode == errorcodes.QUERY_CANCELED and is_late:
            raise SlowSourceError(seconds) from error
        if read_only and (error.pgcode or "").startswith("250"):
            # It writes, or tries to get the right to.
            raise SourceRefusedError(str(error).splitlines()[0]) from error
        raise


def execute(env, statement, seconds, read_only=False):
    """Execute ``statement`` within its time and return its rows; see :func:`limit`.

    The savepoint must not be set by the same string: of one with an error of syntax,
    PostgreSQL executes nothing. Pending changes are not written here: to go back to
    the savepoint would lose them.
    """
    with limit(env, seconds, read_only) as settings:
        env.cr.execute(SQL("%s%s", settings, statement), log_exceptions=False)
        return env.cr.fetchall()


def explain(env, error):
    """Return the reason of a fault in one line, for administrators."""
    if isinstance(error, SlowSourceError):
        return env._(
            "It took too long, the limit is %(seconds)g s.", seconds=error.seconds
        )
    if isinstance(error, TooManyRowsError):
        return env._(
            "More than %(limit)s of its rows had to be read for one page. Make the "
            "function use the customers and the date it is given, or set fewer "
            "filters.",
            limit=error.limit,
        )
    if isinstance(error, OutOfTimeError):
        return env._("There was no time left to read it. Try again in a minute.")
    text = str(error).strip().splitlines()
    text = text[0] if text else ""
    if isinstance(error, psycopg2.Error | SourceRefusedError | FeedHookError):
        return text
    return f"{type(error).__name__}: {text}"
