from odoo import api, models, tools


class CrmFeedSource(models.Model):
    """Which sources share the likes, pins and comments of their records."""

    _inherit = "crm.feed.source"

    @api.model
    @tools.ormcache()
    def _get_siblings_by_model(self):
        """``{model: ids of all its sources}``, also of archived ones."""
        # All of them, and they are few: 255 at the most.
        sources = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {
            model: tuple(siblings.ids)
            for model, siblings in sources.grouped("model").items()
            if model
        }

    @api.model
    def _get_siblings(self, model):
        """Return the ids of all sources of ``model``, a name.

        A record changes its source in its life, as a quotation does that is
        confirmed: what colleagues said about it stays with it.
        """
        return self._get_siblings_by_model().get(model, ())
