from odoo import api, fields, models


class CrmFeedCallWizard(models.TransientModel):
    """Ask for all of a call that has just taken place, and for what follows from it.

    What it saves is made by ``crm.feed.note.log_call``.
    """

    _name = "crm.feed.call.wizard"
    _description = "Log a Call"

    partner_id = fields.Many2one("res.partner", "Contact", required=True)
    customer_id = fields.Many2one(
        "res.partner", "Customer", related="partner_id.commercial_partner_id"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        domain="[('type', '=', 'opportunity'), ('won_status', '=', 'pending'),"
        " ('partner_id.commercial_partner_id', '=', customer_id)]",
    )
    deal_count = fields.Integer(compute="_compute_deal_count")
    kind_count = fields.Integer(compute="_compute_kind_count")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind",
        domain=lambda self: list(self.env["crm.feed.note"]._get_call_kind_domain()),
        default=lambda self: self.env["crm.feed.note"]._get_call_kinds()[:1],
    )
    reason_id = fields.Many2one("crm.feed.reason", "Reason")
    date = fields.Datetime(
        "Took place on", required=True, default=lambda self: fields.Datetime.now()
    )
    result = fields.Text()
    user_ids = fields.Many2many(
        "res.users", string="To colleagues", domain=[("share", "=", False)]
    )
    hand_over_name = fields.Char(
        "Their note",
        compute="_compute_hand_over_name",
        # It names the contact: who may not read that may not read this.
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    hand_over_day = fields.Date(
        "By", default=lambda self: self._get_default_day(), required=True
    )
    next_name = fields.Char("My note")
    next_day = fields.Date(
        "On", default=lambda self: self._get_default_day(), required=True
    )

    @api.model
    def _get_default_day(self):
        return self.env["crm.feed.note"]._get_next_working_day()

    @api.depends("partner_id")
    def _compute_deal_count(self):
        """Tell whether there is a deal to choose."""
        Note = self.env["crm.feed.note"]
        for wizard in self:
            domain = Note._get_deal_domain(wizard.partner_id)
            wizard.deal_count = (
                self.env["crm.lead"].search_count(domain, limit=1)
                if wizard.partner_id
                else 0
            )

    def _compute_kind_count(self):
        self.kind_count = len(self.env["crm.feed.note"]._get_call_kinds())

    @api.depends("partner_id")
    def _compute_hand_over_name(self):
        Note = self.env["crm.feed.note"]
        for wizard in self:
            wizard.hand_over_name = wizard.partner_id and Note._get_hand_over_text(
                wizard.partner_id
            )

    @api.constrains("partner_id", "lead_id")
    def _check_readable(self):
        """Keep no dialog that would name what somebody chooses by its id."""
        # Odoo checks with all rights.
        chosen = self.sudo(False)
        chosen.partner_id.check_access("read")
        chosen.lead_id.check_access("read")

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        customer = self.lead_id.partner_id.commercial_partner_id
        if self.partner_id and customer and customer != self.customer_id:
            self.lead_id = False

    def action_log_call(self):
        """Save the call and what follows; tell the feed what is new."""
        self.ensure_one()
        saved = self.env["crm.feed.note"].log_call(self._prepare_call())
        return {
            "type": "ir.actions.act_window_close",
            "infos": {
                "res_model": "crm.feed.note",
                "res_ids": [saved["call_id"], *saved["note_ids"]],
            },
        }

    def _prepare_call(self):
        """Return what ``log_call`` takes."""
        values = {
            "partner_id": self.partner_id.id,
            "lead_id": self.lead_id.id,
            "activity_type_id": self.activity_type_id.id,
            "reason_id": self.reason_id.id,
            "date": self.date,
            "result": self.result,
        }
        if self.user_ids:
            values["hand_over"] = {
                "user_ids": self.user_ids.ids,
                "name": self.hand_over_name,
                "date_deadline": self.hand_over_day,
            }
        if self.next_name:
            values["next_step"] = {
                "name": self.next_name,
                "date_deadline": self.next_day,
            }
        return values
