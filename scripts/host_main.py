"""Odoo's command line for `make test-host`: writes down what each test came to.

``HOST_RESULTS`` names the file; it gets a JSON object a line::

    {"test": "odoo.addons.mail.tests.test_x.TestX.test_y", "when": "post_install",
     "outcome": "passed", "text": ""}

``when`` is the moment Odoo gives its tests, ``at_install`` or ``post_install``. Those
of the first know nothing of modules that are loaded later, our addon among them. They
run once more when everything is loaded: ``when`` is ``loaded`` then; with
``HOST_QUICK`` only then.
"""

import json
import logging
import os
import re

import odoo.cli
from odoo.tests import loader
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

make_suite = loader.make_suite
#: The browser tells so of each test in JavaScript; for Odoo they are one test.
HOOT = re.compile(r'\[HOOT\] Test "(?P<name>[^"]+)" (?:failed|timed out)')


def write(test, when, outcome, text=""):
    line = {"test": test, "when": when, "outcome": outcome, "text": text[-8000:]}
    with open(os.environ["HOST_RESULTS"], "a") as results:
        results.write(json.dumps(line) + "\n")


class Result(OdooTestResult):
    """What Odoo counts, written down test by test."""

    def _write(self, test, outcome, text=""):
        # A part of a test stands for the test.
        test = getattr(test, "test_case", test)
        write(test.id(), getattr(test, "host_when", ""), outcome, text)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._write(test, "passed")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._write(test, "skipped", reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._write(test, "failed", self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self._write(test, "error", self._exc_info_to_string(err, test))


class Hoot(logging.Handler):
    """Each test in JavaScript that failed; the others are not told one by one."""

    def emit(self, record):
        message = record.getMessage()
        for match in HOOT.finditer(message):
            write(match["name"], "browser", "failed", message)


def suite(module_names, position="at_install"):
    """Take tests at both moments when everything is loaded."""
    if position == "at_install" and os.environ.get("HOST_QUICK"):
        return OdooSuite([])
    found = mark(make_suite(module_names, position), position)
    if position == "post_install":
        found += mark(make_suite(module_names, "at_install"), "loaded")
    return OdooSuite(found)


def mark(tests, when):
    tests = list(tests)
    for test in tests:
        test.host_when = when
    return tests


if __name__ == "__main__":
    loader.OdooTestResult = Result
    loader.make_suite = suite
    logging.getLogger("odoo.addons.web.tests").addHandler(Hoot())
    odoo.cli.main()
