"""`make demo`: Odoo with the addon and demo data on this machine."""

import os
import subprocess
import time
import urllib.error
import urllib.request

from . import databases, odoo_log
from .system import (
    ADDON,
    LOGS,
    Failure,
    drop_stamp,
    free_port,
    open_lock,
    say,
    set_stamp,
    stamped,
    stop_process,
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
        command = databases.command(
            tools, name, "server", max_cron_threads=1, http_port=port
        )
        log = LOGS / "demo.log"
        say("Starting Odoo")
        with log.open("w") as output:
            server = subprocess.Popen(
                command,
                env=tools.env(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until_up(server, port, log)
            greet(port, log)
            if server.wait():
                raise Failure(f"{tail(log)}\nOdoo has ended, all it said: {log}")
        except KeyboardInterrupt:
            say("Stopping")
        finally:
            stop_process(server)
            lock.close()


def wait_until_up(server, port, log):
    for _ in range(240):
        if server.poll() is not None:
            raise Failure(f"{tail(log)}\nOdoo did not start, all it said: {log}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Failure(f"Odoo does not answer, all it said: {log}")


def greet(port, log):
    print(f"\n    http://127.0.0.1:{port}\n")
    print("    login    password")
    for login, role in LOGINS:
        print(f"    {login:8} {login:8}   {role}")
    print(f"\n    Log: {log}\n    Ctrl-C stops it.\n", flush=True)
