"""`make bench`: measure the feed on a big database, which is filled once and kept."""

import argparse
import os
import shlex
import subprocess

from . import databases, odoo_log
from .system import ADDON, ROOT, drop_stamp, locked, say, set_stamp, stamped

FILLED, INSTALLED = "bench-filled", "bench-installed"


def run():
    """Run `bench/run.py` on the filled database (ARGS="--refill" makes it anew)."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--refill", action="store_true")
    wanted = shlex.split(os.environ.get("ARGS", ""))
    options, arguments = parser.parse_known_args(wanted)
    with databases.tools() as tools, locked("bench"):
        name = tools.name("bench")
        if not {"-h", "--help"} & set(arguments):
            prepare(tools, name, options.refill)
        return script(tools, name, "run", *arguments)


def prepare(tools, name, refill):
    source = databases.base(tools, "all")
    # A change of the addon needs an upgrade only, unless it changes what Odoo
    # keeps as it is: records that are loaded once.
    once = [*(ROOT / ADDON / "data").glob("*"), ROOT / ADDON / "__manifest__.py"]
    filling = [ROOT / "bench/fill.py", *(ROOT / "bench/sql").glob("*.sql")]
    filled = databases.digest(name, source, *sorted([*filling, *once]))
    installed = databases.addon_files()
    is_filled = stamped(FILLED, filled) and databases.exists(tools, name)
    if refill or not is_filled:
        drop_stamp(FILLED)
        databases.copy(tools, source, name)
        databases.install_addon(tools, name)
        script(tools, name, "fill", check=True)
        set_stamp(FILLED, filled)
    elif not stamped(INSTALLED, installed):
        say(f"Upgrading {ADDON}")
        options = ["-u", ADDON, "--stop-after-init", "--no-http"]
        odoo_log.install(tools, name, options, f"upgrade-{name}")
    set_stamp(INSTALLED, installed)


def script(tools, name, module, *arguments, check=False):
    settings = databases.config(tools, name)
    command = [tools.python, "-m", f"bench.{module}", *arguments]
    env = {**tools.env(), "ODOO_RC": str(settings), "PGDATABASE": name}
    return subprocess.run(command, env=env, cwd=ROOT, check=check).returncode
