from odoo import api, models
from odoo.fields import Domain


class CrmFeedContactReport(models.Model):
    """On the dashboard: customers with an open deal where who decides is a worry."""

    _inherit = "crm.feed.contact.report"

    @api.model
    def _get_dashboard_customers(self, team_id, user_id):
        figures = super()._get_dashboard_customers(team_id, user_id)
        return figures + self._get_dashboard_decisions(team_id, user_id)

    @api.model
    def _get_dashboard_decisions(self, team_id, user_id):
        """Return the three figures, by one statement."""
        days = self.env["crm.feed.watch"]._get_decision_days()
        labels = {
            "unknown": self.env._("No decision maker known"),
            "left": self.env._("The decision maker left"),
            "silent": (
                self.env._("Decision maker silent for 1 day")
                if days == 1
                else self.env._("Decision maker silent for %(days)s days", days=days)
            ),
        }
        whose = self._get_dashboard_whose(team_id, user_id)
        counts = dict(
            self.env["res.partner"]._read_group(
                whose & Domain("feed_decision_state", "in", list(labels)),
                ["feed_decision_state"],
                ["__count"],
            )
        )
        return [
            self._prepare_customers(
                f"decision_{state}",
                label,
                counts.get(state, 0),
                whose & Domain("feed_decision_state", "=", state),
            )
            for state, label in labels.items()
        ]
