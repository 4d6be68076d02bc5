"""`make bench`: measure the feed on a big database, which is filled once and kept.

SIZE=1 (the default) is half a million messages, SIZE=10 five million.
"""

import argparse
import contextlib
import os
import shlex
import subprocess

from . import databases, odoo_log, system
from .system import ADDON, ROOT, Failure, drop_stamp, locked, say, set_stamp, stamped

#: The large one shows what grows with the database, next to the ordinary one.
SIZES = ("1", "10")


def run():
    """Run `bench/run.py` on the filled database (ARGS="--refill" makes it anew)."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--refill", action="store_true")
    parser.add_argument("--fill-only", action="store_true")
    parser.add_argument("--no-writes", action="store_true")
    parser.add_argument("--only")
    for flag in ("-h", "--help", "--explain"):
        parser.add_argument(flag, action="store_true")
    arguments = shlex.split(os.environ.get("ARGS", ""))
    options, _others = parser.parse_known_args(arguments)
    size = os.environ.get("SIZE") or SIZES[0]
    if size not in SIZES:
        raise Failure(f"There is no SIZE={size}. Choose one of: {', '.join(SIZES)}.")
    with databases.tools() as tools, locked(f"bench-{size}"):
        name = tools.name(f"bench_{size}")
        if options.h or options.help:
            return script(tools, name, "run", *arguments)
        prepare(tools, name, size, options.refill)
        if options.fill_only:
            return 0
        arguments += ["--size", size]
        is_full = not (options.only or options.explain)
        if is_full and size != SIZES[0]:
            smaller = tools.name(f"bench_{SIZES[0]}")
            prepare(tools, smaller, SIZES[0], refill=False)
            arguments += ["--smaller", smaller]
        # Both copies are big, and what they tell does not depend on the size.
        wants_copies = is_full and size == SIZES[0] and not options.no_writes
        with copies(tools, name) if wants_copies else contextlib.nullcontext([]) as two:
            return script(tools, name, "run", *arguments, *two)


@contextlib.contextmanager
def copies(tools, name):
    """Copies of a database to write into, the second without the addon."""
    two = [f"{name}_with", f"{name}_without"]
    try:
        say("Copying the database, once with the addon and once without")
        for copy in two:
            databases.copy(tools, name, copy)
        uninstall = ("module", "uninstall", ADDON)
        command = databases.command(tools, two[1], *uninstall)
        system.run(command, "bench-uninstall", env=tools.env())
        yield ["--copies", *two]
    finally:
        for copy in two:
            databases.drop(tools, copy)


def prepare(tools, name, size, refill):
    filling = [ROOT / "bench/fill.py", ROOT / "bench/more_sources.py"]
    filling += (ROOT / "bench/sql").glob("*.sql")
    filled = databases.digest(name, size, *sorted(filling))
    if refill or not (
        stamped(f"{name}-filled", filled) and databases.exists(tools, name)
    ):
        drop_stamp(f"{name}-filled")
        databases.copy(tools, databases.base(tools, "all"), name)
        databases.install_addon(tools, name)
        script(tools, name, "fill", size, check=True)
        set_stamp(f"{name}-filled", filled)
    elif not stamped(f"{name}-installed", databases.addon_files()):
        say(f"Upgrading {ADDON}")
        # Not only --update: that leaves records alone which are loaded once.
        options = ["--reinit", ADDON, "--stop-after-init", "--no-http"]
        odoo_log.install(tools, name, options, f"upgrade-{name}")
    else:
        return
    say("Preparing messages of before")
    script(tools, name, "backfill", check=True)
    set_stamp(f"{name}-installed", databases.addon_files())


def script(tools, name, module, *arguments, check=False):
    settings = databases.config(tools, name)
    command = [tools.python, "-m", f"bench.{module}", *arguments]
    env = {**tools.env(), "ODOO_RC": str(settings), "PGDATABASE": name}
    return subprocess.run(command, env=env, cwd=ROOT, check=check).returncode
