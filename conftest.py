"""Rules for every test, of the addon and outside it.

* What Odoo logs as WARNING or worse fails the test, unless the test expects it
  (`mute_logger`, `assertLogs`).
* A browser test that cannot find its browser fails instead of being skipped.
"""

import logging
import re

import pytest

# Noise of the machine that says nothing about the addon. Keep it short.
ALLOWED = [
    # The time Chromium takes to end or to start says how busy the machine is.
    re.compile(r"Error during browser shutdown|Killing chrome descendants"),
]
BROWSER_MISSING = re.compile(r"chrome|dev ?tools|websocket-client|HttpCase", re.I)


class Collector(logging.Handler):
    """Keeps Odoo's warnings until the test that caused them has ended.

    It sits on the root logger: `mute_logger` and `assertLogs` keep a logger's
    records from propagating there.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if record.name.split(".")[0] != "odoo":
            return
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            line += "\n" + logging.Formatter().formatException(record.exc_info)
        if not any(allowed.search(line) for allowed in ALLOWED):
            self.lines.append(line)

    def take(self):
        lines, self.lines = self.lines, []
        return lines


collector = Collector()


def pytest_sessionstart(session):
    logging.getLogger().addHandler(collector)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    lines = collector.take()
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if BROWSER_MISSING.search(reason):
            report.outcome = "failed"
            report.longrepr = (
                f"{reason}\nBrowser tests are not optional: run them with"
                " 'make test', which names what is missing."
            )
    elif report.passed and lines:
        report.outcome = "failed"
        report.longrepr = "Odoo logged warnings:\n" + "\n".join(lines)
