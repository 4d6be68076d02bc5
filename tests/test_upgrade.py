"""A database of each released version is brought to today's, and nothing is lost."""

import ast
import lzma
import os
import re
import subprocess
from pathlib import Path

import database_state
import pytest
import release_story

from scripts import postgres
from scripts.system import ADDON, ROOT

DUMPS = Path(__file__).parent / "dumps"
CHANGELOG = ROOT / "CHANGELOG.md"
MANIFEST = ROOT / ADDON / "__manifest__.py"
VERSIONS = sorted(path.stem for path in DUMPS.glob("*.txt"))
#: The records that come with the addon, without what users may have changed in them.
OUR_DATA = """
SELECT model, name, noupdate FROM ir_model_data
 WHERE module = 'crm_activity_feed' AND model NOT LIKE 'ir.model%'
"""
VERSION = """
SELECT latest_version FROM ir_module_module WHERE name = 'crm_activity_feed'
"""
#: Odoo loads the demo data of an addon if all that it depends on have theirs.
WITHOUT_DEMO = "UPDATE ir_module_module SET demo = FALSE"


@pytest.fixture
def restore(odoo_tools, fresh_database, tmp_path):
    """Make the database of a released version: ``name = restore("19.0.1.0.0")``."""

    def make(version):
        # It takes the place of a copy, which is dropped at the end.
        name = fresh_database("crm")
        odoo_tools.query("postgres", f'DROP DATABASE "{name}"')
        odoo_tools.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
        dump = tmp_path / "dump"
        dump.write_bytes(lzma.decompress((DUMPS / f"{version}.dump.xz").read_bytes()))
        command = [postgres.find_binaries() / "pg_restore", "--no-owner", "-d", name]
        subprocess.run(
            [*command, dump], env={**os.environ, **odoo_tools.server.env}, check=True
        )
        return name

    return make


def get_schema(query, database):
    """Return what PostgreSQL says of the schema, without what a restore changes.

    It writes conditions with more casts and brackets each time it reads them.
    """
    lines = database_state.take(query, database).schema
    return {re.sub(r"::[a-z ]+(\[\])?|[()]", "", line) for line in lines}


def get_lines(text):
    return [line for line in text.splitlines() if line.split(" ")[0].isupper()]


@pytest.mark.parametrize("version", VERSIONS)
def test_upgrade(version, restore, fresh_database, run_odoo, query):
    """All that users had is there; the rest is what a new installation has."""
    old, new = restore(version), fresh_database("crm")
    assert query(old, VERSION) == [(version,)]
    update = ("--update", "crm_activity_feed", "--stop-after-init", "--no-http")
    log = run_odoo(old, *update)
    assert " WARNING " not in log
    assert " ERROR " not in log
    assert query(old, VERSION) > [(version,)]

    told = run_odoo(old, "shell", "--no-http", stdin=release_story.TELL)
    expected = (DUMPS / f"{version}.txt").read_text().splitlines()
    assert get_lines(told) == expected

    query(new, WITHOUT_DEMO)
    run_odoo(new, "module", "install", "crm_activity_feed")
    upgraded, fresh = get_schema(query, old), get_schema(query, new)
    assert fresh - upgraded == set()
    # The users of the old one had added a source, which has an index of its own.
    index = "crm_team_crm_feed_user_id_idx"
    assert [line for line in upgraded - fresh if index not in line] == []
    assert sorted(query(old, OUR_DATA)) == sorted(query(new, OUR_DATA))


def test_every_release_is_tested():
    """All but the first one in the changelog, which is being made.

    With CRM alone: there is no dump of a database with other apps.
    """
    newest, *released = re.findall(r"^## (\S+)$", CHANGELOG.read_text(), re.M)
    assert newest == ast.literal_eval(MANIFEST.read_text())["version"]
    dumps = {path.name.removesuffix(".dump.xz") for path in DUMPS.glob("*.dump.xz")}
    assert "19.0.1.0.0" in released
    assert dumps == set(VERSIONS) == set(released)
