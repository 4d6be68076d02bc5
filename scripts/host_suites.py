"""The tests of Odoo that `make test-host` runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suite:
    """Tests of a module: those that ``tags`` select, in a database with ``apps``."""

    name: str
    module: str
    tags: str
    apps: str = "host"
    # Tests marked `at_install` run only when their module is updated.
    update: bool = True
    # Takes so long that it runs only when it is asked for.
    is_long: bool = False
    # All modules are there already, nothing is updated.
    is_quick: bool = False


def of_module(name, apps="host"):
    return Suite(name, name, f"/{name}", apps)


def in_browser(name, test):
    """The tests in JavaScript of a module, with the scripts of all others loaded."""
    tags = f"/web:WebSuite.{test}[@{name}]"
    return Suite(f"{name}_js", "web", tags, update=False, is_long=True)


#: The quick ones first.
SUITES = [
    of_module("contacts"),
    Suite("base", "base", "/base:TestMergePartner"),
    Suite("test_lint", "test_lint", "/test_lint,-/test_lint:TestPyLint"),
    of_module("crm"),
    of_module("calendar"),
    of_module("test_mail"),
    of_module("mail"),
    of_module("sale_crm", "hostfull"),
    # Its tests run only when their own tag is asked for.
    Suite(
        "test_crm_full", "test_crm_full", "crm_performance/test_crm_full", "hostfull"
    ),
    of_module("test_mail_full", "hostfull"),
    # It reads all of Odoo.
    Suite("pylint", "test_lint", "/test_lint:TestPyLint", is_long=True),
    in_browser("crm", "test_unit_desktop"),
    in_browser("calendar", "test_unit_desktop"),
    in_browser("mail", "test_unit_desktop"),
]
