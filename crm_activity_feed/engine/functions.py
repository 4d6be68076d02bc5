"""SQL functions as sources: the contract, and how their rows are read.

A function is called by itself, forbidden to write and limited in time; what it
returns is then narrowed to what the user may see. See ``readme/CONFIGURE.md``.
"""

import time
from datetime import timedelta

from odoo.tools import SQL, html_sanitize

from . import guard
from .budgets import FUNCTION_LIST_ROWS, FUNCTION_ROWS
from .columns import NUMBERS, SOURCE_COLUMNS
from .employments import Moment, has_any, select_customer
from .page import NEWEST_FIRST, OLDEST_FIRST
from .words import shorten

#: Columns that a function returns, with their types; the first four it must.
FUNCTION_COLUMNS = {
    "id": "integer",
    "date": "timestamp without time zone",
    "partner_id": "integer",
    "title": "text",
    "is_all_day": "boolean",
    "recorded_on": "timestamp without time zone",
    "lead_id": "integer",
    "user_id": "integer",
    "author_id": "integer",
    "company_id": "integer",
    "activity_type_id": "integer",
    "reason_id": "integer",
    "document_model": "text",
    "document_id": "integer",
    "body": "text",
    "status": "text",
    "amount": "double precision",
    "currency_id": "integer",
}
REQUIRED_COLUMNS = ("id", "date", "partner_id", "title")

_WORDS = ("title", "body", "status", "amount", "currency_id")
_GIVEN = "feed_function"
# A function may name what is not there, or not any more.
_LINKS = {
    "user_id": "res_users",
    "author_id": "res_partner",
    "activity_type_id": "mail_activity_type",
    "reason_id": "crm_feed_reason",
    "currency_id": "res_currency",
}
# Dates of the feed are whole seconds, those of a function need not be.
_REST_OF_SECOND = timedelta(microseconds=999_999)


class FeedFunction:
    """The rows of one function that the current user may see.

    Narrowed like a :class:`~.branch.FeedBranch`, by :meth:`where` on ``columns``.

    :param source: ``crm.feed.source`` in the mode ``sql_function``
    """

    is_scoped = False
    has_scope_tables = is_document = False
    author_user = None

    def __init__(self, source):
        self.env = source.env
        self.sources = source
        # No hook speaks for the rows of a function: its columns tell.
        self.model = self.env["crm.feed.entry"]
        self.res_id = self._column("id")
        self.columns = self._get_columns()
        self._wheres = list(self._get_access())

    @staticmethod
    def _column(name):
        return SQL.identifier(_GIVEN, name)

    def _get_columns(self):
        number = self.sources.number
        columns = {name: self._column(name) for name in SOURCE_COLUMNS}
        columns["is_open"] = SQL("TRUE") if self.sources.is_open else SQL("FALSE")
        columns["is_all_day"] = SQL("COALESCE(%s, FALSE)", self._column("is_all_day"))
        columns["date"] = SQL("date_trunc('second', %s)", self._column("date"))
        for name, table in _LINKS.items():
            columns[name] = SQL(
                "(SELECT id FROM %s WHERE id = %s)",
                *(SQL.identifier(table), self._column(name)),
            )
        for name in ("activity_type_id", "reason_id"):
            # What the function does not tell, the source may.
            default = self.sources[name].id or None
            columns[name] = SQL("COALESCE(%s, %s::int4)", columns[name], default)
        columns["lead_id"] = self._get_readable("crm.lead", "lead_id")
        columns["id"] = SQL("(%s::bigint * %s + %s)", self.res_id, NUMBERS, number)
        return columns

    def _get_readable(self, model_name, column):
        """Return the link, or NULL if the user may not read what it leads to."""
        model = self.env[model_name]
        if not model.has_access("read"):
            return SQL("NULL::int4")
        query = model._search([], active_test=False)
        if query.is_empty():
            return SQL("NULL::int4")
        record_id = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s = %s", record_id, self._column(column)))
        return SQL("(%s)", query.select(record_id))

    def _get_access(self):
        readable = self._get_readable("res.partner", "partner_id")
        yield SQL("%s IS NOT NULL", readable)
        yield SQL(
            "COALESCE(%s IN %s, TRUE)",
            *(self._column("company_id"), tuple(self.env.companies.ids) or (0,)),
        )

    def where(self, condition):
        """Narrow the rows by an SQL condition on ``columns``."""
        self._wheres.append(condition)

    def where_dates(self, date_from=None, date_to=None):
        """Narrow the rows to a period; each end is inclusive and may be absent."""
        if date_from:
            self.where(SQL("%s >= %s", self.columns["date"], date_from))
        if date_to:
            self.where(SQL("%s <= %s", self.columns["date"], date_to))

    def where_lead(self, lead_id):
        """Narrow the rows to one deal."""
        self.where(SQL("%s = %s", self.columns["lead_id"], lead_id))

    def where_text(self, text):
        """Keep the rows that hold ``text`` in title or body."""
        unaccent = self.env.registry.unaccent
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = unaccent(SQL("%s", f"%{escaped}%"))
        found = (
            SQL("%s ILIKE %s", unaccent(self._column(name)), pattern)
            for name in ("title", "body")
        )
        self.where(SQL("(%s)", SQL(" OR ").join(found)))

    def call(self, partner_ids, date_to, max_rows, order, limit, seconds):
        """Call the function once.

        :param partner_ids: list of ids, or ``None`` for all customers
        :param date_to: latest date, or ``None``
        :param order: SQL on ``date`` and ``id``
        :return: ``(rows, is_cut, oldest)``: the first ``limit`` rows by ``order``;
            whether the function may have more rows than it was asked for; the second
            from which on some may be missing then
        """
        terms = self._get_terms()
        statement = self._select(partner_ids, date_to, max_rows, terms, order, limit)
        result = guard.execute(self.env, statement, seconds, read_only=True)
        total, oldest, is_wrong = result[0][:3]
        if is_wrong:
            raise guard.SourceRefusedError(
                "A row has no date, or an id that is not positive."
            )
        rows = [dict(zip(terms, values[3:], strict=True)) for values in result]
        return [row for row in rows if row["id"]], total >= max_rows, oldest

    def _get_terms(self):
        """Return ``{name: SQL}`` of what a row tells: keys and words."""
        names = ("id", *SOURCE_COLUMNS, *_WORDS)
        partner_id = self._column("partner_id")
        customer = SQL(
            "(SELECT commercial_partner_id FROM res_partner WHERE id = %s)", partner_id
        )
        if has_any(self.env):
            moment = Moment.of(self.columns)
            company = select_customer(self.env, partner_id, moment)
            customer = SQL("COALESCE(%s, %s)", company, customer)
        return {
            **{name: self.columns.get(name, self._column(name)) for name in names},
            "customer_id": customer,
        }

    def _select(self, partner_ids, date_to, max_rows, terms, order, limit):
        """The statement of a call: three facts on all rows, and those that pass."""
        return SQL(
            """
            WITH given AS MATERIALIZED (%(given)s),
            facts AS (
                SELECT count(*) AS total,
                       min(date_trunc('second', date)) AS oldest,
                       bool_or(COALESCE(id, 0) <= 0 OR date IS NULL) AS is_wrong
                  FROM given
            )
            SELECT facts.*, entry.*
              FROM facts LEFT JOIN (
                SELECT %(terms)s FROM given AS %(alias)s
                 WHERE %(where)s ORDER BY %(order)s LIMIT %(limit)s
              ) AS entry ON TRUE
            """,
            given=self._select_given(partner_ids, date_to, max_rows),
            terms=SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in terms.items()
            ),
            alias=SQL.identifier(_GIVEN),
            where=SQL(" AND ").join(self._wheres),
            order=order,
            limit=limit,
        )

    def _select_given(self, partner_ids, date_to, max_rows):
        """The call itself; columns that the function leaves out are NULL."""
        return SQL(
            "SELECT known.*"
            " FROM %s(%s::integer[], %s::timestamp, %s::integer) AS given,"
            " LATERAL jsonb_to_record(to_jsonb(given)) AS known(%s)",
            quote_function(self.sources._get_function_name()),
            *(partner_ids, date_to, max_rows),
            SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(pg_type))
                for name, pg_type in FUNCTION_COLUMNS.items()
            ),
        )


def quote_function(name):
    """Return the name of a function, with or without schema, as SQL."""
    return SQL.identifier(*name.split("."))


def clean_rows(env, rows):
    """Make the words of rows presentable; leave out documents one may not read.

    :return: ``{entry id: content}``, see ``crm.feed.mixin._get_feed_contents``
    """
    readable = set()
    by_model = {}
    for row in rows:
        if row["document_id"]:
            by_model.setdefault(row["document_model"], set()).add(row["document_id"])
    for name, ids in by_model.items():
        model = env.get(name)
        if model is None or model._abstract or not model.has_access("read"):
            continue
        records = model.browse(ids).exists()._filtered_access("read")
        readable.update((name, record_id) for record_id in records.ids)
    contents = {}
    for row in rows:
        if (row["document_model"], row["document_id"]) not in readable:
            row["document_model"] = row["document_id"] = None
        contents[row["id"]] = _get_content(env, row)
    return contents


def _get_content(env, row):
    words = {name: row.pop(name) for name in _WORDS}
    currency_id = words["currency_id"] or env.company.currency_id.id
    amount = words["amount"]
    return {
        "title": shorten(words["title"]) or env._("No title"),
        "body": html_sanitize(words["body"]) if words["body"] else False,
        "status": words["status"] or False,
        "amount": amount is not None and {"value": amount, "currency_id": currency_id},
    }


class FunctionPart:
    """The rows of one function for a page, as :class:`~.page.FeedPart` has them."""

    def __init__(self, source, page):
        self.env = source.env
        self.sources = source
        self.page = page
        self.rows, self.open_rows, self.pinned_rows = [], [], []
        self.function = FeedFunction(source)
        self._narrow()

    def _narrow(self):
        scope, filters = self.page.scope, self.page.filters
        if scope.record is not None:
            columns = self.function.columns
            self.function.where(
                SQL(
                    "%s = %s AND %s = %s",
                    *(columns["document_model"], scope.record._name),
                    *(columns["document_id"], scope.record.id),
                )
            )
        else:
            scope.narrow(self.function)
        filters.narrow_columns(self.function)
        if filters.text:
            self.function.where_text(filters.text)

    def load(self, seconds):
        """Read the rows in few calls, within ``seconds``."""
        page, is_open = self.page, self.sources.is_open
        if is_open and page.wants_open:
            limit = page.open_limit + 1
            self.open_rows = self._read(OLDEST_FIRST, limit, None, seconds)
        elif not is_open and page.wants_history:
            date_to = None
            if page.cursor:
                place = (page.cursor.date, page.cursor.id)
                columns = self.function.columns
                keys = SQL("(%s, %s)", columns["date"], columns["id"])
                comparison = SQL(">" if page.reads_newer else "<")
                self.function.where(
                    SQL("%s %s (%s::timestamp, %s::bigint)", keys, comparison, *place)
                )
                if not page.reads_newer:
                    date_to = page.cursor.date
            order = OLDEST_FIRST if page.reads_newer else NEWEST_FIRST
            self.rows = self._read(order, page.limit + 1, date_to, seconds)

    def _read(self, order, limit, date_to, seconds):
        """Ask for more and more rows, until those that pass the filters suffice."""
        until = time.monotonic() + seconds
        partner_ids = get_partner_ids(self.page)
        latest = [date for date in (date_to, self.page.filters.date_to) if date]
        latest = min(latest) + _REST_OF_SECOND if latest else None
        max_rows = limit
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise guard.SlowSourceError(seconds)
            rows, is_cut, oldest = self.function.call(
                partner_ids, latest, max_rows, order, limit, left
            )
            if not is_cut:
                return rows
            # Of the second in which the function stopped, some may be missing.
            sure = [row for row in rows if row["date"] > oldest]
            if self._suffices(sure, oldest, limit):
                return sure
            if max_rows >= FUNCTION_ROWS:
                raise guard.TooManyRowsError(FUNCTION_ROWS)
            max_rows = min(max_rows * 2, FUNCTION_ROWS)

    def _suffices(self, rows, oldest, limit):
        if self.sources.is_open:
            return False
        if self.page.reads_newer:
            return oldest < self.page.cursor.date
        return len(rows) >= limit


def get_partner_ids(page):
    """Return the contacts that a page asks a function for, or ``None`` for all."""
    scope = page.scope
    if partner_ids := getattr(scope, "partner_ids", None):
        return list(partner_ids)
    record = getattr(scope, "lead", None) or scope.record
    if record is None:
        return page.filters.values.get("partner_ids") or None
    partner = record if record._name == "res.partner" else None
    if partner is None and "partner_id" in record._fields:
        partner = record.partner_id
    if not partner:
        return None
    tree = partner.with_context(active_test=False)
    customer = tree.commercial_partner_id
    return tree.search([("commercial_partner_id", "=", customer.id)]).ids


def read_list(source, partner_ids, text, seconds):
    """Return the newest rows of a function, for lists and reports.

    :param partner_ids: list of ids, or ``None`` for all customers
    :param text: only rows that hold it, or ``None``
    """
    function = FeedFunction(source)
    if text:
        function.where_text(text)
    limit = FUNCTION_LIST_ROWS
    rows, _is_cut, _oldest = function.call(
        partner_ids, None, limit, NEWEST_FIRST, limit, seconds
    )
    return rows
