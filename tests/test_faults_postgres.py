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
def browser():
    with chromium.running() as address:
        yield address


@pytest.fixture(scope="module")
def ana(browser, odoo, story):
    """Ana looks at the feed of a customer."""
    ana = Person(browser, odoo.url, "ana")
    ana.go(f"/odoo/res.partner/{story['acme']}", TAB)
    ana.click(TAB)
    watch(ana)
    return ana


@pytest.fixture(scope="module")
def mine(browser, odoo):
    """Ana has her own feed open as well."""
    mine = Person(browser, odoo.url, "ana")
    mine.go("/odoo/my-feed", FEED)
    watch(mine)
    return mine


def watch(person):
    person.find(DONE, "Sent the offer")
    person.run(f"{HURRY}, window.isSamePage = true")


@pytest.fixture(scope="module")
def admin(alone, odoo, ana, mine):
    return Browser(odoo.url, alone.name, "admin")


def test_feeds_say_so_and_keep_what_is_written(alone, ana, mine, admin):
    alone.primary.crash()
    ana.enter(INPUT, "While it was down")
    for person in (ana, mine):
        person.find(LOST, "The connection to the server is lost")
    value = f"document.querySelector({json.dumps(INPUT)})?.value"
    ana.wait(f"{value} === 'While it was down'", "what was written")
    assert "Sent the offer" in ana.run("document.body.innerText")


def test_feeds_recover_by_themselves(alone, ana, mine, admin, story):
    """What happened before anybody listened to the database again comes in, too."""
    alone.primary.start()
    for person in (ana, mine):
        person.find_none(LOST)
    admin.call(
        "crm.lead",
        "message_post",
        [story["lead_ana"]],
        body="After the restart",
        message_type="comment",
    )
    for person in (ana, mine):
        person.find(DONE, "After the restart")
        assert person.run("window.isSamePage")


def test_what_was_written_is_saved_once(alone, ana):
    ana.enter(INPUT, "!")
    ana.find(OPEN, "While it was down!")
    statement = (
        "SELECT count(*) FROM crm_feed_note WHERE name LIKE 'While it was down%'"
    )
    assert alone.query(alone.primary, statement) == [("1",)]
