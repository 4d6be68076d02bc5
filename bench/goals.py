"""What the feed has to reach, and what was measured: the worst of its cases."""

from dataclasses import dataclass, field

from .cases import ORDINARY, WHALES
from .measure import SLOW, SLOW_RUNS, TOO_LATE

SLOW_NOTE = f"of {SLOW_RUNS} where one takes more than {SLOW} seconds"
YES, NO, OPEN = "yes", "**no**", "not measured"


@dataclass
class Results:
    """All that a full run has measured; what it left out is ``None``."""

    cases: list
    sizes: dict
    #: ``[(case here, case in the smaller database), ...]``
    growth: list = None
    #: ``[(case without, case with three more sources), ...]``
    more: list = None
    #: Megabytes before and after 1,000 pages.
    memory: tuple = None
    #: ``{"post": (ms with, ms without, ratio), "create": ...}``
    writes: dict = None
    #: Seconds of the naive page.
    naive: float = None
    by_key: dict = field(init=False)

    def __post_init__(self):
        self.by_key = {case.key: case for case in self.cases}

    def named(self, name, customers=("",), users=None):
        return [
            case
            for case in self.cases
            if case.name == name
            and case.customer in customers
            and (users is None or case.user in users)
        ]

    def other(self, case, name=None, user=None):
        """Return the case that differs in name or user, or ``None``."""
        key = (name or case.name, case.customer, user or case.user)
        return self.by_key.get(key)


def make_rows(results):
    """Yield ``(goal, at most, measured, where, met)`` as text."""
    yield from first_pages(results)
    yield from later_pages(results)
    yield from other_pages(results)
    yield from searches(results)
    yield from reports(results)
    yield from the_rest(results)


def first_pages(results):
    small = results.named("first page", ORDINARY)
    large = results.named("first page", WHALES)
    yard = "{} × yardstick".format
    yield worst("First page, SQL, up to 5,000 entries", yard(2), 2, small, by_yard)
    yield worst("First page, SQL, 50,000 entries", yard(5), 5, large, by_yard)

    def by_chatter(case):
        return compare(case, results.other(case, "chatter"))

    chatter = "{} × chatter".format
    name = "First page, whole call, "
    yield worst(name + "up to 5,000 entries", chatter(0.4), 0.4, small, by_chatter)
    yield worst(name + "50,000 entries", chatter(0.8), 0.8, large, by_chatter)

    def by_admin(case):
        return compare(case, results.other(case, user="admin"))

    own = [case for case in small + large if case.user == "own"]
    name = "First page, whole call, restricted salesperson"
    yield worst(name, "1.5 × admin", 1.5, own, by_admin)


def later_pages(results):
    def by_first(case):
        return compare(case, results.other(case, "first page"), "keys_ms")

    limit = "1.3 × first page"
    for name, title in (("page 10", "Tenth page"), ("middle", "Page in the middle")):
        found = results.named(name, (*ORDINARY, *WHALES))
        yield worst(f"{title}, SQL", limit, 1.3, found, by_first)


def other_pages(results):
    found = results.named("all")
    yield worst("All CRM, 80, SQL", "3 × yardstick", 3, found, by_yard)
    found = results.named("mine", users=["busy"])
    yield worst("Mine, 80, SQL, busy user", "3 × yardstick", 3, found, by_yard)
    found = results.named("mine", users=["nothing"])
    title = "Mine, 80, SQL, user with nothing"
    yield worst(title, "15 ms", 15, found, lambda case: case.median("keys_ms"), "ms")


def searches(results):
    def by_first(case):
        return compare(case, results.other(case, "first page"))

    title = "Text search, whole call, "
    names = ("rare word", "common word")
    small = [case for name in names for case in results.named(name, ORDINARY)]
    large = [case for name in names for case in results.named(name, WHALES)]
    limit = "3 × first page"
    yield worst(title + "up to 5,000 entries", limit, 3, small, by_first)
    title += "50,000 entries"
    yield worst(title, "1,000 ms", 1000, large, lambda case: case.median("ms"), "ms")


def reports(results):
    found = results.named("month report")
    title = "Report by month and kind over a year, SQL"
    yield worst(title, "2 × yardstick", 2, found, by_yard)

    def by_list(case):
        return compare(case, results.other(case, "customers"))

    title = "List of 80 customers with next and last contact"
    found = results.named("customers, contacts")
    yield worst(title, "1.5 × without", 1.5, found, by_list)
    title = "Customers without a next contact, with their count"
    found = results.named("without next contact")
    yield worst(title, "3 × plain list", 3, found, by_list)


def the_rest(results):
    reason = "measured with SIZE=10"
    growth = results.growth or []
    pairs = [pair for pair in growth if not any(case.failure for case in pair)]
    if len(pairs) < len(growth):
        reason = "wrong entries in some"
    title, limit = "Database ten times larger, first page, ", "1.2 × smaller one"
    ratios = [(here.ratio(there), here) for here, there in pairs]
    yield largest(title + "whole call", limit, 1.2, ratios, reason)
    ratios = [
        (here.buffers / there.buffers, here)
        for here, there in pairs
        if here.buffers and there.buffers
    ]
    yield largest(title + "blocks read", limit, 1.2, ratios, reason)
    ratios = [(more.ratio(fewer), more) for fewer, more in results.more or []]
    title = "Three more sources, first page, whole call"
    yield largest(title, "1.15 × without", 1.15, ratios)
    for task, title in (("post", "Posting a message"), ("create", "Creating a lead")):
        found = [(results.writes[task][2], "")] if results.writes else []
        yield largest(
            title, "1.05 × without addon", 1.05, found, "measured with SIZE=1"
        )
    found = []
    if results.memory:
        before, after = results.memory
        found = [(after / before, f"{before:.0f} to {after:.0f} MB")]
    yield largest("Memory after 1,000 pages more", "1.02 × before", 1.02, found)


def by_yard(case):
    return case.yard_ratio


def compare(case, other, name="ms"):
    return case.ratio(other, name) if other else None


def worst(title, limit_text, limit, cases, read, unit="×", reason=""):
    """Return the row of a goal that all of ``cases`` have to reach."""
    for case in cases:
        if case.failure:
            text = case.failure if case.failure == TOO_LATE else "wrong entries"
            return title, limit_text, text, str(case), NO
    values = [(read(case), case) for case in cases]
    return largest(title, limit_text, limit, values, reason, unit)


def largest(title, limit_text, limit, values, reason="", unit="×"):
    values = [(value, where) for value, where in values if value is not None]
    if not values:
        return title, limit_text, "", reason, OPEN
    value, where = max(values, key=lambda item: item[0])
    text = f"{value:,.0f} ms" if unit == "ms" else f"{value:.2f} ×"
    return title, limit_text, text, str(where), YES if value <= limit else NO
