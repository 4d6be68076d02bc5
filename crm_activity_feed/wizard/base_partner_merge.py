from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Stamp what has changed hands: the merge moves documents by SQL.

        And keep the likes, pins and comments of the contacts that go.
        """
        kept = (dst_partner.ids if dst_partner else []) + list(partner_ids)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env["crm.feed.backfill"]._restamp_partners(kept)
        partners = self.env["res.partner"].browse(set(kept)).exists()
        if len(partners) == 1:
            gone = set(kept) - set(partners.ids)
            self.env["crm.feed.mark"]._move(partners._name, gone, partners)
            # What came from the others may not be wanted of this one.
            self.env["crm.feed.policy"]._follow_new(partners)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one role a deal, before the keys of the others are changed."""
        self.env["crm.feed.lead.contact"]._merge_feed_contacts(
            "partner_id", dst_partner, src_partners
        )
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, additional_update_records=None
    ):
        """Keep the followers of all: core drops those of a contact at a clash."""
        if referenced_model == dst_record._name:
            self.env["mail.followers"]._move_feed_followers(dst_record, src_records)
        return super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )
