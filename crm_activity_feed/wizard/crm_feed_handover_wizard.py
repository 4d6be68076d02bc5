from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmFeedHandoverWizard(models.TransientModel):
    """What to print for the colleague who takes over a customer, or one deal."""

    _name = "crm.feed.handover.wizard"
    _description = "Hand-over Report"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        domain="[('partner_id', 'child_of', partner_id)]",
        help="Leave empty for everything that concerns the customer.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(years=1),
    )
    date_to = fields.Date("Until", required=True, default=fields.Date.context_today)
    has_texts = fields.Boolean(
        "With texts",
        default=True,
        help="Print what was written, shortened. Without, a line an entry.",
    )
    has_noise = fields.Boolean(
        "With technical changes", help="Changes of fields and messages of the system."
    )

    @api.model
    def default_get(self, fields):
        """Start from the customer or the deal that is on the screen."""
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        record_ids = self.env.context.get("active_ids") or []
        if model not in ("res.partner", "crm.lead") or "default_partner_id" in (
            self.env.context
        ):
            return values
        if len(record_ids) > 1:
            raise UserError(
                self.env._("The report is about one customer or deal. Select only one.")
            )
        record = self.env[model].browse(record_ids)
        if model == "crm.lead":
            values["lead_id"] = record.id
        partner = record.partner_id if model == "crm.lead" else record
        values["partner_id"] = partner.commercial_partner_id.id
        return values

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._(
                        "The period ends before it begins. Choose a later end, or an "
                        "earlier beginning."
                    )
                )

    @api.constrains("partner_id", "lead_id")
    def _check_lead(self):
        # Odoo checks with all rights: the message would name whatever somebody chooses
        # by its id.
        chosen = self.sudo(False)
        chosen.partner_id.check_access("read")
        chosen.lead_id.check_access("read")
        for wizard in self:
            partner = wizard.lead_id.partner_id
            customer = wizard.partner_id.commercial_partner_id
            if partner and partner.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "“%(deal)s” is not a deal of %(customer)s. Choose one of "
                        "theirs, or none.",
                        deal=wizard.lead_id.display_name,
                        customer=customer.display_name,
                    )
                )

    def _get_scope(self):
        """Return the scope of the feed that is printed, as ``get_page`` takes it."""
        self.ensure_one()
        if self.lead_id:
            return {"lead": self.lead_id.id}
        return {"partner": self.partner_id.id, "roll_up": True}

    def action_print(self):
        """Print; Odoo shows the report on the screen where it cannot make a PDF."""
        self.ensure_one()
        report = self.env.ref("crm_activity_feed.crm_feed_handover_report")
        return report.report_action(self)

    def action_open_list(self):
        """Show the same entries as a list, to sort, count and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_feed.crm_feed_entry_action"
        )
        scope = (
            [("lead_id", "=", self.lead_id.id)]
            if self.lead_id
            else [("feed_partner_id", "=", self.partner_id.id)]
        )
        report = self.env["report.crm_activity_feed.report_handover"]
        date_from, date_to = report._get_period(self)
        dates = [
            "|",
            ("is_open", "=", True),
            "&",
            ("date", ">=", fields.Datetime.to_string(date_from)),
            ("date", "<=", fields.Datetime.to_string(date_to)),
        ]
        noise = {} if self.has_noise else {"search_default_filter_no_noise": 1}
        return {
            **action,
            "name": (self.lead_id or self.partner_id).display_name,
            "domain": [*scope, *dates],
            "context": noise,
        }
