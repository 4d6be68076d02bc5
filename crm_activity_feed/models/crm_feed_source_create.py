from odoo import api, models
from odoo.exceptions import UserError

from ..engine.access import is_feed_model
from ..engine.hooks import get_create_context


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
            if self.env[source.model].has_access("create")
        ]

    @api.model
    @api.readonly
    def get_create_action(self, source_id, partner_id, lead_id=False):
        """Return what a form needs to create a record for a customer.

        :param int source_id: one of the ``creatable`` of ``crm.feed.entry.get_page``
        :param int partner_id: the contact
        :param lead_id: id of the deal, or ``False``
        :return: ``{"res_model": str, "name": title, "context": dict}``
        :raise UserError: if nothing can be created by this source any more
        :raise AccessError: if the user may not read customer or deal
        """
        source = self._get_sources().filtered(lambda source: source.id == source_id)
        if not source._get_creatable():
            raise UserError(
                self.env._(
                    "This can no longer be created here. Reload the page to see what "
                    "can."
                )
            )
        partner = self.env["res.partner"].browse(partner_id)
        lead = self.env["crm.lead"].browse(lead_id or [])
        partner.check_access("read")
        lead.check_access("read")
        return {
            "res_model": source.model,
            "name": self.env._("New: %(name)s", name=source.name),
            "context": source._get_create_context(partner, lead),
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
        if self.model == "crm.lead":
            # What is entered for a known customer needs no qualification.
            context["default_type"] = "opportunity"
        if is_feed_model(model):
            context.update(get_create_context(model, partner, lead))
        return context
