"""What `make load` prints and keeps in docs/load.md."""

import os
import statistics

from .load_client import MIX
from .tables import table

HEAD = (
    *("what", "times", "a second", "× form"),
    *("median ms", "95th percentile ms", "× form"),
)
NAMES = {
    "form": "Odoo's form of a deal, with its chatter",
    "whole_form": "The same, with what the addon adds to the form",
    "page": "Feed of a customer",
    "mine": "My feed",
    "live": "Feed read again, after a change",
    "note": "Create a note",
    "done": "Complete a note",
    "like": "Like an entry",
    "comment": "Comment an entry",
}
INTRODUCTION = """\
# Load

Written by `make load`: a process of its own, with a session and a websocket for each
person, over HTTP. All of them have the right to their own documents only, on the
database of `make bench` (half a million messages). Everybody does one thing after the
other as fast as the server answers, without a pause: many more people than that can
work with it.

Milliseconds are those of one machine at one time: **compare ratios only.** What they
are compared with is what the same people get from Odoo's own form of a deal, in the
same minute: `web_read` of what the form shows without the addon, `/mail/data` and
`/mail/thread/messages` of its chatter.
"""


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def ratio(pairs):
    """Return the median of the ratios of each turn, which shared the weather."""
    return statistics.median(one / other for one, other in pairs)


class Rounds:
    """The turns of each kind, side by side."""

    def __init__(self, turns):
        self.of = {}
        for turn in turns:
            self.of.setdefault(turn.kind, []).append(turn)

    def row(self, kind, name, label, with_rate):
        """Return a line about one thing that was done in the turns of one kind."""
        times = [turn.times.get(name, []) for turn in self.of[kind]]
        forms = self.of["form"]
        every = [seconds for part in times for seconds in part]
        pairs = [
            (percentile(part, 0.95), percentile(form.times["form"], 0.95))
            for part, form in zip(times, forms, strict=True)
            if part
        ]
        rates = [
            (turn.per_second, form.per_second)
            for turn, form in zip(self.of[kind], forms, strict=True)
        ]
        return (
            label,
            f"{len(every):,}",
            f"{statistics.median(rate for rate, _ in rates):.1f}" if with_rate else "",
            f"{ratio(rates):.2f}" if with_rate else "",
            f"{statistics.median(every) * 1000:,.0f}",
            f"{percentile(every, 0.95) * 1000:,.0f}",
            f"{ratio(pairs):.2f}",
        )


def make(turns, arrivals, options, notes):
    """Return the text of docs/load.md.

    :param turns: list of `load.Turn`
    :param arrivals: seconds from the answer to whoever made a change until each of the
        others was told
    :param notes: lines about where it was measured
    """
    rounds = Rounds(turns)
    mix = {name for turn in rounds.of["mix"] for name in turn.times}
    rows = [
        rounds.row("form", "form", f"{NAMES['form']}, nothing else", True),
        rounds.row("whole_form", "whole_form", NAMES["whole_form"], True),
        rounds.row("page", "page", f"{NAMES['page']}, nothing else", True),
        *(
            rounds.row("mix", name, f"{NAMES[name]}, on a working day", False)
            for name in NAMES
            if name in mix
        ),
    ]
    rates = [
        (mixed.per_second, form.per_second)
        for mixed, form in zip(rounds.of["mix"], rounds.of["form"], strict=True)
    ]
    median = statistics.median(rate for rate, _ in rates)
    times = sum(len(part) for turn in rounds.of["mix"] for part in turn.times.values())
    rate = (f"{median:.1f}", f"{ratio(rates):.2f}")
    day = ("All of a working day", f"{times:,}", *rate, "", "", "")
    done = sum(len(times) for turn in turns for times in turn.times.values())
    failed = sum(len(turn.errors) for turn in turns)
    lines = [
        INTRODUCTION,
        table(HEAD, [*rows, day]),
        "",
        f"* {done:,} things done by {options.people} people at once, {failed} errors.",
        "* A working day: " + ", ".join(describe_mix()) + ".",
    ]
    if arrivals:
        lines.append(
            f"* Changes were told to {len(arrivals):,} open feeds, half of them within"
            f" {statistics.median(arrivals) * 1000:,.0f} ms and 95 % within"
            f" {percentile(arrivals, 0.95) * 1000:,.0f} ms after the change was saved."
        )
    lines += [
        f"* {options.turns} turns of {options.seconds} seconds each; ratios are the"
        " medians of those of each turn.",
        f"* {os.cpu_count()} cores, the people and PostgreSQL on them as well;"
        f" one-minute load at the end: {os.getloadavg()[0]:.1f}.",
        *(f"* {note}" for note in notes),
    ]
    return "\n".join(lines) + "\n"


def describe_mix():
    return [f"{share} % {NAMES[name].lower()}" for name, share in MIX.items()]
