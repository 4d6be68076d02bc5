"""Restored histories: ten thousand lines, twice, with bad ones, by two at once."""

import import_story
import pytest


@pytest.fixture(scope="module")
def database(shared_database, run_odoo):
    database = shared_database("crm")
    run_odoo(database, "module", "install", "crm_activity_feed")
    return database


@pytest.fixture(scope="module")
def many(run_odoo, database):
    told = import_story.run(run_odoo, database, import_story.MANY)
    for name in ("first", "again", "changed", "wrong"):
        print(name, {key: told[name][key] for key in told[name] if key != "messages"})
    return told


def test_ten_thousand_lines(many):
    first = many["first"]
    assert first["messages"] == []
    assert first["ids"] == many["notes"] == 10000
    assert first["queries_per_line"] < 0.1
    assert first["megabytes"] < 200


def test_nobody_is_told_of_the_past(many):
    assert many["silent"]


def test_second_import_writes_nothing(many):
    again = many["again"]
    assert again["messages"] == []
    assert again["ids"] == 10000
    assert again["queries_per_line"] < 0.05


def test_changed_lines_cost_a_query_or_two(many):
    assert many["changed"]["ids"] == 1000
    assert many["changed"]["queries_per_line"] < 3


def test_bad_lines_are_named_and_nothing_is_half_done(many):
    wrong = many["wrong"]
    assert wrong["ids"] == 0
    assert many["half_done"] == 0
    assert len(wrong["messages"]) == 100
    assert wrong["messages"][1].startswith("Line 101, Customer: “Nobody 100”")


def test_second_importer_starts_again_when_the_first_was_faster(run_odoo, database):
    told = import_story.run(run_odoo, database, import_story.AFTER_EACH_OTHER)
    assert told["waited"]
    assert told["tries"] == 2
    assert told["messages"] == []
    assert told["same"]
    assert told["notes"] == 100


def test_two_importers_at_once(run_odoo, database):
    """The same lines in the opposite order: the classic way into a deadlock."""
    told = import_story.run(run_odoo, database, import_story.AT_ONCE)
    assert told["errors"] == []
    assert told["messages"] == [[], []]
    assert told["notes"] == 600
    assert told["same"]
