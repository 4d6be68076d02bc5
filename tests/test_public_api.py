"""The feed through Odoo's public APIs, by a program that knows nothing of Odoo."""

import os
import re
import subprocess
import sys
import xmlrpc.client
from pathlib import Path

import pytest
from plain_client import Browser, Json2, XmlRpc, read_all

from scripts import server

ENTRY = "crm.feed.entry"
DOCUMENT = Path(__file__).parent.parent / "docs/api.md"


@pytest.fixture(scope="module")
def url(odoo_tools, story):
    with server.running(odoo_tools, story["database"], "test-public-api") as odoo:
        yield odoo.url


@pytest.fixture(scope="module")
def json2(url, story):
    return Json2(url, story["key"])


@pytest.fixture(scope="module")
def xml(url, story):
    return XmlRpc(url, story["database"], "ana", "ana")


@pytest.fixture(scope="module")
def screen(url, story):
    """What Ana's browser asks for."""
    return Browser(url, story["database"], "ana")


def acme(story):
    return {"partner": story["acme"]}


def keys(page):
    return [entry["key"] for entry in page["open"] + page["entries"]]


def test_page_is_that_of_the_screen(story, screen, json2, xml):
    expected = screen.call(ENTRY, "get_page", acme(story), limit=20)
    assert len(expected["entries"]) == 20
    assert [entry["title"] for entry in expected["open"]] == ["Call Olga"]
    assert json2.call(ENTRY, "get_page", scope=acme(story), limit=20) == expected
    assert xml.call(ENTRY, "get_page", acme(story), limit=20) == expected


def test_list_is_that_of_the_screen(story, screen, json2, xml):
    domain = [["customer_id", "=", story["acme"]]]
    fields = ["id", "res_id", "date", "kind", "title", "partner_id", "user_id"]
    expected = screen.call(ENTRY, "search_read", domain, fields, limit=25)
    assert len(expected) == 25
    arguments = {"domain": domain, "fields": fields, "limit": 25}
    assert json2.call(ENTRY, "search_read", **arguments) == expected
    assert xml.call(ENTRY, "search_read", domain, fields, limit=25) == expected


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_all_pages_hold_every_entry_once(story, json2, limit):
    """However small the pages; messages of one second stand at their borders."""
    pages = read_all(
        lambda **arguments: json2.call(ENTRY, "get_page", **arguments),
        scope=acme(story),
        limit=limit,
    )
    found = [key for page in pages for key in keys(page)]
    domain = [["customer_id", "=", story["acme"]], ["is_noise", "=", False]]
    entries = json2.call(ENTRY, "search_read", domain=domain, fields=["id"])
    expected = {f"{entry['id'] % 256}-{entry['id'] // 256}" for entry in entries}
    assert len(expected) > 30
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_nothing_of_a_colleague(story, json2, xml):
    """Neither Bruno's deal nor what was written on it."""
    page = json2.call(ENTRY, "get_page", scope=acme(story), limit=200)
    titles = [entry["title"] for entry in page["open"] + page["entries"]]
    assert "Desks" in " ".join(titles)
    assert "Chairs" not in str(page)
    assert "secret" not in str(page)
    scope = {"lead": story["lead_bruno"]}
    status, answer = json2.request(ENTRY, "get_page", scope=scope)
    assert status == 403
    assert "Chairs" not in answer["message"]
    with pytest.raises(xmlrpc.client.Fault) as fault:
        xml.call(ENTRY, "get_page", scope)
    assert fault.value.faultCode == 4  # Odoo's code of an AccessError
    key = page["open"][0]["key"].replace(str(story["note"]), str(story["secret"]))
    arguments = {"entry_id": key, "action": "done", "params": {}}
    assert json2.request(ENTRY, "run_action", **arguments)[0] == 404


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"scope": "everything"}, "no feed of “'everything'”"),
        ({"scope": "all", "filters": {"colour": 1}}, "“colour”"),
        ({"scope": "all", "cursor": "nowhere"}, "“'nowhere'”"),
        ({"scope": "all", "limit": 201}, "so many entries: 201"),
        ({}, "scope"),
        ({"scope": "all", "page": 2}, "page"),
    ],
)
def test_what_cannot_be_asked_for(url, story, json2, arguments, words):
    status, answer = json2.request(ENTRY, "get_page", **arguments)
    assert status == 422
    assert words in answer["message"]


def test_fault_has_the_words(xml):
    with pytest.raises(xmlrpc.client.Fault, match="no feed of “'everything'”"):
        xml.call(ENTRY, "get_page", "everything")


def test_strangers_get_nothing(url, story):
    for key in (None, "f" * 40):
        status, answer = Json2(url, key).request(ENTRY, "get_page", scope="all")
        assert status == 401
        assert "entries" not in answer
    portal = Json2(url, story["portal_key"])
    requests = {
        "get_page": {"scope": "all"},
        "search_read": {"domain": [], "fields": ["id"]},
        "run_action": {"entry_id": f"1-{story['note']}", "action": "done"},
    }
    answers = {
        method: portal.request(ENTRY, method, **arguments)[0]
        for method, arguments in requests.items()
    }
    assert answers == dict.fromkeys(requests, 403)


def test_ids_beyond_31_bits(story, screen, json2, xml):
    """Such an id is a float for XML-RPC, which has no integer for it."""
    scope = {"partner": story["big"]}
    page = xml.call(ENTRY, "get_page", scope)
    (entry,) = page["open"]
    assert entry["res_id"] == story["big_note"]
    assert entry["id"] > 2**31
    assert int(entry["id"]) // 256 == story["big_note"]
    assert screen.call(ENTRY, "get_page", scope) == page
    assert json2.call(ENTRY, "get_page", scope=scope) == page
    assert {"message", "note"} <= {e["kind"] for e in page["entries"] + page["open"]}

    domain = [["customer_id", "=", story["big"]], ["kind", "=", "note"]]
    (row,) = xml.call(ENTRY, "search_read", domain, ["title"])
    assert row["id"] == entry["id"]
    assert xml.call(ENTRY, "read", [row["id"]], ["title"]) == [row]
    same = [["id", "in", [row["id"]]]]
    assert xml.call(ENTRY, "search_read", same, ["title"]) == [row]
    (line,) = screen.call(ENTRY, "web_search_read", domain, {"title": {}})["records"]
    assert line == row
    opened = screen.call(ENTRY, "action_open_document", [int(line["id"])])
    assert opened["res_id"] == story["big_note"]


@pytest.mark.parametrize("name", ["id", "key"])
def test_act_on_an_id_beyond_31_bits(story, xml, json2, name):
    scope = {"partner": story["big"]}
    for call in (
        lambda *arguments: xml.call(ENTRY, "run_action", *arguments),
        lambda entry, action, params: json2.call(
            ENTRY, "run_action", entry_id=entry, action=action, params=params
        ),
    ):
        (entry,) = xml.call(ENTRY, "get_page", scope)["open"]
        done = call(entry[name], "done", {"outcome": "Yes"})
        assert (done["key"], done["state"]) == (entry["key"], "done")
        reopened = call(done[name], "reopen", {"date_deadline": "2031-01-01"})
        assert reopened["is_open"] is True


def examples():
    """The code blocks of the documentation, under the headings they stand below."""
    blocks = re.finditer(
        r"^## (?P<title>.+?)\n|^```(?P<language>sh|python)\n(?P<code>.*?)^```",
        DOCUMENT.read_text(),
        re.M | re.S,
    )
    title, found = None, []
    for block in blocks:
        if block["title"]:
            title = block["title"]
        else:
            found.append(pytest.param(block["language"], block["code"], id=title))
    return found


#: What each example prints, at least.
PRINTED = {
    "A page": '"Desks',
    "All pages": "planned Call Olga",
    "The middle of a history": '"newer": false',
    "What one is to do": '"Call Olga"',
    "Doing something": "Call Olga 2031-05-05 00:00:00",
    "Lists and figures": '"__count": 30',
    "XML-RPC": "Desks",
}


def test_all_examples_are_known():
    assert [example.id for example in examples()] == list(PRINTED)


@pytest.mark.parametrize(("language", "code"), examples())
def test_examples_of_the_documentation(url, story, request, language, code):
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONIOENCODING": "utf-8",
        "ODOO_URL": url,
        "ODOO_API_KEY": story["key"],
        "ODOO_DB": story["database"],
        "ODOO_LOGIN": "ana",
        "CUSTOMER": str(story["acme"]),
    }
    # -I: with Python's own library alone, Odoo cannot be imported.
    command = {"sh": ["sh", "-ec"], "python": [sys.executable, "-I", "-c"]}[language]
    done = subprocess.run(
        [*command, code], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    example = request.node.callspec.id
    assert PRINTED[example] in done.stdout
