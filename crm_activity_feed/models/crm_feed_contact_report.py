from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.columns import ENTRY_COLUMNS
from ..engine.contact_report import (
    REPORT_COLUMNS,
    ContactRows,
    before_gap,
    find_since,
    select_gaps,
)
from ..engine.paths import domain_to_sql

# Context: that the gaps between contacts are wanted, and from when on.
_GAPS = "crm_feed_gaps_since"
_GAP = "days_between"


class CrmFeedContactReport(models.Model):
    """Contacts with customers, done and planned, to be counted and compared.

    The entries of the feed that are contacts (see ``engine/contacts.py``), with
    measures: an entry in all other respects, so that a report shows each user what
    their feed shows, and a number in a report opens the entries that it counts.
    """

    _name = "crm.feed.contact.report"
    _inherit = ["crm.feed.entry"]
    _description = "Contacts Analysis"
    _auto = False

    kind = fields.Selection(string="Recorded As")
    user_id = fields.Many2one(string="Owner")
    partner_id = fields.Many2one(string="Contact")
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        readonly=True,
        help="That of the deal or, without a deal, of the owner.",
    )
    role_id = fields.Many2one(
        "crm.feed.role",
        "Role of the Contact",
        readonly=True,
        help="The part the contact plays in the deal or, without one there, at the "
        "customer.",
    )
    planned_on = fields.Date(
        "Planned For", readonly=True, help="The deadline, also of what is done."
    )
    customers_reached = fields.Integer(
        aggregator="count_distinct",
        readonly=True,
        help="How many customers there was a contact with: what is still to do does "
        "not count.",
    )
    on_time = fields.Integer(
        "Done on Time",
        readonly=True,
        help="How many were done on the day they were planned for, or before.",
    )
    on_time_percent = fields.Float(
        "Done on Time (%)",
        aggregator="avg",
        readonly=True,
        help="Of those that are done and had a deadline.",
    )
    days_late = fields.Integer(
        aggregator="avg",
        readonly=True,
        help="Days after the deadline, of what is still to do until today. E-mails "
        "and meetings have no deadline.",
    )
    days_between = fields.Float(
        "Days Between Contacts",
        compute="_compute_days_between",
        aggregator="avg",
        help="Days since the contact with the same customer before, whoever had it. "
        "The first contact, or the first one after more than a year, has none.",
    )

    # ------------------------------------------------------------
    # The union
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        union = super()._table_query
        if _GAPS not in self.env.context:
            return union
        return select_gaps(union, self.env.context[_GAPS] or None)

    @api.model
    def _get_selects(self, documents):
        contacts = ContactRows(self.env, fields.Date.context_today(self), documents)
        return contacts.selects() or [self._empty_select()]

    @staticmethod
    def _empty_select():
        columns = (
            SQL("NULL::%s AS %s", SQL(pg_type), SQL.identifier(name))
            for name, pg_type in {**ENTRY_COLUMNS, **REPORT_COLUMNS}.items()
        )
        return SQL("SELECT %s WHERE FALSE", SQL(", ").join(columns))

    @api.model
    def _get_function_select(self, domain):
        # Their newest rows are all that they can be asked for: no report.
        return None

    # ------------------------------------------------------------
    # Days between contacts
    # ------------------------------------------------------------

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in (_GAP, "state") or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        if field_expr == _GAP:
            return SQL.identifier(alias, _GAP)
        # To be grouped by, told by the same conditions by which it is searched.
        whens = (
            SQL(
                "WHEN %s THEN %s",
                domain_to_sql(self, self._search_state("in", [state]), query),
                state,
            )
            for state, _label in self._fields["state"].selection
        )
        return SQL("CASE %s END", SQL(" ").join(whens))

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        report = self._with_gaps(domain, aggregates)
        return super(CrmFeedContactReport, report)._read_group(
            domain, groupby, aggregates, *args, **kwargs
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        report = self._with_gaps(domain, aggregates)
        return super(CrmFeedContactReport, report)._read_grouping_sets(
            domain, grouping_sets, aggregates, order
        )

    @api.model
    def _with_gaps(self, domain, aggregates):
        """Have the gaps between contacts told, if they are asked for.

        They need the history before the period, and all of it in order: nobody else
        has to pay for that.
        """
        if not any(spec.startswith(f"{_GAP}:") for spec in aggregates):
            return self
        # PostgreSQL takes the branches for small, and would compare each of their rows
        # with all customers, kept in memory for that.
        self.env.cr.execute("SET LOCAL enable_material = off")
        since = find_since(Domain(domain).optimize_full(self))
        return self.with_context(**{_GAPS: before_gap(since) or False})

    @api.depends("date", "is_open", "customer_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_days_between(self):
        gaps = {}
        done = self.filtered(lambda entry: not entry.is_open and entry.customer_id)
        if done:
            since = before_gap(min(done.mapped("date")))
            domain = Domain("customer_id", "in", done.customer_id.ids)
            domain &= Domain("date", "<=", max(done.mapped("date")))
            domain &= Domain("id", "in", done.ids)
            report = self.with_context(**{_GAPS: since or False})
            query = report._search(domain, active_test=False)
            terms = (SQL.identifier(query.table, name) for name in ("id", _GAP))
            gaps = dict(
                self._isolate(lambda: self.env.execute_query(query.select(*terms)))
            )
        for entry in self:
            entry.days_between = gaps.get(entry.id, False)
