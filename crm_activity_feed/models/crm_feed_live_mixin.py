from odoo import api, models
from odoo.tools import SQL, Query

from ..engine.paths import path_to_sql
from .crm_feed_live import make_places


class CrmFeedLiveMixin(models.AbstractModel):
    """Records whose changes show in open feeds at once.

    All documents with a chatter have it, and all sources by ``crm.feed.mixin``. It
    takes down which records have changed, without a query; see ``crm.feed.live``.
    """

    _name = "crm.feed.live.mixin"
    _description = "Record of a Live Feed"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["crm.feed.live"]._touch(self._name, records._ids)
        return records

    def _write_multi(self, vals_list):
        """Here, not in ``write``: much of a document is computed."""
        live = self.env["crm.feed.live"]
        if live._is_source(self._name):
            live._touch(self._name, self._ids)
            leaving = self._find_leaving(vals_list)
            if leaving:
                # By what the table still says.
                live._touch_places(leaving.sudo()._fetch_live_places(is_flushed=True))
        return super()._write_multi(vals_list)

    def unlink(self):
        live = self.env["crm.feed.live"]
        live._touch_places(live._get_places(self._name, self._ids))
        return super().unlink()

    def _find_leaving(self, vals_list):
        """Return those of these records that get another customer or deal."""
        paths = self.env["crm.feed.live"]._get_source_paths()[self._name]
        names = {path.split(".")[0] for path in paths if path and path != "id"}
        if self._name == "res.partner":
            names.add("commercial_partner_id")
        return self.browse(
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if not names.isdisjoint(vals)
        )

    def _get_feed_live_places(self):
        """Return the records in whose feeds these records show.

        Called with superuser rights before a change is committed, and before records
        are deleted. Override it where a record concerns more than the contact and the
        deal that its source names.

        :return: set of ``(model, id)``
        """
        return self._fetch_live_places()

    def _fetch_live_places(self, is_flushed=False):
        """Return these records, and what the paths of their source lead to.

        :param bool is_flushed: whether to take the tables as they are
        """
        places = {(self._name, record_id) for record_id in self._ids}
        paths = self.env["crm.feed.live"]._get_source_paths()[self._name]
        if not any(paths):
            return places
        query = Query(self.env, self._table)
        columns = [
            SQL("(%s)::int4", path_to_sql(self, path, query) or SQL("NULL"))
            for path in paths
        ]
        query.add_where(SQL("%s IN %s", SQL.identifier(self._table, "id"), self._ids))
        customer = self.env["res.partner"]._field_to_sql(
            "partner", "commercial_partner_id"
        )
        sql = SQL(
            "SELECT place.partner_id, %s, place.lead_id"
            " FROM (%s) AS place (partner_id, lead_id)"
            " LEFT JOIN res_partner partner ON partner.id = place.partner_id",
            *(customer, query.select(*columns)),
        )
        if not is_flushed:
            rows = self.env.execute_query(sql)
        else:
            self.env.cr.execute(sql)
            rows = self.env.cr.fetchall()
        return places | make_places(rows)
