from odoo import api, models, tools
from odoo.tools.sql import table_exists


class CrmFeedSource(models.Model):
    """Which documents the feed knows the followers of."""

    _inherit = "crm.feed.source"

    @api.model
    def _get_followed_models(self):
        """Return the models of the feed whose records can be followed, in order."""
        return tuple(self._get_follow_fields())

    @api.model
    def _get_follow_fields(self):
        """Return where documents keep the customer and the deal they came with.

        :return: ``{model: names of many2one fields}``, of all that can be followed
        """
        # While modules are loaded, models may be used before our table is there.
        if not self.pool.ready and not table_exists(self.env.cr, self._table):
            return {}
        return self._get_cached_follow_fields()

    @api.model
    @tools.ormcache()
    def _get_cached_follow_fields(self):
        sources = self.sudo().browse(self._get_source_ids())
        thread = self.env.registry["mail.thread"]
        names = {}
        for source in sources:
            model = self.env[source.model]
            if not isinstance(model, thread):
                continue
            paths = names.setdefault(source.model, [])
            partners = self._get_partner_columns(source.model)
            if source.partner_path in partners - {"id"}:
                paths.append(source.partner_path)
            field = model._fields.get(source.lead_path)
            is_column = field and field.store and field.type == "many2one"
            if is_column and field.comodel_name == "crm.lead":
                paths.append(source.lead_path)
        return {model: tuple(dict.fromkeys(paths)) for model, paths in names.items()}
