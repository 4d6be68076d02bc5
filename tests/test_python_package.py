"""The wheel, in a virtual environment that has Odoo and nothing else of us.

`make test PYTHONS="3.10 3.13" ARGS=tests/test_python_package.py` tries it with other
versions of Python too, each with the packages of `requirements/odoo.txt`.
"""

import ast
import os
import re
import sys
import zipfile
from email import message_from_bytes
from importlib import metadata

import pytest
from plain_client import Browser

from scripts import databases, lint, odoo_log, server, wheel
from scripts.python_env import VERSIONS
from scripts.system import ADDON, LOGS, ROOT

PYTHONS = os.environ.get("PYTHONS", "").split() or [None]
IN_WHEEL = f"odoo/addons/{ADDON}/"
WHERE = f"import odoo.addons.{ADDON} as addon; print('WHERE', addon.__file__)"
#: What Odoo 19 itself needs is there wherever the addon is.
OF_ODOO = re.compile(r"^([A-Za-z0-9_.-]+)==", re.MULTILINE)
COMPILE = """
import sys, warnings
warnings.simplefilter("error")
for path in sys.argv[1:]:
    with open(path, "rb") as source:
        compile(source.read(), path, "exec", dont_inherit=True)
print("COMPILED", len(sys.argv) - 1, "%d.%d" % sys.version_info[:2])
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return wheel.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module", params=PYTHONS, ids=lambda version: version or "own")
def tools(request, odoo_tools, built, tmp_path_factory):
    """Odoo with a Python that has the wheel installed."""
    folder = tmp_path_factory.mktemp("python") / "venv"
    base = request.param and wheel.find(request.param)
    return wheel.environment(odoo_tools, folder, built, base)


@pytest.fixture
def database(tools):
    name, lock = databases.throw_away(tools, "crm", "fresh")
    yield name
    databases.drop(tools, name)
    lock.close()


def run_python(tools, *arguments):
    log = LOGS / "python-package.log"
    wheel.run([tools.python, *arguments], log.stem)
    return log.read_text()


def test_install_start_upgrade(tools, database):
    """The wheel's addon, not the folder's; Odoo warns of nothing at any time."""
    start = [database, ["-i", ADDON, "--stop-after-init", "--no-http"], "wheel-install"]
    odoo_log.install(tools, *start)
    shown = databases.shell(tools, database, WHERE)
    packages = str(tools.python.parent.parent / "lib")
    assert f"WHERE {packages}" in shown

    with server.running(tools, database, "wheel-start", "/web/login") as odoo:
        admin = Browser(odoo.url, database, "admin")
        (customer,) = admin.call("res.partner", "create", [{"name": "Acme"}])
        page = admin.call("crm.feed.entry", "get_page", {"partner": customer})
        assert [entry["title"] for entry in page["entries"]] == ["Acme"]
        with admin.opener.open(f"{odoo.url}/odoo/crm", timeout=300) as response:
            assert b"web.assets_web" in response.read()
    assert odoo_log.warnings(odoo.log.read_text().splitlines()) == []

    upgrade = ["-u", ADDON, "--stop-after-init", "--no-http"]
    odoo_log.install(tools, database, upgrade, "wheel-upgrade")


def test_warnings_of_odoo_are_found():
    """Else the test above would pass whatever Odoo says."""
    lines = [
        "2026-11-18 10:00:00,000 7 INFO db odoo.modules.loading: Loading module crm",
        "2026-11-18 10:00:00,000 7 WARNING db odoo.fields: Two fields have one label",
        "  of crm.feed.note",
        "2026-11-18 10:00:01,000 7 INFO db odoo.modules.loading: Modules loaded.",
    ]
    assert odoo_log.warnings(lines) == lines[1:3]


def test_every_file_compiles(tools):
    """Without a warning, such as that of an escape that later versions refuse."""
    files = [str(ROOT / name) for name in lint.files(".py")]
    assert f"COMPILED {len(files)} " in run_python(tools, "-c", COMPILE, *files)


def test_wheel_holds_the_addon(built):
    """All of its folder but what is not needed there; nothing outside of it."""
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
    files = {name for name in names if ".dist-info/" not in name}
    folder = {
        IN_WHEEL + str(path.relative_to(ROOT / ADDON))
        for path in (ROOT / ADDON).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files == folder - {f"{IN_WHEEL}pyproject.toml"}


def test_metadata_of_the_wheel(built):
    with zipfile.ZipFile(built) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        about = message_from_bytes(archive.read(name))
    assert about["Name"] == f"odoo-addon-{ADDON}"
    assert about["Version"].startswith("19.0.")
    # The host brings along all that we import, see the next test.
    assert about.get_all("Requires-Dist") == ["odoo==19.0.*"]
    assert about["License"] == "LGPL-3"
    assert "Create note" in about.get_payload()


def test_nothing_is_imported_that_odoo_does_not_bring():
    """Else the manifest would have to name it, and so would requirements/odoo.txt."""
    pinned = OF_ODOO.findall((ROOT / "requirements/odoo.txt").read_text())
    pinned = {name.lower().replace("_", "-") for name in pinned}
    brought = {
        module
        for module, packages in metadata.packages_distributions().items()
        if pinned & {package.lower().replace("_", "-") for package in packages}
    }
    files = [
        path
        for path in (ROOT / ADDON).rglob("*.py")
        if "tests" not in path.relative_to(ROOT).parts
    ]
    imported = {name for path in files for name in get_imports(path)}
    assert {"odoo", "markupsafe"} <= imported
    assert imported - set(sys.stdlib_module_names) - brought - {"odoo"} == set()


def get_imports(path):
    """Yield the top names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_versions_of_python_are_those_of_odoo(odoo_tools):
    """The linters look for what came after the oldest of them."""
    release = (odoo_tools.odoo.path / "odoo/release.py").read_text()
    limits = re.findall(r"^M(?:IN|AX)_PY_VERSION = \(3, (\d+)\)", release, re.M)
    assert sorted(VERSIONS) == [f"3.{n}" for n in range(10, int(limits[1]) + 1)]
    assert limits[0] == "10"
    assert 'target-version = "py310"' in (ROOT / "pyproject.toml").read_text()
