from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


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
        precompute=True,
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

    def _add_precomputed_values(self, vals_list):
        # Whoever makes a record has it stamped, without a right to see the stamp.
        return super(CrmFeedStampMixin, self.sudo())._add_precomputed_values(vals_list)

    @api.depends(lambda self: self._feed_link)
    def _compute_feed_customer_id(self):
        model_field, id_field = self._feed_link
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        for model, records in self.grouped(model_field).items():
            customers = {}
            if model in paths:
                ids = {record_id for record_id in records.mapped(id_field) if record_id}
                documents = self.env[model].browse(ids)
                customers = self._get_customers(documents, paths[model])
            for record in records:
                record.feed_customer_id = customers.get(record[id_field])

    @staticmethod
    def _get_customers(documents, path):
        """Return ``{document id: commercial partner}``; the deleted have none."""

        def read(records):
            return {
                record.id: (
                    record if path == "id" else record[path]
                ).commercial_partner_id
                for record in records
            }

        try:
            # Whoever posts a message has just read its document.
            return read(documents)
        except MissingError:
            return read(documents.exists())

    @api.model
    def _restamp(self, model, path, wheres):
        """Stamp the records of documents anew, where the stamp is not theirs.

        :param str model: model of the documents
        :param str path: their field that holds the partner, or ``"id"``
        :param wheres: SQL conditions on the documents, under the alias ``document``
        :return: how many records had another stamp
        """
        document_model, document_id = self._feed_link
        # What waits to be written was looked up before the document changed.
        self.flush_model([*self._feed_link, "feed_customer_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s record SET feed_customer_id ="
                " partner.commercial_partner_id FROM %(documents)s document"
                " LEFT JOIN res_partner partner ON partner.id = %(partner)s"
                " WHERE record.%(model_field)s = %(model)s"
                " AND record.%(id_field)s = document.id AND %(wheres)s AND"
                " record.feed_customer_id IS DISTINCT FROM"
                " partner.commercial_partner_id",
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
