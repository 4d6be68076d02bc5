import logging

import psycopg2

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..engine.function_check import find_problem

_logger = logging.getLogger(__name__)


class CrmFeedSource(models.Model):
    """Sources that are an SQL function: data that no model holds.

    The record rules of no model protect what a function returns. Only system
    administrators set one, and say who may see its entries.
    """

    _inherit = "crm.feed.source"

    # A function has none: its rows are no records.
    model = fields.Char(required=False)
    mode = fields.Selection(
        selection_add=[("sql_function", "SQL function")],
        ondelete={"sql_function": "cascade"},
    )
    function_name = fields.Char(
        string="Function",
        groups="base.group_system",
        copy=False,
        help="Name of the function in the database, or schema.name.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Shown To",
        groups="base.group_system",
        help="Members of any of these groups see the entries; if there are none, all "
        "employees do.",
    )
    function_company_id = fields.Many2one(
        "res.company",
        string="Only in Company",
        ondelete="cascade",
        groups="base.group_system",
        help="The entries show while this company is selected.",
    )

    _model_required = models.Constraint(
        "CHECK (mode = 'sql_function' OR model IS NOT NULL)",
        "A source needs a model. Choose one.",
    )

    @api.depends("function_name")
    def _compute_is_available(self):
        functions = self.filtered(lambda source: source.mode == "sql_function")
        for source in functions:
            source.is_available = bool(source.sudo().function_name)
        return super(CrmFeedSource, self - functions)._compute_is_available()

    @api.constrains("mode", "function_name")
    def _check_function(self):
        for source in self.filtered(lambda source: source.mode == "sql_function"):
            if problem := find_problem(self.env, source.function_name):
                raise ValidationError(
                    self.env._(
                        "The SQL function of the source “%(name)s” cannot be used: "
                        "%(problem)s",
                        name=source.name,
                        problem=problem,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_model(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_model(vals))

    @api.model
    def _without_model(self, vals):
        is_function = vals.get("mode") == "sql_function"
        return dict(vals, model=False) if is_function else vals

    def _register_hook(self):
        """Check the functions anew: whoever changed one did not ask us."""
        result = super()._register_hook()
        try:
            with self.env.cr.savepoint():
                self._check_all_functions()
        except psycopg2.Error:
            # The addon's code is newer than its tables: it waits for its upgrade.
            _logger.warning("SQL functions of the feed: not checked", exc_info=True)
        return result

    @api.model
    def _check_all_functions(self):
        """Leave out the functions that do not keep the contract any more."""
        for source in self.search([("mode", "=", "sql_function")]):
            if problem := find_problem(self.env, source.function_name):
                _logger.warning(
                    "Source %s of the feed is left out: %s", source.number, problem
                )
                self._write_health({source.id: problem})

    # ------------------------------------------------------------
    # Which functions the user may see
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_functions(self):
        """Return ``{source id: (function, ids of groups, id of company)}``."""
        domain = [("mode", "=", "sql_function"), ("function_name", "!=", False)]
        return {
            source.id: (
                source.function_name,
                frozenset(source.group_ids.ids),
                source.function_company_id.id,
            )
            for source in self.sudo().search(domain)
        }

    @api.model
    def _get_readable_functions(self):
        """Return the sources by SQL function that are meant for the current user."""
        functions = self._get_functions()
        if not functions:
            return self.browse()
        user, companies = self.env.user, set(self.env.companies.ids)
        groups = set(user._get_group_ids())
        return self.browse(
            source_id
            for source_id, (_name, group_ids, company_id) in functions.items()
            if (groups & group_ids if group_ids else user._is_internal())
            and (not company_id or company_id in companies)
        )

    @api.model
    def _get_function_sources(self):
        """Return those to read now: they work, or have rested long enough."""
        if self._is_trying():
            # Somebody looks for a fault among the models; functions have their own.
            return self.browse()
        return self._get_readable_functions()._rested()

    def _get_function_name(self):
        return self._get_functions()[self.id][0]
