"""Apps of Odoo come and go; ready sources follow, and keep what was changed."""

import os

import pytest

#: Which apps come after the feed, and in which order they go. All of them take long:
#: ``make test ARGS="-k come_and_go" ALL_APPS=1``.
APPS = ["project", "event"]
MORE_APPS = ["website", "purchase", "sale", "account"]
IS_LONG = bool(os.environ.get("ALL_APPS"))

CHANGE = """
deal = env.ref("crm_activity_feed.crm_feed_source_lead")
deal.write({"icon": "fa-heart-o", "sequence": 7, "title_path": "contact_name"})
env.ref("crm_activity_feed.crm_feed_source_contact").active = False
env.ref("crm_activity_feed.crm_feed_source_task_done").domain = "[('id', '<', 0)]"
env.cr.commit()
"""

READ = """
env = env(user=env.ref("base.user_admin"))
Source = env["crm.feed.source"].with_context(active_test=False)
deal = env.ref("crm_activity_feed.crm_feed_source_lead")
contact = env.ref("crm_activity_feed.crm_feed_source_contact")
done = env.ref("crm_activity_feed.crm_feed_source_task_done")
print("KEPT", deal.icon, deal.sequence, deal.title_path, contact.active, done.domain)
partner = env["res.partner"].create({"name": "Apps", "is_company": True})
env["crm.lead"].create({"name": "Deal", "partner_id": partner.id})
if "project.task" in env:
    env["project.task"].create({
        "name": "Task", "partner_id": partner.id, "date_deadline": "2031-01-01",
        "project_id": env["project.project"].create({"name": "Project"}).id,
    })
if "sale.order" in env:
    env["sale.order"].create({"partner_id": partner.id})
if "event.registration" in env:
    event = env["event.event"].create({
        "name": "Fair", "date_begin": "2031-01-01", "date_end": "2031-01-02",
    })
    env["event.registration"].create({"event_id": event.id, "partner_id": partner.id})
env.flush_all()
page = env["crm.feed.entry"].get_page({"partner": partner.id})
print("OPEN", sorted(entry["res_model"] for entry in page["open"]))
print("DONE", sorted({entry["res_model"] for entry in page["entries"]}))
print("BROKEN", page["broken"])
listed = env["crm.feed.entry"].search([("partner_id", "=", partner.id)])
print("LISTED", sorted(set(listed.mapped("res_model"))))
available = Source.search([]).filtered("is_available")
print("FAULTS", [(s.name, s._get_faults()) for s in available if s._get_faults()])
print("WITHOUT APP", "project.task" not in available.mapped("model"))
"""


@pytest.fixture
def database(fresh_database, run_odoo):
    name = fresh_database("crm")
    run_odoo(name, "module", "install", "crm_activity_feed")
    return name


def test_apps_come_and_go(database, run_odoo):
    """With no step by hand: neither when an app comes nor when it goes."""

    def read():
        shown = run_odoo(database, "shell", "--no-http", stdin=READ)
        assert "BROKEN []" in shown
        assert "FAULTS []" in shown
        return shown

    run_odoo(database, "shell", "--no-http", stdin=CHANGE)
    kept = "KEPT fa-heart-o 7 contact_name False [('id', '<', 0)]"
    before = read()
    assert kept in before
    assert "OPEN []" in before
    assert "WITHOUT APP True" in before

    log = run_odoo(database, "module", "install", *APPS, *MORE_APPS * IS_LONG)
    assert " WARNING " not in log
    installed = read()
    assert "OPEN ['project.task']" in installed
    done = ["crm.lead", "event.registration", *["sale.order"] * IS_LONG]
    assert f"DONE {done}" in installed
    assert "'project.task'" in installed.split("LISTED")[1]
    assert "WITHOUT APP False" in installed
    assert kept in installed

    log = run_odoo(database, "module", "upgrade", "crm_activity_feed")
    assert " WARNING " not in log
    assert kept in read()

    # Project itself logs an error then: its stages are still in use.
    run_odoo(database, "module", "uninstall", *APPS)
    removed = read()
    for app in MORE_APPS * IS_LONG:
        run_odoo(database, "module", "uninstall", app)
        removed = read()
    assert "OPEN []" in removed
    assert "DONE ['crm.lead']" in removed
    assert "WITHOUT APP True" in removed
    assert kept in removed
