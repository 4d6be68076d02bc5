"""Measure the feed and compare it with Odoo's own chatter: see `make bench`.

Examples::

    make bench
    make bench ARGS="--runs 15"
    make bench ARGS="--explain --only large"   # plans; no figures are kept
    make bench ARGS="--refill"                 # make the database anew first
"""

import argparse
from pathlib import Path

from . import costs, measure, odoo_env, report

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
    return parser.parse_args()


def load_subjects(registry):
    """Return ``{name: uid}`` and ``{name: partner id}`` of the filled database."""
    with registry.cursor() as cr:
        env = odoo_env.environment(cr)
        Partner = env["res.partner"]
        users = {
            "admin": env.ref("base.user_admin").id,
            "own": env["res.users"].search([("login", "=", odoo_env.OWN)]).id,
        }
        customers = {
            "small": Partner.search([("ref", "=", "BENCH-2")]).id,
            "large": Partner.search([("ref", "=", "BENCH-1")]).id,
        }
        return users, customers, report.describe(cr)


def select_cases(cases, text):
    wanted = [c for c in cases if c.yardstick and text in str(c)]
    if not wanted:
        names = "\n".join(f"    {case}" for case in cases if case.yardstick)
        raise SystemExit(f"No case has {text!r} in it. There are:\n{names}")
    # A case is nothing without what it is compared with.
    needed = {case.yardstick for case in wanted}
    chatters = [c for c in cases if not c.yardstick and c.key in needed]
    return wanted + chatters


def main():
    options = parse()
    registry, _database = odoo_env.load()
    users, customers, notes = load_subjects(registry)
    print("==> Looking for pages", flush=True)
    cases, sizes = measure.make_cases(registry, users, customers)
    kept = select_cases(cases, options.only)
    print(f"==> Measuring {len(kept)} cases, {options.runs} runs each", flush=True)
    measure.run_all(registry, kept, options.runs)
    figures = {"page": measure.PAGE, "chatter": measure.CHATTER_PAGE}
    text = report.make_report(kept, sizes, notes, runs=options.runs, **figures)
    print(f"\n{text}")
    pages = [case for case in kept if case.yardstick]
    costs.print_costs(registry, max(pages, key=lambda case: case.median("ms")))
    if options.explain:
        for case in pages:
            costs.print_plan(registry, case)
    elif not options.only:
        RESULTS.write_text(text)


if __name__ == "__main__":
    main()
