"""A server that is killed at work: nothing is half done, nothing twice, all ends well.

It gets no chance to finish anything, as when the machine runs out of memory. What was
begun and not committed never was; the rest goes on when the server is back.
"""

import contextlib
import http.client
import os
import random
import signal
import threading
import time
import urllib.error
import uuid

import fault_story
import psycopg2
import pytest
from plain_client import Browser

from scripts import databases, server

NOTE, ENTRY = "crm.feed.note", "crm.feed.entry"
PATIENCE = 240
#: What a client sees of a server that dies.
LOST = (urllib.error.URLError, http.client.HTTPException, ConnectionError)


@pytest.fixture(scope="module")
def case(odoo_tools, story, run_odoo):
    """A copy of the story: with so much in it, other tests would be slow."""
    copied = databases.throw_away(odoo_tools, "crm", "fresh", source=story["database"])
    name, lock = copied
    try:
        copy = {**story, "database": name}
        yield {**copy, "notes": fault_story.tell(run_odoo, copy)}
    finally:
        databases.drop(odoo_tools, name)
        lock.close()


class Mortal:
    """A server that can be killed and started again."""

    def __init__(self, tools, database):
        self.tools, self.database = tools, database
        # One connection for all: what is asked must not take longer than the job.
        address = tools.server.env
        self.connection = psycopg2.connect(
            dbname=database,
            host=address["PGHOST"],
            port=address["PGPORT"],
            user=address["PGUSER"],
            password=address.get("PGPASSWORD"),
        )
        self.connection.autocommit = True
        self.stack = contextlib.ExitStack()
        self.stack.callback(self.connection.close)
        self.server = contextlib.ExitStack()
        self.stack.callback(self.server.close)
        self.start()

    def start(self):
        name = f"test-faults-kill-{uuid.uuid4().hex[:4]}"
        self.running = self.server.enter_context(
            server.running(self.tools, self.database, name, max_cron_threads=1)
        )

    def kill(self):
        """Kill it with all that it started; it is the leader of its own group."""
        os.killpg(self.running.process.pid, signal.SIGKILL)
        self.running.process.wait()

    def restart(self):
        self.server.close()
        self.start()

    def log_in(self, login):
        return Browser(self.running.url, self.database, login)

    def query(self, statement):
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def number(self, statement):
        [(value,)] = self.query(statement)
        return int(value)

    def wake_jobs(self):
        """Have scheduled jobs looked for now, not within a minute."""
        statement = f"SELECT pg_notify('cron_trigger', '{self.database}')"
        self.tools.query("postgres", statement)

    def wait(self, statement, is_it):
        """Wait until the number that a query gives is the right one; return it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_it(value := self.number(statement)):
                return value
            time.sleep(0.01)
        raise AssertionError(f"In vain: {statement} is {value}")


@pytest.fixture(scope="module")
def mortal(odoo_tools, case):
    mortal = Mortal(odoo_tools, case["database"])
    with mortal.stack:
        yield mortal


@pytest.fixture
def odoo(mortal):
    """A server that runs, whatever the test before has left."""
    if mortal.running.process.poll() is not None:
        mortal.restart()
    return mortal


def wait_a_while(seconds):
    """Let chance decide what the server is just doing."""
    pause = random.uniform(0, seconds)
    print(f"Killed after {pause:.3f} s")
    time.sleep(pause)


def kill_within_job(odoo, left):
    """Kill the server when its job has begun; return what was left to do.

    :param str left: query that tells how much is left
    """
    first = odoo.number(left)
    assert first
    odoo.wake_jobs()
    odoo.wait(left, lambda value: value < first)
    wait_a_while(0.2)
    odoo.kill()
    rest = odoo.number(left)
    assert 0 < rest < first, "The job was over before the server was killed"
    return rest


def test_policy_job(odoo, case):
    """Each deal is followed once, for one reason, whenever the server was killed."""
    admin = odoo.log_in("admin")
    (user_id,) = admin.call("res.users", "search", [["login", "=", "admin"]])
    (policy,) = admin.call(
        "crm.feed.policy",
        "create",
        [
            {
                "name": "All",
                "section": "deal",
                "domain": "[('name', '=like', 'Kept %')]",
                "user_ids": [[6, 0, [user_id]]],
                "apply_existing": True,
            }
        ],
    )
    left = f"SELECT next_id FROM crm_feed_policy WHERE id = {policy}"
    reasons = f"SELECT count(*) FROM crm_feed_subscription WHERE policy_id = {policy}"
    follows = (
        "SELECT count(*) FROM mail_followers JOIN crm_lead lead ON lead.id = res_id"
        " WHERE res_model = 'crm.lead' AND lead.name LIKE 'Kept %' AND"
        " mail_followers.partner_id ="
        f" (SELECT partner_id FROM res_users WHERE id = {user_id})"
    )
    rest = kill_within_job(odoo, left)
    done = f"{reasons} AND res_id > {rest}"
    kept = odoo.number(
        f"SELECT count(*) FROM crm_lead WHERE name LIKE 'Kept %' AND id > {rest}"
    )
    assert odoo.number(done) == kept == odoo.number(f"{follows} AND lead.id > {rest}")
    assert odoo.number(reasons) == kept
    odoo.restart()
    odoo.wake_jobs()
    odoo.wait(left, lambda value: value == 0)
    assert odoo.number(reasons) == fault_story.DEALS
    assert odoo.number(follows) == fault_story.DEALS


def test_backfill(odoo, case):
    """Every message of before gets its customer."""
    newest = "(SELECT max(id) FROM crm_lead)"
    odoo.query(
        "UPDATE mail_message SET feed_customer_id = NULL WHERE body = '<p>Once</p>'"
    )
    odoo.query(
        f"UPDATE crm_feed_backfill SET first_id = {newest}, next_id = {newest}"
        " WHERE model = 'crm.lead'"
    )
    odoo.query(
        "INSERT INTO ir_cron_trigger (cron_id, call_at) SELECT res_id,"
        " now() AT TIME ZONE 'UTC' FROM ir_model_data"
        " WHERE name = 'crm_feed_backfill_cron'"
    )
    left = "SELECT next_id FROM crm_feed_backfill WHERE model = 'crm.lead'"
    stamped = (
        "SELECT count(*) FROM mail_message JOIN crm_lead lead ON lead.id = res_id"
        " WHERE model = 'crm.lead' AND body = '<p>Once</p>'"
        f" AND feed_customer_id = {case['big']}"
    )
    assert odoo.number(stamped) == 0
    rest = kill_within_job(odoo, left)
    kept = odoo.number(
        "SELECT count(*) FROM mail_message WHERE model = 'crm.lead'"
        f" AND body = '<p>Once</p>' AND res_id > {rest}"
    )
    assert odoo.number(stamped) == kept
    odoo.restart()
    odoo.wake_jobs()
    odoo.wait(left, lambda value: value == 0)
    assert odoo.number(stamped) == fault_story.MESSAGES


def test_import(odoo, case):
    """Of a file sent in parts, the part at which it happened is not there at all."""
    columns, lines = fault_story.make_lines(3000)
    imported = "SELECT count(*) FROM crm_feed_note WHERE import_key LIKE 'killed %'"
    ana = odoo.log_in("ana")

    def load(client, part):
        answer = client.call(NOTE, "load", columns, part)
        assert not answer["messages"], answer["messages"][:3]
        return answer["ids"]

    first = load(ana, lines[:1000])
    lost = []

    def load_more():
        try:
            load(ana, lines[1000:])
        except LOST as error:
            lost.append(error)

    thread = threading.Thread(target=load_more)
    thread.start()
    odoo.wait(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE 'INSERT INTO \"crm_feed_note\"%'",
        bool,
    )
    wait_a_while(0.3)
    odoo.kill()
    thread.join()
    assert len(lost) == 1
    assert odoo.number(imported) == 1000
    odoo.restart()
    ana = odoo.log_in("ana")
    ids = load(ana, lines)
    assert ids[:1000] == first
    assert load(ana, lines) == ids
    assert odoo.number(imported) == len(set(ids)) == 3000


def test_completion(odoo, case):
    """A note is done, with all that belongs to it, or open; and can be done then."""
    odoo_before = odoo.log_in("ana")
    answered = []

    def complete(client, note):
        client.call(ENTRY, "run_action", f"1-{note}", "done", {"outcome": "Agreed"})
        answered.append(note)

    def complete_all():
        with contextlib.suppress(*LOST):
            for note in case["notes"]:
                complete(odoo_before, note)

    thread = threading.Thread(target=complete_all)
    thread.start()
    # What can be seen of a completed note: its closing, and the message that says so.
    state = (
        "SELECT id, state, outcome IS NOT NULL, date_done IS NOT NULL, (SELECT count(*)"
        " FROM mail_message message WHERE message.model = 'crm.feed.note'"
        " AND message.res_id = note.id AND message.body LIKE '%Agreed%')"
        f" FROM crm_feed_note note WHERE id IN ({str(case['notes'])[1:-1]})"
    )
    done = f"SELECT count(*) FROM ({state}) AS seen WHERE state = 'done'"
    odoo.wait(done, lambda value: value >= 3)
    wait_a_while(0.2)
    odoo.kill()
    thread.join()
    rows = {int(id_): tuple(values) for id_, *values in odoo.query(state)}
    closed = {note for note, (now, *_others) in rows.items() if now == "done"}
    assert 3 <= len(closed) < len(case["notes"])
    # At most the one that it was answering when it died.
    assert set(answered) <= closed and len(closed) - len(answered) <= 1
    whole = ("done", True, True, 1), ("open", False, False, 0)
    assert set(rows.values()) == set(whole)
    odoo.restart()
    ana = odoo.log_in("ana")
    for note in set(case["notes"]) - closed:
        complete(ana, note)
    assert {row[1:] for row in odoo.query(state)} == {whole[0]}
