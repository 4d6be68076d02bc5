from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain, parse_field_expr
from odoo.tools import SQL

from ..engine import guard
from ..engine.columns import FIRST_OWN_NUMBER, NUMBERS
from ..engine.contacts import (
    RecordContacts,
    get_contact_sources,
    select_keys_with_next,
    select_next_of_all,
)

#: ``{field: column of the next contact}``
_NEXT = {
    "feed_next_date": "date",
    "feed_next_state": "state",
    "feed_next_user_id": "user_id",
    "feed_next_activity_type_id": "activity_type_id",
    "feed_next_reason_id": "reason_id",
}
_LAST = {"feed_last_date": "date"}
_COUNTS = {"feed_note_count": "count", "feed_note_overdue_count": "late"}


class CrmFeedContactMixin(models.AbstractModel):
    """To search, sort and group records by their contacts, in SQL.

    The fields have no column. But the ORM asks the model for the SQL of each field:
    that of these is a column of a join, and all the rest, operators, orders, groups,
    is the host's.
    """

    _inherit = "crm.feed.contact.mixin"

    def _search_feed_next_date(self, operator, value):
        if operator in ("in", "not in") and set(value) == {False}:
            return self._get_feed_planned_domain(operator == "not in")
        # As it is: the ORM makes SQL of it by `_field_to_sql`, as of a stored field.
        return Domain("feed_next_date", operator, value)

    def _search_feed_next_state(self, operator, value):
        return Domain("feed_next_state", operator, value)

    def _search_feed_next_user_id(self, operator, value):
        return Domain("feed_next_user_id", operator, value)

    def _search_feed_next_activity_type_id(self, operator, value):
        return Domain("feed_next_activity_type_id", operator, value)

    def _search_feed_next_reason_id(self, operator, value):
        return Domain("feed_next_reason_id", operator, value)

    def _search_feed_last_date(self, operator, value):
        return Domain("feed_last_date", operator, value)

    def _search_feed_note_count(self, operator, value):
        return Domain("feed_note_count", operator, value)

    def _search_feed_note_overdue_count(self, operator, value):
        return Domain("feed_note_overdue_count", operator, value)

    @api.model
    def _get_feed_planned_domain(self, is_planned):
        """Return the domain of the records with a next contact, or of those without."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS %s",
                model._join_feed_planned(alias, query),
                SQL("NOT NULL" if is_planned else "NULL"),
            )
        )

    @api.model
    def _search_feed_silent_days(self, operator, value):
        """Find the records by the contact that they have not had for so many days.

        Not by the date of the last contact: whether there was one since a day is told
        sooner than when the last one was.
        """
        if operator == "in":
            return Domain.OR(
                self._get_feed_silence_domain(days)
                & ~self._get_feed_silence_domain(days + 1)
                for days in value
                if days is not False
            )
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        domain = self._get_feed_silence_domain(value + (operator in (">", "<=")))
        return domain if operator in (">", ">=") else ~domain

    @api.model
    def _get_feed_silence_domain(self, days):
        """Return the domain of the records without a contact for ``days`` or more."""
        if days <= 0:
            return Domain.TRUE
        day = fields.Date.context_today(self) - timedelta(days=days - 1)
        start = self._get_feed_day_start(day)
        return Domain("create_date", "<", start) & Domain.custom(
            to_sql=lambda model, alias, query: model._get_feed_silence_sql(
                alias, query, start, datetime.combine(day, time.min)
            )
        )

    @api.model
    def _get_feed_silence_sql(self, alias, query, moment, day):
        select = self._make_feed_select(
            lambda key: RecordContacts(
                self._feed_contact_scope(self.env, key)
            ).select_since(moment, day),
            self._get_feed_key_sql(alias, query),
        )
        return SQL("NOT EXISTS (%s)", select) if select is not None else SQL("TRUE")

    # ------------------------------------------------------------
    # The columns
    # ------------------------------------------------------------

    @api.model
    def _get_feed_key_sql(self, alias, query):
        """Return the SQL of the id by which the contacts of a record are found.

        :param str alias: of this model in ``query``
        """
        raise NotImplementedError

    def _field_to_sql(self, alias, field_expr, query=None):
        fname, property_name = parse_field_expr(field_expr)
        if query is None or fname not in {**_NEXT, **_LAST, **_COUNTS}:
            return super()._field_to_sql(alias, field_expr, query)
        field = self._fields[fname]
        self._check_field_access(field, "read")
        # Whoever asks without a query to run wants to know whether there is SQL for it.
        sql = None
        if query.is_empty():
            pass
        elif fname in _COUNTS:
            sql = self._join_feed_note_counts(alias, query, _COUNTS[fname])
        elif fname in _LAST:
            sql = self._join_feed_last(alias, query, _LAST[fname])
        else:
            sql = self._join_feed_next(alias, query, _NEXT[fname])
        if sql is None:
            sql = SQL("NULL::%s", SQL(field.column_type[1]))
        if property_name:
            sql = field.property_to_sql(sql, property_name, self, alias, query)
        return sql

    @api.model
    def _join_feed_next(self, alias, query, column):
        joined = query.make_alias(alias, "feed_next")
        if joined not in query._joins:
            select = self._make_feed_select(
                lambda _key: select_next_of_all(self.env, self._feed_contact_scope)
            )
            if select is None:
                return None
            key = self._get_feed_key_sql(alias, query)
            condition = SQL("%s = %s", SQL.identifier(joined, "key"), key)
            query.add_join("LEFT JOIN", joined, SQL("(%s)", select), condition)
        if column == "state":
            return self._get_feed_state_sql(joined)
        return SQL.identifier(joined, column)

    @api.model
    def _join_feed_planned(self, alias, query):
        """Join who has a next contact: a set, in which nobody's is looked for first."""
        joined = query.make_alias(alias, "feed_planned")
        if joined not in query._joins:
            select = self._make_feed_select(
                lambda _key: select_keys_with_next(self.env, self._feed_contact_scope)
            )
            if select is None:
                return SQL("NULL")
            key = self._get_feed_key_sql(alias, query)
            condition = SQL("%s = %s", SQL.identifier(joined, "key"), key)
            query.add_join("LEFT JOIN", joined, SQL("(%s)", select), condition)
        return SQL.identifier(joined, "key")

    @api.model
    def _join_feed_last(self, alias, query, column):
        joined = query.make_alias(alias, "feed_last")
        if joined not in query._joins:
            select = self._make_feed_select(
                lambda key: RecordContacts(
                    self._feed_contact_scope(self.env, key)
                ).select_last(),
                self._get_feed_key_sql(alias, query),
            )
            if select is None:
                return None
            table = SQL("LATERAL (%s)", select)
            query.add_join("LEFT JOIN", joined, table, SQL("TRUE"))
        return SQL.identifier(joined, column)

    @api.model
    def _join_feed_note_counts(self, alias, query, column):
        joined = query.make_alias(alias, "feed_notes")
        if joined not in query._joins:
            key = self._get_feed_key_sql(alias, query)
            condition = SQL("%s = %s", SQL.identifier(joined, "key"), key)
            select = SQL("(%s)", self._select_feed_note_counts())
            query.add_join("LEFT JOIN", joined, select, condition)
        return SQL("COALESCE(%s, 0)", SQL.identifier(joined, column))

    @api.model
    def _get_feed_state_sql(self, joined):
        """Return the SQL of the state; see ``crm.feed.entry._get_state``."""
        meetings = get_contact_sources(self.env).filtered(lambda s: s.kind == "meeting")
        today = fields.Date.context_today(self)
        tomorrow = today + timedelta(days=1)

        def is_before(moment, day):
            return SQL(
                "%s < CASE WHEN %s THEN %s::timestamp ELSE %s END",
                SQL.identifier(joined, "date"),
                SQL.identifier(joined, "is_all_day"),
                *(datetime.combine(day, time.min), moment),
            )

        return SQL(
            "CASE WHEN %s IS NULL THEN NULL"
            " WHEN %s AND %s %% %s NOT IN %s THEN 'overdue'"
            " WHEN %s THEN 'today' ELSE 'planned' END",
            SQL.identifier(joined, "id"),
            is_before(fields.Datetime.now(), today),
            *(SQL.identifier(joined, "id"), NUMBERS),
            tuple(meetings.mapped("number")) or (0,),
            is_before(self._get_feed_day_start(tomorrow), tomorrow),
        )

    def _tune_feed_planner(self):
        """Plan the host's statement as pages of the feed are planned.

        It is the host who executes it: the settings hold until the transaction ends,
        which for a search is the end of the call.
        """
        if "crm_feed_contacts_tuned" not in self.env.cr.cache:
            self.env.cr.execute(guard.SETTINGS)
            self.env.cr.cache["crm_feed_contacts_tuned"] = True

    @api.model
    def _make_feed_select(self, make, key=None):
        """Return a SELECT of contacts, without the sources that make it fail.

        It becomes part of a statement that is the host's: what the code and the
        settings of other sources than ours may get wrong is tried before.

        :param make: function that returns a SELECT or ``None``; the record is given
            to it as the SQL of its key
        :param key: SQL of the key in the host's statement; without it, all records
            are meant
        """
        Source = self.env["crm.feed.source"]
        self._tune_feed_planner()

        def bind(key):
            # By a name of our own: the host's alias is one of the tables inside too.
            select = make(SQL("feed_record.id"))
            if select is None or key is None:
                return select
            return SQL(
                "SELECT feed_first.* FROM (SELECT %s AS id) AS feed_record"
                " CROSS JOIN LATERAL (%s) AS feed_first",
                *(key, select),
            )

        def has_others():
            numbers = Source._get_sources().mapped("number")
            return max(numbers, default=0) >= FIRST_OWN_NUMBER

        def call():
            if has_others():
                probe = bind(SQL("NULL::int4"))
                if probe is not None:
                    self.env.execute_query(SQL("SELECT FROM (%s) probe LIMIT 0", probe))
            return bind(key)

        if has_others():
            return Source._run_isolated(call)
        try:
            return call()
        except Exception as error:
            if not guard.is_fault(error):
                raise
            return Source._run_isolated(call)
