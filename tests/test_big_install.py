"""Install the addon into a database that has been in use for years.

With 20,000 messages here; ``make test ARGS="-k big_install -s" MESSAGES=1000000`` takes
some minutes and gigabytes, and says how long others had to wait.
"""

import os
import re
import time
from pathlib import Path

import pytest
from lock_watch import LockWatch

MESSAGES = int(os.environ.get("MESSAGES") or 20_000)
#: What others work with meanwhile, and how long they may have to wait for it: on a busy
#: machine it is 2 seconds, and more than 3 with a million. The whole installation would
#: be most of a minute.
TABLES = (
    *("mail_message", "mail_activity", "mail_followers"),
    *("crm_lead", "res_partner", "calendar_event"),
)
LONGEST = 5 if MESSAGES <= 20_000 else 15
#: Messages of one deal.
PER_LEAD = 20
LEADS = f"""
INSERT INTO crm_lead (name, type, active, partner_id, stage_id, create_date)
SELECT 'Deal ' || number, 'opportunity', TRUE, partner.id, stage.id, now()
  FROM generate_series(1, {MESSAGES // PER_LEAD}) number,
       (SELECT min(id) AS id FROM crm_stage) stage,
       (SELECT min(id) AS id FROM res_partner WHERE is_company) partner
"""
FILL = f"""
INSERT INTO mail_message (model, res_id, message_type, body, date, create_date,
                          author_id, message_id)
SELECT 'crm.lead', id, 'comment', '<p>Message ' || number || ' of before</p>',
       now() - number * interval '1 day', now() - number * interval '1 day',
       (SELECT min(id) FROM res_partner), 'before-' || id || '-' || number
  FROM crm_lead, generate_series(1, {PER_LEAD}) number WHERE name LIKE 'Deal %'
"""
STAMPED = """
SELECT count(*) FROM mail_message
 WHERE message_id LIKE 'before-%' AND feed_customer_id IS NOT NULL
"""
INDEXES = """
SELECT relname, oid, relfilenode FROM pg_class
 WHERE relkind = 'i' AND relname IN ('{}') ORDER BY relname
"""
FINISH = """
for __ in range(1000):
    env["crm.feed.backfill"]._cron_run()
    if not env["crm.feed.backfill"].search_count([("next_id", ">", 0)]):
        break
env.cr.commit()
lead = env["crm.lead"].search([("name", "=like", "Deal %")], limit=1)
page = env["crm.feed.entry"].get_page({"partner": lead.partner_id.id})
print("PAGE", len(page["entries"]), page["broken"])
"""
README = Path(__file__).parents[1] / "crm_activity_feed/readme/CONFIGURE.md"


@pytest.fixture
def database(fresh_database, query):
    name = fresh_database("crm")
    for statement in (LEADS, FILL, "VACUUM ANALYZE mail_message", "ANALYZE crm_lead"):
        query(name, statement)
    return name


def get_documented_indexes():
    """Return the statements that the administrator's manual recommends."""
    [block] = re.findall(
        r"```sql\n((?:CREATE INDEX CONCURRENTLY[^`]*)+)```", README.read_text()
    )
    return [statement.strip() for statement in block.split(";") if statement.strip()]


def test_big_install(database, run_odoo, query, odoo_tools):
    """Indexes made beforehand are kept, nobody waits long, the job does the rest."""
    statements = get_documented_indexes()
    for statement in statements:
        query(database, statement)
    names = [statement.split()[3] for statement in statements]
    made = INDEXES.format("', '".join(names))
    before = query(database, made)
    assert len(before) == len(names) == 4

    start = time.monotonic()
    with LockWatch(odoo_tools.server, database, TABLES) as watch:
        log = run_odoo(database, "module", "install", "crm_activity_feed")
    took = time.monotonic() - start
    print(f"{MESSAGES} messages: installed in {took:.0f} s, longest waits:")
    for table in TABLES:
        print(
            f"{table}: read {watch.read[table]:.1f}, write {watch.write[table]:.1f} s"
        )
    assert " WARNING " not in log
    assert "Tables are ready" in log
    is_many = bool(re.search(r"About \d+ rows in mail_message", log))
    assert is_many == (MESSAGES > 500_000)
    # Of a million messages, not all: the rest is left to the job.
    is_all = "Messages of crm.lead prepared: 100%" in log
    assert is_all or "A scheduled job prepares the other messages" in log
    assert query(database, made) == before
    assert max(*watch.read.values(), *watch.write.values()) < LONGEST

    told = run_odoo(database, "shell", "--no-http", stdin=FINISH)
    assert "PAGE 40 []" in told
    assert query(database, STAMPED) == [(str(MESSAGES),)]
