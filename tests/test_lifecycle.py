"""Install the addon with CRM alone, use it, remove it."""

import pytest

USE_IT = """
env = env(user=env.ref("base.user_admin"))
partner = env["res.partner"].create({"name": "Lifecycle", "is_company": True})
env["crm.feed.note"].create({
    "name": "Call", "partner_id": partner.id, "user_id": env.uid,
    "date_deadline": "2031-01-01",
})
lead = env["crm.lead"].create({"name": "Deal", "partner_id": partner.id})
lead.message_post(body="Hello", message_type="comment")
lead.activity_schedule("mail.mail_activity_data_call", user_id=env.uid)
env.flush_all()
page = env["crm.feed.entry"].get_page({"partner": partner.id})
print("OPEN", sorted(entry["kind"] for entry in page["open"]))
print("DONE", sorted(entry["kind"] for entry in page["entries"]))
absent = env["crm.feed.source"].search([]).filtered(lambda s: not s.is_available)
print("ABSENT", sorted(set(absent.mapped("model"))))
env.cr.commit()
"""

LEFT_BEHIND = """
SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'crm_feed%'
UNION ALL
SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND column_name ~ '^feed_'
UNION ALL
SELECT 'model ' || model FROM ir_model WHERE model LIKE 'crm.feed%'
UNION ALL
SELECT 'data ' || name FROM ir_model_data WHERE module = 'crm_activity_feed'
UNION ALL
SELECT 'parameter ' || key FROM ir_config_parameter WHERE key LIKE 'crm_activity_feed%'
UNION ALL
SELECT 'message on ' || model FROM mail_message WHERE model LIKE 'crm.feed%'
UNION ALL
SELECT 'view ' || name FROM ir_ui_view WHERE name LIKE 'crm.feed%'
UNION ALL
SELECT 'index ' || indexname FROM pg_indexes WHERE indexname LIKE '%feed%'
UNION ALL
SELECT 'job ' || cron_name FROM ir_cron WHERE cron_name LIKE '%feed%'
"""


@pytest.fixture
def database(fresh_database):
    return fresh_database("crm")


def test_lifecycle(database, run_odoo, query):
    """With CRM alone all works; removed, nothing is left behind; and again."""
    log = run_odoo(database, "module", "install", "crm_activity_feed")
    assert " WARNING " not in log
    assert " ERROR " not in log
    used = run_odoo(database, "shell", "--no-http", stdin=USE_IT)
    assert "OPEN ['activity', 'note']" in used
    assert "DONE ['contact', 'lead', 'message']" in used
    assert "'sale.order'" in used
    log = run_odoo(database, "module", "uninstall", "crm_activity_feed")
    assert " ERROR " not in log
    assert query(database, LEFT_BEHIND) == []
    run_odoo(database, "module", "install", "crm_activity_feed")
    assert "OPEN ['activity', 'note']" in run_odoo(
        database, "shell", "--no-http", stdin=USE_IT
    )
