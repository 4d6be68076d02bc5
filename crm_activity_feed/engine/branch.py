"""One SELECT of the union."""

from datetime import datetime, timedelta

from odoo.tools import SQL

from .columns import NUMBERS, SOURCE_COLUMNS, complete_columns
from .cursor import NEWER
from .employments import ALIAS, Moment, has_any, join_customer
from .hints import get_date_parts, get_link_column, get_user
from .paths import domain_to_sql

_CLASS = "feed_class"

#: Orders of a page's parts.
NEWEST_FIRST = SQL("date DESC, id DESC")
OLDEST_FIRST = SQL("date, id")


class FeedBranch:
    """The entries of one or more sources that read the same table.

    Example: ``FeedBranch(sources, query, {"date": SQL(...)}, origin="...")``;
    ``branch.where(SQL(...))`` narrows it; ``branch.select_keys()`` is the
    statement for a page, ``branch.select_entries()`` the one for the ORM.

    Several sources of one table share a branch when each row belongs to at most
    one of them: ``conditions`` are tried in order, so that no fact shows twice.

    :param sources: ``crm.feed.source`` records
    :param query: :class:`~odoo.tools.Query` on ``model`` with its record rules
    :param dict columns: ``{column: SQL}``, see ``crm.feed.mixin``
    :param str origin: class and method that made ``columns``, for errors
    :param conditions: ``[SQL]``, one a source, when there are several
    :param bool is_scoped: whether the query is already limited to the scope
    :param bool is_row_by_row: whether few of its rows are read, in some order: then
        their source is told one by one, not for all at once
    """

    #: Whether it stands in the statement that has the tables of the scope.
    has_scope_tables = True
    #: Whether its rows are documents, whose entries have dates of their own.
    is_document = False

    def __init__(
        self,
        sources,
        query,
        columns,
        origin,
        conditions=None,
        is_scoped=False,
        is_row_by_row=False,
    ):
        self.sources = sources
        self.query = query
        self.is_scoped = is_scoped
        self.author_user = get_user(columns.get("author_id"))
        self._date_parts = get_date_parts(columns.get("date"))
        self._lead_column = get_link_column(columns.get("lead_id"))
        self.model = sources.env[sources[:1].model]
        # A plain bool says it for all rows: pages then skip the branch.
        is_open = columns.get("is_open")
        self.is_open = is_open if isinstance(is_open, bool) else None
        if self.is_open is not None:
            columns = dict(columns, is_open=SQL("TRUE") if is_open else SQL("FALSE"))
        self.columns = complete_columns(columns, origin)
        self.res_id = SQL.identifier(self.model._table, "id")
        self._is_classified = bool(conditions)
        #: ``{source number: condition}``, of the table alone; or none
        self._conditions = {}
        if conditions and not query._joins:
            numbers = sources.mapped("number")
            self._conditions = dict(zip(numbers, conditions, strict=True))
        self.number = self._classify(conditions, is_row_by_row)
        self.columns["id"] = SQL(
            "(%s::bigint * %s + %s)", self.res_id, NUMBERS, self.number
        )
        self._wheres = []
        self._kept = tuple(sources.mapped("number"))

    def _classify(self, conditions, is_row_by_row):
        if not conditions:
            return SQL("%s", self.sources.number)
        whens = (
            SQL("WHEN %s THEN %s", condition, source.number)
            for source, condition in zip(self.sources, conditions, strict=True)
        )
        number = SQL("(CASE %s END)", SQL(" ").join(whens))
        if not is_row_by_row:
            return number
        # Fenced: told once a row, and for the rows that are looked at only.
        table = SQL("LATERAL (SELECT %s AS number OFFSET 0)", number)
        self.query.add_join("JOIN", _CLASS, table, SQL("TRUE"))
        return SQL.identifier(_CLASS, "number")

    def where(self, condition):
        """Narrow the branch by an SQL condition on its tables."""
        self._wheres.append(condition)

    def where_domain(self, domain):
        """Narrow the branch by a domain on its model."""
        self.where(self.domain_to_sql(domain))

    def where_lead(self, lead_id):
        """Narrow the branch to one deal.

        :param lead_id: id, or SQL of an outer query
        """
        for column in filter(None, (self.columns["lead_id"], self._lead_column)):
            self.where(SQL("%s = %s", column, lead_id))

    def domain_to_sql(self, domain):
        """Return the SQL of a domain on the branch's model, as the user sees it."""
        return domain_to_sql(self.model, domain, self.query)

    def keep(self, sources):
        """Keep only rows of ``sources``; return whether any may be left."""
        kept = self.sources & sources
        self._kept = tuple(kept.mapped("number"))
        return bool(kept)

    def skip_others(self):
        """Look only for what may be of the sources that :meth:`keep` kept.

        Changes no row of the result: it is for branches of which few rows are kept.
        """

    def by_source(self, fname, pg_type):
        """Return a value of the source itself, as SQL.

        :param str pg_type: its type in PostgreSQL
        """
        pg_type = SQL(pg_type)

        def value(source):
            # Of a link, its id.
            found = source[fname]
            return getattr(found, "id", found) or None

        if len(self.sources) == 1:
            return SQL("%s::%s", value(self.sources), pg_type)
        whens = (
            SQL("WHEN %s THEN %s", source.number, value(source))
            for source in self.sources
        )
        return SQL("(CASE %s %s END)::%s", self.number, SQL(" ").join(whens), pg_type)

    def fill_by_source(self, name):
        """Where a row has no value of its own, take that of its source.

        :param str name: column that is a many2one of ``crm.feed.source``, too
        """
        pairs = [(source.number, source[name].id) for source in self.sources]
        whens = [SQL("WHEN %s THEN %s", *pair) for pair in pairs if pair[1]]
        if whens:
            value = SQL("(CASE %s %s END)::int4", self.number, SQL(" ").join(whens))
            self.columns[name] = SQL("COALESCE(%s, %s)", self.columns[name], value)

    def _select(self, terms, wheres=(), from_suffix=None, order=None, limit=None):
        wheres = [*self.query._where_clauses, *self._wheres, *wheres]
        if self._is_classified:
            wheres.append(SQL("%s IN %s", self.number, self._kept))
        return SQL(
            "SELECT %s FROM %s%s%s%s%s",
            SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in terms.items()
            ),
            self.query.from_clause,
            from_suffix or SQL(),
            SQL(" WHERE %s", SQL(" AND ").join(wheres)) if wheres else SQL(),
            SQL(" ORDER BY %s", order) if order else SQL(),
            SQL(" LIMIT %s", limit) if limit else SQL(),
        )

    def select_columns(self, terms, wheres=(), join=None):
        """Return the SELECT of ``{name: SQL}`` on the tables of the branch.

        :param join: SQL of further joins
        """
        return self._select(terms, wheres, from_suffix=join)

    def where_dates(self, date_from=None, date_to=None):
        """Narrow the branch to a period; each end is inclusive and may be absent."""
        for operator, value in ((">=", date_from), ("<=", date_to)):
            if value:
                self.where(self._compare_date(operator, value))

    def _compare_date(self, operator, value):
        """Condition on the date; on the raw columns, for their indexes, as well."""
        operator = SQL(operator)
        condition = SQL("%s %s %s", self.columns["date"], operator, value)
        nulls, parts = SQL(), []
        # The columns may have parts of a second, or none.
        second, raw = timedelta(seconds=1), value
        if operator.code == "<=":
            # After the last second that Python can count comes none.
            raw = min(value, datetime.max - second) + second
        for part in self._date_parts:
            parts.append(SQL("(%s%s %s %s::timestamp)", nulls, part, operator, raw))
            nulls = SQL("%s%s IS NULL AND ", nulls, part)
        if not parts:
            return condition
        return SQL("%s AND (%s)", condition, SQL(" OR ").join(parts))

    def select_keys(self, wheres, order, limit, cursor=None, bound=None):
        """Return the SELECT for a page: the first ``limit`` rows by ``order``.

        :param wheres: further conditions
        :param order: :data:`NEWEST_FIRST` or :data:`OLDEST_FIRST`
        :param cursor: :class:`~.cursor.Cursor`; the rows on its far side
        :param bound: date after which, in this order, no row is needed
        """
        terms = {"id": self.columns["id"]}
        terms.update((name, self.columns[name]) for name in SOURCE_COLUMNS)
        wheres = [*wheres, *self._after(cursor)]
        if bound:
            operator = ">=" if order is NEWEST_FIRST else "<="
            wheres.append(self._compare_date(operator, bound))
        if cursor:
            operator = ">=" if cursor.direction == NEWER else "<="
            wheres.append(self._compare_date(operator, cursor.date))
        return self._select(terms, wheres, order=order, limit=limit)

    def select_some(self, res_ids, entry_ids, limit):
        """Return the SELECT for a page of some records only, the newest first.

        :param tuple res_ids: ids of records of all models of the branch
        :param tuple entry_ids: ids of the entries that they may be
        """
        wheres = [
            SQL("%s IN %s", self.res_id, res_ids),
            SQL("%s IN %s", self.columns["id"], entry_ids),
        ]
        return self.select_keys(wheres, NEWEST_FIRST, limit)

    def _after(self, cursor):
        if not cursor:
            return
        yield SQL(
            "(%s, %s) %s (%s::timestamp, %s::bigint)",
            *(self.columns["date"], self.columns["id"]),
            SQL(">") if cursor.direction == NEWER else SQL("<"),
            *(cursor.date, cursor.id),
        )

    def select_entries(self, more=()):
        """Return the SELECT for the ORM, with all columns of ``crm.feed.entry``.

        :param dict more: ``{name: SQL}``, columns beyond those
        """
        customer, join = self._get_customer()
        terms = {
            "id": self.columns["id"],
            "source_id": self.by_source("id", "int4"),
            "res_model": SQL("%s::varchar", self.model._name),
            "res_id": self.res_id,
            "kind": self.by_source("kind", "varchar"),
            "is_noise": SQL("COALESCE(%s, FALSE)", self.by_source("is_noise", "bool")),
            "customer_id": customer,
        }
        terms.update((name, self.columns[name]) for name in SOURCE_COLUMNS)
        terms.update(more)
        return self._select(terms, from_suffix=join)

    def _get_customer(self):
        """Return the SQL of the customer of each row, and the joins for it."""
        env, partner_id = self.sources.env, self.columns["partner_id"]
        customer = env["res.partner"]._field_to_sql(
            "feed_partner", "commercial_partner_id"
        )
        join = SQL(
            " LEFT JOIN res_partner AS feed_partner ON feed_partner.id = %s",
            partner_id,
        )
        if not has_any(env):
            return customer, join
        company = SQL.identifier(ALIAS, "commercial_partner_id")
        moved = join_customer(env, partner_id, Moment.of(self.columns))
        return SQL("COALESCE(%s, %s)", company, customer), SQL("%s%s", join, moved)


def merge_selects(part, selects, order, limit):
    """Return the SELECT of the first rows of several, for one part of a page.

    :param part: SQL of its ``is_open_part``, by which the page tells its parts
    :param selects: SELECTs of keys, each limited by itself
    :return: :class:`~odoo.tools.SQL`, or ``None`` without ``selects``
    """
    if not selects:
        return None
    return SQL(
        "(SELECT %s AS is_open_part, merged.* FROM (%s) AS merged"
        " ORDER BY %s LIMIT %s)",
        *(part, SQL(" UNION ALL ").join(selects), order, limit),
    )
