from odoo import api, fields, models


class SwitchboardCall(models.Model):
    """A phone call, as the switchboard reports it."""

    _name = "switchboard.call"
    _inherit = ["mail.thread", "crm.feed.mixin"]
    _description = "Phone Call"
    _order = "date_start desc, id desc"

    name = fields.Char(string="Subject", required=True, tracking=True)
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")], required=True, default="in"
    )
    state = fields.Selection(
        [("to_return", "To Return"), ("done", "Done")],
        required=True,
        default="done",
        tracking=True,
    )
    date_start = fields.Datetime(
        string="Start", required=True, default=fields.Datetime.now
    )
    date_end = fields.Datetime(string="End")
    date_due = fields.Datetime(string="Return By")
    duration = fields.Integer(
        string="Minutes", compute="_compute_duration", aggregator=None
    )
    phone = fields.Char(string="Number")
    partner_id = fields.Many2one("res.partner", string="Customer", index=True)
    participant_ids = fields.Many2many("res.partner", string="Conference With")
    lead_id = fields.Many2one("crm.lead", string="Opportunity", index=True)
    user_id = fields.Many2one(
        "res.users", string="Taken By", default=lambda self: self.env.user
    )
    asked_user_id = fields.Many2one(
        "res.users",
        string="Asked For",
        help="The colleague whom the caller asked for.",
    )
    is_wrong_number = fields.Boolean(string="Wrong Number")
    is_confidential = fields.Boolean(
        string="Confidential",
        help="What was said is for those only who took the call or were asked for.",
    )
    transcript = fields.Html()
    outcome = fields.Char()
    cost = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True
    )

    @api.depends("date_start", "date_end")
    def _compute_duration(self):
        for call in self:
            seconds = (
                (call.date_end - call.date_start).total_seconds()
                if call.date_end and call.date_start
                else 0
            )
            call.duration = max(round(seconds / 60), 0)
