"""What to do when two transactions keep the same thing at the same time."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

#: Another transaction was faster; tried again, it sees what that one did.
CONCURRENCY_ERRORS = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


@contextmanager
def inserting(env):
    """Insert what may be there already, put in by a transaction that was faster.

    Without a flush: it would end what chatters gather until the end.

    :raise ConcurrencyError: if so; Odoo tries the whole request again then, where
        the error of the index itself would go to the user
    """
    try:
        with env.cr.savepoint(flush=False):
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(str(error)) from error
