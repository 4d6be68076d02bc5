from odoo import api, models


class ResCompany(models.Model):
    """Companies that are given colleagues from their own side."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        before = self.env["crm.feed.policy"]._get_audiences()
        companies = super().create(vals_list)
        if before:
            users = companies.user_ids
            self.env["crm.feed.policy"]._start_for_audience(before, users.ids)
        return companies

    def write(self, vals):
        if "user_ids" not in vals:
            return super().write(vals)
        before = self.env["crm.feed.policy"]._get_audiences()
        users = self.user_ids
        result = super().write(vals)
        if before:
            users |= self.user_ids
            self.env["crm.feed.policy"]._start_for_audience(before, users.ids)
        return result
