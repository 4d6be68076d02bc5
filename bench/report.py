"""What `make bench` prints and keeps in RESULTS.md."""

import os
from statistics import median

HEAD = (
    "page",
    "customer",
    "user",
    "entries",
    "feed ms",
    "chatter ms",
    "ratio",
    "queries",
    "SQL ms",
    "keys ms",
)
INTRODUCTION = """\
# Speed of the feed

Written by `make bench`. Milliseconds are those of one machine at one time: **compare
ratios only.**

* **feed**: `get_page` of {page} entries with all their words, as the web client \
calls it.
* **chatter**: what `/mail/thread/messages` does for the same customer and user: \
{chatter} messages.
* **ratio**: feed / chatter, median of the ratios of each turn. `mine` \
and `all` are compared with the small customer's.
* **queries**: of the feed. **SQL**: their time. **keys**: the time of the one \
statement that selects the entries of the page.
* **entries**: how many the user has of the customer, technical changes left out.
* Medians of {runs} runs in turns, each in a new transaction, caches of the worker warm.
* `admin` sees everything; `own` is a salesperson who sees own documents only, a third.
"""


def make_rows(cases, sizes):
    chatters = {c.key: c for c in cases if not c.yardstick}
    rows = []
    for case in cases:
        if not case.yardstick:
            continue
        chatter = chatters[case.yardstick]
        size = sizes[case.customer][case.user] if case.customer else ""
        rows.append(
            (
                case.name,
                case.customer,
                case.user,
                f"{size:,}" if size else "",
                f"{case.median('ms'):.0f}",
                f"{chatter.median('ms'):.0f}",
                ratio(case, chatter),
                f"{case.median('queries'):.0f}",
                f"{case.median('sql_ms'):.0f}",
                f"{case.median('keys_ms'):.1f}",
            )
        )
    return rows


def ratio(case, other, name="ms"):
    """Return the median of the ratios of each turn: its two runs shared the weather."""
    turns = zip(case.samples, other.samples, strict=True)
    ratios = [getattr(one, name) / (getattr(two, name) or 1) for one, two in turns]
    return f"{median(ratios):.2f}"


def make_restricted_rows(cases):
    """Return ``(page, customer, own / admin)``, of the call and of its keys."""
    by_key = {(c.name, c.customer, c.user): c for c in cases}
    for (name, customer, user), own in by_key.items():
        admin = by_key.get((name, customer, "admin"))
        if user == "own" and admin:
            keys = ratio(own, admin, "keys_ms") if own.yardstick else ""
            yield name, customer, ratio(own, admin), keys


def table(head, rows):
    """Return a table that reads well as text and as Markdown."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    # Words to the left, figures to the right.
    words = [not any(row[c][:1].isdigit() for row in rows) for c in range(len(head))]
    rule = [
        "-" * width if word else "-" * (width - 1) + ":"
        for width, word in zip(widths, words, strict=True)
    ]

    def join(cells):
        cells = zip(cells, widths, words, strict=True)
        parts = [c.ljust(width) if word else c.rjust(width) for c, width, word in cells]
        return f"| {' | '.join(parts)} |"

    return "\n".join(join(line) for line in (head, rule, *rows))


def describe(cr):
    """Return lines about the machine and the database, without dates."""
    cr.execute("SELECT current_setting('server_version')")
    version = cr.fetchone()[0].split()[0]
    cr.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
    size = cr.fetchone()[0]
    tables = ("res_partner", "crm_lead", "mail_message", "mail_activity", "sale_order")
    tables += ("account_move", "calendar_event", "project_task", "crm_feed_note")
    counts = []
    for name in tables:
        cr.execute(f'SELECT count(*) FROM "{name}"')
        counts.append(f"{cr.fetchone()[0]:,} {name}")
    settings = ("shared_buffers", "jit", "work_mem", "random_page_cost")
    values = []
    for name in settings:
        cr.execute("SELECT current_setting(%s)", (name,))
        values.append(f"{name} {cr.fetchone()[0]}")
    return [
        f"PostgreSQL {version} ({', '.join(values)}), {os.cpu_count()} cores, shared",
        f"Database of {size}: {', '.join(counts)}",
    ]


def make_report(cases, sizes, notes, **figures):
    head = ("page", "customer", "own / admin", "own / admin, keys")
    restricted = list(make_restricted_rows(cases))
    if restricted:
        restricted = ["## Restricted user", "", table(head, restricted), ""]
    return "\n".join(
        [
            INTRODUCTION.format(**figures),
            table(HEAD, make_rows(cases, sizes)),
            "",
            *restricted,
            "## Where it was measured",
            "",
            *(f"* {note}" for note in notes),
            "",
        ]
    )
