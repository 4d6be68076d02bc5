"""Measure the feed and compare it with what is possible: see `make bench`.

Examples::

    make bench
    make bench SIZE=10 ARGS="--runs 15"
    make bench ARGS="--explain --only 'first page large'"  # plans; no figures are kept
    make bench ARGS="--refill"                 # make the database anew first
"""

import argparse
import gc
from pathlib import Path

from . import (
    cases,
    costs,
    goals,
    growth,
    measure,
    memory,
    more_sources,
    naive,
    odoo_env,
    report,
    writes,
    yardstick,
)

RESULTS = Path(__file__).parent / "RESULTS.md"


def parse():
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=9, help="of each case (9)")
    parser.add_argument(
        "--only", default="", help='cases that have this in "page customer user"'
    )
    parser.add_argument("--explain", action="store_true", help="print plans as well")
    parser.add_argument("--refill", action="store_true", help="make the data anew")
    parser.add_argument("--fill-only", action="store_true", help="measure nothing")
    parser.add_argument("--no-writes", action="store_true", help="leave them out")
    # What `scripts/bench.py` adds.
    parser.add_argument("--size", default="1", help=argparse.SUPPRESS)
    parser.add_argument("--smaller", help=argparse.SUPPRESS)
    parser.add_argument("--copies", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def build_yardstick(registry, database, anew):
    with registry.cursor() as cr:
        if not anew and yardstick.exists(cr):
            yardstick.end_meetings(cr)
            return
        print("==> Building the yardstick", flush=True)
        yardstick.build(cr)
    odoo_env.run_outside_transaction(database, "VACUUM ANALYZE bench_feed")


def select(found, text):
    """Return the cases that are asked for, and the chatters they compare with."""
    kept = [case for case in found if text in str(case)]
    if not kept:
        names = "\n".join(f"    {case}" for case in found)
        raise SystemExit(f"No case has {text!r} in it. There are:\n{names}")
    of = {(case.customer, case.user) for case in kept}
    return [
        case
        for case in found
        if case in kept or (case.name == "chatter" and (case.customer, case.user) in of)
    ]


def measure_pages(registry, found, runs):
    print(f"==> Measuring {len(found)} cases, {runs} runs each", flush=True)
    # Each run starts with a clean heap: what stays for good need not be searched.
    gc.collect()
    gc.freeze()
    measure.run_all(registry, found, runs)
    for case in found:
        if not case.is_dead and case.name != "chatter":
            measure.read_buffers(registry, case)


def measure_more(registry, results, subjects, options):
    """Measure what takes more than calling one page after the other."""
    print("==> Three more sources", flush=True)
    first = results.named("first page", ("ordinary", "large"))
    results.more = more_sources.run(registry, first, max(3, options.runs // 2))
    print("==> 1,000 pages", flush=True)
    pages = results.named("first page", ("small", "ordinary"))
    pages += results.named("notes", cases.CUSTOMERS)
    results.memory = memory.run(registry, pages)
    print("==> The naive feed", flush=True)
    results.naive = naive.run(registry, subjects.customers["ordinary"])
    if options.smaller:
        print("==> The same customers in a smaller database", flush=True)
        results.growth = growth.run(registry, options.smaller, options.runs)
    if options.copies:
        print("==> Messages and leads", flush=True)
        results.writes = writes.run(*options.copies)


def main():
    options = parse()
    registry, database = odoo_env.load()
    is_full = not options.only and not options.explain
    build_yardstick(registry, database, anew=is_full)
    subjects = cases.Subjects(registry)
    found, sizes = cases.make_cases(registry, subjects)
    found = select(found, options.only)
    measure_pages(registry, found, options.runs)
    results = goals.Results(found, sizes)
    if is_full:
        measure_more(registry, results, subjects, options)
    with registry.cursor() as cr:
        notes = report.describe(cr)
    part = report.make_part(options.size, results, notes, options.runs)
    print(f"\n{part}")
    if is_full:
        report.write(RESULTS, options.size, part)
    print_plans(registry, found, options.explain)
    if any(report.is_wrong(case) for case in found):
        raise SystemExit("Pages that show other entries mean nothing: see above.")


def print_plans(registry, found, all_of_them):
    pages = [case for case in found if case.name != "chatter" and case.samples]
    if pages:
        costs.print_costs(registry, max(pages, key=lambda case: case.median("ms")))
    if all_of_them:
        for case in pages:
            costs.print_plan(registry, case)


if __name__ == "__main__":
    main()
