"""A customer to read about from outside, for a database with CRM and our addon.

====== ================== ================= =====================================
user   group              deal of Acme      what is in the feed of Acme
====== ================== ================= =====================================
ana    own documents      ``lead_ana``      30 messages, two a second; one open
                                            and one done note
bruno  own documents      ``lead_bruno``    5 messages, a note
petra  portal
====== ================== ================= =====================================

The password of everyone is the login. ``big`` is a customer of Ana whose notes and
messages have ids beyond 8,388,607: those of their entries have more than 31 bits.
"""

import json

SCRIPT = """
import json
from datetime import datetime, timedelta

def make_user(login, group):
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": login.title(), "login": login, "password": login,
        "email": login + "@example.com", "tz": "Europe/Brussels",
        "group_ids": [(6, 0, env.ref(group).ids)],
    })
    key = env(user=user)["res.users.apikeys"].sudo()._generate(
        None, "Reports", datetime.now() + timedelta(days=1))
    return user, key

def make_lead(name, user, partner):
    return env["crm.lead"].create({
        "name": name, "type": "opportunity", "partner_id": partner.id,
        "user_id": user.id,
    })

def write(lead, number):
    start = datetime(2026, 3, 2, 8)
    for index in range(number):
        lead.message_post(body=f"{lead.name} {index}", message_type="comment",
                          date=start + timedelta(seconds=index // 2))

def make_note(user, name, lead):
    return env(user=user)["crm.feed.note"].create({
        "name": name, "partner_id": lead.partner_id.id, "lead_id": lead.id,
        "user_id": user.id, "date_deadline": "2031-01-01 00:00:00",
    })

ana, key = make_user("ana", "sales_team.group_sale_salesman")
bruno, __ = make_user("bruno", "sales_team.group_sale_salesman")
petra, portal_key = make_user("petra", "base.group_portal")
acme = env["res.partner"].create({"name": "Acme", "is_company": True})
olga = env["res.partner"].create({"name": "Olga", "parent_id": acme.id})
lead_ana = make_lead("Desks", ana, olga)
lead_bruno = make_lead("Chairs", bruno, olga)
write(lead_ana, 30)
write(lead_bruno, 5)
note = make_note(ana, "Call Olga", lead_ana)
make_note(ana, "Sent the offer", lead_ana).action_done("She likes it & <waits>.")
secret = make_note(bruno, "Bruno's secret", lead_bruno)
env.flush_all()
for table in ("crm_feed_note", "mail_message"):
    env.cr.execute(f"SELECT setval('{table}_id_seq', 8388607)")
big = env["res.partner"].create({"name": "Big", "is_company": True})
lead_big = make_lead("A big deal", ana, big)
write(lead_big, 2)
big_note = make_note(ana, "A big note", lead_big)
env.cr.commit()
print("STORY", json.dumps({
    "key": key, "portal_key": portal_key,
    **{name: globals()[name].id for name in (
        "ana", "bruno", "acme", "olga", "lead_ana", "lead_bruno", "note", "secret",
        "big", "lead_big", "big_note",
    )},
}))
"""


def tell(run_odoo, database):
    """Make it; return the ids of its records by name, and the users' API keys."""
    output = run_odoo(database, "shell", "--no-http", stdin=SCRIPT)
    line = next(line for line in output.splitlines() if line.startswith("STORY "))
    return {"database": database, **json.loads(line.removeprefix("STORY "))}
