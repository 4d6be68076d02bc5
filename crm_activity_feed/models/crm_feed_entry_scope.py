from odoo import fields, models
from odoo.fields import Domain

from ..engine.scope import PartnerScope


class CrmFeedEntry(models.Model):
    """The list of one customer's entries, the same as on its feed."""

    _inherit = "crm.feed.entry"

    feed_partner_id = fields.Many2one(
        "res.partner",
        "Feed of",
        compute="_compute_feed_partner_id",
        search="_search_feed_partner_id",
        exportable=False,
        help="Search only: what shows on the feed of this customer, its contacts "
        "and their deals. A meeting can be on the feeds of several customers.",
    )

    def _compute_feed_partner_id(self):
        for entry in self:
            entry.feed_partner_id = entry.customer_id

    def _search_feed_partner_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        partners = self.env["res.partner"].browse(filter(None, value))
        readable = partners.exists()._filtered_access("read")
        return Domain.OR(
            PartnerScope(self.env, partner, roll_up=True).domain()
            for partner in readable
        )
