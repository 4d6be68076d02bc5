"""Which company a contact belonged to, and when: in SQL, and for the rows of a page.

A contact who never moved has no line in ``crm.feed.employment``: its customer is its
commercial partner. For one who did, each entry belongs to the company of its own date.
What is still to do belongs to the company of today, however late it is.

The lines of a contact follow on each other without a gap, and the first one goes back
to the beginning: there is exactly one for each moment. An all-day entry has a day and
no time zone: it is compared with the clock of whoever wrote down the move.
"""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

#: Alias of the table where it is joined.
ALIAS = "feed_employment"
_NAMES = (
    *("partner_id", "commercial_partner_id", "is_first"),
    *("date_from", "date_to", "clock_from", "clock_to"),
)


class Moment(NamedTuple):
    """When an entry takes place, in SQL: columns of an entry."""

    date: SQL
    is_open: SQL
    is_all_day: SQL

    @classmethod
    def of(cls, columns):
        """Return the moment of a branch, or of anything that has such columns."""
        return cls(*(columns[name] for name in cls._fields))


def has_any(env):
    """Whether any contact has ever moved; kept in the registry."""
    return env["crm.feed.employment"]._has_any()


def covers(env, moment, alias=ALIAS):
    """Return the condition that a line of the table holds at a moment.

    :param moment: :class:`Moment`
    """
    Employment = env["crm.feed.employment"]
    line = {name: Employment._field_to_sql(alias, name) for name in _NAMES}

    def between(date, since, until):
        return SQL(
            "((%s OR %s <= %s) AND (%s IS NULL OR %s < %s))",
            *(line["is_first"], since, date, until, date, until),
        )

    return SQL(
        "CASE WHEN %s THEN %s IS NULL WHEN %s THEN %s ELSE %s END",
        *(moment.is_open, line["date_to"], moment.is_all_day),
        between(moment.date, line["clock_from"], line["clock_to"]),
        between(moment.date, line["date_from"], line["date_to"]),
    )


def select_customer(env, partner_id, moment):
    """Return the subselect of the company that a contact belonged to at a moment.

    ``NULL`` for a contact who never moved.

    :param partner_id: SQL of the contact
    :param moment: :class:`Moment`
    """
    field_to_sql = env["crm.feed.employment"]._field_to_sql
    return SQL(
        "(SELECT %s FROM crm_feed_employment %s WHERE %s = %s AND %s)",
        field_to_sql(ALIAS, "commercial_partner_id"),
        SQL.identifier(ALIAS),
        field_to_sql(ALIAS, "partner_id"),
        *(partner_id, covers(env, moment)),
    )


def join_customer(env, partner_id, moment):
    """Return the join of the company at a moment, for what reads many rows."""
    return SQL(
        " LEFT JOIN crm_feed_employment AS %s ON %s = %s AND %s",
        SQL.identifier(ALIAS),
        env["crm.feed.employment"]._field_to_sql(ALIAS, "partner_id"),
        *(partner_id, covers(env, moment)),
    )


def select_leavers(env, condition):
    """Return the SELECT of the contacts who belong or belonged to some companies.

    Of those who have moved only.

    :param condition: function from the SQL of a company to an SQL condition
    """
    field_to_sql = env["crm.feed.employment"]._field_to_sql
    return SQL(
        "SELECT %s FROM crm_feed_employment %s WHERE %s",
        field_to_sql(ALIAS, "partner_id"),
        SQL.identifier(ALIAS),
        condition(field_to_sql(ALIAS, "commercial_partner_id")),
    )


def find_contacts(env, customer_ids):
    """Return the contacts that customers have or had, and whether any has moved.

    In one query, as without moves: a customer where nobody moved pays nothing.

    :param tuple customer_ids: ids of commercial partners
    :return: ``(ids that the user may read, bool)``
    """
    tree = env["res.partner"].with_context(active_test=False)
    if not has_any(env):
        domain = Domain("commercial_partner_id", "in", customer_ids)
        return tree._search(domain).get_result_ids(), False
    query = tree._search(Domain.TRUE)
    if query.is_empty():
        return (), False
    table = query.table
    record_id = SQL.identifier(table, "id")
    # As an array: of a subselect PostgreSQL would make a walk through all contacts.
    query.add_where(
        SQL(
            "(%s IN %s OR %s = ANY(ARRAY(%s)))",
            tree._field_to_sql(table, "commercial_partner_id", query),
            tuple(customer_ids) or (0,),
            record_id,
            select_leavers(
                env, lambda company: SQL("%s IN %s", company, tuple(customer_ids))
            ),
        )
    )
    moved = tree._field_to_sql(table, "feed_has_moved", query)
    rows = env.execute_query(query.select(record_id, moved))
    return tuple(row[0] for row in rows), any(row[1] for row in rows)


def name_contacts(env, domain):
    """Name the contacts where a domain on entries asks for customers.

    Says the same. But where contacts may have moved, the customer of an entry is
    computed, and no index finds it.

    :param domain: :class:`~odoo.fields.Domain`
    """
    if not has_any(env):
        return domain

    def add_contacts(condition):
        ids = condition.value
        if condition.field_expr != "customer_id":
            return condition
        if condition.operator not in ("=", "in"):
            return condition
        # A client may name anything here: the ORM says what is wrong with it.
        ids = tuple(ids) if isinstance(ids, list | tuple | OrderedSet) else (ids,)
        if not ids or not all(type(record_id) is int for record_id in ids):
            return condition

        def is_theirs(company):
            return SQL("%s IN %s", company, ids)

        company = env["res.partner"]._field_to_sql("feed_tree", "commercial_partner_id")
        contacts = SQL(
            "(SELECT feed_tree.id FROM res_partner feed_tree WHERE %s UNION %s)",
            *(is_theirs(company), select_leavers(env, is_theirs)),
        )
        return condition & Domain("partner_id", "in", contacts)

    return domain.map_conditions(add_contacts)


class PageCustomers:
    """The customers of the rows of a page whose contacts have moved.

    :param partner_ids: ids of those contacts
    """

    def __init__(self, env, partner_ids):
        self._lines = {}
        lines = env["crm.feed.employment"].sudo()
        names = list(_NAMES)
        for line in lines.search_fetch([("partner_id", "in", partner_ids)], names):
            self._lines.setdefault(line.partner_id.id, []).append(line)
        companies = lines.browse().commercial_partner_id.union(
            *(
                line.commercial_partner_id
                for own in self._lines.values()
                for line in own
            )
        )
        #: What a contact's company of another time is called, not everybody may know.
        self.readable = set(companies.with_env(env)._filtered_access("read")._ids)

    def get(self, row):
        """Return the id of the customer of a row, ``False`` if it is not told.

        :param dict row: columns of an entry
        :return: ``None`` if its contact has not moved
        """
        for line in self._lines.get(row["partner_id"], ()):
            if _covers(line, row):
                company_id = line.commercial_partner_id.id
                return company_id if company_id in self.readable else False
        return None


def _covers(line, row):
    """Whether a line holds for a row: as :func:`covers`."""
    if row["is_open"]:
        return not line.date_to
    since, until = line.date_from, line.date_to
    if row["is_all_day"]:
        since, until = line.clock_from, line.clock_to
    date = row["date"]
    return (line.is_first or since <= date) and (not until or date < until)
