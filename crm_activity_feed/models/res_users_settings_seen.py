from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """Up to when a user has seen each of the feeds."""

    _inherit = "res.users.settings"

    crm_feed_seen = fields.Json(
        "Feeds Seen",
        readonly=True,
        help="The moment (UTC) up to which the user has seen My Feed, Following and "
        "All CRM.",
        groups="base.group_user",
    )

    @api.model
    def _get_fields_blacklist(self):
        return [*super()._get_fields_blacklist(), "crm_feed_seen"]

    def _set_crm_feed_seen(self, scope, moment):
        """Note down a moment if it is later than the one that is known.

        Two devices that do so at once end up with the later one: Odoo repeats a
        transaction whose row has been written in between.

        :param str moment: "YYYY-MM-DD HH:MM:SS"
        :return: the moment that is noted down now
        """
        self.ensure_one()
        known = self.crm_feed_seen or {}
        if moment <= known.get(scope, ""):
            return known[scope]
        self.crm_feed_seen = {**known, scope: moment}
        return moment
