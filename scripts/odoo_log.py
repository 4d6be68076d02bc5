"""Odoo's log: progress while it installs, and its warnings, which are failures."""

import re
import subprocess
import sys

from .system import LOGS, Failure, say, stop_process, tail

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ [\w.]+: ")
LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
# Noise of the machine that says nothing about the addon. Keep it short.
ALLOWED = [
    # PostgreSQL from PyPI has no extensions: Odoo then searches names without index.
    re.compile(r"Unable to create PostgreSQL extensions"),
    re.compile(r"bad query: CREATE EXTENSION|pg_trgm"),
]


def warnings(lines):
    """Return what was logged as WARNING or worse, with the lines that belong to it."""
    found, inside = [], False
    for line in lines:
        match = LINE.match(line)
        if match:
            inside = match["level"] in ("WARNING", "ERROR", "CRITICAL")
            inside = inside and not any(allowed.search(line) for allowed in ALLOWED)
        if inside:
            found.append(line.rstrip("\n"))
    return found


def install(tools, database, arguments, log):
    """Run Odoo's server command to its end; any warning it logs is a failure."""
    from .databases import command

    path = LOGS / f"{log}.log"
    process = subprocess.Popen(
        command(tools, database, *arguments),
        env=tools.env(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        cwd="/",
    )
    try:
        with path.open("w") as output:
            for line in process.stdout:
                output.write(line)
                show_progress(line)
        code = process.wait()
    finally:
        stop_process(process)
    found = warnings(path.read_text().splitlines())
    if code or found:
        end = "\n".join(found[-60:]) or tail(path)
        raise Failure(f"{end}\nOdoo failed or warned, all it said: {path}")


def show_progress(line):
    match = LOADING.search(line)
    if not match:
        return
    module, number, total = match[1], int(match[2]), int(match[3])
    if sys.stdout.isatty():
        end = "\n" if number == total else ""
        print(f"\r\033[K    {number}/{total} {module}", end=end, flush=True)
    elif number % 20 == 0:
        say(f"  {number}/{total} modules")
