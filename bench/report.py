"""What `make bench` prints and keeps in RESULTS.md: a part for each size."""

import os
import platform
import re

import psutil

from . import goals, measure, naive
from .cases import CHATTER_PAGE, PAGE
from .tables import table

GOALS = ("goal", "at most", "measured", "worst", "reached")
DETAILS = (
    "page",
    "customer",
    "user",
    "entries",
    "call ms",
    "/ chatter",
    "queries",
    "keys ms",
    "yardstick ms",
    "ratio",
    "blocks",
    "yardstick blocks",
)
INTRODUCTION = f"""\
# Speed of the feed

Written by `make bench SIZE=1` (half a million messages) and `make bench SIZE=10` (five
million). Milliseconds are those of one machine at one time: **compare ratios only.**
What is not reached, why, and the plan: [NOTES.md](NOTES.md).

* **call**: what a client asks for, all words included, up to the JSON that is sent:
  `get_page` of {PAGE} entries (80 of *mine* and *all*).
* **keys**: the SQL that selects the entries of the page. A report has no words: all
  its SQL is meant.
* **yardstick**: the best SQL by hand for the same rows, from a table that holds
  nothing but their keys with an index for each use, under the user's record rules
  (`bench/yardstick.py`). Every page is compared with it: both must show the same
  entries.
* **chatter**: what `/mail/thread/messages` does for the same customer and user,
  {CHATTER_PAGE} messages.
* **blocks**: of 8 kB, that the keys' statements read, from memory or disk: no noise.
* A ratio is the median of the ratios of each turn, whose runs shared the weather. Each
  run has a transaction of its own; the caches of the worker are warm.
* `admin` sees everything; `own` is a salesperson who sees own documents only, 10 % of
  a whale's, 30 to 60 % of the others'; `busy` has a tenth of all documents, `nothing`
  none.
* Customers: `whale` and `silent whale` have 50,000 entries and 200 contacts (the
  silent one's are older than two years and a half), `large` 5,000, `ordinary` 1,000,
  `small` 50.
"""


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"


def make_details(results):
    for case in results.cases:
        chatter = results.other(case, "chatter")
        is_page = case.customer and case.name != "chatter"
        by_chatter = case.ratio(chatter) if is_page and chatter else None
        yield (
            case.name,
            case.customer,
            case.user,
            number(results.sizes.get((case.customer, case.user))),
            case.failure[:20] if case.is_dead else number(case.median("ms")),
            number(by_chatter, 2),
            number(case.median("queries")),
            number(case.median("sql_ms" if case.is_report else "keys_ms"), 1)
            if case.name != "chatter"
            else "",
            number(case.median("yard_ms"), 1) if case.yard else "",
            number(case.yard_ratio, 2),
            number(case.buffers),
            number(case.yard_buffers),
        )


def describe(cr):
    """Return lines about the machine and the database, without dates."""
    cr.execute("SELECT current_setting('server_version')")
    version = cr.fetchone()[0].split()[0]
    cr.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
    size = cr.fetchone()[0]
    tables = ("res_partner", "crm_lead", "mail_message", "mail_activity", "sale_order")
    tables += ("account_move", "calendar_event", "project_task", "crm_feed_note")
    tables += ("mail_tracking_value", "mail_notification", "mail_followers")
    counts = []
    for name in tables:
        cr.execute(f'SELECT count(*) FROM "{name}"')
        counts.append(f"{cr.fetchone()[0]:,} {name}")
    settings = ("shared_buffers", "jit", "work_mem", "random_page_cost")
    values = []
    for name in settings:
        cr.execute("SELECT current_setting(%s)", (name,))
        values.append(f"{name} {cr.fetchone()[0]}")
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, Python "
        f"{platform.python_version()}, shared with other work",
        f"PostgreSQL {version} ({', '.join(values)})",
        f"Database of {size}: {', '.join(counts)}",
    ]


def make_part(size, results, notes, runs):
    """Return what RESULTS.md says about one size."""
    notes = [*notes, f"Medians of {runs} runs ({goals.SLOW_NOTE})"]
    differing = [
        f"* **{case}**: {case.failure}" for case in results.cases if is_wrong(case)
    ]
    lines = [
        f"## SIZE={size}",
        "",
        table(GOALS, list(goals.make_rows(results))),
        "",
        *(
            ["**Not the entries that are wanted:**", "", *differing, ""]
            if differing
            else []
        ),
        *more_figures(results),
        "",
        f"### Every page, SIZE={size}",
        "",
        table(DETAILS, list(make_details(results))),
        "",
        f"### Where it was measured, SIZE={size}",
        "",
        *(f"* {note}" for note in notes),
        "",
    ]
    return "\n".join(lines)


def is_wrong(case):
    return bool(case.failure) and case.failure != measure.TOO_LATE


def more_figures(results):
    """Yield what is no goal, or says more than one figure does."""
    if results.naive:
        is_late = results.naive == naive.TOO_LONG
        text = f"more than {naive.TIME_OUT}" if is_late else f"{results.naive:,.1f}"
        yield (
            f"* The naive feed (`row_number()` over a union, then filtered) takes "
            f"{text} seconds for the ordinary customer's first page, without record "
            "rules."
        )
    words = {"post": "Posting a message", "create": "Creating a lead"}
    for task, (with_addon, without, _ratio) in (results.writes or {}).items():
        yield f"* {words[task]}: {with_addon:.1f} ms, {without:.1f} without the addon."
    for here, there in results.growth or []:
        yield (
            f"* {here}: {number(here.median('ms'))} ms and {number(here.buffers)} "
            f"blocks, in the smaller database {number(there.median('ms'))} ms and "
            f"{number(there.buffers)}."
        )
    for fewer, more in results.more or []:
        yield (
            f"* {more}: {more.median('ms'):.0f} ms with three more sources, "
            f"{fewer.median('ms'):.0f} without."
        )


def write(path, size, part):
    """Put the part of one size into the report, and leave the other's."""
    text = path.read_text() if path.exists() else ""
    parts = dict(
        re.findall(r"^## SIZE=(\S+)\n(.*?)(?=^## SIZE=|\Z)", text, re.M | re.S)
    )
    parts[size] = part.split("\n", 1)[1]
    body = [
        f"## SIZE={name}\n{parts[name].rstrip()}\n" for name in sorted(parts, key=float)
    ]
    path.write_text("\n".join([INTRODUCTION, *body]))
