from odoo import api, models

from ..engine.sections import SECTIONS


class CrmFeedOptOut(models.Model):
    """Opt-outs end what policies have made."""

    _inherit = "crm.feed.opt.out"

    @api.model_create_multi
    def create(self, vals_list):
        """End the follows that are refused, by the job: there may be many."""
        opt_outs = super().create(vals_list)
        opt_outs._get_policies()._start_job()
        return opt_outs

    def unlink(self):
        """Whoever wants to be told again is: of existing records by the job."""
        policies = self._get_policies()
        result = super().unlink()
        policies._start_job()
        return result

    def _get_policies(self):
        """Return the active policies that these opt-outs are from.

        An opt-out of one record is made when its follow ends, by hand: none.
        """
        Policy = self.env["crm.feed.policy"]
        audiences = Policy._get_audiences()
        found = set()
        # Technical: which policies concern a user, nothing of what they are about.
        for opt_out in self.sudo().filtered(lambda row: not row.res_id):
            policies = opt_out.policy_id
            if opt_out.section in SECTIONS:
                model = SECTIONS[opt_out.section][0]
                rules = Policy._get_rules(model)
                policies |= Policy.browse(rule.policy_id for rule in rules)
            user = opt_out.user_id
            key = user.id, user.partner_id.id
            found.update(id_ for id_ in policies.ids if key in audiences.get(id_, ()))
        return Policy.sudo().browse(sorted(found))
