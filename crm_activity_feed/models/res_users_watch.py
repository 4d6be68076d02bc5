from odoo import api, fields, models


class ResUsers(models.Model):
    """What a user chooses for customers that are about to be forgotten."""

    _inherit = "res.users"

    crm_feed_ask_next = fields.Boolean(
        "Ask me what comes next",
        compute="_compute_crm_feed_settings",
        inverse="_inverse_crm_feed_ask_next",
        help="When the last thing planned with a customer, or in a deal, is done.",
        groups="base.group_user",
    )
    crm_feed_weekly_mail = fields.Boolean(
        "Customers of the week by e-mail",
        compute="_compute_crm_feed_settings",
        inverse="_inverse_crm_feed_weekly_mail",
        help="Once a week, if the administrator has switched it on: your customers "
        "without a next contact, and the silent ones.",
        groups="base.group_user",
    )

    @api.model
    def _get_crm_feed_settings(self):
        names = super()._get_crm_feed_settings()
        return [*names, "crm_feed_ask_next", "crm_feed_weekly_mail"]

    def _inverse_crm_feed_ask_next(self):
        self._write_crm_feed_setting("crm_feed_ask_next")

    def _inverse_crm_feed_weekly_mail(self):
        self._write_crm_feed_setting("crm_feed_weekly_mail")
