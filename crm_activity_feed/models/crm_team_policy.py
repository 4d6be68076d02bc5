from odoo import models


class CrmTeam(models.Model):
    """Teams that change their leader, or are archived."""

    _inherit = "crm.team"

    def write(self, vals):
        before = (
            {}
            if {"active", "user_id"}.isdisjoint(vals)
            else self.env["crm.feed.policy"]._get_audiences()
        )
        result = super().write(vals)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before)
        return result
