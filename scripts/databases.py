"""Databases and their files: bases made once, copies of them made in a second."""

import contextlib
import os
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from . import odoo_log, odoo_source, postgres, python_env
from .system import (
    ADDON,
    DEV,
    ROOT,
    Failure,
    digest,
    locked,
    open_lock,
    say,
)

DATA = DEV / "data"
APPS = {
    "all": ["crm", "sale_management", "account", "project", "calendar", "contacts"],
    "crm": ["crm"],
    # What `make test-host` runs the tests of Odoo in: as little as they need, for
    # many of them count queries. No demo data, like Odoo by default.
    "host": ["crm", "base_import", "test_mail", "test_lint"],
    "hostfull": ["base_import", "sale_crm", "test_mail_full", "test_crm_full"],
}
WITHOUT_DEMO = {"host", "hostfull"}
# Debian takes out a script that a bundle of Discuss lists. Every page would say so
# in the browser's console, which fails browser tests.
AFTER_BASE = """
from odoo.tools import file_path
path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
try:
    file_path(path)
except FileNotFoundError:
    env["ir.asset"].create({
        "name": "Not in Debian's package",
        "bundle": "web.assets_backend",
        "directive": "remove",
        "path": path,
    })
env["ir.attachment"].search([("url", "=like", "/web/assets/%")]).unlink()
env.cr.commit()
"""


@dataclass
class Tools:
    """What it takes to run Odoo."""

    odoo: odoo_source.Odoo
    python: Path
    server: postgres.Server
    has_addon: bool = False  # as a package among those of Python

    def query(self, database, statement):
        return postgres.query(self.python, self.server, database, statement)

    def name(self, suffix):
        return f"{self.server.prefix}_{suffix}"

    def env(self):
        path = [str(self.odoo.path), os.environ.get("PYTHONPATH", "")]
        return {
            **os.environ,
            **self.server.env,
            "PYTHONPATH": os.pathsep.join(filter(None, path)),
        }


@contextlib.contextmanager
def tools():
    """Odoo, its Python packages and a server, which is left at the end."""
    odoo = odoo_source.get()
    python = python_env.get("venv", "odoo", "test")
    server = None
    try:
        server = postgres.connect(python)
        yield Tools(odoo, python, server)
    finally:
        postgres.leave(server)


def config(tools, name, addons=(), **options):
    """Write the Odoo configuration of one database, return its path."""
    folder = DEV / "config"
    folder.mkdir(exist_ok=True)
    # A Python that has the addon installed shall not find this folder's.
    ours = [] if tools.has_addon else [ROOT]
    addons = [*tools.odoo.addons, *ours, *addons]
    values = {
        "addons_path": ",".join(str(path) for path in addons),
        "data_dir": DATA,
        "db_name": name,
        "db_host": tools.server.env["PGHOST"],
        "db_port": tools.server.env["PGPORT"],
        "db_user": tools.server.env["PGUSER"],
        "dbfilter": f"^{name}$",
        "list_db": False,
        "admin_passwd": uuid.uuid4().hex,
        "http_interface": "127.0.0.1",
        "max_cron_threads": 0,
        "workers": 0,
        # Chromium's and Python's needs are not Odoo's to limit.
        "limit_time_real": 0,
        **options,
    }
    if "PGPASSWORD" in tools.server.env:
        values["db_password"] = tools.server.env["PGPASSWORD"]
    path = folder / f"{name}.conf"
    lines = [f"{key} = {value}" for key, value in values.items()]
    path.write_text("[options]\n" + "\n".join(lines) + "\n")
    path.chmod(0o600)
    return path


def command(tools, name, *arguments, **options):
    """Odoo's command line on a database; its subcommand comes first."""
    words = [str(word) for word in arguments]
    subcommand = [] if not words or words[0].startswith("-") else [words.pop(0)]
    if subcommand == ["module"] or subcommand == ["i18n"]:
        subcommand.append(words.pop(0))
    settings = config(tools, name, **options)
    odoo = [str(tools.python), str(ROOT / "scripts/odoo_main.py")]
    return [*odoo, *(subcommand or ["server"]), "-c", str(settings), *words]


def names(tools):
    rows = tools.query("postgres", "SELECT datname FROM pg_database")
    return [name for (name,) in rows]


def exists(tools, name):
    return name in names(tools)


def drop(tools, name):
    drop_database(tools, name)
    forget(name)


def drop_database(tools, name):
    tools.query("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def forget(name):
    """Remove what lies outside of a database that is gone."""
    remove_files(name)
    (DEV / "config" / f"{name}.conf").unlink(missing_ok=True)
    (DEV / "locks" / name).unlink(missing_ok=True)


def remove_files(name):
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def base(tools, apps="all"):
    """Return the base with these apps and their demo data, without our addon."""
    requirements = ROOT / "requirements/odoo.txt"
    key = digest(tools.odoo.version, requirements, APPS[apps], AFTER_BASE)
    name = tools.name(f"base_{apps}_{key[:6]}")
    with locked(f"base-{apps}"):
        if exists(tools, name):
            return name
        for old in names(tools):
            if old.startswith(tools.name(f"base_{apps}_")):
                drop(tools, old)
        build_base(tools, name, apps)
    return name


def build_base(tools, name, apps):
    say(f"Making the base database: {', '.join(APPS[apps])} (a few minutes, once)")
    part = tools.name(f"part_{apps}")
    drop(tools, part)
    arguments = ["-i", ",".join(APPS[apps]), "--stop-after-init"]
    arguments += [] if apps in WITHOUT_DEMO else ["--with-demo"]
    odoo_log.install(tools, part, [*arguments, "--no-http"], f"base-{apps}")
    shell(tools, part, AFTER_BASE)
    files = DATA / "filestore"
    remove_files(name)
    (files / part).rename(files / name)
    # Nobody may be connected to a database that is copied. The name comes last:
    # only a complete base has it.
    tools.query("postgres", f'ALTER DATABASE "{part}" ALLOW_CONNECTIONS false')
    tools.query("postgres", f'ALTER DATABASE "{part}" RENAME TO "{name}"')


def copy(tools, source, name):
    files = DATA / "filestore"
    with locked("copy"):
        # Not its lock: whoever is about to use the copy has it already.
        drop_database(tools, name)
        remove_files(name)
        tools.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        # Odoo never changes a stored file, it only adds and removes: links will do.
        shutil.copytree(files / source, files / name, copy_function=os.link)


def shell(tools, name, script):
    done = subprocess.run(
        command(tools, name, "shell", "--log-level=warn", "--no-http"),
        input=script,
        env=tools.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    # A script's exception ends the shell, but not with an exit code.
    if done.returncode or "Traceback" in done.stderr:
        raise Failure(f"Odoo's shell failed on {name}:\n{done.stderr[-3000:]}")
    return done.stdout


def throw_away(tools, apps="all", kind="run", source=None):
    """Copy a base, or ``source``, under a name of its own; return it and its lock.

    The lock says that the copy is in use: `sweep` removes those nobody holds.
    """
    name = tools.name(f"{kind}_{apps}_{uuid.uuid4().hex[:8]}")
    source = source or base(tools, apps)
    lock = open_lock(name)
    copy(tools, source, name)
    return name, lock


def sweep(tools):
    """Drop the copies of runs that were interrupted."""
    for name in names(tools):
        if name.startswith((tools.name("run_"), tools.name("fresh_"))):
            lock = open_lock(name, wait=False)
            if lock:
                drop(tools, name)
                lock.close()


def addon_files():
    """Hash of everything that an installed addon depends on."""
    skipped = {"tests", "readme", "__pycache__"}
    files = [
        path
        for path in sorted((ROOT / ADDON).rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
    ]
    return digest(*[part for path in files for part in (str(path), path)])


def install_addon(tools, name, demo=True):
    say(f"Installing {ADDON}")
    arguments = ["-i", ADDON, "--stop-after-init", "--no-http"]
    arguments += ["--with-demo"] * demo
    odoo_log.install(tools, name, arguments, f"install-{name}")
