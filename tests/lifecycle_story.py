"""What users do before the addon comes, and all that they do with it.

Scripts for Odoo's shell. ``BEFORE`` makes what belongs to the company: customers, a
deal, colleagues, followers. ``USE`` leaves a trace in everything that the addon adds:
no table and no column of ours stays empty.
"""

BEFORE = '''
anna, boris = [
    env["res.users"].with_context(no_reset_password=True).create({
        "name": name, "login": name.lower(), "email": f"{name.lower()}@example.com",
        "group_ids": [(6, 0, env.ref(group).ids)], "tz": "Europe/Brussels",
    })
    for name, group in (
        ("Anna", "sales_team.group_sale_manager"),
        ("Boris", "sales_team.group_sale_salesman_all_leads"),
    )
]
boris.notification_type = "inbox"
for user in anna | boris:
    env["res.users.settings"]._find_or_create_for_user(user)
env.cr.execute("""
    CREATE FUNCTION calls(partner_ids integer[], date_to timestamp, max_rows integer)
    RETURNS TABLE (id integer, date timestamp, partner_id integer, title text)
    LANGUAGE sql STABLE AS $$
        SELECT 1, timestamp '2026-01-06', partner.id, 'Rang' FROM res_partner partner
         WHERE partner.name = 'Lifecycle'
           AND (date_to IS NULL OR date_to >= '2026-01-06')
           AND (partner_ids IS NULL OR partner.id = ANY (partner_ids))
         LIMIT max_rows
    $$
""")
env["mail.activity.plan"].create({
    "name": "Before", "res_model": "crm.lead",
    "template_ids": [
        (0, 0, {"activity_type_id": env.ref("mail.mail_activity_data_call").id})],
})
env = env(user=anna)
partner = env["res.partner"].create({
    "name": "Lifecycle", "is_company": True, "user_id": anna.id,
})
other = env["res.partner"].create({"name": "Second Life", "is_company": True})
person = env["res.partner"].create({"name": "Olga", "parent_id": partner.id})
lead = env["crm.lead"].create({
    "name": "Deal", "type": "opportunity", "partner_id": partner.id,
    "user_id": anna.id,
})
lead.message_post(body="Before", message_type="comment")
lead.activity_schedule("mail.mail_activity_data_call", user_id=anna.id)
env["calendar.event"].create({
    "name": "Visit", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00",
    "partner_ids": [(4, person.id)], "opportunity_id": lead.id,
})
env.cr.commit()
'''

_NOTES = """
import base64
from datetime import timedelta

from odoo import fields

anna = env["res.users"].search([("login", "=", "anna")])
boris = env["res.users"].search([("login", "=", "boris")])
system, env = env(user=env.ref("base.user_admin")), env(user=anna)
partner = env["res.partner"].search([("name", "=", "Lifecycle")])
other = env["res.partner"].search([("name", "=", "Second Life")])
person = env["res.partner"].search([("name", "=", "Olga")])
lead = env["crm.lead"].search([("name", "=", "Deal"), ("partner_id", "=", partner.id)])
Entry = env["crm.feed.entry"]

# Notes, with files, followers, activities, an imported one.
note = env["crm.feed.note"].create({
    "name": "Call", "partner_id": partner.id, "user_id": anna.id,
    "lead_id": lead.id, "date_deadline": "2031-01-01",
})
file = {"name": "Offer.txt", "raw": b"Forty desks", "res_model": note._name}
env["ir.attachment"].create({**file, "res_id": note.id})
note.message_post(body="With a file", attachments=[("Plan.txt", b"A plan")])
note.activity_schedule("mail.mail_activity_data_todo", user_id=anna.id)
note.message_subscribe(boris.partner_id.ids)
done = note.copy({"name": "Sent the offer"})
done.action_done("She likes it.")
wizard = env["base_import.import"].create({
    "res_model": note._name, "file_type": "text/csv", "file_name": "notes.csv",
    "file": b"Text;Client;Who;Due\\nImported;Lifecycle;Anna;2031-02-02\\n",
})
result = wizard.execute_import(
    ["name", "partner_id", "user_id", "date_deadline"],
    ["Text", "Client", "Who", "Due"],
    {"quoting": '"', "separator": ";", "has_headers": True, "encoding": "utf-8",
     "date_format": "%Y-%m-%d", "datetime_format": "", "float_decimal_separator": ".",
     "float_thousand_separator": ",", "advanced": False, "keep_matches": False,
     "name_create_enabled_fields": {}, "import_set_empty_fields": [],
     "import_skip_records": [], "fallback_values": {}, "limit": None, "skip": 0},
)
print("IMPORTED", bool(result["ids"]), result["messages"])

meeting = env["calendar.event"].with_context(
    default_res_model=note._name, default_res_id=note.id,
).create({
    "name": "About the note", "start": "2031-01-05 09:00:00",
    "stop": "2031-01-05 10:00:00",
})
print("MEETING", meeting.res_model)

# Marks, comments, what was seen, filters.
env.flush_all()
page = Entry.get_page({"partner": partner.id, "roll_up": True})
keys = [e["key"] for e in page["open"] + page["entries"]]
for key in keys:
    if not key.startswith("0-"):
        try:
            Entry.set_mark(key, "like")
        except Exception as error:
            print("NO LIKE", key, error)
key = next(e["key"] for e in page["entries"] if e["res_model"] == "crm.lead")
Entry.set_mark(key, "pin")
Entry.post_comment(key, "A comment, @Boris", mention_ids=boris.partner_id.ids)
Entry.mute_comments(key)
Entry.mark_seen("mine", "2026-01-07 00:00:00")
anna.crm_feed_follow_mail = True
anna.res_users_settings_id.crm_feed_filters = {"mine": {"noise": True}}
env(user=boris)["crm.feed.entry"].mark_comments_seen(key)
env["ir.filters"].create({
    "name": "Mine", "model_id": "crm.feed.entry", "user_ids": [(4, anna.id)],
    "domain": "[]",
})
system["ir.exports"].create({
    "name": "Notes", "resource": "crm.feed.note",
    "export_fields": [(0, 0, {"name": "name"})],
})

"""

_FOLLOWS = """
# Who follows: by a policy, by a customer, by hand.
policy = env["crm.feed.policy"].create({
    "name": "All deals", "section": "deal", "user_ids": [(6, 0, boris.ids)],
    "apply_existing": True,
})
env(su=True)["crm.feed.policy"]._cron_run()
print("FOLLOWS", boris.partner_id in lead.message_partner_ids)
env["crm.feed.subscription"].set_follow("res.partner", partner.id, True)
as_boris = env(user=boris)
as_boris["crm.feed.subscription"].set_follow("res.partner", partner.id, True)
as_boris["crm.feed.policy"].set_section("company", "mute")
as_boris["crm.feed.policy"].set_section("contact", "follow")
as_boris["crm.feed.subscription"].set_follow("crm.lead", lead.id, False)
told = env["mail.message.subtype"].search([("res_model", "=", "crm.lead")], limit=1)
team = env["crm.team"].search([], limit=1)
env["crm.feed.policy"].create({
    "name": "Deals of a team", "section": "deal", "team_ids": [(6, 0, team.ids)],
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_manager").ids)],
    "subtype_ids": [(6, 0, told.ids)],
})
own = system["mail.message.subtype"].create({
    "name": "A subtype of somebody", "res_model": "crm.feed.note",
})
note.message_subscribe(boris.partner_id.ids, own.ids)

# People: roles, a former employer.
role = env["crm.feed.role"].search([], limit=1)
person.feed_role_id = role
env["crm.feed.lead.contact"].create({
    "lead_id": lead.id, "partner_id": person.id, "role_id": role.id,
})
env["crm.feed.employment"].create({
    "partner_id": person.id, "commercial_partner_id": other.id,
    "date_from": "2020-01-01",
})
person.parent_id = other
person.action_feed_move_go()
person.parent_id = partner
"""

_SETTINGS = """
# Settings of one and of all; My Day at login; an own source, a filter of a dashboard.
(anna | boris).with_env(system).action_feed_set_home()
system["ir.config_parameter"].set_param("crm_activity_feed.default_deadline_days", "5")
system["crm.feed.source"].create({
    "name": "Own", "model": "crm.team", "date_path": "create_date",
    "user_path": "user_id", "partner_path": "company_id.partner_id",
})
system["crm.feed.source"].create({
    "name": "Calls", "mode": "sql_function", "function_name": "calls",
    "kind": "other", "group_ids": [(4, env.ref("base.group_user").id)],
})
system["ir.default"].set("crm.feed.note", "reason_id", 1)
system["mail.activity.plan"].create({
    "name": "A plan of somebody", "res_model": "crm.feed.note",
})
window = system["ir.actions.act_window"].create({
    "name": "A window of somebody", "res_model": "crm.feed.note",
})
for action in (window, system.ref("crm_activity_feed.crm_feed_note_action")):
    system["ir.ui.menu"].create({
        "name": "A menu of somebody", "action": f"{action._name},{action.id}",
    })
system["ir.cron"].create({
    "name": "A job of somebody", "code": "model.search([])", "interval_type": "days",
    "model_id": system["ir.model"]._get_id("crm.feed.note"),
})
system["mail.template"].create({
    "name": "A letter", "model_id": system["ir.model"]._get_id("crm.feed.note"),
})
system["ir.rule"].create({
    "name": "A rule of somebody", "domain_force": "[]",
    "model_id": system["ir.model"]._get_id("crm.feed.note"),
})
system["ir.ui.view"].create({
    "name": "A view of somebody", "model": "crm.feed.note", "type": "search",
    "inherit_id": system.ref("crm_activity_feed.crm_feed_note_view_search").id,
    "arch": "<data/>",
})
env.cr.commit()
"""

_DIALOGS = """
# Dialogs: a call, a note of the wrong customer that comes back, a printed report.
env["crm.feed.call.wizard"].create({
    "partner_id": partner.id, "lead_id": lead.id, "result": "She wants more",
    "user_ids": [(6, 0, boris.ids)], "next_name": "Send the list",
}).action_log_call()
stray = env["crm.feed.note"].create({
    "name": "Astray", "partner_id": partner.id, "lead_id": lead.id,
    "user_id": anna.id, "date_deadline": "2031-01-01",
})
these = {"note_ids": [(6, 0, stray.ids)]}
env["crm.feed.move.wizard"].create({
    **these, "partner_id": other.id, "deal_choice": "none",
}).action_apply()
env["crm.feed.move.wizard"].create({**these, "lead_id": lead.id}).action_apply()
env["crm.feed.note.plan.wizard"].create({
    **these, "deadline_day": "2031-03-03",
}).action_apply()
env["crm.feed.note.done.wizard"].create({**these, "outcome": "Here"}).action_apply()
wizard = env["crm.feed.handover.wizard"].create({"partner_id": partner.id})
report, __ = env["ir.actions.report"]._render_qweb_html(
    "crm_activity_feed.report_handover", wizard.ids)
print("REPORT", b"Astray" in report)

# What is planned says why; a letter that goes out later.
reason = env["crm.feed.reason"].search([], limit=1)
planned = lead.activity_schedule("mail.mail_activity_data_call", user_id=anna.id)
planned.reason_id = reason
planned.action_feedback("Nobody there")
meeting.reason_id = reason
plan = system["mail.activity.plan"].search([("name", "=", "Before")])
plan.template_ids.reason_id = reason
env["mail.scheduled.message"].create({
    "model": note._name, "res_id": note.id, "author_id": anna.partner_id.id,
    "body": "Later", "scheduled_date": "2031-01-01 00:00:00",
})
note.message_post(body="Look", partner_ids=boris.partner_id.ids)
env.cr.commit()
"""

_JOBS = """
# Regular mails, reminders, jobs.
note.date_deadline = fields.Datetime.now() - timedelta(hours=1)
soon = env["crm.feed.note"].create([{
    "name": name, "partner_id": partner.id, "user_id": user.id, "reminder": "0",
    "date_deadline": fields.Datetime.now() + timedelta(minutes=5),
} for name, user in (("One", boris), ("Two", boris), ("Three", anna))])
env.flush_all()
env.cr.execute(
    "UPDATE crm_feed_note SET remind_at = write_date - interval '1 minute'"
    " WHERE id IN %s", [soon._ids])
env.invalidate_all()
su = env(su=True, user=1)
for name in su["crm.feed.mailing"]._get_mailings():
    for user in anna | boris:
        su["crm.feed.mailing"]._send(name, user.with_env(su))
su["crm.feed.note"]._cron_remind()
su["crm.feed.backfill"]._cron_run()
env.cr.commit()
page = Entry.get_page({"partner": partner.id, "roll_up": True})
print("OPEN", sorted({entry["kind"] for entry in page["open"]}))
print("DONE", sorted({entry["kind"] for entry in page["entries"]}))
print("BROKEN", page["broken"])
env.cr.execute("SELECT DISTINCT message::json->>'type' FROM bus_bus")
types = [name for (name,) in env.cr.fetchall()]
print("BUS", sorted(name for name in types if name.startswith("crm_feed/")))
outgoing = su["mail.mail"].search([("state", "=", "outgoing")])
print("MAILS", bool(outgoing), "/crm_feed/mail/" in str(outgoing.mapped("headers")))
absent = su["crm.feed.source"].search([]).filtered(lambda s: not s.is_available)
print("ABSENT", sorted(set(absent.mapped("model"))))
print("DEMO", su.ref("base.module_crm_activity_feed").demo,
      bool(su.ref("crm_activity_feed.crm_lead_demo_desks", raise_if_not_found=False)))
"""

USE = _NOTES + _FOLLOWS + _SETTINGS + _DIALOGS + _JOBS
