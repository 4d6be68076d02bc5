from odoo import api, models, tools

#: What follows a customer or a deal, by model; all other models: "other".
KINDS = {
    "crm.lead": "deal",
    "sale.order": "order",
    "account.move": "invoice",
    "calendar.event": "meeting",
    "crm.feed.note": "note",
}
#: The kinds that a customer and a deal bring along: ``{model: (prefix, kinds)}``.
PARENTS = {
    "res.partner": (
        "mt_partner",
        ("deal", "order", "invoice", "meeting", "note", "other"),
    ),
    "crm.lead": ("mt_lead", ("order", "meeting", "note", "other")),
}


class MailMessageSubtype(models.Model):
    """What one is told of, who follows a customer or a deal.

    Core's way to pass a follow on (``parent_id`` and ``relation_field``) knows one
    subtype of the document for one of the customer, needs the customer in the values
    that are written, and no contact of a company. So ours only say what was chosen:
    ``mail.thread._follow_feed_parents`` does the rest.
    """

    _inherit = "mail.message.subtype"

    @api.model
    @tools.ormcache("model")
    def _get_feed_reach(self, model):
        """Return what the follow of a record brings along.

        :return: ``{kind: id of the subtype}``, of the kinds that were not deleted
        """
        prefix, kinds = PARENTS.get(model, ("", ()))
        data = self.env["ir.model.data"]
        ids = {
            kind: data._xmlid_to_res_id(f"crm_activity_feed.{prefix}_{kind}")
            for kind in kinds
        }
        return {kind: subtype_id for kind, subtype_id in ids.items() if subtype_id}

    @api.model
    def _get_feed_offered_kinds(self, parent):
        """Return the kinds that can be chosen for a customer or a deal, as a set."""
        return set(PARENTS[parent][1])

    @api.model
    def _get_feed_kind(self, model):
        """Return the kind that documents of a model are to followers of a customer."""
        return KINDS.get(model, "other")

    @api.model
    def _get_feed_available_kinds(self, parent):
        """Return the kinds of documents that a customer or a deal can have here.

        Some apps may be absent, and most documents know no deal.

        :param str parent: ``res.partner`` or ``crm.lead``
        """
        return {
            self._get_feed_kind(name)
            for name in self.env["crm.feed.source"]._get_followed_models()
            for field in self.env[name]._get_feed_parent_fields()
            if self.env[name]._fields[field].comodel_name == parent
        }

    @api.model
    @tools.ormcache("model")
    def _get_feed_progress(self, model):
        """Return the ids of the subtypes that tell of the progress of a document."""
        own = self.sudo().search([("res_model", "=", model)])
        return tuple(set(own.ids) - set(self._get_feed_reach(model).values()))

    @api.model
    def _get_feed_told(self, model):
        """Return the ids of the subtypes of a document that comes with its customer."""
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return [comment, *self._get_feed_progress(model)]
