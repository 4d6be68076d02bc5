from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """What was done for a user's customers that are about to be forgotten."""

    _inherit = "res.users.settings"  # pylint: disable=consider-merging-classes-inherited

    crm_feed_week_planned_on = fields.Date(
        "Activities of the Week",
        readonly=True,
        help="The last working day of the week that they were planned for last.",
    )

    @api.model
    def _get_fields_blacklist(self):
        return [*super()._get_fields_blacklist(), "crm_feed_week_planned_on"]
