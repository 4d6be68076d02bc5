from odoo import models


class CrmLead(models.Model):
    """What core leaves with deals that are merged, and would be deleted with them."""

    _inherit = "crm.lead"

    def _merge_opportunity(self, *args, **kwargs):
        """Have pins show with the customer that the deal has in the end."""
        kept = super()._merge_opportunity(*args, **kwargs)
        pins = self.env["crm.feed.mark"].sudo().search([("lead_id", "=", kept.id)])
        pins._rehome()
        return kept

    def _merge_dependences_history(self, opportunities):
        """Take over the done activities, and those that the user may not change."""
        self.env["mail.activity"]._move_feed_activities(opportunities, self)
        return super()._merge_dependences_history(opportunities)

    def _merge_dependences_calendar_events(self, opportunities):
        """Take over the archived meetings, and those that the user may not change."""
        # Technical: only which deal they are of.
        meetings = self.env["calendar.event"].sudo().with_context(active_test=False)
        meetings.search([("opportunity_id", "in", opportunities.ids)]).write(
            {"res_id": self.id, "opportunity_id": self.id}
        )
        return super()._merge_dependences_calendar_events(opportunities)
