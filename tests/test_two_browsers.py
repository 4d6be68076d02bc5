"""Two people, two browsers, one customer: what one does, the other sees by itself.

A real server and real websockets. Ana has the right to her own documents only, and
watches; the head of sales acts.
"""

import pytest
from person import Person
from plain_client import Browser

from scripts import chromium, server

FEED = ".o_crm_feed[aria-busy=false]"
TAB = ".o_form_view .nav-link[name=crm_feed]"
OPEN = f"{FEED} .o_crm_feed_open_entry"
DONE = f"{FEED} .o_crm_feed_month .o_crm_feed_entry"
NEWS = f"{FEED} .o_crm_feed_news_show"

#: Where the entry that somebody reads stands on the screen.
TOP = "document.querySelector('.o_crm_feed_read').getBoundingClientRect().top"

#: Asks to be told of the changes of two deals, and remembers of what it is told.
LISTEN = """(() => {
    const bus = odoo.__WOWL_DEBUG__.root.env.services.bus_service;
    window.heard = [];
    bus.subscribe("crm_feed/changed", ({model, id}) => heard.push([model, id]));
    for (const id of [%s, %s]) {
        bus.addChannel(`crm_feed/crm.lead/${id}`);
    }
})()"""


@pytest.fixture(scope="module")
def odoo(odoo_tools, story):
    name = story["database"]
    with server.running(odoo_tools, name, "test-two-browsers") as odoo:
        yield odoo


@pytest.fixture(scope="module")
def admin(odoo, story):
    return Browser(odoo.url, story["database"], "admin")


@pytest.fixture(scope="module")
def case(admin, story):
    """A customer with a deal of Ana and one of Bruno; and a head of sales."""
    groups = admin.call(
        "res.groups", "search", [["full_name", "=", "Sales / Administrator"]]
    )
    assert len(groups) == 1
    person = {"name": "Hedda", "login": "hedda", "password": "hedda"}
    create(admin, "res.users", **person, group_ids=[[6, 0, groups]])
    customer = create(admin, "res.partner", name="Globex", is_company=True)
    deals = {
        name: create(
            admin,
            "crm.lead",
            name=f"Deal of {name}",
            type="opportunity",
            partner_id=customer,
            user_id=story[name],
        )
        for name in ("ana", "bruno")
    }
    for number in range(40):
        say(admin, deals["ana"], f"Word {number}")
    create(
        admin,
        "crm.feed.note",
        name="Ring Globex",
        partner_id=customer,
        user_id=story["ana"],
        date_deadline="2031-01-01 00:00:00",
    )
    return {"customer": customer, **deals}


def create(client, model, **values):
    return client.call(model, "create", [values])[0]


def say(client, deal, text):
    client.call("crm.lead", "message_post", [deal], body=text, message_type="comment")


@pytest.fixture(scope="module")
def browser():
    with chromium.running() as address:
        yield address


@pytest.fixture
def people(browser, odoo, case):
    """Ana and Hedda, each with the feed of the customer on the screen."""
    found = [Person(browser, odoo.url, login) for login in ("ana", "hedda")]
    for person in found:
        person.go(f"/odoo/res.partner/{case['customer']}", TAB)
        person.click(TAB)
        person.find(DONE, "Word 39")
    yield found
    for person in found:
        person.close()


def read_on(person):
    """Scroll down to an entry, mark it, and return where it stands on the screen."""
    person.run(
        f"(() => {{ const entry = document.querySelectorAll('{DONE}')[20];"
        " entry.classList.add('o_crm_feed_read'); entry.scrollIntoView(); })()"
    )
    return person.run(TOP)


def test_new_entry_is_counted(people):
    """Where somebody reads, nothing jumps; one click leads to what is new."""
    ana, hedda = people
    top = read_on(ana)
    hedda.enter(f"{FEED} .o_crm_feed_composer_input", "Send them the offer")
    ana.find(NEWS, "1 new entry")
    assert abs(ana.run(TOP) - top) <= 2
    ana.click(NEWS)
    ana.find(OPEN, "Send them the offer")
    ana.find_none(NEWS)
    top = "document.querySelector('.o_crm_feed').getBoundingClientRect().top > 0"
    ana.wait(top, "the top of the feed")


def test_done_by_a_colleague_is_done_here(people):
    """Where somebody looks at it, it shows at once."""
    ana, hedda = people
    hedda.find(OPEN, "Ring Globex")
    hedda.run("found.querySelector('[data-action=done]').click()")
    hedda.click(".o_crm_feed_outcome_confirm")
    ana.find(DONE, "Ring Globex")
    ana.find_none(OPEN, "Ring Globex")


def test_nobody_is_told_of_what_is_forbidden(people, admin, case):
    """Both ask for the changes of both deals; Ana may not read that of Bruno."""
    secret, deal = (["crm.lead", case[name]] for name in ("bruno", "ana"))
    for person in people:
        person.run(LISTEN % (case["bruno"], case["ana"]))
    say(admin, case["bruno"], "Between us")
    say(admin, case["ana"], "For all of us")
    heard = []
    for person in people:
        # They come in the order in which they happened.
        person.wait(f"heard.some(([, id]) => id === {case['ana']})", "Ana's deal")
        heard.append(person.run("heard"))
    ana, hedda = heard
    assert deal in ana and deal in hedda
    assert secret in hedda
    assert secret not in ana
    for person, sees in zip(people, (False, True), strict=True):
        person.find(DONE, "For all of us")
        assert ("Between us" in person.run("document.body.textContent")) is sees
