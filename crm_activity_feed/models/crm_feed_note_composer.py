from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.words import check_text
from .note_deadline import read_deadline

#: How many deals a picker shows before it asks for a text.
MAX_DEALS = 20
#: Dictionaries that people keep by hand are shorter than this.
MAX_CHOICES = 100
PLAN_MODELS = ("crm.lead", "res.partner")


class CrmFeedNote(models.Model):
    """What the composer of the feed offers to choose from."""

    _inherit = "crm.feed.note"

    @api.model
    @api.readonly
    def get_composer_defaults(self, partner_id=False, lead_id=False):
        """Return what a new note is filled with, and what one can choose for it.

        :param partner_id: id of the contact the composer stands on
        :param lead_id: id of the deal it stands on; gives the contact if none
        :return: dict with

            * ``date_deadline`` (``"YYYY-MM-DD HH:MM:SS"``), ``is_all_day`` (``True``),
              ``user_id``, ``partner_id``, ``lead_id``: what a note starts with; the
              last two may be ``False``
            * ``leads``: open deals of the customer, at most 20, and ``leads_more``:
              whether there are more (see :meth:`search_deals`); none on a deal
            * ``kinds`` (with ``icon``), ``reasons``: what a contact can be
            * ``plan_models``: of ``"crm.lead"`` and ``"res.partner"``, those that have
              an activity plan to start
            * ``refusal``: why no note can be written, in plain words, or ``False``

            Every record is ``{"id", "display_name"}``.
        :raise AccessError: if the contact or the deal may not be read
        :raise ValidationError: if one of the two is no id
        """
        self.check_access("read")
        partner_id = self._read_id("partner_id", partner_id)
        lead_id = self._read_id("lead_id", lead_id)
        # Of a record that is being created, the client has no id yet.
        lead = self.env["crm.lead"].browse(lead_id or [])
        if lead:
            # Of none, it would ask for access to all deals.
            lead.check_access("read")
        partner = self.env["res.partner"].browse(partner_id or []) or lead.partner_id
        partner.check_access("read")
        deadline, __ = read_deadline(self._get_default_deadline_day(), self.env.tz)
        refusal = self._get_composer_refusal(partner)
        return {
            "date_deadline": fields.Datetime.to_string(deadline),
            "is_all_day": True,
            "user_id": self._get_choice(self.env.user),
            "partner_id": self._get_choice(partner) or False,
            "lead_id": self._get_choice(lead) or False,
            "plan_models": self._get_plan_models(partner, lead),
            "refusal": refusal,
            **self._get_composer_choices(partner, lead, refusal),
        }

    @api.model
    @api.readonly
    def search_deals(self, partner_id, text="", limit=MAX_DEALS):
        """Return open deals of a customer, of all of its contacts.

        :param int partner_id: the customer or one of its contacts
        :param str text: what the names of the deals hold
        :param int limit: how many at most; 20 unless it is 1 to 200
        :return: ``[{"id", "display_name"}]``
        :raise AccessError: if the contact may not be read
        """
        self.check_access("read")
        partner = self.env["res.partner"].browse(
            self._read_id("partner_id", partner_id)
        )
        partner.check_access("read")
        Lead = self.env["crm.lead"]
        if not partner or not Lead.has_access("read"):
            return []
        domain = self._get_deal_domain(partner)
        if type(limit) is not int or not 0 < limit <= 200:
            limit = MAX_DEALS
        if text := check_text(self.env, self.env._("Deal"), text):
            domain &= Domain("name", "ilike", text)
        deals = Lead.search_fetch(domain, ["display_name"], limit=limit)
        return [self._get_choice(deal) for deal in deals]

    @api.model
    def _get_deal_domain(self, partner):
        """Return the domain of the open deals of a contact's customer."""
        customer_id = partner.commercial_partner_id.id
        return Domain(
            [
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                ("partner_id.commercial_partner_id", "=", customer_id),
            ]
        )

    @api.model
    def _get_kind_domain(self):
        """Return the domain of the kinds a note can have: that of its field."""
        return Domain(self._fields["activity_type_id"].domain)

    @api.model
    def _get_composer_choices(self, partner, lead, refusal):
        if refusal:
            return {"leads": [], "leads_more": False, "kinds": [], "reasons": []}
        deals = []
        if partner and not lead:
            deals = self.search_deals(partner.id, limit=MAX_DEALS + 1)
        kinds = self.env["mail.activity.type"].search_fetch(
            self._get_kind_domain(), ["name", "icon"], limit=MAX_CHOICES
        )
        reasons = self.env["crm.feed.reason"].search_fetch(
            [], ["name"], limit=MAX_CHOICES
        )
        return {
            "leads": deals[:MAX_DEALS],
            "leads_more": len(deals) > MAX_DEALS,
            "kinds": [
                {**self._get_choice(kind), "icon": kind.icon or False} for kind in kinds
            ],
            "reasons": [self._get_choice(reason) for reason in reasons],
        }

    @api.model
    def _get_composer_refusal(self, partner):
        if not self.has_access("create"):
            return self.env._(
                "You can read this feed, but not write notes. Ask your administrator "
                "for access to sales."
            )
        if partner and not partner.active:
            return self.env._(
                "“%(customer)s” is archived. Restore it first, then plan what comes "
                "next.",
                customer=partner.display_name,
            )
        return False

    @api.model
    def _get_plan_models(self, partner, lead):
        """Return the models of which there is a plan to start, deals first.

        A plan of a deal is offered on the customer as well: for whom picks the deal.
        """
        record = lead or partner
        if not record or not record.has_access("write"):
            return []
        # A plan starts in the company of its document: so the host has it.
        company = record.company_id or self.env.company
        plans = self.env["mail.activity.plan"]._read_group(
            [
                ("res_model", "in", PLAN_MODELS),
                ("company_id", "in", [False, company.id]),
                ("template_ids", "!=", False),
            ],
            ["res_model"],
        )
        return sorted(model for (model,) in plans)

    @staticmethod
    def _get_choice(record):
        return record and {"id": record.id, "display_name": record.display_name}
