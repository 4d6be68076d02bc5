"""Imports of past contacts at full size and at the same time, on a real database.

Each script runs in Odoo's shell, where it prints what the test wants to know.
"""

import json

PREPARE = """
import json, resource, threading, time
from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

COLUMNS = ["date", "activity_type_id", "reason_id", "partner_id", "user_id", "name",
           "outcome", "import_key"]

def make_user(login):
    user = env["res.users"].search([("login", "=", login)])
    return user or env["res.users"].with_context(no_reset_password=True).create({
        "name": login.title(), "login": login, "tz": "Europe/Brussels",
        "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids)],
    })

def make_lines(count, key="old"):
    return [
        [f"{2010 + n % 15}-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00", "Call", "Offer",
         f"Bulk {n % 2000}", "ana", f"Called about offer {n}", "Agreed", f"{key} {n}"]
        for n in range(count)
    ]

def prepare():
    users = [make_user(login) for login in ("ana", "bruno")]
    if not env["res.partner"].search_count([("ref", "=", "B0")]):
        env["res.partner"].create(
            [{"name": f"Bulk {n}", "ref": f"B{n}"} for n in range(2000)])
    env.cr.commit()
    return users

def count_notes(key):
    env.cr.rollback()
    return env["crm.feed.note"].search_count([("import_key", "=like", key + " %")])

def tell(**values):
    print("TOLD", json.dumps(values))

ana, bruno = prepare()
"""

MANY = """
def measure(lines):
    env.invalidate_all()
    queries, cpu = env.cr.sql_log_count, time.process_time()
    result = env(user=ana)["crm.feed.note"].load(COLUMNS, lines)
    return {
        "ids": len(set(result["ids"] or [])),
        "messages": [message["message"] for message in result["messages"]],
        "seconds": round(time.process_time() - cpu, 1),
        "queries_per_line": round((env.cr.sql_log_count - queries) / len(lines), 2),
        "megabytes": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start),
    }

lines = make_lines(10000)
start = 0
measure(make_lines(1, "warm"))
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
mails = env["mail.mail"].search_count([]), env["mail.message"].search_count([])
first = measure(lines)
env.cr.commit()
after = env["mail.mail"].search_count([]), env["mail.message"].search_count([])
again = measure(lines)
changed = measure([[*line[:6], "Refused", line[7]] for line in lines[:1000]])
env.cr.commit()
bad = [list(line) for line in lines]
for number in range(0, 10000, 100):
    bad[number][3] = f"Nobody {number}"
    bad[number][7] = f"new {number}"
wrong = measure(bad)
env.cr.commit()
tell(first=first, again=again, changed=changed, wrong=wrong, silent=mails == after,
     notes=count_notes("old"), half_done=count_notes("new"))
"""

AFTER_EACH_OTHER = """
# Ana has written, but not committed, when Bruno comes to the first of her keys.
def is_waiting():
    with Registry(env.cr.dbname).cursor() as cr:
        cr.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                   " AND wait_event_type = 'Lock'")
        return bool(cr.fetchone())

tries, found = [], {}

def work():
    with Registry(env.cr.dbname).cursor() as cr:
        own = api.Environment(cr, bruno.id, {})
        def load():
            tries.append(time.time())
            return own["crm.feed.note"].load(COLUMNS, lines[50:] + lines[:10])
        found["bruno"] = retrying(load, own)

lines = make_lines(100, "twice")
first = env(user=ana)["crm.feed.note"].load(COLUMNS, lines)
env.flush_all()
thread = threading.Thread(target=work)
thread.start()
deadline = time.time() + 60
while not is_waiting() and time.time() < deadline:
    time.sleep(0.1)
waited = is_waiting()
env.cr.commit()
thread.join()
same = found["bruno"]["ids"] == first["ids"][50:] + first["ids"][:10]
tell(waited=waited, tries=len(tries), same=same, notes=count_notes("twice"),
     messages=found["bruno"]["messages"])
"""

AT_ONCE = """
lines, results, errors = make_lines(600, "both"), {}, []
begin = threading.Barrier(2)

def work(user, name, lines):
    try:
        with Registry(env.cr.dbname).cursor() as cr:
            own = api.Environment(cr, user.id, {})
            begin.wait()
            results[name] = retrying(
                lambda: own["crm.feed.note"].load(COLUMNS, lines), own)
    except Exception as error:
        errors.append(repr(error))

threads = [
    threading.Thread(target=work, args=(ana, "ana", lines[:500])),
    threading.Thread(target=work, args=(bruno, "bruno", lines[:99:-1])),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ana_ids = results["ana"]["ids"]
bruno_ids = results["bruno"]["ids"][::-1]
tell(errors=errors, notes=count_notes("both"), same=ana_ids[100:] == bruno_ids[:400],
     messages=[result["messages"] for result in results.values()])
"""


def run(run_odoo, database, script):
    """Run one of the scripts above; return what it tells."""
    output = run_odoo(database, "shell", "--log-level=warn", stdin=PREPARE + script)
    told = [line for line in output.splitlines() if "TOLD {" in line]
    assert told, output
    return json.loads(told[0].partition("TOLD ")[2])
