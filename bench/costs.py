"""Where the time of a call goes, and the plan of its main statement."""

import cProfile
import pstats
import re
from collections import defaultdict

from . import measure, odoo_env

TABLE = re.compile(r'\b(?:FROM|UPDATE|INTO)\s+\(?"?(\w+)', re.IGNORECASE)
ADDON = "/crm_activity_feed/"
MOST = 12


def print_costs(registry, case):
    """Print SQL and Python of one case, largest first."""
    ms, sql, keys = (case.median(name) for name in ("ms", "sql_ms", "keys_ms"))
    print(f"\nSlowest: {case}, {ms:.0f} ms")
    print(f"    {keys:7.1f} ms  SQL that selects the entries")
    print(f"    {sql - keys:7.1f} ms  SQL of their words")
    print(f"    {ms - sql:7.1f} ms  Python")
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        with measure.Statements() as statements:
            case.call(env)
    print_statements(statements)
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        with cProfile.Profile() as profile:
            case.call(env)
    print_functions(profile)


def print_statements(statements):
    by_table = defaultdict(list)
    for seconds, query, _params in statements.all:
        found = TABLE.search(measure.SETTINGS.sub("", query))
        is_page = any(query is item[1] for item in statements.of_keys)
        name = "the page" if is_page else found and found[1]
        by_table[name or query[:30]].append(seconds)
    print("  SQL of one run by table (statements)")
    ordered = sorted(by_table.items(), key=lambda item: -sum(item[1]))
    for name, times in ordered[:MOST]:
        print(f"    {1000 * sum(times):7.1f} ms  {name} ({len(times)})")


def print_functions(profile):
    """Print the addon's functions with all that they call, SQL included."""
    print("  The addon's functions, SQL included (the profiler makes Python slower)")
    stats = pstats.Stats(profile).stats
    found = [
        (cumulative, calls, f"{path.split(ADDON)[1]}:{name}")
        for (path, _line, name), (_, calls, _, cumulative, _) in stats.items()
        if ADDON in path and not name.startswith("<")
    ]
    for cumulative, calls, name in sorted(found, reverse=True)[: 2 * MOST]:
        print(f"    {1000 * cumulative:7.1f} ms  {name} ({calls})")


def print_plan(registry, case):
    """Print the plan of the statement that selects the entries of a page."""
    with registry.cursor() as cr:
        env = odoo_env.environment(cr, case.uid)
        with measure.Statements() as statements:
            case.call(env)
        kept = statements.all if case.is_report else statements.of_keys
        for _seconds, query, params in kept:
            text = cr.mogrify(query, params).decode()
            settings = measure.SETTINGS.match(text)[0]
            explain = "EXPLAIN (ANALYZE, BUFFERS, SETTINGS) "
            # Not as a query of Odoo: its per cent signs stand for themselves.
            cr._obj.execute(settings + explain + text[len(settings) :])
            plan = "\n".join(line for (line,) in cr.fetchall())
            print(f"\n{case}\n{text}\n\n{plan}")
