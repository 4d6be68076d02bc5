from odoo import fields, models


class MailActivityPlanTemplate(models.Model):
    """A step of a plan says why the customer is contacted."""

    _inherit = "mail.activity.plan.template"

    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        help="Why you contact the customer: what the planned activity is about.",
        groups="base.group_user",
    )
