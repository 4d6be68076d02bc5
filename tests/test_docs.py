"""What is written and shown about the addon is there, and fits together."""

import ast
import re
import subprocess

import pytest
from lxml import html
from PIL import Image

from scripts import pictures, python_env, readme, screenshots
from scripts.system import ADDON, ROOT

DESCRIPTION = ROOT / ADDON / "static/description"
GUIDES = sorted((ROOT / "docs/guide").glob("*.md"))
DOCS = sorted((ROOT / "docs").rglob("*.md"))
BENCH = sorted((ROOT / "bench").glob("*.md"))
DOCUMENTS = [*DOCS, *BENCH, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]
FRAGMENTS = sorted((ROOT / ADDON / "readme").glob("*.md"))
RST = [ROOT / "README.rst", ROOT / "CONTRIBUTING.rst"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
RST_LINK = re.compile(r"<([\w./]+\.\w+)>`_|(?:image|figure):: (\S+)")
COMMAND = re.compile(r"(?:`|^    )make ([a-z-]+)", re.MULTILINE)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FILES = {
    f"{name}{suffix}": size
    for name in pictures.PICTURES
    for suffix, size in screenshots.SIZES.items()
}


def get_manifest():
    return ast.literal_eval((ROOT / ADDON / "__manifest__.py").read_text())


def get_anchors(path):
    """Return what a link to a heading is called, as forges write it."""
    titles = HEADING.findall(path.read_text())
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def get_dead_links(path):
    for link in LINK.findall(path.read_text()):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and anchor not in get_anchors(target)):
            yield link


@pytest.mark.parametrize("path", [*DOCUMENTS, *FRAGMENTS], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    assert list(get_dead_links(path)) == []


@pytest.mark.parametrize("path", RST, ids=lambda path: path.name)
def test_links_of_the_repository(path):
    links = [a or b for a, b in RST_LINK.findall(path.read_text())]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("path", RST, ids=lambda path: path.name)
def test_documents_of_the_repository_have_no_faults(path):
    readme.check(path.read_text())


def test_a_dead_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](gone.md) [d](page.md)")
    assert list(get_dead_links(page)) == ["#three", "gone.md"]


def test_there_is_a_guide_for_everybody():
    index = (ROOT / "docs/guide/README.md").read_text()
    assert len(GUIDES) == 6
    assert [
        p.name for p in GUIDES if p.name not in ("README.md", *LINK.findall(index))
    ] == []


def test_everything_is_linked_from_a_readme():
    """Nobody looks into a folder for what no page leads to."""
    readmes = [ROOT / "README.rst", ROOT / "docs/guide/README.md"]
    linked = set()
    for path in readmes:
        text = path.read_text()
        links = LINK.findall(text) + [a for a, _b in RST_LINK.findall(text) if a]
        linked |= {(path.parent / link.split("#")[0]).resolve() for link in links}
    wanted = [
        *DOCS,
        ROOT / "SECURITY.md",
        ROOT / "CHANGELOG.md",
        ROOT / "bench/RESULTS.md",
    ]
    assert len(wanted) > 10
    assert [path.name for path in wanted if path not in linked] == []


def test_every_command_is_in_the_readme():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
    named = COMMAND.findall((ROOT / "README.rst").read_text())
    assert sorted(set(targets) - {"help", *named}) == []


def test_pictures_are_those_of_the_script():
    """None is left from before; each has its size, and few bytes."""
    found = {path.stem for path in DESCRIPTION.glob("*.png")} - {"icon"}
    assert found == set(FILES)
    sizes = {name: Image.open(DESCRIPTION / f"{name}.png").size for name in FILES}
    assert sizes == FILES
    bytes_of = [(DESCRIPTION / f"{name}.png").stat().st_size for name in FILES]
    assert max(bytes_of) <= screenshots.BYTES_AT_MOST


def test_every_picture_is_shown():
    guides = "".join(path.read_text() for path in GUIDES)
    assert [n for n in pictures.PICTURES if f"/{n}.png" not in guides] == []


def test_page_for_the_list_of_apps():
    """It comes with the addon and asks no other server for anything."""
    page = html.fromstring((DESCRIPTION / "index.html").read_text())
    sources = page.xpath("//@src")
    assert len(sources) > 4
    assert [name for name in sources if not (DESCRIPTION / name).is_file()] == []
    assert page.xpath("//script|//style|//link|//@href|//@onclick") == []
    assert len(page.xpath("//img[@alt]")) == len(page.xpath("//img"))


def test_icon():
    with Image.open(DESCRIPTION / "icon.png") as icon:
        assert icon.size == (140, 140)
        assert icon.mode == "RGBA"
    assert (DESCRIPTION / "icon.svg").is_file()


def test_manifest():
    manifest = get_manifest()
    assert manifest["license"] == "LGPL-3"
    assert manifest["application"] is True
    assert "price" not in manifest
    assert manifest["images"]
    missing = [n for n in manifest["images"] if not (ROOT / ADDON / n).is_file()]
    assert missing == []


def test_changelog_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## (\S+)", text, re.MULTILINE)
    assert versions[0] == get_manifest()["version"]


def test_readme_is_made_of_its_fragments():
    python = python_env.get("venv-packaging", "packaging")
    done = subprocess.run(
        [python, "-m", "scripts.readme", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_commands_that_documents_name_exist():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
    text = "".join(path.read_text() for path in [*DOCUMENTS, *RST, *FRAGMENTS])
    named = set(COMMAND.findall(text))
    assert {"demo", "test", "screenshots", "wheel"} <= named
    assert sorted(named - set(targets)) == []
