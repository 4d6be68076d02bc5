"""PostgreSQL ends and comes back while somebody looks at a feed."""

import json

import pytest
from person import Person
from plain_client import Browser

from scripts import chromium, replica, server

TAB = ".o_form_view .nav-link[name=crm_feed]"
FEED = ".o_crm_feed[aria-busy=false]"
OPEN = f"{FEED} .o_crm_feed_open_entry"
DONE = f"{FEED} .o_crm_feed_month .o_crm_feed_entry"
INPUT = f"{FEED} .o_crm_feed_composer_input"
LOST = ".o_crm_feed_lost_server"
#: Makes sure every second, not every minute, that nothing was missed.
HURRY = "odoo.__WOWL_DEBUG__.root.env.services.crm_feed_live.pulse.interval = 1000"


@pytest.fixture(scope="module")
def alone(odoo_tools, story):
    with replica.alone(odoo_tools, story["database"]) as alone:
        yield alone


@pytest.fixture(scope="module")
def odoo(alone):
    with server.running(alone.tools, alone.name, "test-faults-postgres") as odoo:
        yield odoo


@pytest.fixture(scope="module")
def ana(odoo, story):
    """Ana looks at the feed of a customer."""
    with chromium.running() as address:
        ana = Person(address, odoo.url, "ana")
        ana.go(f"/odoo/res.partner/{story['acme']}", TAB)
        ana.click(TAB)
        ana.find(DONE, "Sent the offer")
        ana.run(f"{HURRY}, window.isSamePage = true")
        yield ana


@pytest.fixture(scope="module")
def admin(alone, odoo, ana):
    return Browser(odoo.url, alone.name, "admin")


def test_feed_says_so_and_keeps_what_is_written(alone, ana, admin):
    alone.primary.crash()
    ana.enter(INPUT, "While it was down")
    ana.find(LOST, "The connection to the server is lost")
    value = f"document.querySelector({json.dumps(INPUT)})?.value"
    ana.wait(f"{value} === 'While it was down'", "what was written")
    assert "Sent the offer" in ana.run("document.body.innerText")


def test_feed_recovers_by_itself(alone, ana, admin, story):
    """What happened before anybody listened to the database again comes in, too."""
    alone.primary.start()
    ana.find_none(LOST)
    admin.call(
        "crm.lead",
        "message_post",
        [story["lead_ana"]],
        body="After the restart",
        message_type="comment",
    )
    ana.find(DONE, "After the restart")
    assert ana.run("window.isSamePage")


def test_what_was_written_is_saved_once(alone, ana):
    ana.enter(INPUT, "!")
    ana.find(OPEN, "While it was down!")
    statement = (
        "SELECT count(*) FROM crm_feed_note WHERE name LIKE 'While it was down%'"
    )
    assert alone.query(alone.primary, statement) == [("1",)]
