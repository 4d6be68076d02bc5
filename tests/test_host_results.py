"""How `make test-host` tells whether two runs of Odoo's tests came to the same."""

import json

import pytest

from scripts import host_results
from scripts.host_results import Outcome
from scripts.host_suites import SUITES
from scripts.system import Failure

TEST = "odoo.addons.mail.tests.discuss.test_x.TestX.test_y"
QUERIES = "Query count more than expected for user admin: {} > 4 in test_y"


def test_written_line_by_line(tmp_path):
    """The worst part of a test counts; the moment is part of its name."""
    rows = [
        {"test": TEST, "when": "post_install", "outcome": "failed", "text": "a part"},
        {"test": TEST, "when": "post_install", "outcome": "passed", "text": ""},
        {"test": TEST, "when": "loaded", "outcome": "passed", "text": ""},
    ]
    path = tmp_path / "results"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert host_results.read(path) == {
        TEST: Outcome("failed", "a part"),
        f"{TEST} [loaded]": Outcome("passed"),
    }


def test_same_failure_is_no_difference():
    before, after = Outcome("failed", "id 7"), Outcome("failed", "id 8")
    assert not host_results.compare({TEST: before}, {TEST: after})


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (Outcome("passed"), Outcome("error"), "passed -> error"),
        (Outcome("passed"), Outcome("skipped"), "passed -> skipped"),
        (
            Outcome("failed", QUERIES.format(5)),
            Outcome("failed", QUERIES.format(6)),
            "failed (5 for 4) -> failed (6 for 4)",
        ),
        (
            Outcome("failed", "names another module"),
            Outcome("failed", "names crm_activity_feed"),
            "failed -> failed (by crm_activity_feed)",
        ),
    ],
)
def test_difference(before, after, difference):
    found = host_results.compare({TEST: before}, {TEST: after})
    assert found == {TEST: difference}


def test_only_one_of_them_ran():
    found = host_results.compare({}, {TEST: Outcome("passed")})
    assert found == {TEST: "not run -> passed"}


def test_what_passes_once_passes():
    failed, passed = Outcome("failed", "Too slow"), Outcome("passed")
    assert host_results.best(failed, passed) is passed
    assert host_results.best(passed, failed) is passed
    assert host_results.best(None, failed) is failed


def test_on_the_way_to_a_failure():
    """The addon overrides much: that it is in a traceback tells nothing."""
    text = 'Traceback:\n  File "addons/crm_activity_feed/models/a.py", line 1\nKeyError'
    same = {TEST: Outcome("error", text)}
    assert not host_results.compare({TEST: Outcome("error", "KeyError")}, same)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        (TEST, "/mail:TestX.test_y"),
        (f"{TEST} [loaded]", "/mail:TestX.test_y"),
        ("setUpClass (odoo.addons.mail.tests.test_x.TestX)", "/mail:TestX"),
        ("@mail/a test in JavaScript", None),
    ],
)
def test_tags_of_a_test(name, tags):
    assert host_results.tags([name], "/mail") == tags
    if tags:
        assert host_results.tags([name], "slow/mail") == f"slow{tags}"


@pytest.mark.parametrize(
    ("expected", "difference", "fits"),
    [
        ("passed -> failed", "passed -> failed", True),
        ("passed -> failed", "passed -> error", False),
        ("passed -> failed (60 for 50)", "passed -> failed (59 for 50)", False),
        ("passed -> failed (at most 60 for 50)", "passed -> failed (59 for 50)", True),
        ("passed -> failed (at most 60 for 50)", "passed -> failed (61 for 50)", False),
        ("passed -> failed (at most 60 for 50)", "passed -> failed (59 for 40)", False),
        ("passed -> failed (at most 60 for 50)", "passed -> error (59 for 50)", False),
        ("passed -> failed (at most 60 for 50)", "passed -> failed", False),
    ],
)
def test_difference_that_is_expected(expected, difference, fits):
    assert host_results.fits(expected, difference) is fits


def test_explained(tmp_path, monkeypatch):
    path = tmp_path / "differences.cfg"
    monkeypatch.setattr(host_results, "EXPLAINED", path)
    path.write_text(f"[mail {TEST} [loaded]]\ndifference = a -> b\nreason = Why\n")
    assert host_results.explained() == {("mail", f"{TEST} [loaded]"): ("a -> b", "Why")}


def test_reasons_are_given(tmp_path, monkeypatch):
    path = host_results.ROOT / "tests/host_differences.cfg"
    known = {suite.name for suite in SUITES}
    monkeypatch.setattr(host_results, "EXPLAINED", path)
    assert {suite for suite, _test in host_results.explained()} <= known
    monkeypatch.setattr(host_results, "ROOT", tmp_path)
    monkeypatch.setattr(host_results, "EXPLAINED", tmp_path / "none.cfg")
    (tmp_path / "none.cfg").write_text(f"[mail {TEST}]\ndifference = a -> b\n")
    with pytest.raises(Failure, match="incomplete"):
        host_results.explained()
