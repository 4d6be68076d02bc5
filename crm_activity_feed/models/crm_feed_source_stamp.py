from odoo import api, models, tools
from odoo.tools import Query
from odoo.tools.sql import table_exists

from ..engine import guard, hooks
from ..engine.paths import path_to_sql


class CrmFeedSource(models.Model):
    """Which documents stamp their messages with their customer."""

    _inherit = "crm.feed.source"

    @api.model
    def _get_stamp_paths(self):
        """Return the models whose messages carry the customer as a stamp.

        Their customer must be a column: then a change of it is noticed
        (``mail.thread``).

        :return: ``{model: field that holds the partner, or "id"}``
        """
        # While modules are loaded, models may be used before our table is there.
        if not self.pool.ready and not table_exists(self.env.cr, self._table):
            return {}
        return self._get_cached_stamp_paths()

    @api.model
    @tools.ormcache()
    def _get_cached_stamp_paths(self):
        sources = self.sudo().browse(self._get_source_ids())
        thread = self.env.registry["mail.thread"]
        return {
            source.model: source.partner_path
            for source in sources._get_document_sources()
            if source.partner_path in self._get_partner_columns(source.model)
            and isinstance(self.env[source.model], thread)
            and source._has_plain_customer()
        }

    def _has_plain_customer(self):
        """Whether code of the model leaves the customer to the partner path."""
        if self.mode != "mixin":
            return True
        model = self._get_model()
        try:
            # Any id will do: the question is whether there is an answer.
            if hooks.get_domain(model, "_get_feed_partner_domain", (0,)) is not None:
                return False
            query = Query(self.env, model._table)
            told = self._get_columns(query).columns.get("partner_id")
            return told == path_to_sql(model, self.partner_path, query)
        except Exception as error:
            if not guard.is_fault(error):
                raise
            # Pages name the source and its fault; messages can be posted anyway.
            return False

    @api.model
    def _get_partner_columns(self, model):
        """Return the fields of a model that hold its partner in a column."""
        if model == "res.partner":
            return {"id"}
        return {
            name
            for name, field in self.env[model]._fields.items()
            if field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
            and not field.company_dependent
        }
