from odoo import api, models


class CrmFeedEntry(models.Model):
    """Lists, reports and reads by id go on without the sources that fail.

    What all public methods of the ORM come down to is guarded, each once: the one
    further up guards what it calls.
    """

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def _isolate(self, call):
        """Return ``call()``, without the sources that make it fail."""
        # Before the savepoint: going back would undo it, and it is done once.
        self._tune_planner()
        return self.env["crm.feed.source"]._run_isolated(call)

    @api.model
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        search_fetch = super().search_fetch
        return self._isolate(
            lambda: search_fetch(domain, field_names, offset, limit, order)
        )

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        search_count = super().search_count
        return self._isolate(lambda: search_count(domain, limit))

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        read_group = super()._read_group
        return self._isolate(
            lambda: read_group(domain, groupby, aggregates, *args, **kwargs)
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        read_sets = super()._read_grouping_sets
        return self._isolate(
            lambda: read_sets(domain, grouping_sets, aggregates, order)
        )

    def fetch(self, field_names=None):
        fetch = super().fetch
        return self._isolate(lambda: fetch(field_names))

    def _visible(self):
        visible = super()._visible
        return self._isolate(visible)
