"""Fifty people write about one customer at once: nothing lost, nothing twice, no error.

Each has a session of their own and the right to their own documents only. What two
transactions want at the same time, Odoo tries again: people must not notice.
"""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from plain_client import Browser

from scripts import server

ENTRY, NOTE = "crm.feed.entry", "crm.feed.note"
PEOPLE = 50
PASSWORD = "crowd"
FASTER = "somebody was faster"
#: Connections that wait for two workers: Odoo keeps no more, the rest waits in the
#: reverse proxy before it.
QUEUE = 16

# One password for all: it is meant to be slow to compute.
SCRIPT = """
import json
users = env["res.users"].with_context(no_reset_password=True).create([
    {"name": f"Crowd {n}", "login": f"crowd_{n}",
     "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids)]}
    for n in range(%s)
])
env.cr.execute("UPDATE res_users SET password = %%s WHERE id IN %%s",
               [users._crypt_context().hash("%s"), tuple(users.ids)])
env.cr.commit()
print("TOLD", json.dumps(users.ids))
"""


@pytest.fixture(scope="module")
def crowd(story, run_odoo):
    """Ids of the users, whose logins are ``crowd_0`` and so on."""
    script = SCRIPT % (PEOPLE, PASSWORD)
    output = run_odoo(story["database"], "shell", "--log-level=warn", stdin=script)
    (told,) = [line for line in output.splitlines() if line.startswith("TOLD ")]
    return json.loads(told.removeprefix("TOLD "))


class Proxied(Browser):
    """A browser behind a reverse proxy, which lets few requests through at once."""

    queue = threading.Semaphore(QUEUE)

    def post(self, path, **params):
        with self.queue:
            return super().post(path, **params)


@pytest.fixture(scope="module", params=[0, 2], ids=["threads", "workers"])
def odoo(request, odoo_tools, story):
    # With threads, each of fifty requests has a connection, and needs a second one for
    # a moment, to tell the bus: more than the 64 that Odoo allows.
    options = {"workers": request.param, "db_maxconn": 128}
    if request.param:
        options.update(limit_time_cpu=300, limit_time_real=600)
    name = f"test-faults-crowd-{request.param}"
    with server.running(odoo_tools, story["database"], name, **options) as odoo:
        odoo.browser = Proxied if request.param else Browser
        yield odoo


@pytest.fixture(scope="module")
def clients(odoo, story, crowd):
    def log_in(number):
        return odoo.browser(odoo.url, story["database"], f"crowd_{number}", PASSWORD)

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(log_in, range(PEOPLE)))


@pytest.fixture(scope="module")
def customer(odoo, story):
    """A customer with a note that everybody may read."""
    admin = Browser(odoo.url, story["database"], "admin")
    (partner,) = admin.call("res.partner", "create", [{"name": "Crowded"}])
    return {"id": partner, "note": make_note(admin, partner, "For all", story["ana"])}


def make_note(client, partner, name, user):
    values = {
        "name": name,
        "partner_id": partner,
        "user_id": user,
        "date_deadline": "2031-01-01 00:00:00",
    }
    return client.call(NOTE, "create", [values])[0]


def at_once(work, clients):
    """Have everybody do something at the same moment; return what each was told."""
    begin = threading.Barrier(len(clients))

    def run(number):
        begin.wait()
        try:
            return work(clients[number], number)
        except AssertionError as error:
            return error.args[0]["data"]["message"]

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(run, range(len(clients))))


@pytest.fixture(scope="module")
def told(clients, crowd, customer):
    """Everybody writes a note, likes, comments and completes; what each was told."""
    shared = f"1-{customer['note']}"

    def work(client, number):
        note = make_note(client, customer["id"], f"Note {number}", crowd[number])
        client.call(ENTRY, "set_mark", shared, "like", True)
        client.call(ENTRY, "post_comment", shared, f"Comment {number}")
        client.call(ENTRY, "get_page", {"partner": customer["id"]})
        client.call(ENTRY, "run_action", f"1-{note}", "done", {"outcome": "Agreed"})
        return note

    return at_once(work, clients)


def count(query, story, table, where):
    statement = f"SELECT count(*) FROM {table} WHERE {where}"
    [(number,)] = query(story["database"], statement)
    return int(number)


def test_everybody_is_answered(told):
    assert [answer for answer in told if not isinstance(answer, int)] == []
    assert len(set(told)) == PEOPLE


def test_nothing_is_lost_and_nothing_twice(told, clients, customer, story, query):
    ids = str(told)[1:-1]
    partner = f"partner_id = {customer['id']}"
    assert count(query, story, "crm_feed_note", f"{partner} AND state = 'done'") == 50
    assert count(query, story, "crm_feed_note", partner) == 51
    outcome = f"model = 'crm.feed.note' AND res_id IN ({ids}) AND body LIKE '%Agreed%'"
    assert count(query, story, "mail_message", outcome) == 50
    like = f"mark = 'like' AND res_id = {customer['note']}"
    assert count(query, story, "crm_feed_mark", like) == 50
    scope, filters = {"partner": customer["id"]}, {"kinds": ["note"]}
    page = clients[0].call(ENTRY, "get_page", scope, filters, limit=200)
    titles = Counter(entry["title"] for entry in page["entries"])
    assert titles == Counter(f"Note {number}" for number in range(PEOPLE))
    (entry,) = page["open"]
    assert (entry["likes"], entry["comments"]) == (50, 50)


def test_one_note_is_completed_by_one(told, clients, customer, story, query):
    """Who comes second is told so, in words; the customer has it done once."""
    key = f"1-{customer['note']}"

    def work(client, number):
        answer = client.call(ENTRY, "run_action", key, "done", {"outcome": "Me"})
        return answer["state"]

    answers = Counter(at_once(work, clients))
    print(answers)
    assert answers.pop("done") == 1
    assert sum(answers.values()) == PEOPLE - 1
    assert all(FASTER in answer for answer in answers)
    outcome = f"model = 'crm.feed.note' AND res_id = {customer['note']}"
    outcome += " AND body LIKE '%Me%'"
    assert count(query, story, "mail_message", outcome) == 1


def test_likes_are_exact(told, clients, customer):
    """Everybody takes the like back and gives it again, some of them twice."""
    key = f"1-{customer['note']}"

    def work(client, number):
        for on in (False, True, True, bool(number % 2)):
            client.call(ENTRY, "set_mark", key, "like", on)
        return "fine"

    assert Counter(at_once(work, clients)) == {"fine": PEOPLE}
    page = clients[0].call(ENTRY, "get_page", {"partner": customer["id"]})
    (entry,) = [entry for entry in page["entries"] if entry["key"] == key]
    assert entry["likes"] == PEOPLE // 2


def test_nobody_was_turned_away(told, odoo):
    """Odoo gives up after five tries; nothing came near that."""
    log = odoo.log.read_text()
    print(log.count("tries left"), "tried again")
    assert "maximum number of tries reached" not in log
    assert "Traceback" not in log
