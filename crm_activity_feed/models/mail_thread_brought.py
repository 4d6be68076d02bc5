from odoo import models

#: Fields that record rules commonly look at: who may read changes with them.
_OF_ACCESS = frozenset(("user_id", "team_id", "company_id", "privacy"))


class MailThread(models.AbstractModel):
    """Documents that were followed for their customer's sake, and move on."""

    _inherit = "mail.thread"

    def write(self, vals):
        """End follows that the customer brought and that nothing holds any more."""
        result = super().write(vals)
        names = self._get_feed_parent_fields()
        if names and not _OF_ACCESS.union(names).isdisjoint(vals):
            self.env["crm.feed.subscription"]._check_brought_of(self)
        return result
