from odoo import api, fields, models
from odoo.exceptions import ValidationError

DEADLINE_PARAMETER = "crm_activity_feed.default_deadline_days"
MAX_DAYS = 365


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Not an integer, which takes an emptied box for a zero: zero days is a choice
    # of its own. For the same reason no `config_parameter`: it drops the zero.
    crm_feed_default_deadline_days = fields.Char("Days until a note is due")

    crm_feed_backfill_progress = fields.Float(
        compute="_compute_crm_feed_backfill_progress", string="Messages prepared"
    )

    def _compute_crm_feed_backfill_progress(self):
        progress = self.env["crm.feed.backfill"]._get_progress()
        self.crm_feed_backfill_progress = 100 * progress

    def action_run_crm_feed_backfill(self):
        """Go on with the preparation of messages now, in the background."""
        # The job runs for everybody: as the page itself, it is an administrator's.
        self.check_access("write")
        self.env["crm.feed.backfill"]._plan()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The preparation goes on in the background. Come back to this "
                    "page to see how far it is."
                ),
            },
        }

    @api.constrains("crm_feed_default_deadline_days")
    def _check_crm_feed_default_deadline_days(self):
        """Keep the default deadline between today and a year from now."""
        for settings in self:
            days = settings.crm_feed_default_deadline_days
            if not (days or "").strip():
                raise ValidationError(
                    self.env._(
                        "It is not said in how many days new notes are due. Enter a "
                        "number from 0 (today) to %s.",
                        MAX_DAYS,
                    )
                )
            if self._read_crm_feed_days(days) is None:
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
        days = str(self._get_crm_feed_default_deadline_days())
        return {**super().get_values(), "crm_feed_default_deadline_days": days}

    def set_values(self):
        """Save the number of days until a new note is due."""
        result = super().set_values()
        self.env["ir.config_parameter"].set_param(
            DEADLINE_PARAMETER, self.crm_feed_default_deadline_days.strip()
        )
        return result

    @api.model
    def _get_crm_feed_default_deadline_days(self):
        """Return the number of days, 1 where the parameter makes no sense."""
        value = self.env["ir.config_parameter"].sudo().get_param(DEADLINE_PARAMETER)
        days = self._read_crm_feed_days(value)
        return 1 if days is None else days

    @api.model
    def _read_crm_feed_days(self, value):
        """Return the text ``value`` as a number of days, ``None`` if it is none."""
        text = (value or "").strip()
        days = int(text) if text.isdecimal() and len(text) < 9 else -1
        return days if 0 <= days <= MAX_DAYS else None
