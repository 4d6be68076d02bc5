from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Which contacts are customers to watch over."""

    _inherit = "res.partner"

    feed_is_customer = fields.Boolean(
        "Is a Customer",
        compute="_compute_feed_is_customer",
        search="_search_feed_is_customer",
        help="A company or a person by itself: neither a contact of a company, nor a "
        "colleague, nor a company of one's own.",
        groups="base.group_user",
    )

    @api.depends("partner_share", "is_company", "parent_id")
    def _compute_feed_is_customer(self):
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        own = companies.search([("partner_id", "in", self._origin.ids)]).partner_id
        for partner in self:
            partner.feed_is_customer = (
                partner.partner_share
                and (partner.is_company or not partner.parent_id)
                and partner._origin.id not in own._ids
            )

    @api.model
    def _search_feed_is_customer(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = (
            Domain("partner_share", "=", True)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("id", "not in", self._select_own_companies())
        )
        return domain if True in value else ~domain

    @api.model
    def _select_own_companies(self):
        """Return the subselect of the partners of all companies of the database.

        Technical: that they are no customers holds for everybody.
        """
        companies = (
            self.env["res.company"].sudo()._search(Domain.TRUE, active_test=False)
        )
        return companies.subselect("partner_id")
