from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """What is done for a user's customers that are about to be forgotten."""

    _inherit = "res.users.settings"

    crm_feed_ask_next = fields.Boolean(
        "Ask What Next", default=True, groups="base.group_user"
    )
    crm_feed_weekly_mail = fields.Boolean(
        "Customers of the Week", default=True, groups="base.group_user"
    )
    crm_feed_weekly_mail_on = fields.Date(
        "Last Customers of the Week",
        readonly=True,
        help="The Monday of the week that they were mailed for last.",
        groups="base.group_user",
    )
    crm_feed_week_planned_on = fields.Date(
        "Last Activities of the Week",
        readonly=True,
        help="The last working day of the week that they were planned for last.",
        groups="base.group_user",
    )

    @api.model
    def _get_fields_blacklist(self):
        return [
            *super()._get_fields_blacklist(),
            *("crm_feed_ask_next", "crm_feed_weekly_mail", "crm_feed_weekly_mail_on"),
            "crm_feed_week_planned_on",
        ]
