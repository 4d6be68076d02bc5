from odoo import models


class CrmFeedPolicy(models.Model):
    """What a policy is called as a reason to follow something."""

    _inherit = "crm.feed.policy"

    def _get_reason_text(self):
        """Return why somebody follows a record by this policy, in words."""
        self.ensure_one()
        # Its name is told to whom it concerns, who need not read policies.
        policy = self.sudo()
        if not policy.owner_id:
            return self.env._("Policy “%(name)s”", name=policy.name)
        return {
            "lead": self.env._("You follow all leads"),
            "deal": self.env._("You follow all deals"),
            "company": self.env._("You follow all companies"),
            "contact": self.env._("You follow all contacts"),
        }[policy.section]
