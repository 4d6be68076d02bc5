from odoo import api, models

_DECISIVE = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Groups whose members change."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        """A new group may bring its members into the groups that it implies."""
        before = self.env["crm.feed.policy"]._get_audiences()
        groups = super().create(vals_list)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before)
        return groups

    def write(self, vals):
        before = (
            {}
            if _DECISIVE.isdisjoint(vals)
            else self.env["crm.feed.policy"]._get_audiences()
        )
        result = super().write(vals)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before)
        return result

    def unlink(self):
        before = self.env["crm.feed.policy"]._get_audiences()
        result = super().unlink()
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before)
        return result
