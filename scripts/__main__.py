"""Command line of the development tools: ``python3 -m scripts COMMAND``."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess

from . import browser, databases, demo, lint, postgres, python_env, tests
from .system import DEV, ROOT, Failure, main_guard, open_lock, prepare, say, set_stamp


def setup():
    """All but starting: what `make demo`, `make test` and `make lint` need."""
    browser_missing = None
    try:
        browser.get()
    except Failure as failure:
        browser_missing = failure
    lint.tools()
    with databases.tools() as tools:
        databases.base(tools, "crm")
        lock = open_lock("demo", wait=False)
        if lock:  # else it is running
            demo.database(tools)
    if browser_missing:
        raise browser_missing
    say("Ready: make demo, make test")


def on_demo(*arguments):
    """Run Odoo's command line on the demo database, in the foreground."""
    with databases.tools() as tools:
        name = tools.name("demo")
        if not databases.exists(tools, name):
            name, lock = demo.prepared(tools)
            lock.close()
        command = databases.command(tools, name, *arguments)
        # Ctrl-C is for Odoo's shell or server, which decides what it means.
        signal.signal(signal.SIGINT, lambda *_: None)
        return subprocess.run(command, env=tools.env(), check=False).returncode


def bench():
    """Run `bench/run.py` in the virtual environment, on a database of its own."""
    with databases.tools() as tools:
        databases.sweep(tools)
        name, lock = databases.throw_away(tools)
        try:
            databases.install_addon(tools, name)
            settings = databases.config(tools, name)
            command = [tools.python, ROOT / "bench/run.py"]
            command += shlex.split(os.environ.get("ARGS", ""))
            env = {**tools.env(), "ODOO_RC": str(settings), "PGDATABASE": name}
            return subprocess.run(command, env=env, cwd=ROOT, check=False).returncode
        finally:
            databases.drop(tools, name)
            lock.close()


def clean():
    """Stop the private cluster and remove all that was made."""
    if DEV.is_dir():
        say("Removing what was made")
        postgres.remove()
        shutil.rmtree(DEV)
    for name in ("node_modules", ".ruff_cache", ".pytest_cache"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for cache in ROOT.rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)


def start_postgres():
    """Start the private cluster and leave it running."""
    python = python_env.get("venv", "odoo", "test")
    server = postgres.connect(python)
    set_stamp(postgres.KEEP, "yes")
    print(" ".join(f"{key}={value}" for key, value in server.env.items()))


def copy(apps, name, addon):
    """Make a copy of a base to work with; nothing removes it but `drop`."""
    with databases.tools() as tools:
        databases.copy(tools, databases.base(tools, apps), name)
        if addon:
            databases.install_addon(tools, name)


def drop(name):
    with databases.tools() as tools:
        databases.drop(tools, name)


def base(apps):
    with databases.tools() as tools:
        print(databases.base(tools, apps))


def parse():
    parser = argparse.ArgumentParser(prog="python3 -m scripts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    simple = {
        "setup": setup,
        "demo": demo.serve,
        "test": tests.run,
        "lint": lint.check,
        "format": lint.fix,
        "bench": bench,
        "clean": clean,
        "postgres": start_postgres,
        "stop": postgres.stop,
        "shell": lambda: on_demo("shell", "--no-http"),
        "odoo": lambda: on_demo(*shlex.split(os.environ.get("ARGS", ""))),
    }
    for name, function in simple.items():
        commands.add_parser(name, help=function.__doc__).set_defaults(call=function)
    sub = commands.add_parser("base", help="make a base database, print its name")
    sub.add_argument("apps", choices=databases.APPS, default="all", nargs="?")
    sub.set_defaults(call=base)
    sub = commands.add_parser("copy", help="copy a base database")
    sub.add_argument("apps", choices=databases.APPS)
    sub.add_argument("name")
    sub.add_argument("--addon", action="store_true", help="and install the addon")
    sub.set_defaults(call=copy)
    sub = commands.add_parser("drop", help="drop a database")
    sub.add_argument("name")
    sub.set_defaults(call=drop)
    return vars(parser.parse_args())


def main():
    arguments = parse()
    arguments.pop("command")
    function = arguments.pop("call")
    prepare()
    return function(**arguments)


main_guard(main)
