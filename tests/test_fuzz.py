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

from scripts import server

SEED = os.environ.get("FUZZ_SEED", "feed")
NUMBER = int(os.environ.get("FUZZ_CALLS", "20000"))
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
        # Methods of a mixin are called on one or two of its models.
        found.add((classes[-1].__module__, attr))
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


def test_hostile_calls(odoo, target, query):
    before = fuzz_story.watch(query, target, "bruno")
    assert len(before) == 4
    attack = Attack(target, odoo.port, SEED)
    attack.run(range(NUMBER))
    faults = sorted(attack.faults)
    assert not faults, f"{len(faults)} faults:\n\n" + "\n\n".join(
        f"call {number} of seed {SEED}: {fault}" for number, fault in faults[:20]
    )
    # Enough of the calls are understood: a fuzzer that nobody understands tests the
    # front door only.
    outcomes = attack.outcomes
    assert sum(outcomes.values()) == NUMBER
    assert outcomes["answered"] > NUMBER * 0.1, outcomes
    assert outcomes["refused"] > NUMBER * 0.2, outcomes
    assert (ENTRY, "get_page") in attack.granted["ana"]
    # A portal user has got nothing, by no call. Odoo's import answers with the list of
    # what was refused.
    assert attack.granted["petra"] <= {(NOTE, "load")}
    made = "SELECT count(*) FROM crm_feed_note WHERE create_uid = {petra}"
    [[count]] = query(target["database"], made.format(**target["users"]))
    assert int(count) == 0
    # What is Bruno's is as it was; he attacked nobody.
    assert fuzz_story.watch(query, target, "bruno") == before
    # No source was blamed for what a client sent: then it would rest, for everybody.
    blamed = (
        "SELECT number, last_error FROM crm_feed_source"
        " WHERE last_error NOT LIKE 'zqx%'"
    )
    assert query(target["database"], blamed) == []
    check_log(odoo.log.read_text(errors="replace"))


def check_log(log):
    """What Odoo logs of it are refusals, and its own errors on its own arguments."""
    assert "bad query" not in log
    errors = re.findall(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) (.*)$", log, re.M)
    of_requests = "odoo.http: Exception during request handling."
    assert [line for line in errors if of_requests not in line] == []


def test_all_public_methods_are_attacked(run_odoo, target):
    """A new one has to join: see ``fuzz_calls``."""
    output = run_odoo(target["database"], "shell", "--no-http", stdin=SURFACE)
    line = next(line for line in output.splitlines() if line.startswith("SURFACE "))
    public = {method for _module, method in json.loads(line.removeprefix("SURFACE "))}
    assert len(public) > 40
    assert public - {method for _model, method in CALLS} == set()
