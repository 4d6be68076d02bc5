from odoo import api, models
from odoo.exceptions import UserError

from ..engine.access import is_feed_model
from ..engine.hooks import get_create_context
from ..engine.scope import FeedScope

#: What makes a new record one of those that the feed shows. Names of models only:
#: their apps may be absent.
CREATE_CONTEXTS = {
    # What is entered for a known customer needs no qualification.
    "crm.lead": {"default_type": "opportunity"},
    "account.payment": {
        "default_payment_type": "inbound",
        "default_partner_type": "customer",
    },
    "stock.picking": {"restricted_picking_type_code": "outgoing"},
}
#: Fields that a record has from the start: the source's filter says with which value.
FIXED_FIELDS = {"account.move": "move_type"}


class CrmFeedSource(models.Model):
    """What can be created from the feed of a customer, beside a note."""

    _inherit = "crm.feed.source"

    def _get_creatable(self):
        """Return what the current user can create, of these sources.

        :return: ``[{"source_id", "label", "icon", "model"}]``
        """
        return [
            {
                "source_id": source.id,
                "label": source.name,
                "icon": source.icon,
                "model": source.model,
            }
            for source in self.filtered("can_create")
            if source._get_create_model()
        ]

    def _get_create_model(self):
        """Return the name of the model whose form creates a record, or ``False``."""
        model = self.env[self.model]
        if self.model == "mail.message" and self.kind != "email":
            # Logged and tracked messages are what others leave behind.
            return False
        name = (is_feed_model(model) and model._feed_create_model) or model._name
        is_allowed = model.has_access("create") and self.env[name].has_access("create")
        return is_allowed and name

    @api.model
    @api.readonly
    def get_create_action(self, source_id, partner_id, lead_id=False):
        """Return what a form needs to create a record for a customer.

        :param int source_id: one of the ``creatable`` of ``crm.feed.entry.get_page``
        :param int partner_id: the contact
        :param lead_id: id of the deal, or ``False``
        :return: ``{"res_model": str, "name": title, "context": dict, "is_wizard":
            bool}``; a wizard creates the record itself, when its button is clicked
        :raise UserError: if nothing can be created by this source any more
        :raise AccessError: if the user may not read customer or deal
        """
        source = self._get_sources().filtered(lambda source: source.id == source_id)
        res_model = source and source.can_create and source._get_create_model()
        if not res_model:
            raise UserError(
                self.env._(
                    "This can no longer be created here. Reload the page to see what "
                    "can."
                )
            )
        contact = {"partner": partner_id, "roll_up": False}
        partner = FeedScope.parse(self.env, contact).partner
        lead = self.env["crm.lead"]
        if lead_id:
            # Of none, it would ask for access to all deals.
            lead = FeedScope.parse(self.env, {"lead": lead_id}).lead
        return {
            "res_model": res_model,
            "name": self.env._("New: %(name)s", name=source.name),
            "context": source._get_create_context(partner, lead),
            "is_wizard": self.env[res_model]._transient,
        }

    def _get_create_context(self, partner, lead):
        """Return the defaults of a new record, as a context.

        Only paths of one step name a field of the record itself.
        """
        model = self.env[self.model]
        defaults = {self.partner_path: partner.id, self.lead_path: lead.id}
        context = {
            f"default_{path}": record_id
            for path, record_id in defaults.items()
            if path and path != "id" and "." not in path and record_id
        }
        context.update(CREATE_CONTEXTS.get(self.model, {}))
        context.update(self._get_fixed_default())
        if self.model == "res.partner":
            context["default_parent_id"] = partner.commercial_partner_id.id
        context.update(self._get_company_context(partner, lead))
        if is_feed_model(model):
            context.update(get_create_context(model, partner, lead))
        return context

    def _get_fixed_default(self):
        """Return the default that the source's filter asks of every record."""
        name = FIXED_FIELDS.get(self.model)
        for condition in self._get_domain().iter_conditions():
            if condition.field_expr == name and condition.operator in ("=", "in"):
                value = condition.value
                is_one = condition.operator == "="
                return {f"default_{name}": value if is_one else next(iter(value))}
        return {}

    @api.model
    def _get_company_context(self, partner, lead):
        """Return the context that works in the company of the deal or the customer.

        A quotation for a customer of another company than the current one would be
        refused when it is saved: its journals, warehouses and taxes are not his.
        """
        company = lead.company_id or partner.company_id
        if company == self.env.company or company not in self.env.companies:
            return {}
        others = self.env.companies - company
        return {"allowed_company_ids": [*company.ids, *others.ids]}
