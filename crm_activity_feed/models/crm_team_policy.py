from odoo import models


class CrmTeam(models.Model):
    """Teams that change their leader, are archived or deleted."""

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

    def unlink(self):
        before = self.env["crm.feed.policy"]._get_audiences()
        result = super().unlink()
        if before:
            # Their memberships go by the database, without a word.
            self.env["crm.feed.policy"]._start_for_audience(before)
        return result
