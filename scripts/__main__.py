"""Command line of the development tools: ``python3 -m scripts COMMAND``."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess

from . import (
    bench,
    databases,
    demo,
    host,
    lint,
    load,
    machine,
    postgres,
    python_env,
    screenshots,
    tests,
    translations,
    wheel,
)
from .system import DEV, ROOT, main_guard, open_lock, prepare, say, set_stamp


def setup():
    """All but starting: what `make demo`, `make test` and `make lint` need."""
    lint.tools()
    with databases.tools() as tools:
        databases.base(tools, "crm")
        lock = open_lock("demo", wait=False)
        if lock:  # else it is running
            demo.database(tools)
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


def make_readme():
    """Make README.rst anew from the fragments in the addon's readme/."""
    python = python_env.get("venv-packaging", "packaging")
    return subprocess.run([python, "-m", "scripts.readme"], cwd=ROOT).returncode


def parse():
    parser = argparse.ArgumentParser(prog="python3 -m scripts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    simple = {
        "setup": setup,
        "demo": demo.serve,
        "test": tests.run,
        "test-host": host.run,
        "lint": lint.check,
        "format": lint.fix,
        "readme": make_readme,
        "translations": translations.make,
        "wheel": wheel.make,
        "screenshots": screenshots.take,
        "bench": bench.run,
        "load": load.run,
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
    name = arguments.pop("command")
    function = arguments.pop("call")
    prepare()
    if name not in ("clean", "stop"):
        machine.check(tests=name in ("setup", "test", "test-host", "screenshots"))
    return function(**arguments)


main_guard(main)
