from odoo import api, fields, models
from odoo.fields import Domain


class CrmFeedContactMixin(models.AbstractModel):
    """Who has been silent for too long: for how long that is, the settings say."""

    _inherit = "crm.feed.contact.mixin"

    feed_is_silent = fields.Boolean(
        "Silent",
        compute="_compute_feed_is_silent",
        search="_search_feed_is_silent",
        groups="base.group_user",
        exportable=False,
        help="Whether the last contact is longer ago than the settings allow.",
    )

    @api.depends("feed_silent_days")
    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_feed_is_silent(self):
        days = self.env["crm.feed.watch"]._get_silent_days()
        for record in self:
            record.feed_is_silent = record.feed_silent_days >= days

    @api.model
    def _search_feed_is_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        days = self.env["crm.feed.watch"]._get_silent_days()
        return Domain.OR(
            Domain("feed_silent_days", ">=" if is_silent else "<", days)
            for is_silent in value
        )
