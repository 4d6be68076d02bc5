"""Odoo with several workers and a read replica: what is served from where.

Both servers of PostgreSQL log every statement with the name of its client; Odoo's
begins with "odoo-". That is the proof: where nothing is logged, nothing was asked.
"""

import contextlib
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from plain_client import Browser, Json2, XmlRpc

from scripts import odoo_log, replica, server

ENTRY, NOTE, SOURCE = "crm.feed.entry", "crm.feed.note", "crm.feed.source"
LOG_STATEMENTS = """
log_statement = all
log_line_prefix = '@%a@ '
"""
STATEMENT = re.compile(
    r"^@odoo-\d+@ LOG:\s+(?:statement|execute [^:]*): (.*?)(?=^@|\Z)", re.M | re.S
)
# What Odoo asks the primary all by itself: once a session it notes the device, once a
# worker it looks whether the database is still there.
OF_ODOO = re.compile(
    r"(BEGIN|COMMIT|ROLLBACK|DISCARD)\b|.*(res_device|pg_database)", re.S
)
# What the tests provoke: a source that fails, and the use of XML-RPC.
EXPECTED = re.compile(
    r"crm_feed_source_health: Source 1 of the feed is left out|\.xmlrpc: The /xmlrpc"
)


@pytest.fixture(scope="module")
def pair(odoo_tools, story):
    with replica.pair(odoo_tools, story["database"], LOG_STATEMENTS) as pair:
        yield pair


@pytest.fixture(scope="module")
def options(pair):
    return {
        "db_replica_host": pair.replica.server.env["PGHOST"],
        "db_replica_port": pair.replica.port,
        "workers": 2,
        "limit_time_cpu": 60,
        "limit_time_real": 120,
    }


@pytest.fixture(scope="module")
def odoo(pair, options):
    with server.running(pair.tools, pair.name, "test-replica", **options) as odoo:
        yield odoo


@pytest.fixture(scope="module")
def ana(pair, odoo):
    return Browser(odoo.url, pair.name, "ana")


@pytest.fixture(scope="module")
def admin(pair, odoo):
    return Browser(odoo.url, pair.name, "admin")


class Statements:
    """What Odoo asks one of the two servers within a block."""

    def __init__(self, cluster):
        self.log = cluster.log

    def __enter__(self):
        self.start = self.log.stat().st_size
        return self

    def __exit__(self, *_error):
        with self.log.open(errors="replace") as log:
            log.seek(self.start)
            texts = STATEMENT.findall(log.read())
        self.texts = [text for text in texts if not OF_ODOO.match(text)]

    def mention(self, words):
        return any(words in text for text in self.texts)


@pytest.fixture
def watched(pair):
    """Return two `Statements`: of the primary and of the replica."""
    pair.catch_up()
    return Statements(pair.primary), Statements(pair.replica)


def acme(story):
    return {"partner": story["acme"]}


def make_note(client, story, name):
    vals = {
        "name": name,
        "partner_id": story["acme"],
        "user_id": story["ana"],
        "date_deadline": "2031-02-02 00:00:00",
    }
    return client.call(NOTE, "create", [vals])[0]


def titles(client, story):
    page = client.call(ENTRY, "get_page", acme(story), limit=200)
    return [entry["title"] for entry in page["open"] + page["entries"]]


def reads(story):
    """``{what the screen reads: (model, method, args, kwargs)}``."""
    domain = [["customer_id", "=", story["acme"]]]
    fields = {"date": {}, "title": {}, "partner_id": {"fields": {"display_name": {}}}}
    figures = {"groupby": ["date:month"], "aggregates": ["__count"]}
    entry = story["note"] * 256 + 1
    return {
        "page": (ENTRY, "get_page", [acme(story)], {}),
        "page of a search": (ENTRY, "get_page", [acme(story), {"text": "Desks"}], {}),
        "mine": (ENTRY, "get_page", ["mine"], {}),
        "all": (ENTRY, "get_page", ["all"], {}),
        "list": (ENTRY, "web_search_read", [domain, fields], {"limit": 80}),
        "groups": (ENTRY, "web_read_group", [domain, ["kind"]], {}),
        "figures": (ENTRY, "formatted_read_group", [domain], figures),
        "document": (ENTRY, "action_open_document", [[entry]], {}),
        "notes": (NOTE, "web_search_read", [[], {"name": {}, "state": {}}], {}),
        "composer": (NOTE, "get_composer_defaults", [story["acme"]], {}),
        "dialog": (NOTE, "action_open_done", [[story["note"]]], {}),
    }


def test_screens_are_read_from_the_replica(story, ana, watched):
    """All of it: the primary is asked nothing at all."""
    calls = reads(story)
    primary, standby = watched
    on_primary, on_replica = {}, {}
    for name, (model, method, args, kwargs) in calls.items():
        with primary, standby:
            assert ana.call(model, method, *args, **kwargs)
        on_primary[name] = primary.texts
        on_replica[name] = bool(standby.texts)
    assert on_primary == dict.fromkeys(calls, [])
    assert on_replica == dict.fromkeys(calls, True)


def test_notes_are_written_on_the_primary(pair, story, ana, watched):
    primary, standby = watched
    with primary, standby:
        make_note(ana, story, "Written")
    assert primary.mention('INSERT INTO "crm_feed_note"')
    assert not standby.mention("INSERT")
    pair.catch_up()
    assert "Written" in titles(ana, story)
    (key,) = [
        entry["key"]
        for entry in ana.call(ENTRY, "get_page", acme(story))["open"]
        if entry["title"] == "Written"
    ]
    with primary, standby:
        done = ana.call(ENTRY, "run_action", key, "done", {"outcome": "Yes"})
    assert done["state"] == "done"
    assert primary.mention('UPDATE "crm_feed_note"')


def test_page_while_the_replica_is_behind(pair, story, ana):
    """It is whole, and as old as the replica."""
    pair.catch_up()
    before = titles(ana, story)
    pair.query(pair.replica, "SELECT pg_wal_replay_pause()")
    try:
        make_note(ana, story, "Not there yet")
        assert titles(ana, story) == before
    finally:
        pair.query(pair.replica, "SELECT pg_wal_replay_resume()")
    pair.catch_up()
    assert set(titles(ana, story)) == {*before, "Not there yet"}


@contextlib.contextmanager
def configured(pair, cluster, **settings):
    """Run a server with these settings."""
    try:
        for name, value in settings.items():
            pair.query(cluster, f"ALTER SYSTEM SET {name} = '{value}'")
        pair.query(cluster, "SELECT pg_reload_conf()")
        for name, value in settings.items():
            wait_until(pair, cluster, f"SHOW {name}", value)
        yield
    finally:
        for name in settings:
            pair.query(cluster, f"ALTER SYSTEM RESET {name}")
        pair.query(cluster, "SELECT pg_reload_conf()")


def wait_until(pair, cluster, statement, value):
    for _ in range(100):
        if pair.query(cluster, statement) == [(value,)]:
            return
        time.sleep(0.1)
    raise AssertionError(f"PostgreSQL: {statement} is not {value}")


def test_primary_that_waits_for_the_replica(pair, story, ana):
    """With ``remote_apply``, who saves a note finds it on the next page."""
    waits = {"synchronous_standby_names": "*", "synchronous_commit": "remote_apply"}
    with (
        configured(pair, pair.replica, recovery_min_apply_delay="300ms"),
        configured(pair, pair.primary, **waits),
    ):
        for name in ("Seen at once", "This one, too"):
            make_note(ana, story, name)
            assert name in titles(ana, story)


def test_workers_learn_what_one_of_them_changed(pair, odoo, story, admin, ana):
    """Each keeps what sources there are; one edits a source, the others follow."""
    (source,) = admin.call(SOURCE, "search_read", [["number", "=", 1]], ["name"])

    def read_name(number):
        # The number shows in the log which worker answered.
        path = f"/web/dataset/call_kw/{number}"
        page = ana.post(
            path, model=ENTRY, method="get_page", args=[acme(story)], kwargs={}
        )
        return {
            e["source"]["name"] for e in page["open"] if e["source_id"] == source["id"]
        }

    def read_names():
        with ThreadPoolExecutor(4) as threads:
            return list(threads.map(read_name, range(24)))

    read_names()
    admin.call(SOURCE, "write", [source["id"]], {"name": "Renamed"})
    pair.catch_up()
    start = odoo.log.stat().st_size
    assert read_names() == [{"Renamed"}] * 24
    with odoo.log.open() as log:
        log.seek(start)
        workers = re.findall(r"^\S+ \S+ (\d+) .*/call_kw/\d+\W", log.read(), re.M)
    assert len(workers) == 24
    assert len(set(workers)) == 2


def test_source_that_fails_on_the_replica(pair, story, admin, ana):
    """The page is whole, the reason is kept on the primary."""
    pair.query(
        pair.primary, "ALTER TABLE crm_feed_note RENAME COLUMN date_done TO gone"
    )
    try:
        pair.catch_up()
        page = ana.call(ENTRY, "get_page", acme(story))
    finally:
        pair.query(
            pair.primary, "ALTER TABLE crm_feed_note RENAME COLUMN gone TO date_done"
        )
    assert page["entries"]
    assert [source["reason"] for source in page["broken"]] == [False]
    domain = [["id", "in", [source["id"] for source in page["broken"]]]]
    pair.catch_up()
    (source,) = admin.call(SOURCE, "search_read", domain, ["last_error"])
    assert "date_done" in source["last_error"]
    admin.call(SOURCE, "action_try_again", [source["id"]])
    pair.catch_up()
    assert not ana.call(ENTRY, "get_page", acme(story))["broken"]


def test_public_apis(pair, odoo, story, watched):
    """JSON-2 reads from the replica; XML-RPC always asks the primary."""
    json2 = Json2(odoo.url, story["key"], pair.name)
    xml = XmlRpc(odoo.url, pair.name, "ana", "ana")
    primary, standby = watched
    with primary, standby:
        page = json2.call(ENTRY, "get_page", scope=acme(story))
    assert primary.texts == []
    assert standby.mention("mail_message")
    with primary:
        assert xml.call(ENTRY, "get_page", acme(story)) == page
    assert primary.mention("mail_message")


def test_odoo_logged_no_warning(odoo):
    """Such as that of a call that is said to read, and writes."""
    log = odoo.log.read_text()
    assert "Worker WorkerHTTP" in log
    warnings = odoo_log.warnings(log.splitlines())
    heads = [line for line in warnings if odoo_log.LINE.match(line)]
    assert [head for head in heads if not EXPECTED.search(head)] == []


def test_replica_that_crashes(pair, odoo, story, ana):
    """Who reads just then may fail; who asks afterwards gets all from the primary."""
    pair.catch_up()
    before = titles(ana, story)
    is_over = threading.Event()

    def read():
        is_late = is_over.is_set()
        try:
            return is_late, titles(ana, story) == before
        except AssertionError:
            return is_late, "an error"

    with ThreadPoolExecutor(4) as threads, Statements(pair.replica) as standby:
        reads = [threads.submit(read) for _ in range(24)]
        reads[4].result()
        pair.replica.crash()
        is_over.set()
    assert standby.mention("mail_message")
    answers = [each.result() for each in reads]
    assert {answer for is_late, answer in answers if not is_late} <= {True, "an error"}
    assert {answer for is_late, answer in answers if is_late} == {True}
    with Statements(pair.primary) as primary:
        assert [titles(ana, story) for _ in range(6)] == [before] * 6
    assert primary.mention("mail_message")
    assert "Failed to open a readonly cursor" in odoo.log.read_text()


def test_replica_that_comes_back(pair, odoo, story, options):
    """It is asked again as soon as Odoo is restarted; by itself, after 20 minutes."""
    pair.replica.start()
    with server.running(pair.tools, pair.name, "test-replica-back", **options) as again:
        ana = Browser(again.url, pair.name, "ana")
        make_note(ana, story, "After the crash")
        pair.catch_up()
        with Statements(pair.primary) as primary, Statements(pair.replica) as standby:
            assert "After the crash" in titles(ana, story)
    assert standby.mention("mail_message")
    assert primary.texts == []
