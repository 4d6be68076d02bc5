from odoo import fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Contacts who change their company: kept by itself, whoever changes it.

    In a context with ``crm_feed_correction``, a change corrects what was wrong: the
    contact then has always belonged to the new company.
    """

    _name = "res.partner"
    _inherit = ["res.partner"]

    feed_has_moved = fields.Boolean(
        "Has Changed Company",
        readonly=True,
        copy=False,
        exportable=False,
        help="The contact belonged to another company before.",
        groups="base.group_user",
    )

    def write(self, vals):
        # What else would change the company: these two, of the contact or of those
        # above it.
        if not vals.keys() & {"parent_id", "is_company"} or not any(self._ids):
            return super().write(vals)
        before = self._get_feed_companies()
        result = super().write(vals)
        self.env["crm.feed.employment"]._keep_moves(
            before, self._get_feed_companies(before)
        )
        return result

    def unlink(self):
        """The lines of a company go with it: what is left closes the gap."""
        lines = self.env["crm.feed.employment"].sudo()
        touched = self.browse()
        if lines._has_any():
            touched = lines.search(
                [("commercial_partner_id", "in", self.ids)]
            ).partner_id.sudo(False)
        result = super().unlink()
        (touched - self)._refresh_feed_employments()
        return result

    def _get_feed_companies(self, ids=None):
        """Return what tells a move, of these contacts and all below them.

        :param ids: of those that are known already
        :return: ``{id: {"company_id", "is_company", "function", "create_date"}}``
        """
        # Whoever changes a company moves all its contacts, also those not to be read.
        tree = self.sudo().with_context(active_test=False)
        if ids is None:
            ids = tree.search([("id", "child_of", self.ids)], order="id").ids
        partners = tree.browse(ids)
        return {
            partner.id: {
                "company_id": partner.commercial_partner_id.id,
                "is_company": partner.is_company,
                "function": partner.function,
                "create_date": partner.create_date,
            }
            for partner in partners
        }

    def _refresh_feed_employments(self):
        """Follow up a change in the companies of these contacts."""
        ids = tuple(self._ids)
        if not ids:
            return
        self.env["crm.feed.employment"]._refresh(ids)
        # By SQL: nobody changes the contact here, and nobody need be told.
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner partner SET feed_has_moved = place.count > 1"
                " FROM (SELECT id, (SELECT count(*) FROM crm_feed_employment line"
                " WHERE line.partner_id = moved.id) AS count"
                " FROM res_partner moved WHERE id IN %s) place"
                " WHERE place.id = partner.id"
                " AND (place.count > 1) IS DISTINCT FROM"
                " COALESCE(partner.feed_has_moved, FALSE)",
                ids,
            )
        )
        self.invalidate_recordset(["feed_has_moved"], flush=False)
        self.env["crm.feed.backfill"]._restamp_partners(ids)
