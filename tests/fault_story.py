"""Much to do for a server that is killed, in a database of a `feed_story`."""

import json

DEALS, MESSAGES, NOTES, CUSTOMERS = 2600, 26000, 60, 200

# Deals far from each other: the preparation of messages goes by numbers, in steps.
SCRIPT = """
import json
story = json.loads('''%(story)s''')

def make(model, number, name, **values):
    return env[model].create(
        [{**values, "name": f"{name} {n}"} for n in range(number)])

env = env(context={"tracking_disable": True, "mail_create_nosubscribe": True})
env.cr.execute("ALTER SEQUENCE crm_lead_id_seq INCREMENT BY 20")
make("crm.lead", %(deals)s, name="Kept", type="opportunity",
     partner_id=story["big"], user_id=story["bruno"])
env.flush_all()
env.cr.execute("ALTER SEQUENCE crm_lead_id_seq INCREMENT BY 1")
# Nor is it left to what mends the messages of the last days.
env.cr.execute("UPDATE crm_lead SET write_date = now() - interval '9 days'")
env.cr.execute('''
    INSERT INTO mail_message (model, res_id, message_type, subtype_id, body, date,
                              create_date, create_uid, write_date, write_uid)
    SELECT 'crm.lead', id, 'comment', %%s, '<p>Once</p>', now() - interval '1 year',
           now() - interval '3 days', 1, now() - interval '3 days', 1
    FROM crm_lead, generate_series(1, %%s) WHERE name LIKE 'Kept %%%%'
''', [env.ref("mail.mt_comment").id, %(each)s])
make("res.partner", %(customers)s, name="Bulk")
env = env(user=story["ana"], context={})
notes = make("crm.feed.note", %(notes)s, name="Completed",
             partner_id=story["acme"], user_id=story["ana"],
             date_deadline="2031-01-01 00:00:00")
# Other jobs, such as a digest for each user, would only keep ours waiting.
ours = [env.ref(f"crm_activity_feed.crm_feed_{name}_cron").id
        for name in ("backfill", "policy")]
env.cr.execute("UPDATE ir_cron SET active = id IN %%s", [tuple(ours)])
env.cr.commit()
print("TOLD", json.dumps(notes.ids))
"""


def tell(run_odoo, story):
    """Make it; return the ids of the notes that wait to be completed."""
    script = SCRIPT % {
        "story": json.dumps(story),
        "deals": DEALS,
        "each": MESSAGES // DEALS,
        "notes": NOTES,
        "customers": CUSTOMERS,
    }
    database = story["database"]
    output = run_odoo(database, "shell", "--log-level=warn", stdin=script)
    told = [line for line in output.splitlines() if line.startswith("TOLD ")]
    assert told, output
    return json.loads(told[0].removeprefix("TOLD "))


def make_lines(count):
    """Return the columns and lines of a file of past contacts of Ana."""
    columns = ["date", "activity_type_id", "reason_id", "partner_id", "user_id"]
    columns += ["name", "outcome", "import_key"]
    return columns, [
        [
            f"{2010 + n % 15}-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00",
            "Call",
            "Offer",
            f"Bulk {n % CUSTOMERS}",
            "ana",
            f"Called about offer {n}",
            "Agreed",
            f"killed {n}",
        ]
        for n in range(count)
    ]
