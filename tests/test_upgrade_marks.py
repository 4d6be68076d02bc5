"""What colleagues said about entries outlives an upgrade of the addon."""

import pytest

MARK_IT = """
env = env(user=env.ref("base.user_admin"))
partner = env["res.partner"].create({"name": "Upgraded", "is_company": True})
lead = env["crm.lead"].create({"name": "Deal", "partner_id": partner.id})
env.flush_all()
entries = env["crm.feed.entry"]
page = entries.get_page({"lead": lead.id})
key = next(e["key"] for e in page["entries"] if e["res_model"] == "crm.lead")
entries.set_mark(key, "like")
entries.set_mark(key, "pin")
entries.post_comment(key, "Still here")
entries.mute_comments(key)
env.cr.commit()
"""

TELL_IT = """
env = env(user=env.ref("base.user_admin"))
lead = env["crm.lead"].search([("partner_id.name", "=", "Upgraded")])
entries = env["crm.feed.entry"]
entry, = entries.get_page({"lead": lead.id})["pinned"]
thread = entries.get_comments(entry["key"])
print("KEPT", entry["likes"], entry["liked"], entry["pinned"], entry["comments"],
      thread["muted"], "Still here" in thread["comments"][0]["body"])
sources = env["crm.feed.source"].with_context(active_test=False).search([])
print("NUMBERS", sorted(sources.mapped(lambda s: (s.number, s.id, s.model or ""))))
"""


@pytest.fixture
def database(fresh_database):
    return fresh_database("crm")


def get_lines(output):
    names = ("KEPT ", "NUMBERS ")
    return [line for line in output.splitlines() if line.startswith(names)]


def test_upgrade(database, run_odoo):
    """Likes, pins, comments and numbers of sources are what they were."""
    run_odoo(database, "module", "install", "crm_activity_feed")
    run_odoo(database, "shell", "--no-http", stdin=MARK_IT)
    before = get_lines(run_odoo(database, "shell", "--no-http", stdin=TELL_IT))
    assert before[0] == "KEPT 1 True True 1 True True"
    run_odoo(database, "module", "upgrade", "crm_activity_feed")
    after = get_lines(run_odoo(database, "shell", "--no-http", stdin=TELL_IT))
    assert after == before
