from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.contacts import CustomerScope
from ..engine.decisions import OPEN_DEAL


class ResPartner(models.Model):
    """The next and the last contact with a customer.

    A contact shows those of its whole customer, as the feed of the customer does.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "crm.feed.contact.mixin"]

    _feed_contact_scope = CustomerScope
    # Its single contacts are not customers: none of them has to be decided about.
    _feed_decision_key = "customer_id"

    def _get_feed_contact_key(self):
        return self.commercial_partner_id.id

    @api.model
    def _get_feed_key_sql(self, alias, query):
        return self._field_to_sql(alias, "commercial_partner_id", query)

    @api.model
    def _get_feed_note_key(self, query):
        Note = self.env["crm.feed.note"]
        partners, alias = Note._fields["partner_id"].join(Note, query.table, query)
        return partners._field_to_sql(alias, "commercial_partner_id", query)

    def _get_feed_notes_domain(self):
        customer = self.commercial_partner_id
        return [("partner_id.commercial_partner_id", "=", customer.id)]

    def _get_feed_note_defaults(self):
        return {"default_partner_id": self.id}

    @api.model
    @api.readonly
    def action_feed_without_next_contact(self):
        """Open the customers without a next contact: a salesperson's own at first."""
        return self._open_feed_customers("without_next_contact", "feed_no_next")

    @api.model
    @api.readonly
    def action_feed_silent(self):
        """Open the customers that are silent: a salesperson's own at first."""
        return self._open_feed_customers("silent", "feed_is_silent")

    @api.model
    def _open_feed_customers(self, name, search_filter):
        self.env["crm.feed.entry"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"crm_activity_feed.res_partner_action_{name}"
        )
        context = {f"search_default_{search_filter}": 1}
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            context["search_default_feed_mine"] = 1
        return {**action, "context": context}

    # ------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------

    def _get_feed_role_customers(self):
        # A person decides alone, and a contact's roles are told by its company.
        return {
            record: record
            for record in self
            if record.is_company and record.commercial_partner_id == record
        }

    def _get_feed_role_deals(self):
        deals = self.env["crm.lead"]
        if deals.has_access("read"):
            domain = Domain("partner_id.commercial_partner_id", "in", self.ids)
            deals = deals.search_fetch(OPEN_DEAL & domain, ["name", "partner_id"])
        # Whose a deal is may be told to those who may read the deal.
        by_customer = deals.grouped(
            lambda deal: deal.sudo().partner_id.commercial_partner_id.id
        )
        return {record: by_customer.get(record.id, deals.browse()) for record in self}

    def _set_feed_role(self, person, role):
        if person.commercial_partner_id != self.commercial_partner_id:
            raise UserError(
                self.env._(
                    "%(contact)s cannot have a role at %(customer)s: this is a contact "
                    "of another customer. Choose a contact of this one.",
                    contact=person.display_name,
                    customer=self.display_name,
                )
            )
        before = person.feed_role_id
        person.feed_role_id = role
        return before
