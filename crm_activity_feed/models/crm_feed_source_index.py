from odoo import api, models
from odoo.tools import SQL

_NAME = "crm_feed_{}_idx"


class CrmFeedSource(models.Model):
    """Indexes on the fields by which pages look the records of a source up."""

    _inherit = "crm.feed.source"

    @api.model
    def _make_indexes(self):
        """Make an index on customer, deal and responsible where there is none.

        No class of ours can declare it: the app of the records may be absent. Without
        it, each page would read a whole table, such as that of all payments.
        """
        for model, name in self._get_missing_indexes():
            index = models.Index(f"({name})")
            index.__set_name__(type(model), f"_{_NAME.format(name)}")
            index.apply_to_database(model)

    @api.model
    def _get_missing_indexes(self):
        """Return ``{(model, field name)}`` of the fields that lack an index."""
        sources = self.sudo().browse(self._get_source_ids())
        return {
            (self.env[source.model], name)
            for source in sources.filtered(lambda source: source.mode == "fields")
            for name in source._get_linking_fields()
            if self._is_link_column(self.env[source.model], name)
            and not self._has_index(self.env[source.model]._table, name)
        }

    def _get_linking_fields(self):
        """Return the fields at which the paths to customer, deal and owner begin."""
        paths = (self.partner_path, self.lead_path, self.user_path)
        return [path.split(".")[0] for path in paths if path]

    @api.model
    def _is_link_column(self, model, name):
        field = model._fields.get(name)
        return (
            field is not None
            and field.type == "many2one"
            and field.store
            and not field.company_dependent
        )

    @api.model
    def _has_index(self, table, column):
        """Whether an index, not only of some rows, begins with ``column``."""
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
                    " AND attnum = indkey[0] WHERE indrelid = %s::regclass"
                    " AND attname = %s AND (indpred IS NULL OR"
                    " pg_get_expr(indpred, indrelid) = %s) LIMIT 1",
                    *(table, column, f"({column} IS NOT NULL)"),
                )
            )
        )

    @api.model
    def _drop_indexes(self):
        """Drop the indexes that :meth:`_make_indexes` has made."""
        rows = self.env.execute_query(
            SQL(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema"
                " AND indexname LIKE %s",
                r"%\_" + _NAME.format("%").replace("_", r"\_"),
            )
        )
        for (name,) in rows:
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
