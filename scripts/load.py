"""`make load`: people at work over HTTP, on a copy of the database of `make bench`."""

import contextlib
import os
import shlex
import subprocess

from . import bench, databases, odoo_log, server
from .system import ADDON, ROOT, locked, say

#: Nobody is cut off: it is measured how long things take.
OPTIONS = {"workers": 2, "limit_time_cpu": 600, "limit_time_real": 900}
#: One password for all: it is meant to be slow to compute.
PASSWORDS = """
users = env["res.users"].search([("login", "like", "bench_")])
env.cr.execute("UPDATE res_users SET password = %s WHERE id IN %s",
               [users._crypt_context().hash("load"), tuple(users.ids)])
env.cr.commit()
"""


def run():
    """Run `bench/load.py` (ARGS: its options, such as "--people 10")."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with databases.tools() as tools:
        command = [tools.python, "-m", "bench.load"]
        if {"-h", "--help"} & set(arguments):
            return call([*command, *arguments], tools)
        source = tools.name("bench_1")
        with copy_of(tools, source) as name:
            with server.running(tools, name, "load", **OPTIONS) as odoo:
                command += ["--url", odoo.url, "--database", name]
                command += ["--socket-url", odoo.socket_url]
                workers = OPTIONS["workers"]
                note = f"Odoo with {workers} workers and one process for websockets."
                return call([*command, "--notes", note, *arguments], tools)


def call(command, tools):
    return subprocess.run(command, env=tools.env(), cwd=ROOT, check=False).returncode


@contextlib.contextmanager
def copy_of(tools, source):
    """Copy the big database, which is made if it is not there, and left alone if so."""
    name = f"{source}_load"
    if not databases.exists(tools, source):
        with locked("bench-1"):
            bench.prepare(tools, source, "1", refill=False)
    try:
        say("Copying the database")
        databases.copy(tools, source, name)
        options = ["-u", ADDON, "--stop-after-init", "--no-http"]
        odoo_log.install(tools, name, options, f"upgrade-{name}")
        databases.shell(tools, name, PASSWORDS)
        yield name
    finally:
        databases.drop(tools, name)
