"""`make test`: everything, on a copy of the base database with the addon installed."""

import os
import shlex
import subprocess

from . import databases
from .system import ROOT, free_port, say, stop_process


def run():
    with databases.tools() as tools:
        databases.sweep(tools)
        # The top-level tests install and uninstall the addon in a database that
        # has CRM only. Made here, where its progress is seen.
        databases.base(tools, "crm")
        name, lock = databases.throw_away(tools)
        try:
            databases.install_addon(tools, name)
            return pytest(tools, name)
        finally:
            databases.drop(tools, name)
            lock.close()


def pytest(tools, name):
    settings = databases.config(
        tools,
        name,
        http_port=free_port(),
        gevent_port=free_port(),
        screenshots=ROOT / ".dev/screenshots",
    )
    command = [tools.python, "-m", "pytest"]
    command += [f"--odoo-config={settings}", f"--odoo-database={name}"]
    command += ["--odoo-http", "--odoo-log-level=warn"]
    command += shlex.split(os.environ.get("ARGS", ""))
    say("Testing")
    process = subprocess.Popen(
        command, env=tools.env(), cwd=ROOT, start_new_session=True
    )
    try:
        return process.wait()
    finally:
        stop_process(process)
