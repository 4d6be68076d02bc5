from odoo import fields, models


class ResUsersSettings(models.Model):
    """Whether a user wants to be asked what comes next."""

    _inherit = "res.users.settings"

    crm_feed_ask_next = fields.Boolean(
        "Ask What Next",
        default=True,
        help="Ask for the next step when the last thing planned with a customer or in a "
        "deal is done.",
    )
