"""Install the addon with CRM alone, use all of it, remove it: nothing is left."""

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
    # What mail tells open browsers of the records of the story; deleted after a day.
    "+ row bus_bus ",
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
KEPT = """
SELECT 'message', model, regexp_replace(body, '<[^>]*>', '', 'g') FROM mail_message
 WHERE id IN ({mail_message}) AND model <> 'project.task'
UNION ALL
SELECT 'meeting', COALESCE(res_model, 'of nothing'), name FROM calendar_event
 WHERE id IN ({calendar_event})
UNION ALL
SELECT 'follower', res_model, name FROM mail_followers
  JOIN res_partner ON res_partner.id = partner_id
 WHERE mail_followers.id IN ({mail_followers}) AND res_model <> 'project.task'
"""
#: Rows that come along with those.
COME_ALONG = (
    "+ row calendar_attendee ",
    "+ row calendar_event_res_partner_rel ",
    "+ row mail_followers_mail_message_subtype_rel ",
)


def get_left(differences):
    """Return the differences nobody explains, and ``{table: ids}`` of what is kept."""
    kept = {"mail_message": [], "calendar_event": [], "mail_followers": []}
    left = []
    for line in differences:
        words = line.split(" ")
        if words[:2] == ["+", "row"] and words[2] in kept:
            kept[words[2]].append(words[3])
        elif not line.startswith(EXPLAINED + COME_ALONG):
            left.append(line)
    return left, {table: ", ".join(ids) for table, ids in kept.items()}


def use(run_odoo, database):
    """Do all that there is to do; what the script tells of it is checked."""
    told = run_odoo(database, "shell", "--no-http", stdin=lifecycle_story.USE)
    assert "IMPORTED True []" in told
    assert "FOLLOWS True" in told
    assert "MEETING crm.feed.note" in told
    assert "OPEN ['activity', 'note']" in told
    assert "DONE ['contact', 'lead', 'meeting', 'message', 'note']" in told
    assert "BROKEN []" in told
    assert "'survey.user_input'" in told.split("ABSENT")[1]


@pytest.mark.parametrize("apps", ["crm", "all"])
def test_lifecycle(apps, fresh_database, run_odoo, query):
    """Used with demo data and removed; installed again, it works as before."""
    database = fresh_database(apps)
    run_odoo(database, "shell", "--no-http", stdin=lifecycle_story.BEFORE)
    before = database_state.take(query, database)
    log = run_odoo(database, "module", "install", "crm_activity_feed")
    assert " WARNING " not in log
    assert " ERROR " not in log
    use(run_odoo, database)
    assert "crm_feed_note" in database_state.take(query, database).rows

    log = run_odoo(database, "module", "uninstall", "crm_activity_feed")
    assert " WARNING " not in log
    assert " ERROR " not in log
    after = database_state.take(query, database)
    left, kept = get_left(database_state.compare(before, after))
    assert left == []
    assert sorted(query(database, KEPT.format(**kept))) == [
        ("follower", "calendar.event", "Anna"),
        ("follower", "res.partner", "Boris"),
        ("meeting", "of nothing", "About the note"),
        ("message", "calendar.event", "Calendar Event created"),
        ("message", "crm.lead", "A comment"),
    ]
    mentions = database_state.find(query, database, "crm[._](activity_)?feed")
    # But in Odoo's list of modules, where the addon can be installed again.
    others = [mention for mention in mentions if "module_crm_activity" not in mention]
    assert {mention.split(":")[0] for mention in others} == {"ir_module_module"}

    if apps == "crm":
        run_odoo(database, "module", "install", "crm_activity_feed")
        use(run_odoo, database)
