"""What is kept of the data of a released version, told by the version of today.

``tests/dumps/VERSION.dump.xz`` is a database with CRM and that version of the addon,
without demo data, in which users have worked. It was made once, when the version was
released: by its own code, and in no other way. To make one for the next version, let
Odoo's shell run a script like that of ``lifecycle_story`` on a database of its own;
keep its files in the database (``ir_attachment.location`` = ``db``), then
``pg_dump -Fc -Z0 --no-owner DATABASE | xz -9e``. ``VERSION.txt`` is what ``TELL`` has
to say of it after the upgrade.
"""

TELL = """
anna = env["res.users"].search([("login", "=", "anna")])
boris = env["res.users"].search([("login", "=", "boris")])
settings = anna.res_users_settings_id
env = env(user=anna)
notes = env["crm.feed.note"].with_context(active_test=False).search([], order="id")
lead = env["crm.lead"].search([("name", "=", "Desks")])
for note in notes:
    print("NOTE", note.name, "|", note.partner_id.name, note.lead_id.name,
          note.user_id.name, note.date_deadline, note.is_all_day, note.state,
          note.active, note.reason_id.name, note.outcome, note.date_done,
          note.import_key)
files = env["ir.attachment"].search([("res_model", "=", "crm.feed.note")])
print("FILE", files.name, files.raw, files.res_id == notes[0].id)
print("FOLLOWER", boris.partner_id in notes[0].message_partner_ids)
Entry = env["crm.feed.entry"]
page = Entry.get_page({"lead": lead.id})
print("OPEN", sorted(e["title"] for e in page["open"]))
print("DONE", sorted({e["kind"] for e in page["entries"]}))
print("BROKEN", page["broken"])
pinned, = page["pinned"]
thread = Entry.get_comments(pinned["key"])
print("MARKS", pinned["title"], pinned["likes"], pinned["liked"], pinned["comments"],
      "Well done" in thread["comments"][0]["body"])
su = env(su=True)
source = su.ref("crm_activity_feed.crm_feed_source_lead")
contact = su.ref("crm_activity_feed.crm_feed_source_contact")
own = su["crm.feed.source"].search([("name", "=", "Own")])
print("SOURCES", source.icon, source.sequence, contact.active, own.number, own.model)
line = env["crm.feed.lead.contact"].search([("lead_id", "=", lead.id)])
print("ROLES", line.partner_id.name, line.role_id.name, line.role_id.influence,
      line.partner_id.feed_role_id.name, line.partner_id.feed_role_id.influence)
print("SETTINGS", settings.crm_feed_daily_mail, settings.crm_feed_weekly_mail,
      settings.crm_feed_ask_next, settings.crm_feed_filters)
print("HOME", anna.action_id.name, boris.action_id.name)
print("DEADLINE", su["ir.config_parameter"].get_param(
    "crm_activity_feed.default_deadline_days"))
print("FILTER", su["ir.filters"].search([("model_id", "=", "crm.feed.note")]).name)
meeting = env["calendar.event"].search([("name", "=", "Visit")])
print("MEETING", meeting.reason_id.name)
print("UNPREPARED", su["crm.feed.backfill"].search_count([("next_id", ">", 0)]))
# What is new works on what is old.
lead.partner_id.parent_id = False
print("MOVED", bool(env["crm.feed.employment"].search(
    [("partner_id", "=", lead.partner_id.id)])))
policy = env["crm.feed.policy"].create({
    "name": "All deals", "section": "deal", "user_ids": [(6, 0, anna.ids)],
    "apply_existing": True,
})
su["crm.feed.policy"]._cron_run()
print("POLICY", policy.follow_count)
"""
