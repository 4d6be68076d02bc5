"""What users change and make while apps come and go, and what is left of it after.

Scripts for Odoo's shell. ``CHANGE`` runs once, as soon as the addon is there; ``USE``
makes a record of every app that is installed, and works with it; ``READ`` changes
nothing that is kept.
"""

#: The model by which each app feeds the feed; website adds nothing to it.
MODELS = {
    "website": None,
    "purchase": "purchase.order",
    "sale": "sale.order",
    "account": "account.move",
    "project": "project.task",
    "event": "event.registration",
}

CHANGE = """
deal = env.ref("crm_activity_feed.crm_feed_source_lead")
deal.write({"icon": "fa-heart-o", "sequence": 7, "title_path": "contact_name"})
env.ref("crm_activity_feed.crm_feed_source_contact").active = False
env.ref("crm_activity_feed.crm_feed_source_task_done").domain = "[('id', '<', 0)]"
env = env(user=env.ref("base.user_admin"))
partner = env["res.partner"].create({"name": "Apps", "is_company": True})
lead = env["crm.lead"].create({"name": "Deal", "partner_id": partner.id})
note = env["crm.feed.note"].create({
    "name": "Call", "partner_id": partner.id, "user_id": env.user.id,
    "lead_id": lead.id, "date_deadline": "2031-01-01",
})
note.message_post(body="With a file", attachments=[("Plan.txt", b"A plan")])
env["crm.feed.entry"].post_comment(f"1-{note.id}", "A comment")
env["crm.feed.entry"].set_mark(f"1-{note.id}", "like")
env.cr.commit()
"""

# A policy, an own source, marks, comments and follows: whatever may be left dangling
# when the model of a document goes.
USE = """
env = env(user=env.ref("base.user_admin"))
partner = env["res.partner"].search([("name", "=", "Apps")])
Entry = env["crm.feed.entry"]

def make(model, **values):
    return env[model].create({"partner_id": partner.id, **values})

def make_invoice():
    line = {"name": "Desk", "quantity": 1, "price_unit": 10, "tax_ids": False}
    invoice = make("account.move", move_type="out_invoice",
                   invoice_date="2026-01-05", invoice_line_ids=[(0, 0, line)])
    invoice.action_post()
    return invoice

def make_registration():
    event = env["event.event"].create({
        "name": "Fair", "date_begin": "2031-01-01", "date_end": "2031-01-02",
    })
    return make("event.registration", event_id=event.id)

def make_task():
    project = env["project.project"].create({"name": "Project"})
    return make("project.task", name="Task", project_id=project.id,
                date_deadline="2031-01-01")

def make_purchase():
    order = make("purchase.order")
    order.button_confirm()
    return order

MAKERS = {
    "purchase.order": make_purchase,
    "sale.order": lambda: make("sale.order"),
    "account.move": make_invoice,
    "project.task": make_task,
    "event.registration": make_registration,
}
records = [maker() for model, maker in MAKERS.items() if model in env]
env.flush_all()
page = Entry.get_page({"partner": partner.id}, limit=200)
documents = {record._name: record for record in records}
for entry in page["open"] + page["entries"]:
    record = documents.get(entry["res_model"])
    if not record or entry["res_id"] != record.id or entry["key"].startswith("0-"):
        continue
    Entry.set_mark(entry["key"], "like")
    Entry.set_mark(entry["key"], "pin")
    Entry.post_comment(entry["key"], "Of " + record._name)
    print("MARKED", record._name)
for record in records:
    env["crm.feed.subscription"].set_follow(record._name, record.id, True)
    env["crm.feed.policy"].create({
        "name": "All " + record._name, "section": "other", "model": record._name,
        "user_ids": [(6, 0, env.user.ids)], "apply_existing": True,
        "domain": "[('partner_id', '!=', False)]",
    })
if "event.event" in env:
    env["crm.feed.source"].create({
        "name": "Own of an app", "model": "event.event", "date_path": "create_date",
        "partner_path": "organizer_id",
    })
env(su=True)["crm.feed.policy"]._cron_run()
env.cr.commit()
"""

READ = """
env = env(user=env.ref("base.user_admin"))
Source = env["crm.feed.source"].with_context(active_test=False)
deal = env.ref("crm_activity_feed.crm_feed_source_lead")
contact = env.ref("crm_activity_feed.crm_feed_source_contact")
done = env.ref("crm_activity_feed.crm_feed_source_task_done")
print("KEPT", deal.icon, deal.sequence, deal.title_path, contact.active, done.domain)
partner = env["res.partner"].search([("name", "=", "Apps")])
Entry = env["crm.feed.entry"]

# Whatever runs by itself, with what is there.
jobs = env["ir.model.data"].search(
    [("module", "=", "crm_activity_feed"), ("model", "=", "ir.cron")])
for job in env(su=True)["ir.cron"].browse(jobs.mapped("res_id")):
    job.ir_actions_server_id.run()
print("JOBS", len(jobs))

page = Entry.get_page({"partner": partner.id}, limit=200)
entries = page["open"] + page["entries"]
print("OPEN", sorted(entry["res_model"] for entry in page["open"]))
print("SHOWN", sorted({entry["res_model"] for entry in entries}))
[note] = [e for e in page["open"] if e["res_model"] == "crm.feed.note"]
[record] = env["crm.feed.note"].browse(note["res_id"])
files = env["ir.attachment"].search([
    ("res_model", "=", record._name), ("res_id", "=", record.id)])
print("NOTE", note["title"], note["likes"], note["comments"], files.mapped("raw"))
pages = [page, *map(Entry.get_page, ("mine", "all", "following"))]
print("BROKEN", [broken for page in pages for broken in page["broken"]])
print("PINNED", sorted({entry["res_model"] for entry in page["pinned"]}))
listed = Entry.search([("partner_id", "=", partner.id)])
print("LISTED", sorted(set(listed.mapped("res_model"))))
print("FOLLOWED", sorted(set(env["crm.feed.following"].search([]).mapped("res_model"))))
available = Source.search([]).filtered("is_available")
print("FAULTS", [(s.name, s._get_faults()) for s in available if s._get_faults()])
print("AVAILABLE", sorted(set(available.mapped("model"))))
for model in ("crm.feed.source", "crm.feed.policy", "crm.feed.following"):
    env[model].with_context(active_test=False).search([]).web_read(
        dict.fromkeys(env[model]._fields, {}))
print("FORMS", "read")
"""
