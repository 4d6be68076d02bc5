from odoo import fields, models


class CrmFeedSource(models.Model):
    _inherit = "crm.feed.source"

    kind = fields.Selection(
        selection_add=[("meeting",), ("phone_call", "Phone Calls"), ("email",)],
        ondelete={"phone_call": "set default"},
    )
