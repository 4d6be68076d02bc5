"""From the question of a page to its entries, whatever some sources do."""

import logging
from functools import partial

from odoo.exceptions import UserError

from . import guard
from .budgets import PAGE_SECONDS, SOURCE_SECONDS
from .contents import PageContents
from .functions import FunctionPart, clean_rows
from .isolation import Isolation
from .page import FeedPart

_logger = logging.getLogger(__name__)


def read_page(page, source_model):
    """Fill ``page``; sources that fail are left out, the others fill it.

    All that works is read in one statement. Only when it fails are the sources tried
    one by one, and the page is put together from what each gave. Those that failed
    before are tried apart from the start: nobody has to wait for them twice.

    :param page: :class:`~.page.FeedPage`
    :param source_model: ``crm.feed.source`` of the current user
    :return: :class:`~.isolation.Isolation`, which knows the faults
    """
    sources = source_model._get_sources()
    isolation = Isolation(partial(_read_part, page), source_model)
    error, _tried = isolation.attempt(sources, PAGE_SECONDS)
    if error:
        _logger.info("The feed is read source by source: %s", error)
        isolation.try_each(sources, source_model)
        if not isolation.results:
            # When nothing works, it is not the fault of each source.
            raise _get_error(source_model.env, error)
    if due := page.filters.keep_sources(source_model._get_due_sources()):
        isolation.try_each(due, sources.filtered(lambda s: s not in isolation.faults))
    functions = page.filters.keep_sources(source_model._get_function_sources())
    for function in functions:
        error, _proved = isolation.attempt(function)
        if error:
            isolation.faults[function] = error
    if page.filters.is_search:
        # What one user looks for must not take a source from all the others.
        for error in isolation.faults.values():
            if isinstance(error, guard.SlowSourceError):
                error.is_lasting = False
    page.merge(isolation.results)
    return isolation


def read_hint(page, source_model):
    """Read keys that are a help only: nothing is broken where they are missing.

    :param page: :class:`~.page.FeedPage`
    :param source_model: ``crm.feed.source``, with the user and context to read with
    :return: :class:`~.page.FeedPart`, or ``None`` when a source does not answer: the
        page itself tells what is broken
    """
    try:
        with guard.savepoint(source_model.env) as point:
            part = FeedPart(source_model._get_sources(), page)
            part.load(SOURCE_SECONDS)
            point.rollback()
    except Exception as error:
        if not guard.is_fault(error):
            raise
        _logger.info("A part of the screen is left out: %s", error)
        return None
    return part


def _read_part(page, sources, seconds):
    with guard.savepoint(sources.env) as point:
        is_function = sources[:1].mode == "sql_function"
        part = FunctionPart(sources, page) if is_function else FeedPart(sources, page)
        part.load(seconds)
        # The settings of the statement end here, the words are still guarded.
        point.rollback()
        # The last row tells only that there is more.
        rows = [*part.open_rows[: page.open_limit], *part.rows[: page.limit]]
        rows += part.pinned_rows
        words = clean_rows(sources.env, rows) if is_function else None
        contents = PageContents(sources, rows, words)
        entries = contents.entries(rows)
        reasons = page.scope.explain(rows, contents.sources)
        for entry in entries if reasons is not None else ():
            entry["why"] = reasons[int(entry["id"])]
        tried = part.sources & sources
        numbers = {row["number"] for row in rows}
        gave = tried.filtered(lambda source: source.number in numbers)
        return tried, gave, (part, {int(entry["id"]): entry for entry in entries})


def _get_error(env, error):
    if not isinstance(error, guard.SlowSourceError):
        return error
    return UserError(
        env._(
            "The feed could not be read in time: the database is very busy. Try again "
            "in a minute, or narrow the filters."
        )
    )
