from odoo import api, fields, models

from .crm_feed_note_reminder import REMINDERS


class ResUsersSettings(models.Model):
    """What of the feed comes to a user by itself."""

    _inherit = "res.users.settings"

    crm_feed_daily_mail = fields.Boolean(
        "Plan of the Day by E-mail", default=True, groups="base.group_user"
    )
    crm_feed_daily_mail_on = fields.Date(
        "Last Plan of the Day",
        readonly=True,
        help="The last day that it was made for, as the user counts days.",
        groups="base.group_user",
    )
    # Not required: while another module is upgraded, this one is not loaded yet, and
    # users that are created then have none.
    crm_feed_reminder = fields.Selection(
        REMINDERS, "Reminder of New Notes", default="15", groups="base.group_user"
    )

    @api.model
    def _get_fields_blacklist(self):
        return [
            *super()._get_fields_blacklist(),
            *("crm_feed_daily_mail", "crm_feed_daily_mail_on", "crm_feed_reminder"),
        ]
