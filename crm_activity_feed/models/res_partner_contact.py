from odoo import api, models

from ..engine.contacts import CustomerScope


class ResPartner(models.Model):
    """The next and the last contact with a customer.

    A contact shows those of its whole customer, as the feed of the customer does.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "crm.feed.contact.mixin"]

    _feed_contact_scope = CustomerScope

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
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"crm_activity_feed.res_partner_action_{name}"
        )
        context = {f"search_default_{search_filter}": 1}
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            context["search_default_feed_mine"] = 1
        return {**action, "context": context}
