from odoo import api, models


class CrmTeamMember(models.Model):
    """Colleagues who join and leave teams."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        before = self.env["crm.feed.policy"]._get_audiences()
        members = super().create(vals_list)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before, members.user_id.ids)
        return members

    def write(self, vals):
        before = self.env["crm.feed.policy"]._get_audiences()
        result = super().write(vals)
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before, self.user_id.ids)
        return result

    def unlink(self):
        before = self.env["crm.feed.policy"]._get_audiences()
        users = self.user_id
        result = super().unlink()
        if before:
            self.env["crm.feed.policy"]._start_for_audience(before, users.ids)
        return result
