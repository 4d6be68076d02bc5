"""Fill the database that ODOO_RC names: see sql/ for what comes in.

Run by `make bench`. Rows come from SQL, by the hundred thousand; the ORM makes
what is few and has rules of its own, the users.
"""

import sys
import time
from datetime import date
from pathlib import Path

from odoo.fields import Command

from . import more_sources, odoo_env

SQL = Path(__file__).parent / "sql"


def main(size):
    start = time.monotonic()
    registry, database = odoo_env.load()
    with registry.cursor() as cr:
        env = odoo_env.environment(cr)
        values = make_values(env, size)
        more_sources.make(env)
        env.flush_all()
        skip_foreign_keys(cr)
        # Sorts of millions of rows, once.
        cr.execute("SET LOCAL work_mem = '256MB'")
        for path in sorted(SQL.glob("*.sql")):
            statements = path.read_text()
            title = statements.splitlines()[0].removeprefix("-- ")
            print(f"    {time.monotonic() - start:4.0f} s  {title}", flush=True)
            cr.execute(statements, values)
    print(f"    {time.monotonic() - start:4.0f} s  Statistics", flush=True)
    # Also sets the visibility map, which autovacuum would do at some time of its
    # own: in the middle of the measurements, for one.
    odoo_env.run_outside_transaction(database, "VACUUM ANALYZE")
    print(f"    {time.monotonic() - start:4.0f} s  Done", flush=True)


def make_values(env, size):
    """Return the parameters of the SQL scripts."""
    company = env.ref("base.main_company")
    own, busy, _nothing, *others = make_users(env, size)
    journals = {
        kind: env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", kind)], limit=1
        )
        for kind in ("sale", "bank")
    }
    types = ("email", "call", "meeting", "todo")
    return {
        "today": date.today().isoformat(),
        "size": size,
        "own": own.id,
        "busy": busy.id,
        "others": [user.id for user in others],
        "company": company.id,
        "currency": company.currency_id.id,
        "team": env.ref("sales_team.team_sales_department").id,
        "journal": journals["sale"].id,
        "bank": journals["bank"].id,
        "types": [env.ref(f"mail.mail_activity_data_{name}").id for name in types],
    }


def make_users(env, size):
    """Return the salespeople; all see their own documents only.

    The first is measured everywhere, the second has most to do, the third has
    nothing at all.
    """
    groups = env.ref("sales_team.group_sale_salesman") + env.ref(
        "project.group_project_user"
    )
    named = [odoo_env.OWN, odoo_env.BUSY, odoo_env.NOTHING]
    colleagues = [f"bench_{number}" for number in range(max(1, round(20 * size)))]
    users = env["res.users"].with_context(no_reset_password=True)
    return users.create(
        [
            {
                "name": f"Salesperson {number}",
                "login": login,
                "tz": "Europe/Paris",
                "group_ids": [Command.set(groups.ids)],
            }
            for number, login in enumerate([*named, *colleagues])
        ]
    )


def skip_foreign_keys(cr):
    """Switch checks of foreign keys off: half of the time, and nothing to find.

    Superusers of PostgreSQL may; for others it takes longer.
    """
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cr.fetchone()[0]:
        cr.execute("SET LOCAL session_replication_role = replica")


if __name__ == "__main__":
    main(float(sys.argv[1]))
