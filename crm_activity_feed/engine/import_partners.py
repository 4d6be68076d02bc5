"""The customers and contacts that the cells of an import name."""

import re

from odoo import tools
from odoo.fields import Domain

from .import_names import BY_TEXT, Names, NoMatchError, clean, where_text


class PartnerNames(Names):
    """Customers and contacts: by name, reference, e-mail, VAT or id."""

    model = "res.partner"
    fields = (
        *("name", "complete_name", "ref", "vat", "email_normalized"),
        *("active", "commercial_partner_id"),
    )

    def _get_text_domain(self, texts):
        vats = {self._normalize_vat(text) for text in texts} - {""}
        emails = {tools.email_normalize(text) for text in texts if "@" in text} - {
            False
        }
        return Domain.OR(
            [
                where_text("name", texts),
                where_text("complete_name", texts),
                where_text("ref", texts),
                where_text("vat", vats, "lower(regexp_replace(%s, '[ .-]', '', 'g'))"),
                Domain("email_normalized", "in", list(emails)),
            ]
        )

    def _get_texts(self, partner):
        texts = {partner.name, partner.complete_name, partner.ref, partner.vat}
        texts = {clean(text).lower() for text in texts if text}
        if partner.vat:
            texts.add(self._normalize_vat(partner.vat))
        return texts | ({partner.email_normalized} - {False})

    @staticmethod
    def _normalize_vat(text):
        return re.sub(r"[ .-]", "", text).lower()

    def find(self, how, value, within=None):
        text = clean(value)
        if how == BY_TEXT and text.lower() not in self.by_text:
            # Another spelling of an e-mail address or of a VAT number.
            for other in (tools.email_normalize(text), self._normalize_vat(text)):
                if other and other in self.by_text:
                    value = other
                    break
        return super().find(how, value, within)

    def _choose(self, candidates, text, within):
        if within:
            customer = within.commercial_partner_id
            candidates = [
                partner
                for partner in candidates
                if partner.commercial_partner_id == customer
            ]
            if not candidates:
                raise NoMatchError(self._explain_stranger(text, within), True)
        if not any(partner.active for partner in candidates):
            raise NoMatchError(self._explain_archived(text, candidates[0]))
        candidates = super()._choose(candidates, text, within)
        # A company and its people share an address or a VAT number: it is the company,
        # unless a person of that company is asked for.
        companies = [p for p in candidates if p.commercial_partner_id == p]
        customers = {partner.commercial_partner_id for partner in candidates}
        return companies if len(companies) == 1 == len(customers) else candidates

    def _accept(self, partner, text, within):
        if within and partner.commercial_partner_id != within.commercial_partner_id:
            raise NoMatchError(self._explain_stranger(text, within))
        return partner

    def _prepare_values(self, text, within):
        name, email = tools.parse_contact_from_email(text)
        return {
            "name": name or email,
            "email": email,
            "parent_id": within.commercial_partner_id.id if within else False,
        }

    def _explain_stranger(self, text, customer):
        return self.env._(
            "“%(contact)s” is no contact of “%(customer)s”. Correct the name, or "
            "leave the contact empty.",
            contact=text,
            customer=customer.display_name,
        )

    def _explain_archived(self, text, partner):
        return self.env._(
            "“%(customer)s” is archived. Restore it, or write “id %(id)s” to add to "
            "its history as it is.",
            customer=text,
            id=partner.id,
        )

    def _explain_missing(self, text, within):
        if within:
            return self._explain_stranger(text, within)
        return self.env._(
            "“%s” is no customer that you can see: no name, reference, e-mail, VAT or "
            "id reads so. Correct it, or create the customer first.",
            text,
        )

    def _explain_ambiguous(self, text, count, ids):
        return self.env._(
            "“%(customer)s” fits %(count)s customers (ids %(ids)s). Write the "
            "reference, the VAT or the e-mail of the right one, or its id as in "
            "“id 12”.",
            customer=text,
            count=count,
            ids=ids,
        )
