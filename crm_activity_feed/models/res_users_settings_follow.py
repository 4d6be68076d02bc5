from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """The mail on what a user follows: whether, and up to when it was told."""

    _inherit = "res.users.settings"

    crm_feed_follow_mail = fields.Boolean(
        "News of What You Follow", groups="base.group_user"
    )
    crm_feed_follow_mail_on = fields.Date(
        "Last News of What You Follow",
        readonly=True,
        help="The last day on which they were mailed, or there were none.",
        groups="base.group_user",
    )
    crm_feed_follow_mail_until = fields.Datetime(
        "News Told Until",
        readonly=True,
        help="The moment (UTC) up to which the user was told what is new.",
        groups="base.group_user",
    )

    @api.model
    def _get_fields_blacklist(self):
        return [
            *super()._get_fields_blacklist(),
            *("crm_feed_follow_mail", "crm_feed_follow_mail_on"),
            "crm_feed_follow_mail_until",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("crm_feed_follow_mail"):
                vals.setdefault("crm_feed_follow_mail_until", now)
        return super().create(vals_list)

    def write(self, vals):
        """Begin with what is new from now on, when the mail is switched on."""
        if vals.get("crm_feed_follow_mail"):
            begins = self.filtered(lambda settings: not settings.crm_feed_follow_mail)
            super(ResUsersSettings, begins).write(
                {"crm_feed_follow_mail_until": fields.Datetime.now()}
            )
        return super().write(vals)
