from odoo import api, fields, models


class ResUsers(models.Model):
    """Whether a user wants a mail on what he follows."""

    _inherit = "res.users"

    crm_feed_follow_mail = fields.Boolean(
        "News of what I follow by e-mail",
        compute="_compute_crm_feed_settings",
        inverse="_inverse_crm_feed_follow_mail",
        help="Every morning: what others did with the customers, deals and other "
        "records you follow. Nothing is sent when there is nothing new.",
        groups="base.group_user",
    )

    @api.model
    def _get_crm_feed_settings(self):
        return [*super()._get_crm_feed_settings(), "crm_feed_follow_mail"]

    def _inverse_crm_feed_follow_mail(self):
        self._write_crm_feed_setting("crm_feed_follow_mail")
