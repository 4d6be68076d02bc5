from odoo import api, models
from odoo.tools import SQL, Query

from ..engine.cached import UNKNOWN, peek
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
        self.env["crm.feed.live"]._touch(self._name, records._ids, is_new=True)
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
        # What this transaction has made shows nowhere yet.
        made = self.env["crm.feed.live"]._get_made(self._name)
        return self.browse(
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if record.id not in made and not names.isdisjoint(vals)
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
        if is_flushed:
            return places | make_places(self._select_live_places(paths, is_flushed))
        known = {record.id: record._peek_live_place(paths) for record in self}
        places |= make_places(filter(None, known.values()))
        unknown = self.browse(id_ for id_, row in known.items() if not row)
        if unknown:
            places |= make_places(unknown._select_live_places(paths))
        return places

    def _peek_live_place(self, paths):
        """Return ``(contact id, customer id, deal id)`` of this record.

        ``None`` if the database has to be asked. Mostly it has not: what has just
        changed is in memory.
        """
        partner_path, lead_path = paths
        partner_id = peek(self, partner_path) if partner_path else None
        lead_id = peek(self, lead_path) if lead_path else None
        if partner_id is UNKNOWN or lead_id is UNKNOWN:
            return None
        partner = self.env["res.partner"].browse(partner_id)
        customer_id = peek(partner, "commercial_partner_id") if partner_id else None
        return None if customer_id is UNKNOWN else (partner_id, customer_id, lead_id)

    def _select_live_places(self, paths, is_flushed=False):
        """Return ``[(contact id, customer id, deal id)]`` of these records."""
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
            return self.env.execute_query(sql)
        self.env.cr.execute(sql)
        return self.env.cr.fetchall()
