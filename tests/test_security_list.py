"""SECURITY.md says what is so: its tests exist, and it explains each ``sudo()``."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ADDON = ROOT / "crm_activity_feed"
TEXT = (ROOT / "SECURITY.md").read_text()


#: What keeps a test from running: a decorator, a mark of the file, a call in the test.
SKIPS = re.compile(r"\b(?:skip(?:test|if|unless)?|xfail|importorskip)\b", re.IGNORECASE)


def find_tests(path):
    """Yield ``(name, whether it can be skipped)`` of the tests of a file."""
    tree = ast.parse(path.read_text())
    scopes = [([], tree.body)]
    while scopes:
        reasons, body = scopes.pop()
        for node in body:
            # Marks of the file; what comes before each test of a class.
            is_mark = isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node)
            is_set_up = isinstance(node, ast.FunctionDef) and "setUp" in node.name
            if is_mark or is_set_up:
                reasons = [*reasons, ast.unparse(node)]
        for node in body:
            if isinstance(node, ast.ClassDef):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                scopes.append(([*reasons, *marks], node.body))
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                node.body = without_docstring(node.body)
                yield (
                    node.name,
                    bool(SKIPS.search("\n".join([*reasons, ast.unparse(node)]))),
                )


def without_docstring(body):
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] or [ast.Pass()] if is_text else body


def test_tests_exist():
    """They are there, and none of them is skipped."""
    named = set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", TEXT))
    assert len(named) > 60
    files = {path.name: path for path in [*ROOT.glob("tests/test_*.py")]}
    files |= {path.name: path for path in ADDON.glob("tests/test_*.py")}
    assert {name for name, _test in named} - files.keys() == set()
    found = {
        (name, test): is_skipped
        for name in {name for name, _test in named}
        for test, is_skipped in find_tests(files[name])
    }
    assert named - found.keys() == set()
    assert {test for test in named if found[test]} == set()


@pytest.mark.parametrize(
    ("lines", "is_skipped"),
    [
        ("def test_a():\n    assert True", False),
        ("def test_a():\n    'Skip nothing'\n    assert True", False),
        ("@pytest.mark.skip\ndef test_a():\n    assert True", True),
        (
            "@unittest.skipIf(x, 'y')\nclass A:\n    def test_a(self):\n        x()",
            True,
        ),
        ("class A:\n    def test_a(self):\n        self.skipTest('x')", True),
        (
            "class A:\n    def setUp(self):\n        raise SkipTest\n"
            "    def test_a(self):\n        x()",
            True,
        ),
        ("pytestmark = pytest.mark.xfail\ndef test_a():\n    assert True", True),
    ],
)
def test_skips_are_seen(tmp_path, lines, is_skipped):
    path = tmp_path / "test_sample.py"
    path.write_text(lines)
    assert dict(find_tests(path)) == {"test_a": is_skipped}


def test_every_threat_has_a_test():
    """A row of a table of threats ends in at least one test."""
    threats = TEXT.partition("## Threats")[2].partition("## What is not protected")[0]
    rows = re.findall(r"^\| (?!Who |---)(.*)\|$", threats, re.M)
    rows = [row for row in rows if not set(row) <= set("-| ")]
    assert len(rows) > 30
    assert [row for row in rows if "`test_" not in row.split("|")[-1]] == []


def test_every_sudo_is_explained():
    sources = [*ADDON.rglob("*.py"), *ADDON.rglob("*.xml")]
    using = {
        str(path.relative_to(ADDON))
        for path in sources
        if "tests" not in path.relative_to(ADDON).parts and "sudo(" in path.read_text()
    }
    listed = TEXT.partition("## Where rights are set aside")[2]
    explained = set(re.findall(r"`(\w+/[\w/]+\.(?:py|xml))`", listed))
    assert using - explained == set()
    assert explained - using == set()
