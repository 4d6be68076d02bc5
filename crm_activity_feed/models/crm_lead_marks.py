from odoo import models


class CrmLead(models.Model):
    """Likes, pins and comments of deals that are merged."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        """Keep what was said about the deals that go."""
        result = super()._merge_dependences(opportunities)
        marks = self.env["crm.feed.mark"]
        marks._move(self._name, opportunities.ids, self)
        pins = marks.sudo().search([("lead_id", "in", opportunities.ids)])
        pins.lead_id = self
        return result
