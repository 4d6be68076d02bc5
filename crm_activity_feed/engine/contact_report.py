"""Contacts for reports: the branches of the feed that hold contacts, with measures.

Reports read many rows: the record rules stand in the branches as sets, and what a
report does not ask for (role, team, deadline) is not looked up, for each of these
columns is an expression of its own that PostgreSQL leaves out.
"""

from datetime import datetime, timedelta

from odoo.fields import Domain
from odoo.tools import SQL

from .columns import ENTRY_COLUMNS
from .contacts import get_branches, get_contact_sources, is_alive
from .dates import to_local_day
from .hooks import get_deadline

#: Columns that the report adds to those of an entry, with their PostgreSQL type.
REPORT_COLUMNS = {
    "planned_on": "date",
    "team_id": "int4",
    "role_id": "int4",
    "customers_reached": "int4",
    "on_time": "int4",
    "on_time_percent": "float8",
    "days_late": "int4",
}

#: After a longer silence a contact counts as the first one, in days: by it, a report
#: of a period has to read a year more, not the whole past.
LONGEST_GAP = 366

_ROW = "feed_row"


class ContactRows:
    """The contacts that the current user may read, each with what it is measured by.

    :param env: environment of the user, whose time zone tells days
    :param date today: the day in that time zone
    :param documents: :class:`~.documents.FeedDocuments` that they are about
    """

    def __init__(self, env, today, documents):
        self.env = env
        self.today = today
        self.branches = get_branches(get_contact_sources(env), documents)

    def selects(self):
        """Return the SELECT of each branch, with all columns of a report."""
        return [self._select(branch) for branch in self.branches]

    def _select(self, branch):
        if branch.is_open is not False:
            # Nobody will do what was planned in a deal that is lost.
            is_open = branch.columns["is_open"]
            branch.where(SQL("(NOT %s OR %s)", is_open, is_alive(branch)))
        planned_on = get_deadline(branch.model, branch.query)
        entries = branch.select_entries(
            {
                "planned_on": SQL("%s::date", planned_on or SQL("NULL")),
                # What the source is by itself, its records need not say.
                "source_type_id": branch.by_source("activity_type_id", "int4"),
            }
        )
        columns = {name: self._row(name) for name in ENTRY_COLUMNS}
        columns["activity_type_id"] = SQL(
            "COALESCE(%s, %s)",
            self._row("activity_type_id"),
            self._row("source_type_id"),
        )
        columns |= self._get_measures() | self._get_links()
        return SQL(
            "SELECT %s FROM (%s) AS %s%s",
            SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in columns.items()
            ),
            entries,
            SQL.identifier(_ROW),
            self._joins(),
        )

    def _get_measures(self):
        planned_on, is_open = self._row("planned_on"), self._row("is_open")
        day = SQL(
            "CASE WHEN %s THEN %s WHEN %s THEN %s::date ELSE %s END",
            *(is_open, self.today),
            *(self._row("is_all_day"), self._row("date")),
            to_local_day(self.env, self._row("date")),
        )
        on_time = SQL(
            "CASE WHEN NOT %s AND %s IS NOT NULL THEN (%s <= %s)::int4 END",
            *(is_open, planned_on, day, planned_on),
        )
        return {
            "planned_on": planned_on,
            # Who is still to be called has not been reached.
            "customers_reached": SQL(
                "CASE WHEN NOT %s THEN %s END", is_open, self._row("customer_id")
            ),
            "on_time": on_time,
            "on_time_percent": SQL("(100 * %s)::float8", on_time),
            # Without a deadline, not 0 but nothing: averages leave it out.
            "days_late": SQL(
                "CASE WHEN %s IS NOT NULL THEN GREATEST(%s - %s, 0) END",
                *(planned_on, day, planned_on),
            ),
        }

    def _get_links(self):
        """Team and role: those of the deal or, without any, of the person."""
        Lead, User = self.env["crm.lead"], self.env["res.users"]
        Partner = self.env["res.partner"]
        return {
            "team_id": SQL(
                "COALESCE(%s, %s)",
                Lead._field_to_sql("feed_lead", "team_id"),
                User._field_to_sql("feed_user", "sale_team_id"),
            ),
            "role_id": SQL(
                "COALESCE((%s), %s)",
                self._select_role(),
                Partner._field_to_sql("feed_person", "feed_role_id"),
            ),
        }

    def _select_role(self):
        Role = self.env["crm.feed.lead.contact"]
        query = Role._search(Domain.TRUE)
        for name in ("lead_id", "partner_id"):
            mine = Role._field_to_sql(query.table, name, query)
            query.add_where(SQL("%s = %s", mine, self._row(name)))
        return query.select(Role._field_to_sql(query.table, "role_id", query))

    def _joins(self):
        joins = (
            ("crm_lead", "feed_lead", "lead_id"),
            ("res_users", "feed_user", "user_id"),
            ("res_partner", "feed_person", "partner_id"),
        )
        return SQL("").join(
            SQL(
                " LEFT JOIN %s AS %s ON %s = %s",
                *(SQL.identifier(table), SQL.identifier(alias)),
                *(SQL.identifier(alias, "id"), self._row(name)),
            )
            for table, alias, name in joins
        )

    @staticmethod
    def _row(name):
        return SQL.identifier(_ROW, name)


def select_gaps(union, since):
    """Return the SELECT of ``union`` with the days since the contact before.

    Before with the same customer, whoever had it; ``NULL`` for the first one, and
    after more than :data:`LONGEST_GAP` days of silence.

    :param union: SQL of contacts with the columns of a report
    :param since: :class:`~datetime.datetime` (UTC) before which none is asked for,
        or ``None``
    """
    where = SQL(" WHERE date >= %s", since) if since else SQL()
    return SQL(
        "SELECT *, CASE WHEN NOT is_open AND customer_id IS NOT NULL"
        " AND feed_gap <= %s THEN feed_gap END AS days_between"
        " FROM (SELECT *, EXTRACT(EPOCH FROM date - LAG(date) OVER ("
        "PARTITION BY customer_id, is_open ORDER BY date, id))::float8 / 86400"
        " AS feed_gap FROM (%s) AS feed_contact%s) AS feed_gaps",
        *(LONGEST_GAP, union, where),
    )


def find_since(domain):
    """Return from when on all contacts of ``domain`` are, or ``None``.

    :param domain: optimized :class:`~odoo.fields.Domain` on contacts
    :return: :class:`~datetime.datetime` in UTC
    """
    if children := getattr(domain, "children", None):
        found = [find_since(child) for child in children]
        known = [since for since in found if since is not None]
        if domain.OPERATOR == "&":
            return max(known, default=None)
        return min(known) if len(known) == len(found) else None
    if getattr(domain, "field_expr", None) != "date" or domain.operator not in (
        ">",
        ">=",
    ):
        return None
    return domain.value if isinstance(domain.value, datetime) else None


def before_gap(since):
    """Return from when on contacts must be read to tell the gaps since ``since``."""
    if since is None or since <= datetime.min + timedelta(days=LONGEST_GAP):
        return None
    return since - timedelta(days=LONGEST_GAP)
