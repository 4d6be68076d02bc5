from odoo import api, models

from ..engine.access import SALESPERSON


class ResUsers(models.Model):
    """Notes beside the clock, and My Day as the first page after login."""

    _inherit = "res.users"

    @api.model
    def _get_activity_groups(self):
        """Count notes by their own deadline; the host counts activities only."""
        groups = super()._get_activity_groups()
        Note = self.env["crm.feed.note"]
        if not Note.has_access("read"):
            return groups
        others = [group for group in groups if group["model"] != Note._name]
        notes = Note._get_systray_group(has_activities=len(others) < len(groups))
        return [*others, notes] if notes else others

    def action_feed_set_home(self):
        """Make My Day the page that opens when these users log in.

        Users without access to sales are left out: they have no menu for it.

        :return: action that tells for how many
        """
        self.env["crm.feed.entry"].check_access("read")
        group = self.env.ref(SALESPERSON)
        sellers = self.filtered(lambda user: group in user.all_group_ids)
        my_day = self.env.ref("crm_activity_feed.crm_feed_my_day_action")
        sellers.write({"action_id": my_day.id})
        return self._notify_feed_home(
            self.env._("My Day opens at login. Users: %s", len(sellers)),
            self - sellers,
        )

    def action_feed_unset_home(self):
        """Open no longer My Day when these users log in; other pages stay.

        :return: action that tells for how many
        """
        self.env["crm.feed.entry"].check_access("read")
        my_day = self.env.ref("crm_activity_feed.crm_feed_my_day_action")
        users = self.filtered(lambda user: user.action_id.id == my_day.id)
        users.write({"action_id": False})
        return self._notify_feed_home(
            self.env._("My Day does not open at login any more. Users: %s", len(users))
        )

    @api.model
    def _notify_feed_home(self, message, left_out=None):
        params = {"type": "success", "message": message}
        if left_out:
            params["type"] = "warning"
            params["title"] = message
            params["message"] = self.env._(
                "Left out, for want of access to sales: %s",
                ", ".join(left_out.mapped("name")),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }
