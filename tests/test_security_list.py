"""SECURITY.md says what is so: its tests exist, and it explains each ``sudo()``."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ADDON = ROOT / "crm_activity_feed"
TEXT = (ROOT / "SECURITY.md").read_text()


def test_tests_exist():
    named = set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", TEXT))
    assert len(named) > 60
    files = {path.name: path for path in [*ROOT.glob("tests/test_*.py")]}
    files |= {path.name: path for path in ADDON.glob("tests/test_*.py")}
    missing = [
        (name, test)
        for name, test in sorted(named)
        if name not in files or f"def {test}(" not in files[name].read_text()
    ]
    assert missing == []


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
