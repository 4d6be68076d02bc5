"""Install the addon, use all of it, remove it: nothing is left.

With CRM alone and with all apps, with demo data and without.
"""

import database_state
import lifecycle_story
import pytest

#: How rows begin that are not ours, or not there any more a day later.
EXPLAINED = (
    # Odoo's list of modules knows the addon, as it knows all that it could install.
    "* row ir_module_module ",
    "+ row ir_module_module_dependency ",
    # Every reload of the models is announced.
    "+ row orm_signaling_registry ",
    # Jobs of CRM that the deals of the demo data woke up, and what it learned of them.
    "+ row ir_cron_trigger ",
    "+ row crm_lead_scoring_frequency ",
    # Odoo describes a mixin by the docstring of whoever extends its parent last, and
    # writes it down again when the mixin's own addon is upgraded.
    "* row ir_model ",
    # Two fields of Odoo share this table and want different keys: the last one wins.
    "+ constraint rule_group_rel.rule_group_rel_group_id_fkey ",
    "- constraint rule_group_rel.rule_group_rel_group_id_fkey ",
    # Project greets each new user, those of the demo data among them, with a task and
    # stages of their own, and keeps both when the user is deleted.
    "+ row project_task ",
    "+ row project_task_type ",
)
#: What users wrote, chose or planned, on records that are not ours.
KEPT = r"""
SELECT 'message', model, trim(regexp_replace(body, '(<[^>]*>|\s)+', ' ', 'g'))
  FROM mail_message
 WHERE id IN ({mail_message}) AND model <> 'project.task'
UNION ALL
SELECT 'meeting', COALESCE(res_model, 'of nothing'), name FROM calendar_event
 WHERE id IN ({calendar_event})
UNION ALL
SELECT 'follower', res_model, name FROM mail_followers
  JOIN res_partner ON res_partner.id = partner_id
 WHERE mail_followers.id IN ({mail_followers}) AND res_model <> 'project.task'
UNION ALL
SELECT 'activity', res_model, COALESCE(summary, '') FROM mail_activity
 WHERE id IN ({mail_activity})
"""
#: Rows that come along with those.
COME_ALONG = (
    "+ row calendar_attendee ",
    "+ row calendar_event_res_partner_rel ",
    "+ row mail_followers_mail_message_subtype_rel ",
    "+ row mail_message_res_partner_rel ",
    "+ row mail_notification ",
)


def get_left(differences):
    """Return the differences nobody explains, and ``{table: ids}`` of what is kept."""
    tables = ("bus_bus", "calendar_event", "mail_activity", "mail_followers")
    kept = {table: [] for table in (*tables, "mail_message")}
    left = []
    for line in differences:
        words = line.split(" ")
        if words[:2] == ["+", "row"] and words[2] in kept:
            kept[words[2]].append(words[3])
        elif not line.startswith(EXPLAINED + COME_ALONG):
            left.append(line)
    return left, {table: ", ".join(ids) for table, ids in kept.items()}


#: What mail tells open browsers of the records of the story; deleted after a day.
BUS = """
SELECT DISTINCT message::json->>'type' FROM bus_bus WHERE id IN ({bus_bus})
"""
#: Our tables, and our columns in those of others. Those of dialogs hold nothing for
#: long, and when a job comes to somebody (``..._on``) is a matter of the hour.
COLUMNS = """
SELECT tablename, '*' FROM pg_tables WHERE tablename LIKE 'crm_feed%'
UNION
SELECT class.relname, column_name
  FROM ir_model_data data
  JOIN ir_model_fields field ON field.id = data.res_id
  JOIN pg_class class ON class.relname = replace(field.model, '.', '_')
  JOIN information_schema.columns ON table_name = relname AND column_name = field.name
 WHERE data.module = 'crm_activity_feed' AND data.model = 'ir.model.fields'
   AND relkind = 'r' AND relname NOT LIKE 'crm_feed%' AND column_name <> 'id'
   AND column_name !~ '_on$'
   AND relname NOT IN ('res_config_settings', 'mail_activity_schedule')
"""
#: Odoo loads the demo data of an addon if all that it depends on have theirs.
WITHOUT_DEMO = "UPDATE ir_module_module SET demo = FALSE"


def use(run_odoo, query, database, has_demo):
    """Do all that there is to do; what the script tells of it is checked."""
    told = run_odoo(database, "shell", "--no-http", stdin=lifecycle_story.USE)
    assert "IMPORTED True []" in told
    assert "FOLLOWS True" in told
    assert "MEETING crm.feed.note" in told
    assert "REPORT True" in told
    assert "OPEN ['activity', 'note']" in told
    done = ["activity", "contact", "lead", "meeting", "message", "note", "other"]
    assert f"DONE {done}" in told
    assert "BROKEN []" in told
    notices = ["crm_feed/changed", "crm_feed/comment", "crm_feed/reminder"]
    assert f"BUS {notices}" in told
    assert "MAILS True True" in told
    assert "'survey.user_input'" in told.split("ABSENT")[1]
    assert f"DEMO {has_demo} {has_demo}" in told
    columns = query(database, COLUMNS)
    assert {("crm_feed_note", "*"), ("res_partner", "feed_role_id")} < set(columns)
    counts = [
        f"SELECT '{table}', '{column}' FROM {table} HAVING count({column}) = 0"
        for table, column in columns
    ]
    assert query(database, " UNION ALL ".join(counts)) == []


@pytest.mark.parametrize(
    ("apps", "has_demo"), [("crm", True), ("crm", False), ("all", True)]
)
def test_lifecycle(apps, has_demo, fresh_database, run_odoo, query):
    """Used and removed; installed again, it works as before."""
    database = fresh_database(apps)
    if not has_demo:
        query(database, WITHOUT_DEMO)
    run_odoo(database, "shell", "--no-http", stdin=lifecycle_story.BEFORE)
    before = database_state.take(query, database)
    log = run_odoo(database, "module", "install", "crm_activity_feed")
    assert " WARNING " not in log
    assert " ERROR " not in log
    use(run_odoo, query, database, has_demo)

    log = run_odoo(database, "module", "uninstall", "crm_activity_feed")
    assert " WARNING " not in log
    assert " ERROR " not in log
    after = database_state.take(query, database)
    left, kept = get_left(database_state.compare(before, after))
    assert not left, "\n".join(left)
    assert sorted(query(database, KEPT.format(**kept))) == [
        ("activity", "crm.lead", "Call"),
        ("follower", "calendar.event", "Anna"),
        ("follower", "res.partner", "Boris"),
        ("meeting", "of nothing", "About the note"),
        ("message", "calendar.event", "Calendar Event created"),
        ("message", "crm.lead", "A comment, @Boris"),
        ("message", "crm.lead", "Call done : Call Feedback: Nobody there"),
        ("message", "crm.lead", "Moved here from Second Life: Astray"),
        ("message", "crm.lead", "Moved to Second Life: Astray"),
        ("message", "res.partner", "Moved here from a deal of Lifecycle: Astray"),
        ("message", "res.partner", "Moved to a deal of Lifecycle: Astray"),
    ]
    types = query(database, BUS.format(**kept))
    assert types
    assert [name for (name,) in types if name.startswith("crm_feed")] == []
    # Links to records that are gone among them.
    mentions = database_state.find(query, database, "crm[._](activity_)?feed")
    # But in Odoo's list of modules, where the addon can be installed again.
    others = [mention for mention in mentions if "module_crm_activity" not in mention]
    assert {mention.split(":")[0] for mention in others} == {"ir_module_module"}

    if apps == "crm" and has_demo:
        run_odoo(database, "module", "install", "crm_activity_feed")
        use(run_odoo, query, database, has_demo)
