"""`make test-host`: the tests of Odoo, without the addon and with it.

What they come to must be the same; `tests/host_differences.cfg` names every test of
which it is not, and why. ARGS chooses suites, ``ARGS="mail crm"``, and options.
"""

import argparse
import collections
import contextlib
import dataclasses
import json
import os
import shlex
import shutil
import subprocess
import time

from . import databases, host_results, python_env, system
from .host_suites import SUITES
from .system import DEV, LOGS, ROOT, Failure, digest, free_port, say

RESULTS = DEV / "host"


def run():
    """Run the tests of Odoo without and with the addon (ARGS="mail": only these)."""
    options = parse(shlex.split(os.environ.get("ARGS", "")))
    with databases.tools() as tools:
        suites = choose(tools, options)
        databases.sweep(tools)
        RESULTS.mkdir(exist_ok=True)
        explained = host_results.explained()
        open_ones = 0
        with installed(tools) as source:
            for suite in suites:
                without, with_addon = both(tools, suite, source, options)
                open_ones += report(
                    suite, without, with_addon, explained, options.quick
                )
    unknown = {suite for suite, _test in explained} - {suite.name for suite in SUITES}
    if unknown:
        raise Failure(f"There is no suite {', '.join(sorted(unknown))}: see above.")
    if open_ones:
        raise Failure(
            f"{open_ones} tests differ from what is expected, they are listed above."
            f" Logs: {LOGS}/host-*.log. Mend the addon; what cannot be otherwise is"
            f" explained in {host_results.EXPLAINED.relative_to(ROOT)}."
        )
    say("The tests of Odoo have the same result with the addon as without it")


def parse(arguments):
    names = [suite.name for suite in SUITES]
    parser = argparse.ArgumentParser(
        prog='make test-host ARGS="..."',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(names))
    parser.add_argument(
        "--all", action="store_true", help="those that take an hour, too"
    )
    parser.add_argument(
        "--again", action="store_true", help="run those without the addon anew"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="all tests with the addon; without it only those that failed",
    )
    options = parser.parse_args(arguments)
    unknown = set(options.suites) - set(names)
    if unknown:
        parser.error(f"no suite {', '.join(sorted(unknown))}: {', '.join(names)}")
    return options


def choose(tools, options):
    """Return the suites to run; say which ones do not, and why."""
    asked = options.suites
    chosen = [
        suite
        for suite in SUITES
        if suite.name in asked or (not asked and (options.all or not suite.is_long))
    ]
    absent = {
        suite.module
        for suite in chosen
        if not any((folder / suite.module).is_dir() for folder in tools.odoo.addons)
        and not (tools.odoo.path / "odoo/addons" / suite.module).is_dir()
    }
    if absent:
        raise Failure(
            f"This Odoo comes without {', '.join(sorted(absent))}. Debian's package"
            " and a checkout of its repository hold all modules: leave out ODOO, or"
            " have it name a checkout."
        )
    left = [suite.name for suite in SUITES if suite not in chosen]
    if left:
        say(f"Not run now: {', '.join(left)}")
    return chosen


@contextlib.contextmanager
def installed(tools):
    """A function that returns a database with the addon, made when it is needed."""
    made = {}

    def get(apps):
        if apps not in made:
            made[apps] = databases.throw_away(tools, apps)
            databases.install_addon(tools, made[apps][0], demo=False)
        return made[apps][0]

    try:
        yield get
    finally:
        for name, lock in made.values():
            databases.drop(tools, name)
            lock.close()


def both(tools, suite, source, options):
    """Return the outcomes of a suite without the addon and with it.

    Tests that differ run once more, alone: a busy machine makes some fail, of Odoo's
    tours also without the addon. What passes once, on a side, passes.
    """
    base = databases.base(tools, suite.apps)
    if options.quick:
        return quick(tools, suite, source, base)
    without = baseline(tools, suite, base, options.again)
    with_addon = results(tools, suite, source(suite.apps), is_with=True)
    differ = host_results.compare(without, with_addon)
    tags = suite.update and host_results.tags(differ, suite.tags)
    if tags:
        say(f"{suite.name}: {len(differ)} tests differ, running them alone")
        for outcomes, database, is_with in (
            (without, base, False),
            (with_addon, source(suite.apps), True),
        ):
            rerun = results(tools, suite, database, is_with=is_with, tags=tags)
            for name in differ:
                known = outcomes.pop(name, None)
                if name in rerun:
                    outcomes[name] = host_results.best(known, rerun[name])
    return without, with_addon


def quick(tools, suite, source, base):
    """Return the outcomes; of tests that passed with the addon, the same without it.

    Tests of the moment when their module is installed run when all is loaded only:
    at that moment they do not know of the addon.
    """
    suite = dataclasses.replace(suite, is_quick=True)
    with_addon = results(tools, suite, source(suite.apps), is_with=True)
    without = {name: r for name, r in with_addon.items() if not r.is_bad}
    doubtful = with_addon.keys() - without.keys()
    # Tests in JavaScript run together or not at all.
    tags = host_results.tags(doubtful, suite.tags) if suite.update else None
    if doubtful:
        say(f"{suite.name}: {len(doubtful)} tests failed, running them alone")
        for outcomes, database, is_with in (
            (with_addon, source(suite.apps), True),
            (without, base, False),
        ):
            outcomes.update(results(tools, suite, database, is_with=is_with, tags=tags))
    return without, with_addon


def baseline(tools, suite, base, again):
    """Return the outcomes without the addon: they change with Odoo only."""
    files = (ROOT / "scripts/host_main.py", ROOT / "requirements/host.txt")
    key = digest(tools.odoo.version, base, suite, *files)
    path = RESULTS / f"{suite.name}-{key}.jsonl"
    if again or not path.is_file():
        for old in RESULTS.glob(f"{suite.name}-*.jsonl"):
            old.unlink()
        results(tools, suite, base, is_with=False)
        # Only a complete run has this name.
        shutil.move(results_path(suite, False), path)
    return host_results.read(path)


def results_path(suite, is_with):
    return RESULTS / f"{suite.name}.{'with' if is_with else 'without'}"


def results(tools, suite, source, is_with, tags=None):
    """Run a suite on a copy of a database and return what its tests came to."""
    side = "with" if is_with else "without"
    path = results_path(suite, is_with)
    path.unlink(missing_ok=True)
    log = LOGS / f"host-{suite.name}-{side}{'-alone' if tags else ''}.log"
    say(f"{suite.name}: {side} the addon")
    start = time.monotonic()
    name, lock = databases.throw_away(tools, suite.apps, source=source)
    try:
        code = odoo(tools, suite, name, tags or suite.tags, is_with, path, log)
    finally:
        databases.drop(tools, name)
        lock.close()
    found = host_results.read(path)
    # Failed tests make Odoo end with 1.
    if code not in (0, 1) or not found:
        raise Failure(f"{system.tail(log)}\nThe tests did not run, see {log}")
    minutes = (time.monotonic() - start) / 60
    say(f"{suite.name}: {len(found)} tests in {minutes:.0f} minutes")
    return found


def odoo(tools, suite, name, tags, is_with, path, log):
    settings = {"http_port": free_port(), "gevent_port": free_port()}
    settings["screenshots"] = DEV / "screenshots"
    if not is_with:
        # Tests of Odoo look at all addons that there are, installed or not.
        folders = map(str, tools.odoo.addons)
        settings["addons_path"] = ",".join(folders)
    config = databases.config(tools, name, **settings)
    command = [tools.python, ROOT / "scripts/host_main.py", "server", "-c", config]
    command += ["--test-tags", tags, "--stop-after-init"]
    command += ["-u", suite.module] if suite.update and not suite.is_quick else []
    env = {**tools.env(), "HOST_RESULTS": str(path)}
    env.update({"HOST_QUICK": "1"} if suite.is_quick else {})
    # Pylint, which Odoo's tests import, and start.
    packages = python_env.get_folder("host-python", tools.python, "host")
    env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(packages)])
    env["PATH"] = os.pathsep.join([str(packages / "bin"), env["PATH"]])
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            env=env,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait()
        finally:
            system.stop_process(process)


def report(suite, without, with_addon, explained, is_quick):
    """Print what there is to say of a suite; return how many are not explained."""
    counts = collections.Counter(result.outcome for result in with_addon.values())
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    say(f"{suite.name}: {told}")
    reasons = collections.Counter(
        result.text.strip()
        for result in with_addon.values()
        if result.outcome == "skipped"
    )
    for reason, count in reasons.most_common():
        print(f"    skipped, as without the addon: {count} times: {reason}")
    differ = host_results.compare(without, with_addon)
    open_ones = 0
    for name, difference in differ.items():
        known, reason = explained.get((suite.name, name), (None, None))
        if known and host_results.fits(known, difference):
            print(f"    explained: {name}: {difference}\n        {reason}")
            continue
        open_ones += 1
        print(f"    DIFFERS: {name}: {difference}")
        print(indent(with_addon.get(name) or without[name]))
    for (name, test), (difference, _reason) in explained.items():
        # A quick run leaves tests out.
        was_run = not is_quick or test in with_addon
        if name == suite.name and was_run and test not in differ:
            open_ones += 1
            print(f"    NO LONGER DIFFERS ({difference}): {test}")
    save(suite, without, with_addon, differ)
    return open_ones


def indent(result):
    return "\n".join(f"        {line}" for line in result.text.splitlines()[-12:])


def save(suite, without, with_addon, differ):
    """Keep the figures of the last run, for whoever wants to compare."""
    summary = {
        "differ": differ,
        "without": collections.Counter(r.outcome for r in without.values()),
        "with": collections.Counter(r.outcome for r in with_addon.values()),
    }
    (RESULTS / f"{suite.name}.json").write_text(json.dumps(summary, indent=1))
