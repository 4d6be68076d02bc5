from odoo import models

_DECISIVE = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Groups whose members change."""

    _inherit = "res.groups"

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
