"""Finds out which sources a failure comes from, by trying them one by one."""

import time

from . import guard
from .budgets import SEARCH_SECONDS, SOURCE_SECONDS
from .hooks import find_cause


class Isolation:
    """Tries sources apart from each other.

    Most sources stand alone. Some join the documents of others, as messages do: such
    a *joiner* is tried with one model of documents at a time. What fails there is the
    fault of the documents, unless the joiner works with none.

    :param attempt: function of ``(sources, seconds)``: returns ``(sources that there
        was something to try of, those that gave entries, result)``; when it fails, it
        leaves the transaction as it was
    :param nothing: no ``crm.feed.source``
    :param bool blames_slow: whether a source that is slow is broken
    """

    def __init__(self, attempt, nothing, blames_slow=True):
        self._attempt = attempt
        self._blames_slow = blames_slow
        self._deadline = None
        self._results = []
        #: ``{joiner: [None or (documents, error)]}``, one a model it was tried with
        self._outcomes = {}
        #: ``{source: error}`` of those that are to be left out
        self.faults = {}
        #: Sources that gave something, were it nothing but no error
        self.worked = nothing

    @property
    def results(self):
        """What the sources gave that work; one fact may be in several."""
        faulty = set(self.faults)
        return [
            result for sources, result in self._results if not faulty & set(sources)
        ]

    def attempt(self, sources, seconds=None):
        """Try ``sources`` together.

        :param seconds: other time than one source has
        :return: ``(error or None, sources that have proved to work or to fail)``
        :raise Exception: what is no fault of a source
        """
        if seconds is None:
            seconds = min(SOURCE_SECONDS, self._get_time_left())
            if seconds <= 0:
                return guard.OutOfTimeError(), sources
        try:
            tried, proved, result = self._attempt(sources, seconds)
        except Exception as error:
            if not guard.is_fault(error):
                raise
            if isinstance(error, guard.SlowSourceError) and not self._blames_slow:
                return None, sources.browse()
            return error, sources
        if tried:
            self._results.append((sources, result))
            self.worked |= tried
        return None, proved

    def _get_time_left(self):
        if self._deadline is None:
            self._deadline = time.monotonic() + SEARCH_SECONDS
        return self._deadline - time.monotonic()

    def try_each(self, sources, company):
        """Try ``sources``, a model at a time, and fill :attr:`faults`.

        :param company: sources that work and are not blamed: to join, or be joined
        """
        known = company._get_joiners()
        tried = sources._get_joiners()
        joiners = [*known.grouped("model").values(), *tried.grouped("model").values()]
        self._outcomes = {joiner: [] for joiner in joiners}
        for unit in (sources - tried).grouped("model").values():
            self._try_unit(unit)
        if documents := (company - known).filtered("has_messages"):
            for joiner in tried.grouped("model").values():
                self._try_pair(joiner, documents)
        self._judge(tried)

    def _try_unit(self, unit):
        """Try the sources of one model, with what joins their documents."""
        joiners = []
        if unit.filtered("has_messages"):
            joiners = [j for j in self._outcomes if not self._is_hopeless(j)]
        error, proved = self.attempt(unit.union(*joiners))
        if error is None:
            for joiner in joiners:
                if joiner & proved:
                    self._outcomes[joiner].append(None)
            return
        for source in unit:
            error, _proved = self.attempt(source)
            if error:
                self.faults[source] = find_cause(source, error)
        works = unit.filtered(lambda source: source not in self.faults)
        if documents := works.filtered("has_messages"):
            for joiner in joiners:
                self._try_pair(joiner, documents)

    def _is_hopeless(self, joiner):
        """Whether it failed with two models of documents: no third has to wait."""
        outcomes = self._outcomes[joiner]
        return len(outcomes) > 1 and all(outcomes)

    def _try_pair(self, joiner, documents):
        error, proved = self.attempt(documents | joiner)
        if joiner & proved:
            self._outcomes[joiner].append(error and (documents, error))

    def _judge(self, tried):
        """Blame documents that fail with what works, then joiners for the rest.

        :param tried: joiners that may be to blame
        """
        doubtful = []
        for joiner, outcomes in self._outcomes.items():
            if joiner <= tried and all(outcomes):
                doubtful.append(joiner)
                continue
            for documents, error in filter(None, outcomes):
                self.faults.update(dict.fromkeys(documents, error))
        for joiner in doubtful:
            for documents, error in self._outcomes[joiner]:
                if not set(documents) <= set(self.faults):
                    self._blame(joiner, documents, error)

    def _blame(self, joiner, documents, error):
        """Blame the sources of a joiner that fail; all, if none fails by itself."""
        failed = {}
        for source in joiner:
            own_error, _proved = self.attempt(documents | source)
            if own_error:
                failed[source] = own_error
        self.faults.update(failed or dict.fromkeys(joiner, error))
