from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain, parse_field_expr
from odoo.tools import SQL

from ..engine import guard
from ..engine.budgets import PAGE_SECONDS
from ..engine.decisions import Decisions

_NAME = "feed_decision_state"


class CrmFeedContactMixin(models.AbstractModel):
    """Whether it is known who decides, and whether anybody talks to them.

    Told of open deals of companies, and of these companies; see
    ``engine/decisions.py``. Nothing is stored: it is as the user may read it.
    """

    _inherit = "crm.feed.contact.mixin"

    #: By what the records are found among deals: ``id`` or ``customer_id``.
    _feed_decision_key = "id"

    feed_decision_state = fields.Selection(
        [
            ("unknown", "No decision maker known"),
            ("left", "The decision maker left"),
            ("silent", "Decision maker silent"),
            ("known", "Decision maker known"),
        ],
        "Who Decides",
        compute="_compute_feed_decision_state",
        search="_search_feed_decision_state",
        groups="base.group_user",
        help="Of companies with an open deal: whether somebody is known there who "
        "decides, and whether there was a contact with him or her lately.",
    )

    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_feed_decision_state(self):
        keys = self._origin.ids
        states = {}
        if keys:
            try:
                states = self.env["crm.feed.source"]._run_isolated(
                    lambda: self._read_feed_decisions(keys)
                )
            except guard.SlowSourceError:
                # The form is worth more than this line of it.
                states = {}
        for record in self:
            record.feed_decision_state = states.get(record._origin.id, False)

    @api.model
    def _read_feed_decisions(self, keys):
        """Return ``{id: state}`` of those of the records that have a state."""
        select = self._select_feed_decisions(keys)
        with guard.savepoint(self.env) as point:
            rows = guard.execute(self.env, select, PAGE_SECONDS)
            # Ends the settings of the statement.
            point.rollback()
        return dict(rows)

    @api.model
    def _select_feed_decisions(self, keys=None, silence=True):
        """Return the SELECT of ``key`` and ``state``.

        :param keys: ids that are asked for, or ``None`` for all
        :param bool silence: whether to tell who is silent, which costs most
        """
        if not self.env["crm.lead"].has_access("read"):
            return SQL("SELECT NULL::int4 AS key, NULL::varchar AS state WHERE FALSE")
        decisions = Decisions(self.env, self._feed_decision_key, keys)
        if not silence:
            return decisions.select_states()
        days = self.env["crm.feed.watch"]._get_decision_days()
        day = fields.Date.context_today(self) - timedelta(days=days - 1)
        return decisions.select_states_since(
            self._get_feed_day_start(day), datetime.combine(day, datetime.min.time())
        )

    # ------------------------------------------------------------
    # To search, sort and group by it
    # ------------------------------------------------------------

    def _search_feed_decision_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Without those who are silent to be told from the others, it costs little.
        is_cheap = not ("silent" in value) ^ ("known" in value)
        if not is_cheap:
            return Domain(_NAME, operator, value)
        return Domain.custom(
            to_sql=lambda model, alias, query: model._get_feed_decision_sql(
                alias, query, value
            )
        )

    @api.model
    def _get_feed_decision_sql(self, alias, query, states):
        state = self._join_feed_decision(alias, query, silence=False)
        wanted = tuple(state for state in states if state and state != "silent")
        return SQL(
            "(%s IN %s OR (%s AND %s IS NULL))",
            *(state, wanted or ("",), False in states, state),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        fname, _property = parse_field_expr(field_expr)
        if query is None or fname != _NAME:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[fname], "read")
        # Whoever asks without a query to run wants to know whether there is SQL for it.
        if query.is_empty():
            return SQL("NULL::varchar")
        return self._join_feed_decision(alias, query)

    @api.model
    def _join_feed_decision(self, alias, query, silence=True):
        name = "feed_decision" if silence else "feed_decides"
        joined = query.make_alias(alias, name)
        if joined not in query._joins:
            select = self._make_feed_select(
                lambda _key: self._select_feed_decisions(silence=silence)
            )
            condition = SQL(
                "%s = %s", SQL.identifier(joined, "key"), SQL.identifier(alias, "id")
            )
            query.add_join("LEFT JOIN", joined, SQL("(%s)", select), condition)
        return SQL.identifier(joined, "state")
