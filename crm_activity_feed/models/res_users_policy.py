from odoo import api, models

#: What decides whom a policy is for, and what they may read.
_DECISIVE = {
    "active",
    "share",
    "group_ids",
    "company_ids",
    "company_id",
    "sale_team_id",
}


class ResUsers(models.Model):
    """Colleagues who come, leave, or change groups and companies."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        before = self.env["crm.feed.policy"]._get_audiences()
        users = super().create(vals_list)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before, users.ids)
        return users

    def write(self, vals):
        before = (
            {}
            if _DECISIVE.isdisjoint(vals)
            else self.env["crm.feed.policy"]._get_audiences()
        )
        result = super().write(vals)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before, self.ids)
        if not _DECISIVE.isdisjoint(vals):
            self.env["crm.feed.subscription"]._check_brought_to(self)
        return result
