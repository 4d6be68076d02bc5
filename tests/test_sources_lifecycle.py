"""Apps of Odoo come and go, before the feed and after it; the feed follows.

Two of them, each once. ``make test ALL_APPS=1 ARGS=tests/test_sources_lifecycle.py``
takes every app both ways, and half an hour.
"""

import os
import re

import apps_story
import database_state
import pytest

from scripts import odoo_log

IS_LONG = bool(os.environ.get("ALL_APPS"))
#: What comes on top of the apps that every database of these tests has.
MORE_APPS = ("website", "purchase", "event")
long = pytest.mark.skipif(not IS_LONG, reason="Half an hour: ALL_APPS=1")
KEPT = "KEPT fa-heart-o 7 contact_name False [('id', '<', 0)]"
#: Odoo removes the records of an app in batches, and tries smaller ones where it can
#: not: stages and views that are still in use.
TRIED = re.compile(r"bad query: b'DELETE FROM ")
#: Keys that refer from or to a table or a column of ours.
OURS = re.compile(r'"crm_feed_|_feed_\w+_fkey')


def get_warnings(log):
    """Return the warnings, but for what is tried and has nothing of ours in its way."""
    records = []
    for line in odoo_log.warnings(log.splitlines()):
        if odoo_log.LINE.match(line):
            records.append([])
        records[-1].append(line)
    texts = ["\n".join(lines) for lines in records]
    return [text for text in texts if not TRIED.search(text) or OURS.search(text)]


@pytest.fixture
def run_clean(run_odoo):
    """Like `run_odoo`, for what has to pass without a warning in the log."""

    def run(*arguments, **options):
        told = run_odoo(*arguments, **options)
        warnings = get_warnings(told)
        assert not warnings, "\n".join(warnings)
        return told

    return run


@pytest.fixture
def read(run_clean):
    """Look at what there is; return ``{what: list}`` of what shows."""

    def read(database):
        told = run_clean(database, "shell", "--no-http", stdin=apps_story.READ)
        assert KEPT in told
        assert "NOTE Call 1 1 [b'A plan']" in told
        assert "BROKEN []" in told
        assert "FAULTS []" in told
        assert "JOBS 7" in told
        assert "FORMS read" in told
        return {
            what: re.findall(r"'([\w.]+)'", line)
            for what, line in re.findall(r"^([A-Z]+) (\[.*\])$", told, re.M)
        }

    return read


def get_models(shown):
    """Return which of the apps' models are among those that something shows."""
    return sorted(set(apps_story.MODELS.values()) & set(shown))


@pytest.fixture
def work(run_clean, read):
    """Work with all apps that there are; check and return the models that show."""

    def work(database):
        told = run_clean(database, "shell", "--no-http", stdin=apps_story.USE)
        shown = read(database)
        models = get_models(shown["AVAILABLE"])
        check(shown, models)
        assert sorted(set(re.findall(r"^MARKED (\S+)$", told, re.M))) == models
        return models

    return work


def check(shown, models):
    """Look whether everything shows these apps' models, and no others."""
    whats = ("AVAILABLE", "SHOWN", "LISTED", "PINNED", "FOLLOWED")
    assert {what: get_models(shown[what]) for what in whats} == dict.fromkeys(
        whats, models
    )
    is_task = "project.task" in models
    assert shown["OPEN"] == ["crm.feed.note", *["project.task"] * is_task]
    assert "crm.lead" in shown["SHOWN"]


def test_apps_come_and_go(fresh_database, run_clean, read, work):
    """One was there before, one comes after; no step by hand is needed."""
    database = fresh_database("crm")
    run_clean(database, "module", "install", "project")
    run_clean(database, "module", "install", "crm_activity_feed")
    run_clean(database, "shell", "--no-http", stdin=apps_story.CHANGE)
    run_clean(database, "module", "install", "event")
    assert work(database) == ["event.registration", "project.task"]
    run_clean(database, "module", "uninstall", "project")
    check(read(database), ["event.registration"])
    run_clean(database, "module", "upgrade", "crm_activity_feed")
    run_clean(database, "module", "uninstall", "event")
    check(read(database), [])


@pytest.fixture(scope="module")
def before(shared_database, run_odoo):
    """The feed is there, and no app yet."""
    name = shared_database("crm")
    run_odoo(name, "module", "install", "crm_activity_feed")
    run_odoo(name, "shell", "--no-http", stdin=apps_story.CHANGE)
    return name


@pytest.fixture(scope="module")
def after(shared_database, run_odoo):
    """All apps are there, then comes the feed."""
    name = shared_database("all")
    run_odoo(name, "module", "install", *MORE_APPS)
    run_odoo(name, "module", "install", "crm_activity_feed")
    run_odoo(name, "shell", "--no-http", stdin=apps_story.CHANGE)
    return name


@long
@pytest.mark.parametrize("app", apps_story.MODELS)
def test_app_that_comes_after(app, before, fresh_database, run_clean, read, work):
    database = fresh_database("crm", source=before)
    check(read(database), [])
    run_clean(database, "module", "install", app)
    own = apps_story.MODELS[app]
    assert own is None or own in work(database)
    run_clean(database, "module", "uninstall", app)
    shown = read(database)
    left = get_models(shown["AVAILABLE"])
    assert own not in left
    check(shown, left)


@long
@pytest.mark.parametrize("app", apps_story.MODELS)
def test_app_that_was_there(app, after, fresh_database, run_clean, read, work):
    database = fresh_database("all", source=after)
    assert work(database) == sorted(filter(None, apps_story.MODELS.values()))
    run_clean(database, "module", "uninstall", app)
    shown = read(database)
    left = get_models(shown["AVAILABLE"])
    assert apps_story.MODELS[app] not in left
    check(shown, left)


@long
@pytest.mark.parametrize(("apps", "source"), [("crm", "before"), ("all", "after")])
def test_what_crm_needs(apps, source, request, fresh_database, run_clean, query):
    """Portal goes, and takes CRM along, and the feed: as cleanly as the feed alone."""
    database = fresh_database(apps, source=request.getfixturevalue(source))
    run_clean(database, "module", "uninstall", "portal")
    states = "SELECT name FROM ir_module_module WHERE state <> 'uninstalled'"
    assert not {("crm",), ("crm_activity_feed",)} & set(query(database, states))
    tables = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'crm_feed%'"
    assert query(database, tables) == []
    mentions = database_state.find(query, database, "crm[._](activity_)?feed")
    # But in Odoo's list of modules, where the addon can be installed again.
    others = [mention for mention in mentions if "module_crm_activity" not in mention]
    assert {mention.split(":")[0] for mention in others} == {"ir_module_module"}
