"""Databases to throw away, for tests that install, upgrade and remove the addon.

pytest-odoo has imported Odoo into this process already, bound to one database:
tests reach any other one through Odoo's command line in a process of its own.
"""

import subprocess

import feed_story
import pytest

from scripts import databases


@pytest.fixture(scope="session")
def odoo_tools():
    """Odoo, its Python and the PostgreSQL server of this run."""
    with databases.tools() as tools:
        yield tools


@pytest.fixture(scope="session")
def shared_database(odoo_tools):
    """Like `fresh_database`, for a database that the tests of a session share."""
    yield from databases_to_throw_away(odoo_tools)


@pytest.fixture
def fresh_database(odoo_tools):
    """Make a database: ``name = fresh_database("crm")``, or with "all" apps.

    It holds these apps and their demo data, not our addon, or all that another
    database holds, the ``source``. It is dropped when the test ends.
    """
    yield from databases_to_throw_away(odoo_tools)


def databases_to_throw_away(tools):
    made = []

    def make(apps="crm", source=None):
        made.append(databases.throw_away(tools, apps, "fresh", source))
        return made[-1][0]

    try:
        yield make
    finally:
        for name, lock in made:
            databases.drop(tools, name)
            lock.close()


@pytest.fixture(scope="session")
def run_odoo(odoo_tools):
    """Run Odoo's command line on a database and return all that it prints.

    ``run_odoo(name, "module", "install", "crm_activity_feed")``
    ``run_odoo(name, "shell", stdin="print(env.user.login)")``

    A failure raises `subprocess.CalledProcessError`, with the output in it; with
    ``check=False`` it is returned like any other output. ``addons`` are folders
    to find further addons in; ``options`` go to the configuration file.
    """

    def run(database, *arguments, stdin="", check=True, addons=(), **options):
        command = databases.command(
            odoo_tools, database, *arguments, addons=addons, **options
        )
        done = subprocess.run(
            command,
            input=stdin,
            env=odoo_tools.env(),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if check and done.returncode:
            # pytest shows what was printed, but not what is in the exception.
            print(done.stdout[-5000:])
            done.check_returncode()
        return done.stdout

    return run


@pytest.fixture(scope="session")
def query(odoo_tools):
    """Run SQL on a database: ``query(name, "SELECT 1")`` returns rows of text."""
    return odoo_tools.query


@pytest.fixture(scope="session")
def story(shared_database, run_odoo):
    """A database to read from outside; see `feed_story`."""
    database = shared_database("crm")
    run_odoo(database, "module", "install", "crm_activity_feed")
    return feed_story.tell(run_odoo, database)
