"""The yardstick: the same rows from a table that holds nothing but their keys.

No feed that is computed can be faster than one table with the indexes it needs,
queried by hand with the reader's record rules. It has no words, and nobody keeps it
up to date: it only tells what the same page would cost at best.
"""

from odoo import api
from odoo.tools import SQL

from odoo.addons.crm_activity_feed.engine.access import is_feed_model
from odoo.addons.crm_activity_feed.engine.page import OPEN_LIMIT

COLUMNS = "id, customer_id, date, source_id, document_model, document_id, user_id, "
COLUMNS += "author_id, is_open"
INDEXES = [
    "CREATE UNIQUE INDEX ON bench_feed (id)",
    # What is still to do lies mostly in the future, before all that is done.
    *(
        f"CREATE INDEX ON bench_feed ({owner}date {order}, id {order}) WHERE {part}"
        for owner in ("customer_id, ", "user_id, ", "author_id, ", "")
        for part, order in (("NOT is_open", "DESC"), ("is_open", "ASC"))
    ),
]
#: As the page sends them: one round trip with the query.
SETTINGS = SQL("SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; ")
NEWEST_FIRST, OLDEST_FIRST = SQL("date DESC, id DESC"), SQL("date, id")
_KEYS = "id, customer_id, date, source_id, document_model, document_id, user_id, "
_KEYS += "author_id"


def build(cr):
    """Make the table anew from the addon's own SQL, as the superuser."""
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    cr.execute("SET LOCAL jit = off")
    cr.execute("SET LOCAL work_mem = '256MB'")
    cr.execute("DROP TABLE IF EXISTS bench_feed")
    entries = env["crm.feed.entry"]._table_query
    cr.execute(
        SQL(
            "CREATE TABLE bench_feed AS SELECT %s FROM (%s) entry"
            " WHERE NOT is_noise ORDER BY date, id",
            SQL(COLUMNS),
            entries,
        )
    )
    for statement in INDEXES:
        cr.execute(statement)


def exists(cr):
    cr.execute("SELECT to_regclass('bench_feed')")
    return cr.fetchone()[0] is not None


def end_meetings(cr):
    """Close the meetings that are over by now: alone of all, they close themselves."""
    cr.execute(
        """
        UPDATE bench_feed f SET is_open = FALSE
        FROM calendar_event e, crm_feed_source s
        WHERE f.is_open AND s.id = f.source_id AND s.model = 'calendar.event'
            AND e.id = f.id / 256
            AND CASE WHEN e.allday THEN e.stop_date < current_date
                ELSE e.stop < now() AT TIME ZONE 'UTC' END
        """
    )


class Yardstick:
    """Statements on the table for one user.

    :param env: environment of that user
    """

    def __init__(self, env):
        self.env = env
        self.sources = env["crm.feed.source"]._get_sources()
        env.cr.execute("SELECT DISTINCT document_model FROM bench_feed ORDER BY 1")
        self.models = [model for (model,) in env.cr.fetchall()]
        self.readable = SQL("%s AND %s", self._each_model(_correlated), self._posting())

    def _each_model(self, check):
        """Condition: the row's document is readable."""
        whens = [
            SQL("WHEN %s THEN %s", name, self._readable(name, check))
            for name in self.models
        ]
        return SQL("CASE f.document_model %s END", SQL(" ").join(whens))

    def _readable(self, name, check):
        model = self.env[name].with_context(active_test=False)
        if not model.has_access("read"):
            return SQL("FALSE")
        domain = model._get_feed_domain() if is_feed_model(model) else []
        query = model._search(domain, active_test=False)
        if query.is_empty():
            return SQL("FALSE")
        if not query.where_clause:
            return SQL("TRUE")
        return check(model, query)

    def _posting(self):
        """Condition: whoever sees another's activity may post on its document."""
        models = [self.env[name] for name in self.models if name in self.env]
        whens = []
        for model in models:
            operation = getattr(model, "_mail_post_access", "read")
            if operation == "read" or not model.has_access(operation):
                continue
            domain = self.env["ir.rule"]._compute_domain(model._name, operation)
            if domain == self.env["ir.rule"]._compute_domain(model._name, "read"):
                continue
            query = model.sudo().with_context(active_test=False)._search(domain)
            check = _correlated(model, query)
            whens.append(SQL("WHEN %s THEN %s", model._name, check))
        if not whens:
            return SQL("TRUE")
        activities = self.sources.filtered(lambda s: s.model == "mail.activity")
        return SQL(
            "(f.source_id NOT IN %s OR f.user_id = %s"
            " OR CASE f.document_model %s ELSE TRUE END)",
            tuple(activities.ids),
            self.env.uid,
            SQL(" ").join(whens),
        )

    def customer(self, partner_id):
        return SQL("f.customer_id = %s", partner_id)

    def kinds(self, *kinds):
        sources = self.sources.filtered(lambda source: source.kind in kinds)
        return SQL("f.source_id IN %s", tuple(sources.ids))

    def text(self, text):
        """Condition: the record of the row holds ``text``."""
        whens = []
        for source in self.sources:
            domain = source._get_text_domain(text)
            if domain is None:
                continue
            model = source._get_model()
            query = model._search(domain, active_test=False, bypass_access=True)
            check = _correlated(model, query, SQL("(f.id / 256)"))
            whens.append(SQL("WHEN %s THEN %s", source.id, check))
        return SQL("CASE f.source_id %s END", SQL(" ").join(whens))

    def page(self, *wheres, cursor=None, limit=40):
        """Return the statement of a page; the first holds what is open, too."""
        parts = [self._part(wheres, cursor, limit)]
        if cursor is None:
            parts.append(self._part(wheres, None, OPEN_LIMIT, is_open=True))
        return SQL("%s%s", SETTINGS, SQL(" UNION ALL ").join(parts))

    def _part(self, wheres, cursor, limit, is_open=False, source=None):
        conditions = [*wheres, self.readable]
        conditions.append(SQL("f.is_open" if is_open else "NOT f.is_open"))
        if cursor:
            conditions.append(SQL("(f.date, f.id) < (%s, %s)", cursor.date, cursor.id))
        return SQL(
            "(SELECT %s::bool AS is_open_part, %s FROM %s WHERE %s ORDER BY %s"
            " LIMIT %s)",
            is_open,
            SQL(_KEYS),
            source or SQL("bench_feed f"),
            SQL(" AND ").join(conditions),
            OLDEST_FIRST if is_open else NEWEST_FIRST,
            limit + 1,
        )

    def mine(self, limit):
        """Return both statements for what concerns the user: many rows, or few.

        The one walks back in time until it has a page full, the other looks up what
        is theirs.
        """
        user = self.env.user
        messages = self.sources.filtered(lambda s: s.model == "mail.message")
        meetings = self.sources.filtered(lambda s: s.model == "calendar.event")
        addressed = [
            (messages, "mail_message_res_partner_rel", "mail_message_id"),
            (meetings, "calendar_event_res_partner_rel", "calendar_event_id"),
        ]
        mine = [
            SQL("f.user_id = %s", user.id),
            SQL("f.author_id = %s", user.partner_id.id),
        ]
        among = [
            SQL(
                "(f.source_id IN %s AND EXISTS (SELECT FROM %s WHERE %s = f.id / 256"
                " AND res_partner_id = %s))",
                *(tuple(sources.ids), SQL.identifier(table), SQL.identifier(column)),
                user.partner_id.id,
            )
            for sources, table, column in addressed
        ]
        walk = self.page(SQL("(%s)", SQL(" OR ").join(mine + among)), limit=limit)
        found = [
            SQL(
                "(SELECT f.* FROM %s r CROSS JOIN unnest(%s::int[]) number"
                " JOIN bench_feed f ON f.id = r.%s::bigint * 256 + number"
                " WHERE r.res_partner_id = %s) f",
                *(SQL.identifier(table), sources.mapped("number")),
                *(SQL.identifier(column), user.partner_id.id),
            )
            for sources, table, column in addressed
        ]
        parts = []
        for is_open, most in ((False, limit), (True, OPEN_LIMIT)):
            selects = [self._part([w], None, most, is_open) for w in mine]
            selects += [self._part([], None, most, is_open, table) for table in found]
            order = OLDEST_FIRST if is_open else NEWEST_FIRST
            union = SQL(" UNION ").join(selects)
            parts.append(
                SQL(
                    "(SELECT * FROM (%s) u ORDER BY %s LIMIT %s)",
                    union,
                    order,
                    most + 1,
                )
            )
        look_up = SQL("%s%s", SETTINGS, SQL(" UNION ALL ").join(parts))
        return [walk, look_up]

    def months(self, date_from, date_to):
        """Return the statement that counts by month and source.

        Over many rows, rules pay as sets: each is computed once.
        """
        return SQL(
            "SELECT date_trunc('month', timezone(%s, timezone('UTC', f.date))),"
            " f.source_id, count(*) FROM bench_feed f"
            " WHERE f.date >= %s AND f.date < %s AND %s"
            " GROUP BY 1, 2",
            self.env.context.get("tz") or "UTC",
            *(date_from, date_to, self._each_model(_as_set)),
        )

    def count(self, partner_id):
        """Return the statement that counts a customer's rows."""
        return SQL(
            "SELECT count(*) FROM bench_feed f WHERE %s AND %s",
            self.customer(partner_id),
            self.readable,
        )

    def place(self, partner_id, offset):
        """Return the statement that finds the row at ``offset``, newest first."""
        return SQL(
            "SELECT date, id FROM bench_feed f WHERE %s"
            " AND NOT f.is_open AND %s ORDER BY %s OFFSET %s LIMIT 1",
            self.customer(partner_id),
            self.readable,
            *(NEWEST_FIRST, offset),
        )


def _correlated(model, query, link=SQL("f.document_id")):  # noqa: B008
    # Not EXISTS: PostgreSQL would rather read the whole table once and hash it.
    query.add_where(SQL("%s = %s", SQL.identifier(model._table, "id"), link))
    return SQL("(%s)", query.select(SQL("TRUE")))


def _as_set(_model, query):
    return SQL("f.document_id IN %s", query.subselect())
