"""Thousands of hostile calls over HTTP: clean errors only, and nothing is disclosed.

``FUZZ_CALLS=100000 FUZZ_SEED=other make test ARGS=tests/test_fuzz.py`` makes more, and
others. A fault names the number of its call: the same seed and number make it again.
"""

import json
import os
import re

import fuzz_story
import pytest
from fuzz_attack import Attack
from fuzz_calls import CALLS, ENTRY, NOTE
from fuzz_inputs import Inputs

from scripts import server

SEED = os.environ.get("FUZZ_SEED", "feed")
#: Of pages, each call with a part that makes no sense.
PAGES = int(os.environ.get("FUZZ_CALLS", "20000"))
#: Of all methods, some nearly right.
MIXED = PAGES * 2 // 5
#: Prints the methods that can be called from outside, and that Odoo has not.
SURFACE = """
import json
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

OURS = "odoo.addons.crm_activity_feed."
found = set()
for name, Model in env.registry.items():
    for attr in dir(Model):
        classes = [cls for cls in Model.__mro__ if attr in vars(cls)]
        if attr.startswith("_") or not classes or not callable(getattr(Model, attr)):
            continue
        if not classes[-1].__module__.startswith(OURS):
            continue
        try:
            get_public_method(env[name], attr)
        except AccessError:
            continue
        # What everything with a chatter can do is attacked once, as that.
        in_chatter = issubclass(Model, env.registry["mail.thread"])
        in_chatter = in_chatter and hasattr(env.registry["mail.thread"], attr)
        found.add(("mail.thread" if in_chatter else name, attr))
print("SURFACE", json.dumps(sorted(found)))
"""


@pytest.fixture(scope="module")
def target(shared_database, run_odoo):
    database = shared_database("crm")
    run_odoo(database, "module", "install", "crm_activity_feed")
    return fuzz_story.tell(run_odoo, database)


@pytest.fixture(scope="module")
def odoo(odoo_tools, target):
    options = {"workers": 2, "limit_time_cpu": 120, "limit_time_real": 240}
    database = target["database"]
    with server.running(odoo_tools, database, "test-fuzz", **options) as odoo:
        yield odoo


@pytest.fixture
def attacked(odoo, target, query):
    """Attack, then see what is wrong: ``attacked(make, number of calls)``."""

    def attack_and_check(make, number):
        before = fuzz_story.watch(query, target, "bruno")
        assert len(before) == 6
        logged = odoo.log.stat().st_size
        attack = Attack(target, odoo.port, SEED, make)
        attack.run(range(number))
        faults = sorted(attack.faults)
        assert not faults, f"{len(faults)} faults:\n\n" + "\n\n".join(
            f"call {place} of seed {SEED}: {fault}" for place, fault in faults[:20]
        )
        assert sum(attack.outcomes.values()) == number
        # What is Bruno's is as it was; he attacked nobody.
        assert fuzz_story.watch(query, target, "bruno") == before
        # No source was blamed for what a client sent: it would rest, for everybody.
        blamed = (
            "SELECT number, last_error FROM crm_feed_source"
            " WHERE last_error NOT LIKE 'zqx%'"
        )
        assert query(target["database"], blamed) == []
        check_log(odoo.log.read_bytes()[logged:].decode(errors="replace"))
        return attack

    return attack_and_check


# In both, enough of the calls are understood: a fuzzer that nobody understands tests
# the front door only.
def test_hostile_calls(attacked, target, query):
    """All public methods."""
    attack = attacked(Inputs.call, MIXED)
    assert attack.outcomes["answered"] > MIXED * 0.08, attack.outcomes
    assert attack.outcomes["refused"] > MIXED * 0.2, attack.outcomes
    assert (ENTRY, "get_page") in attack.granted["ana"]
    # A portal user has got nothing, by no call. Odoo's import answers with the list of
    # what was refused.
    assert attack.granted["petra"] <= {(NOTE, "load")}
    made = "SELECT count(*) FROM crm_feed_note WHERE create_uid = {petra}"
    [[count]] = query(target["database"], made.format(**target["users"]))
    assert int(count) == 0


def test_hostile_pages(attacked):
    """Only ``get_page``, and nothing that is wholly right."""
    attack = attacked(Inputs.hostile_page, PAGES)
    assert attack.odd == PAGES
    assert attack.outcomes["answered"] > PAGES * 0.05, attack.outcomes
    assert attack.outcomes["refused"] > PAGES * 0.5, attack.outcomes
    assert attack.granted["ana"] == {(ENTRY, "get_page")}
    assert not attack.granted["petra"]


def check_log(log):
    """What Odoo logs of it are refusals, and its own errors on its own arguments."""
    assert "bad query" not in log
    errors = re.findall(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) (.*)$", log, re.M)
    of_requests = "odoo.http: Exception during request handling."
    assert [line for line in errors if of_requests not in line] == []


def test_all_public_methods_are_attacked(run_odoo, target):
    """A new one has to join, on each model that has it: see ``fuzz_calls``."""
    output = run_odoo(target["database"], "shell", "--no-http", stdin=SURFACE)
    line = next(line for line in output.splitlines() if line.startswith("SURFACE "))
    public = {tuple(pair) for pair in json.loads(line.removeprefix("SURFACE "))}
    assert len(public) > 90
    assert public - CALLS.keys() == set()
    # As each of these is one of the models above, with a chatter.
    beyond = {pair for pair in CALLS if pair not in public}
    assert {method for _model, method in beyond} == {
        "action_feed_follow",
        "action_feed_unfollow",
    }
