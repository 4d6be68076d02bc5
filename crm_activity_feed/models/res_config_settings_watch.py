from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_feed_watch import DECISION_DAYS, PARAMETERS, SILENT_DAYS
from .crm_feed_watch_activity import OWNER_LIMIT

MAX_DAYS = 3650
MAX_ACTIVITIES = 200


class ResConfigSettings(models.TransientModel):
    """What is done for customers that are about to be forgotten."""

    _inherit = "res.config.settings"

    crm_feed_silent_days = fields.Integer(
        "Days until a customer is silent",
        default=SILENT_DAYS,
        config_parameter=PARAMETERS + "silent_days",
    )
    crm_feed_decision_days = fields.Integer(
        "Days until a decision maker is silent",
        default=DECISION_DAYS,
        config_parameter=PARAMETERS + "decision_days",
    )
    crm_feed_weekly_mail = fields.Boolean(
        "Customers of the week by e-mail", config_parameter=PARAMETERS + "mail"
    )
    crm_feed_week_activity = fields.Boolean(
        "Activity of the week", config_parameter=PARAMETERS + "activity"
    )
    crm_feed_week_activity_limit = fields.Integer(
        "Activities of a week",
        default=OWNER_LIMIT,
        config_parameter=PARAMETERS + "activity_limit",
    )

    @api.constrains("crm_feed_week_activity_limit")
    def _check_crm_feed_week_activity_limit(self):
        for settings in self:
            limit = settings.crm_feed_week_activity_limit
            if not 0 < limit <= MAX_ACTIVITIES:
                raise ValidationError(
                    self.env._(
                        "A salesperson cannot get %(limit)s activities a week. Enter a "
                        "number from 1 to %(maximum)s.",
                        limit=limit,
                        maximum=MAX_ACTIVITIES,
                    )
                )

    @api.constrains("crm_feed_silent_days")
    def _check_crm_feed_silent_days(self):
        for settings in self:
            days = settings.crm_feed_silent_days
            if not 0 < days <= MAX_DAYS:
                raise ValidationError(
                    self.env._(
                        "A customer cannot be silent after %(days)s days. Enter a "
                        "number from 1 to %(maximum)s.",
                        days=days,
                        maximum=MAX_DAYS,
                    )
                )

    @api.constrains("crm_feed_decision_days")
    def _check_crm_feed_decision_days(self):
        for settings in self:
            days = settings.crm_feed_decision_days
            if not 0 < days <= MAX_DAYS:
                raise ValidationError(
                    self.env._(
                        "A decision maker cannot be silent after %(days)s days. Enter "
                        "a number from 1 to %(maximum)s.",
                        days=days,
                        maximum=MAX_DAYS,
                    )
                )
