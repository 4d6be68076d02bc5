from odoo import api, models
from odoo.fields import Command
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

    # ------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------

    def _get_feed_role_customers(self):
        customers = {}
        for record in self:
            # The contact may be hidden from the user, the customer not.
            customer = record.sudo().partner_id.commercial_partner_id.sudo(False)
            customers[record] = customer.filtered("is_company")._filtered_access("read")
        return customers

    def _get_feed_role_deals(self):
        return {record: record for record in self}

    def _set_feed_role(self, person, role):
        line = self.feed_contact_ids.filtered(lambda one: one.partner_id == person)
        before = line.role_id
        if not role:
            line.unlink()
        elif line:
            line.role_id = role
        else:
            self.feed_contact_ids = [
                Command.create({"partner_id": person.id, "role_id": role.id})
            ]
        return before
