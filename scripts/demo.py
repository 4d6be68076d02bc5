"""`make demo`: Odoo with the addon and demo data on this machine."""

import os

from . import databases, odoo_log
from .server import running
from .system import (
    ADDON,
    Failure,
    drop_stamp,
    free_port,
    open_lock,
    say,
    set_stamp,
    stamped,
    tail,
)

LOGINS = [
    ("admin", "administrator"),
    ("head", "head of sales"),
    ("sales", "salesperson"),
]


def database(tools):
    """Return the demo database, made or upgraded if need be."""
    name = tools.name("demo")
    files = databases.addon_files()
    if os.environ.get("RESET"):
        databases.drop(tools, name)
    if not databases.exists(tools, name):
        make(tools, name)
    elif not stamped(name, files):
        say(f"{ADDON} has changed: upgrading it")
        drop_stamp(name)
        arguments = ["-u", ADDON, "--stop-after-init", "--no-http"]
        odoo_log.install(tools, name, arguments, "demo-upgrade")
    set_stamp(name, files)
    return name


def make(tools, name):
    source = databases.base(tools)
    say("Making the demo database")
    part = tools.name("part_demo")
    databases.copy(tools, source, part)
    databases.install_addon(tools, part)
    # Only a complete demo database has the name.
    files = databases.DATA / "filestore"
    databases.remove_files(name)
    (files / part).rename(files / name)
    tools.query("postgres", f'ALTER DATABASE "{part}" RENAME TO "{name}"')


def prepared(tools):
    """The demo database, for one process at a time."""
    lock = open_lock("demo", wait=False)
    if not lock:
        raise Failure("The demo is already running (make demo) or being made.")
    return database(tools), lock


def serve():
    with databases.tools() as tools:
        name, lock = prepared(tools)
        port = int(os.environ.get("PORT") or free_port(8069))
        options = {"http_port": port, "max_cron_threads": 1}
        say("Starting Odoo")
        # Its first page takes longest: it is ready when that is.
        with lock, running(tools, name, "demo", "/web/login", **options) as server:
            greet(server)
            try:
                if server.process.wait():
                    log = f"all it said: {server.log}"
                    raise Failure(f"{tail(server.log)}\nOdoo has ended, {log}")
            except KeyboardInterrupt:
                say("Stopping")


def greet(server):
    print(f"\n    {server.url}\n")
    print("    login    password")
    for login, role in LOGINS:
        print(f"    {login:8} {login:8}   {role}")
    print(f"\n    Log: {server.log}\n    Ctrl-C stops it.\n", flush=True)
