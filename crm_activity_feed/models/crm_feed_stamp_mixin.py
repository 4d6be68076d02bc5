from odoo import api, fields, models
from odoo.tools import SQL, Query
from odoo.tools.sql import column_exists, create_column

from ..engine.cached import UNKNOWN, peek
from ..engine.employments import has_any, select_customer


class CrmFeedStampMixin(models.AbstractModel):
    """Records that belong to a document, stamped with the customer of that document.

    A very large customer has tens of thousands of messages on thousands of documents:
    by an index on customer and date a page finds the newest ones at once. The stamp
    only says where to look: every page checks the document itself, its customer of
    today and its record rules.

    ``crm.feed.backfill`` stamps what was there before; pages use the stamp when all
    is stamped.
    """

    _name = "crm.feed.stamp.mixin"
    _description = "Record of a document, stamped with its customer"

    #: Names of the fields that hold the model and the id of the document.
    _feed_link = ()

    feed_customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_feed_customer_id",
        store=True,
        # As a value that is given: else it would be computed once more.
        readonly=False,
        copy=False,
        ondelete="set null",
        # Whoever may read a message need not be allowed to read its document.
        groups=fields.NO_ACCESS,
        help="Customer of the document when it was last looked at.",
    )

    def _auto_init(self):
        # Made here, the column stays empty: the ORM would compute it for all records
        # at once, which may be millions. The backfill does it in small steps.
        if self._auto and not column_exists(
            self.env.cr, self._table, "feed_customer_id"
        ):
            create_column(self.env.cr, self._table, "feed_customer_id", "int4")
        return super()._auto_init()

    def _prepare_create_values(self, vals_list):
        """Stamp new records, whether their maker may see the stamp or not.

        Not as a precomputed field: those need a record in memory each.
        """
        vals_list = super()._prepare_create_values(vals_list)
        model_field, id_field = self._feed_link
        field = self._fields["feed_customer_id"]
        links = [(vals.get(model_field), vals.get(id_field)) for vals in vals_list]
        customers = self._find_customers(links)
        for vals, link in zip(vals_list, links, strict=True):
            vals["feed_customer_id"] = customers.get(link, False)
            vals.setdefault("__precomputed__", set()).add(field)
        return vals_list

    @api.depends(lambda self: self._feed_link)
    def _compute_feed_customer_id(self):
        model_field, id_field = self._feed_link
        links = {record: (record[model_field], record[id_field]) for record in self}
        customers = self._find_customers(links.values())
        for record, link in links.items():
            record.feed_customer_id = customers.get(link, False)

    @api.model
    def _find_customers(self, links):
        """Return ``{(model, document id): id of its commercial partner}``.

        :param links: ``[(model, document id)]``, each may be empty
        """
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        by_model = {}
        for model, record_id in links:
            if record_id and model in paths:
                by_model.setdefault(model, set()).add(record_id)
        return {
            (model, record_id): customer_id
            for model, ids in by_model.items()
            for record_id, customer_id in self._get_customers(
                self.env[model].sudo().browse(ids), paths[model]
            ).items()
        }

    @staticmethod
    def _get_customers(documents, path):
        """Return ``{document id: id of its commercial partner}``.

        From memory, where they mostly are, or by SQL: to read contact and customer as
        records would take longer than all else that the addon does when a message is
        posted.
        """
        steps = [] if path == "id" else [path]
        steps = ".".join([*steps, "commercial_partner_id"])
        found = {document.id: peek(document, steps) for document in documents}
        unknown = [id_ for id_, customer_id in found.items() if customer_id is UNKNOWN]
        if not unknown:
            return found
        found = {id_: found[id_] for id_ in found.keys() - unknown}
        documents = documents.browse(unknown)
        query = Query(documents.env, documents._table)
        partners, alias = documents, documents._table
        if path != "id":
            partners, alias = documents._fields[path].join(documents, alias, query)
        record_id = SQL.identifier(documents._table, "id")
        query.add_where(SQL("%s IN %s", record_id, documents._ids))
        customer = partners._field_to_sql(alias, "commercial_partner_id", query)
        rows = documents.env.execute_query(query.select(record_id, customer))
        return {**found, **dict(rows)}

    @api.model
    def _get_feed_stamp_moment(self):
        """Return the :class:`~..engine.employments.Moment` of the table ``record``."""
        raise NotImplementedError

    @api.model
    def _restamp(self, model, path, wheres):
        """Stamp the records of documents anew, where the stamp is not theirs.

        :param str model: model of the documents
        :param str path: their field that holds the partner, or ``"id"``
        :param wheres: SQL conditions on the documents, under the alias ``document``
        :return: how many records had another stamp
        """
        document_model, document_id = self._feed_link
        customer = SQL("partner.commercial_partner_id")
        if has_any(self.env):
            contact = SQL("partner.id")
            moment = self._get_feed_stamp_moment()
            company = select_customer(self.env, contact, moment)
            customer = SQL("COALESCE(%s, %s)", company, customer)
        # What waits to be written was looked up before the document changed.
        self.flush_model([*self._feed_link, "feed_customer_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s record SET feed_customer_id = %(customer)s"
                " FROM %(documents)s document"
                " LEFT JOIN res_partner partner ON partner.id = %(partner)s"
                " WHERE record.%(model_field)s = %(model)s"
                " AND record.%(id_field)s = document.id AND %(wheres)s AND"
                " record.feed_customer_id IS DISTINCT FROM %(customer)s",
                customer=customer,
                table=SQL.identifier(self._table),
                documents=SQL.identifier(self.env[model]._table),
                partner=SQL.identifier("document", path),
                model_field=SQL.identifier(document_model),
                id_field=SQL.identifier(document_id),
                model=model,
                wheres=SQL(" AND ").join(wheres),
            )
        )
        count = self.env.cr.rowcount
        if count:
            self.invalidate_model(["feed_customer_id"], flush=False)
        return count
