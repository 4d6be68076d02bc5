from odoo import api, fields, models
from odoo.exceptions import ValidationError

DEADLINE_PARAMETER = "crm_activity_feed.default_deadline_days"
MAX_DAYS = 365


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # No `config_parameter`: it drops a zero, and zero days is a good default.
    crm_feed_default_deadline_days = fields.Integer("Days until a note is due")

    @api.constrains("crm_feed_default_deadline_days")
    def _check_crm_feed_default_deadline_days(self):
        """Keep the default deadline between today and a year from now."""
        for settings in self:
            days = settings.crm_feed_default_deadline_days
            if not 0 <= days <= MAX_DAYS:
                raise ValidationError(
                    self.env._(
                        "New notes cannot be due in %(days)s days. Enter a number "
                        "from 0 (today) to %(maximum)s.",
                        days=days,
                        maximum=MAX_DAYS,
                    )
                )

    @api.model
    def get_values(self):
        """Read the number of days until a new note is due."""
        days = self._get_crm_feed_default_deadline_days()
        return {**super().get_values(), "crm_feed_default_deadline_days": days}

    def set_values(self):
        """Save the number of days until a new note is due."""
        result = super().set_values()
        self.env["ir.config_parameter"].set_param(
            DEADLINE_PARAMETER, str(self.crm_feed_default_deadline_days)
        )
        return result

    @api.model
    def _get_crm_feed_default_deadline_days(self):
        """Return the number of days, 1 where the parameter makes no sense."""
        value = self.env["ir.config_parameter"].sudo().get_param(DEADLINE_PARAMETER)
        try:
            # A parameter that is not set is False, which would pass for a zero.
            days = int(value or "")
        except (TypeError, ValueError):
            return 1
        return days if 0 <= days <= MAX_DAYS else 1
