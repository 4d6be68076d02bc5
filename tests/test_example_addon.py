"""A partner's addon on top of ours: installed, used, tested, and removed.

It is in `tests/addons`; `readme/DEVELOP.md` explains it, by snippets of it.
"""

import re
from pathlib import Path

import pytest

from scripts import odoo_log
from scripts.system import ROOT, free_port

ADDONS = Path(__file__).parent / "addons"
EXAMPLE = "crm_activity_feed_example"
GUIDE = ROOT / "crm_activity_feed/readme/DEVELOP.md"
SNIPPET = re.compile(r"From\s+`([\w/]+\.\w+)`:\n+```\w+\n(.*?)```", re.DOTALL)

#: What a salesperson who sees own documents only finds in the feed.
USE_IT = """
salesperson = env["res.users"].create({
    "name": "Ana", "login": "ana",
    "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)],
})
partner = env["res.partner"].create({"name": "Acme", "is_company": True})
lead = env["crm.lead"].create({
    "name": "Deal", "partner_id": partner.id, "user_id": salesperson.id,
})
if "switchboard.call" in env:
    for user, name in ((salesperson, "Hers"), (env.user, "Not hers")):
        call = env["switchboard.call"].create({
            "name": name, "partner_id": partner.id, "user_id": user.id,
        })
        call.message_post(body="Hello", message_type="comment")
        env["switchboard.voicemail"].create({
            "name": "Tape", "call_id": call.id, "user_id": user.id,
        })
env.flush_all()
Entry = env["crm.feed.entry"].with_user(salesperson)
page = Entry.get_page({"partner": partner.id})
print("TITLES", sorted(entry["title"] for entry in page["entries"]))
print("KINDS", "phone_call" in [kind["key"] for kind in page["kinds"]])
shown = [("customer_id", "=", partner.id), ("is_noise", "=", False)]
print("LIST", Entry.search_count(shown))
print("BROKEN", page["broken"])
env.cr.rollback()
"""

LEFT_BEHIND = """
SELECT 'table ' || tablename FROM pg_tables WHERE tablename ~ 'switchboard'
UNION ALL
SELECT 'model ' || model FROM ir_model WHERE model LIKE 'switchboard%'
UNION ALL
SELECT 'data ' || name FROM ir_model_data WHERE module = 'crm_activity_feed_example'
UNION ALL
SELECT 'message on ' || model FROM mail_message WHERE model LIKE 'switchboard%'
UNION ALL
SELECT 'view ' || name FROM ir_ui_view WHERE name LIKE 'switchboard%'
UNION ALL
SELECT 'kind ' || value FROM ir_model_fields_selection WHERE value = 'phone_call'
"""
SOURCES = "SELECT name FROM crm_feed_source WHERE model LIKE 'switchboard%'"
# The time Chromium takes to end says how busy the machine is.
BROWSER_ENDS = re.compile("Error during browser shutdown|Killing chrome descendants")
OURS = "SELECT name FROM ir_model_data WHERE module = 'crm_activity_feed'"


@pytest.fixture
def database(fresh_database):
    return fresh_database("crm")


@pytest.fixture
def odoo(database, run_odoo):
    """Run Odoo with the folder of the example; nothing that it logs may be bad."""

    def run(*arguments, **options):
        log = run_odoo(database, *arguments, addons=[ADDONS], check=False, **options)
        bad = odoo_log.warnings(log.splitlines())
        assert [line for line in bad if not BROWSER_ENDS.search(line)] == []
        return log

    return run


def use(odoo):
    used = odoo("shell", "--no-http", "--log-level=warn", stdin=USE_IT)
    return dict(re.findall(r"^([A-Z]+) (.*)$", used, re.MULTILINE))


def test_install_use_uninstall(database, odoo, query):
    """It shows as soon as it is there; when it goes, the feed is as before."""
    odoo("module", "install", "crm_activity_feed")
    before = use(odoo)
    assert before["TITLES"] == "['Acme', 'Deal']"
    odoo("module", "install", EXAMPLE)
    assert use(odoo) == {
        "TITLES": "['Acme', 'Deal', 'Hello', 'Hers', 'Tape']",
        "KINDS": "True",
        "LIST": "5",
        "BROKEN": "[]",
    }
    odoo("module", "uninstall", EXAMPLE)
    assert query(database, LEFT_BEHIND) == []
    assert query(database, SOURCES) == []
    assert use(odoo) == before


def test_its_own_tests(odoo):
    """Of Python, of the browser, and a tour: none fails, none is skipped."""
    odoo("module", "install", EXAMPLE)
    log = odoo(
        *("--test-tags", f"/{EXAMPLE}", "--stop-after-init"),
        http_port=free_port(),
        gevent_port=free_port(),
        screenshots=ROOT / ".dev/screenshots",
    )
    done = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log)
    assert done, log[-5000:]
    assert done.group(1, 2) == ("0", "0")
    assert int(done[3]) > 20
    assert "skipped" not in log


def test_uninstall_of_the_feed_takes_it_along(database, odoo, query):
    odoo("module", "install", EXAMPLE)
    odoo("module", "uninstall", "crm_activity_feed")
    assert query(database, LEFT_BEHIND) == []
    assert query(database, OURS) == []
    assert "Deal" in odoo(
        *("shell", "--no-http", "--log-level=warn"),
        stdin='print(env["crm.lead"].create({"name": "Deal"}).name)',
    )


def test_guide_shows_code_that_is_there():
    """Its snippets are in the files that it names, but for the indentation."""
    guide = GUIDE.read_text()
    snippets = SNIPPET.findall(guide)
    assert len(snippets) > 10
    assert len(snippets) == len(re.findall("^```(?:python|xml|js)$", guide, re.M))
    gone = [
        f"{name}: {snippet}"
        for name, snippet in snippets
        if strip(snippet) not in strip((ADDONS / EXAMPLE / name).read_text())
    ]
    assert gone == []


def test_guide_names_every_hook():
    """And the example overrides each."""
    mixin = (ROOT / "crm_activity_feed/models/crm_feed_mixin.py").read_text()
    hooks = re.findall(r"def (_\w+)\(", mixin)
    assert len(hooks) > 8
    example = (ADDONS / EXAMPLE / "models/switchboard_call_feed.py").read_text()
    guide = GUIDE.read_text()
    assert [hook for hook in hooks if f"def {hook}(" not in example] == []
    assert [hook for hook in hooks if f"`{hook}(" not in guide] == []


def strip(code):
    return "\n".join(line.strip() for line in code.strip().splitlines())
