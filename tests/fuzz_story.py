"""People who may not read each other's words, to be attacked from outside.

====== ================ =============================================================
user   who              what nobody else may read: texts that hold the word
====== ================ =============================================================
ana    own documents    nothing: her deal, notes and messages are there to be attacked
bruno  own documents    ``zqxbrunosecret``: the same, a private meeting, a comment
eva    another company  ``zqxevasecret``: a customer there, a deal, a note
admin  settings         ``zqxadminsecret``: parameters, a policy of his own
otto   no sales rights
petra  portal
====== ================ =============================================================

The password of everyone is the login. All deals but Eva's are of one customer.
"""

import json

#: ``{login: words that the user may never be shown}``. Not those of Ana: most calls are
#: hers, and among them are some that give her notes away, as she may.
HIDDEN_WORDS = {
    "ana": ("zqxbrunosecret", "zqxevasecret", "zqxadminsecret"),
    "otto": ("zqxbrunosecret", "zqxevasecret", "zqxadminsecret"),
    "eva": ("zqxbrunosecret", "zqxadminsecret"),
    "petra": ("zqxbrunosecret", "zqxevasecret", "zqxadminsecret"),
}

SCRIPT = """
import json
from datetime import datetime, timedelta

there = env["res.company"].create({"name": "Elsewhere"})
here = env.ref("base.main_company")

def make_user(login, group, company=here):
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": login.title(), "login": login, "password": login,
        "email": login + "@example.com", "tz": "Europe/Brussels",
        "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "group_ids": [(6, 0, env.ref(group).ids)],
    })
    key = env(user=user)["res.users.apikeys"].sudo()._generate(
        None, "Attack", datetime.now() + timedelta(days=1))
    return user, key

users, keys = {}, {}
for login, group, company in (
    ("ana", "sales_team.group_sale_salesman", here),
    ("bruno", "sales_team.group_sale_salesman", here),
    ("eva", "sales_team.group_sale_salesman", there),
    ("otto", "base.group_user", here),
    ("petra", "base.group_portal", here),
):
    users[login], keys[login] = make_user(login, group, company)
Partner = env["res.partner"]
acme = Partner.create({"name": "Acme", "is_company": True})
olga = Partner.create({"name": "Olga", "parent_id": acme.id})
users["petra"].partner_id.parent_id = acme
far = Partner.create({"name": "Far zqxevasecret", "company_id": there.id})
records = {}

def tell(login, partner, company):
    user = users[login]
    word = f"zqx{login}secret"
    lead = env["crm.lead"].create({
        "name": f"Deal {word}", "type": "opportunity", "partner_id": partner.id,
        "user_id": user.id, "company_id": company.id, "team_id": False,
    })
    Note = env(user=user)["crm.feed.note"]
    notes = Note.create([{
        "name": f"{text} {word}", "partner_id": partner.id, "lead_id": lead.id,
        "user_id": user.id, "date_deadline": "2031-01-01 00:00:00",
    } for text in ("Call", "Write", "Visit")])
    notes[1].action_done(f"Came to {word}")
    messages = env["mail.message"]
    for index in range(8):
        messages += lead.with_user(user).message_post(
            body=f"{word} {index}", subject=word,
            message_type="email" if index % 2 else "comment")
    activity = lead.activity_schedule(
        "mail.mail_activity_data_call", summary=word, user_id=user.id)
    meeting = env(user=user)["calendar.event"].create({
        "name": f"Meeting {word}", "start": "2031-02-01 10:00:00",
        "stop": "2031-02-01 11:00:00", "privacy": "private",
        "opportunity_id": lead.id,
        "partner_ids": [(6, 0, (user.partner_id | partner).ids)],
    })
    entries = env(user=user)["crm.feed.entry"]
    comment = entries.post_comment(f"1-{notes[0].id}", f"Said {word}")
    entries.set_mark(f"1-{notes[0].id}", "like")
    of_notes, of_deal = {"note_ids": notes.ids}, {"partner_id": partner.id}
    dialogs = {
        model: env(user=user)[model].create(values).ids
        for model, values in {
            "crm.feed.call.wizard": {**of_deal, "result": word},
            "crm.feed.handover.wizard": {**of_deal, "lead_id": lead.id},
            "crm.feed.note.done.wizard": {**of_notes, "outcome": word},
            "crm.feed.note.plan.wizard": of_notes,
            "crm.feed.move.wizard": {**of_notes, "blocked": word},
        }.items()
    }
    for model, ids in {
        **dialogs,
        "crm.lead": lead.ids, "crm.feed.note": notes.ids,
        "mail.message": messages.ids + [comment["id"]],
        "mail.activity": activity.ids, "calendar.event": meeting.ids,
    }.items():
        records.setdefault(login, {}).setdefault(model, []).extend(ids)

tell("ana", olga, here)
tell("bruno", olga, here)
tell("eva", far, there)
records["eva"]["res.partner"] = far.ids
env["ir.config_parameter"].set_param("crm_activity_feed.fuzz", "zqxadminsecret")
admin = env.ref("base.user_admin")
env["crm.feed.policy"].create({
    "name": "zqxadminsecret", "owner_id": admin.id, "section": "deal",
    "user_ids": [(6, 0, admin.ids)],
})
source = env.ref("crm_activity_feed.crm_feed_source_note")
source.last_error = "zqxadminsecret"
env.flush_all()
bruno_key = "1-%s" % records["bruno"]["crm.feed.note"][0]
cursor = env(user=users["bruno"])["crm.feed.entry"].get_page(
    "all", limit=3)["older"]
note = env(user=users["bruno"])["crm.feed.note"].browse(
    records["bruno"]["crm.feed.note"][2])
undo = env(user=users["bruno"])["crm.feed.entry"].run_action(
    "1-%s" % note.id, "done")["undo"]
env.cr.commit()
Source = env["crm.feed.source"].with_context(active_test=False).search([])
print("STORY", json.dumps({
    "keys": keys, "records": records,
    "users": {login: user.id for login, user in users.items()},
    "partners": {login: user.partner_id.id for login, user in users.items()},
    "acme": acme.id, "olga": olga.id, "far": far.id,
    "sources": {s.number: [s.id, s.model] for s in Source},
    "kinds": sorted(set(Source.mapped("kind"))),
    "activity_types": env["mail.activity.type"].search([]).ids,
    "policies": env["crm.feed.policy"].with_context(active_test=False).search([]).ids,
    "teams": env["crm.team"].search([]).ids,
    "cursor": cursor, "undo": undo,
}))
"""

#: What others must not have changed; see `watch`.
WATCHED = """
SELECT 'notes', string_agg(concat_ws(' ', id, state, user_id, date_deadline, active,
                                     name, outcome), ';' ORDER BY id)
  FROM crm_feed_note WHERE name LIKE '%{word}%'
UNION ALL
SELECT 'deal', string_agg(concat_ws(' ', id, name, user_id, active), ';' ORDER BY id)
  FROM crm_lead WHERE name LIKE '%{word}%'
UNION ALL
SELECT 'messages', count(*)::text FROM mail_message
  WHERE model = 'crm.lead' AND res_id IN (
        SELECT id FROM crm_lead WHERE name LIKE '%{word}%')
     OR body LIKE '%{word}%'
UNION ALL
SELECT 'marks', count(*)::text FROM crm_feed_mark
  WHERE res_id IN (SELECT id FROM crm_feed_note WHERE name LIKE '%{word}%')
UNION ALL
SELECT 'dialogs', string_agg(concat_ws(' ', id, outcome, write_uid), ';' ORDER BY id)
  FROM crm_feed_note_done_wizard WHERE outcome LIKE '%{word}%'
UNION ALL
SELECT 'more dialogs', string_agg(concat_ws(' ', id, partner_id, write_uid), ';'
                                  ORDER BY id)
  FROM crm_feed_move_wizard WHERE blocked LIKE '%{word}%'
"""


def tell(run_odoo, database):
    """Make it; return the ids of its records."""
    output = run_odoo(database, "shell", "--no-http", stdin=SCRIPT)
    line = next(
        (line for line in output.splitlines() if line.startswith("STORY ")), None
    )
    assert line, output
    return {"database": database, **json.loads(line.removeprefix("STORY "))}


def watch(query, story, login):
    """Return how the records of a user are now, as text."""
    statement = WATCHED.format(word=f"zqx{login}secret")
    return query(story["database"], statement)
