from odoo import api, fields, models
from odoo.fields import Domain


class CrmFeedPolicy(models.Model):
    """The policies as those see them whom they are for."""

    _inherit = "crm.feed.policy"

    concerns_me = fields.Boolean(
        compute="_compute_concerns_me", search="_search_concerns_me"
    )
    is_refused = fields.Boolean("Opted Out", compute="_compute_is_refused")

    @api.depends("user_ids", "group_ids", "team_ids", "company_id", "active")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self._get_ids_for(self.env.user)
        for policy in self:
            policy.concerns_me = policy.id in mine

    @api.model
    def _search_concerns_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._get_ids_for(self.env.user))

    @api.model
    def _get_ids_for(self, user):
        """Return the ids of the active policies that are for a user."""
        return [
            id_
            for id_, users in self._get_audiences().items()
            if any(member == user.id for member, _partner in users)
        ]

    @api.depends_context("uid")
    def _compute_is_refused(self):
        rows = self._get_own_opt_outs()
        for policy in self:
            policy.is_refused = policy._origin in rows.policy_id

    def _get_own_opt_outs(self):
        # Nobody may write opt-outs; everybody decides on one's own.
        opt_outs = self.env["crm.feed.opt.out"].sudo()
        return opt_outs.search(
            [("user_id", "=", self.env.uid), ("policy_id", "in", self.ids)]
        )

    def action_refuse(self):
        """Opt out: the current user does not want what these policies bring."""
        self.check_access("read")
        known = self._get_own_opt_outs().policy_id
        for policy in self:
            if policy not in known:
                self.env["crm.feed.opt.out"]._refuse(self.env.user, policy=policy)
        self.invalidate_recordset(["is_refused"])

    def action_accept(self):
        """Opt in again: existing records follow if the policy is for them."""
        self.check_access("read")
        self._get_own_opt_outs().unlink()
        self.invalidate_recordset(["is_refused"])
