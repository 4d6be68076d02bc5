"""One measurement of a case, and all of them in turns."""

import gc
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from statistics import median

from psycopg2.errors import QueryCanceled

from odoo.exceptions import UserError
from odoo.tools import SQL, json_default

from . import odoo_env

#: Runs that fill the caches which a worker keeps, and are thrown away.
WARM_UP = 2
#: A statement that takes longer ends its case.
TIME_OUT = 60
TOO_LATE = f"> {TIME_OUT} s"
#: A case that takes longer than this many seconds is run a few times only.
SLOW, SLOW_RUNS = 3, 3
SETTINGS = re.compile(r"^(?:\s*SET LOCAL [^;]+;)*")
#: A statement that can be explained, after its settings.
_READS = re.compile(SETTINGS.pattern + r"\s*\(*(?:SELECT|WITH)\b", re.IGNORECASE)
_TIME_OUTS = re.compile(r"SET LOCAL statement_timeout [^;]+;")
_OF_KEYS = re.compile("is_open_part|feed_documents|crm_feed_keys")


@dataclass
class Sample:
    ms: float
    sql_ms: float
    #: Time of the statements that select the entries of a page.
    keys_ms: float
    queries: int
    #: Time of the yardstick's statement, right after.
    yard_ms: float = None


@dataclass(eq=False)
class Case:
    """A call that a client makes: ``call(env)`` returns what is sent back."""

    name: str
    customer: str
    user: str
    uid: int
    call: object
    #: The yardstick's statement for the same rows, if there is one.
    yard: SQL = None
    #: Ids of the rows in a result of the call, to compare with the yardstick's.
    ids: object = None
    #: Whether all its SQL counts as that of the keys: it has no words.
    is_report: bool = False
    samples: list = field(default_factory=list)
    #: Blocks read by the statements of the keys, and by the yardstick's.
    buffers: int = None
    yard_buffers: int = None
    #: What went wrong, in words: it took too long, or other rows came.
    failure: str = ""
    #: Whether there was no answer at all.
    is_dead: bool = False

    def __str__(self):
        return " ".join(filter(None, [self.name, self.customer, self.user]))

    @property
    def key(self):
        return self.name, self.customer, self.user

    def median(self, name):
        values = [getattr(sample, name) for sample in self.samples]
        return median(values) if values and None not in values else None

    def ratio(self, other, name="ms", other_name=None):
        """Return the median of the ratios of each turn, whose runs shared the weather.

        :return: ``None`` if one of the two has not been measured
        """
        turns = zip(self.samples, other.samples, strict=False)
        ratios = [
            getattr(one, name) / (getattr(two, other_name or name) or 0.001)
            for one, two in turns
        ]
        return median(ratios) if ratios else None

    @property
    def yard_ratio(self):
        name = "sql_ms" if self.is_report else "keys_ms"
        return self.ratio(self, name, "yard_ms") if self.yard else None


class Statements:
    """The statements of one call, as ``(seconds, cursor's text, parameters)``."""

    def __enter__(self):
        self.all = []
        self.thread = threading.current_thread()
        self.thread.query_hooks = [self._add]
        return self

    def __exit__(self, *_exc):
        del self.thread.query_hooks

    def _add(self, _cr, query, params, _start, delay):
        self.all.append((delay, query, params))

    @property
    def of_keys(self):
        return [item for item in self.all if _OF_KEYS.search(item[1])]

    @property
    def ms(self):
        return 1000 * sum(item[0] for item in self.all)


def run_once(registry, case):
    """Return the result of one request in a transaction of its own, and its sample.

    As in a worker: caches of the registry are warm, those of the environment are
    empty. What HTTP costs is left out, it is the same for all.
    """
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        limit_time(cr)
        gc.collect()
        with Statements() as statements:
            start = time.perf_counter()
            result = case.call(env)
            json.dumps(result, default=json_default)
            seconds = time.perf_counter() - start
        cr.rollback()
    return result, Sample(
        ms=1000 * seconds,
        sql_ms=statements.ms,
        keys_ms=1000 * sum(item[0] for item in statements.of_keys),
        queries=len(statements.all),
    )


def run_yard(registry, statement):
    """Return the rows of a statement of the yardstick, and its milliseconds."""
    with registry.cursor() as cr:
        limit_time(cr)
        with Statements() as statements:
            cr.execute(statement)
            rows = cr.fetchall()
        cr.rollback()
    return rows, statements.ms


def limit_time(cr, seconds=TIME_OUT):
    cr.execute("SET LOCAL statement_timeout = %s", (1000 * seconds,))


def run_all(registry, cases, runs):
    """Run the cases in turns, so that a slow minute of the machine hits all."""
    shuffle = random.Random(1).shuffle
    for number in range(-WARM_UP, runs):
        turn = [case for case in cases if wants_run(case, number)]
        shuffle(turn)
        for case in turn:
            sample = run_pair(registry, case)
            if sample and (number >= 0 or sample.ms > 1000 * SLOW):
                case.samples.append(sample)
        print(f"    turn {number + WARM_UP + 1} of {runs + WARM_UP}", flush=True)


def wants_run(case, number):
    if case.is_dead:
        return False
    is_slow = bool(case.samples) and case.samples[0].ms > 1000 * SLOW
    # The first of a slow case counts as well: what is warmed up is not what is slow.
    return not is_slow or (number >= 0 and len(case.samples) < SLOW_RUNS)


def run_pair(registry, case):
    """Run a case and its yardstick; note whether it was too slow or differed."""
    try:
        result, sample = run_once(registry, case)
    except QueryCanceled:
        case.failure, case.is_dead = TOO_LATE, True
        return None
    except UserError as error:
        case.failure, case.is_dead = f"error: {error}", True
        return None
    failure = take_back_sources(registry)
    if case.yard is not None:
        rows, sample.yard_ms = run_yard(registry, case.yard)
        if case.ids and not case.samples:
            failure = failure or compare(case.ids(result), case.ids(rows))
    case.failure = case.failure or failure
    return sample


def take_back_sources(registry):
    """Return which sources the feed has left out, and try them again.

    The next case is another: it must not do without them.
    """
    with registry.cursor() as cr:
        sources = odoo_env.environment(cr)["crm.feed.source"]
        failed = sources.search([("last_error_date", "!=", False)])
        if not failed:
            return ""
        reasons = [f"{source.name} ({source.last_error})" for source in failed]
        failed.action_try_again()
    return f"left out: {', '.join(reasons)}"


def compare(found, wanted):
    """Return how the ids of a call differ from those of the yardstick, if they do."""
    more, less = sorted(found - wanted), sorted(wanted - found)
    if not more and not less:
        return ""
    return (
        f"other rows than the yardstick: {len(more)} more {more[:3]}, "
        f"{len(less)} less {less[:3]}"
    )


def read_buffers(registry, case):
    """Note how many blocks the statements read: a figure without noise."""
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        limit_time(cr)
        with Statements() as statements:
            case.call(env)
        kept = statements.all if case.is_report else statements.of_keys
        texts = [cr.mogrify(query, params).decode() for _time, query, params in kept]
        reads = [explain(cr, text) for text in texts if _READS.match(text)]
        case.buffers = sum(reads) if reads else None
        if case.yard is not None:
            query = cr.mogrify(case.yard.code, case.yard.params).decode()
            case.yard_buffers = explain(cr, query)


def explain(cr, text):
    """Return the blocks that a statement reads."""
    settings = SETTINGS.match(text)[0]
    query = text[len(settings) :]
    # To look at a statement may take longer than it is allowed to.
    settings = _TIME_OUTS.sub("", settings)
    options = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
    # Not as a query of Odoo: its per cent signs stand for themselves.
    cr._obj.execute(settings + options + query)
    ((plans,),) = cr.fetchall()
    plan = plans[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
