from odoo import api, models
from odoo.tools import SQL

from ..engine.contacts import DealScope


class CrmLead(models.Model):
    """The next and the last contact in a deal."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.feed.contact.mixin"]

    _feed_contact_scope = DealScope

    def _get_feed_contact_key(self):
        return self.id

    @api.model
    def _get_feed_key_sql(self, alias, query):
        return SQL.identifier(alias, "id")

    @api.model
    def _get_feed_note_key(self, query):
        return self.env["crm.feed.note"]._field_to_sql(query.table, "lead_id", query)

    def _get_feed_notes_domain(self):
        return [("lead_id", "=", self.id)]

    def _get_feed_note_defaults(self):
        return {"default_partner_id": self.partner_id.id, "default_lead_id": self.id}
