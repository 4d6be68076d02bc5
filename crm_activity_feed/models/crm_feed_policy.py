from odoo import fields, models


class CrmFeedPolicy(models.Model):
    """Who is told of what by default."""

    _name = "crm.feed.policy"
    _description = "Follow Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
