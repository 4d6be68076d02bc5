"""Calls that are measured, and one measurement of each."""

import gc
import json
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from odoo.fields import Domain
from odoo.tools import json_default

from odoo.addons.mail.tools.discuss import Store

from . import odoo_env

PAGE = 40
CHATTER_PAGE = 30
#: Runs that fill the caches which a worker keeps, and are thrown away.
WARM_UP = 2


@dataclass
class Sample:
    ms: float
    sql_ms: float
    #: Time of the one statement that selects the entries of a page.
    keys_ms: float
    queries: int


@dataclass
class Case:
    """A call that a client makes: ``call(env)`` returns what is sent back."""

    name: str
    customer: str
    user: str
    uid: int
    call: object
    #: Key of the chatter load that it is compared with.
    yardstick: tuple = None
    samples: list = field(default_factory=list)

    def __str__(self):
        return " ".join(filter(None, [self.name, self.customer, self.user]))

    @property
    def key(self):
        return self.customer, self.user

    def median(self, name):
        return median(getattr(sample, name) for sample in self.samples)


def get_page(scope, cursor=None):
    return lambda env: env["crm.feed.entry"].get_page(scope, None, cursor, PAGE)


def load_chatter(partner_id):
    """What the controller of ``/mail/thread/messages`` does."""

    def call(env):
        thread = env["res.partner"]._get_thread_with_access(partner_id, mode="read")
        result = env["mail.message"]._message_fetch(
            domain=None, thread=thread, limit=CHATTER_PAGE
        )
        messages = result.pop("messages")
        messages.set_message_done()
        data = Store().add(messages).get_result()
        return {**result, "data": data, "messages": messages.ids}

    return call


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
        return [item for item in self.all if "is_open_part" in item[1]]


def run_once(registry, case):
    """Return the result of one request in a transaction of its own, and its sample.

    As in a worker: caches of the registry are warm, those of the environment are
    empty. What HTTP costs is left out, it is the same for all.
    """
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        gc.collect()
        with Statements() as statements:
            start = time.perf_counter()
            result = case.call(env)
            json.dumps(result, default=json_default)
            seconds = time.perf_counter() - start
        cr.rollback()
    return result, Sample(
        ms=1000 * seconds,
        sql_ms=1000 * sum(item[0] for item in statements.all),
        keys_ms=1000 * sum(item[0] for item in statements.of_keys),
        queries=len(statements.all),
    )


def run_all(registry, cases, runs):
    """Run the cases in turns, so that a slow minute of the machine hits all."""
    shuffle = random.Random(1).shuffle
    for number in range(-WARM_UP, runs):
        turn = list(cases)
        shuffle(turn)
        for case in turn:
            _result, sample = run_once(registry, case)
            if number >= 0:
                case.samples.append(sample)


def count_entries(registry, uid, scope):
    """Return how many entries a feed has for a user, without technical ones."""
    with registry.cursor() as cr:
        Entry = odoo_env.environment(cr, uid)["crm.feed.entry"]
        domain = Entry._get_scope_domain(scope)
        return Entry.search_count(domain & Domain("is_noise", "=", False))


def make_cases(registry, users, customers):
    """Return the cases, and how many entries each user has of each customer.

    :param dict users: ``{name: uid}``
    :param dict customers: ``{name: partner id}``
    """
    cases = []
    sizes = defaultdict(dict)
    for user, uid in users.items():
        for customer, partner_id in customers.items():
            key = (customer, user)
            scope = {"partner": partner_id, "roll_up": True}
            sizes[customer][user] = count_entries(registry, uid, scope)
            chatter = load_chatter(partner_id)
            cases.append(Case("Odoo's chatter", *key, uid, chatter))
            first = Case("first page", *key, uid, get_page(scope), key)
            cases += [first, *later_pages(registry, first, scope)]
        key = ("small", user)
        for scope in ("mine", "all"):
            cases.append(Case(scope, "", user, uid, get_page(scope), key))
    return cases, sizes


def later_pages(registry, first, scope):
    """Return the cases of the second and the tenth page, if there are that many."""
    page = first
    for number in range(2, 11):
        result, _sample = run_once(registry, page)
        if not result["older"]:
            return
        page = Case(
            f"page {number}",
            first.customer,
            first.user,
            first.uid,
            get_page(scope, result["older"]),
            first.yardstick,
        )
        if number in (2, 10):
            yield page
