from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Stamp what has changed hands: the merge moves documents by SQL."""
        kept = (dst_partner.ids if dst_partner else []) + list(partner_ids)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env["crm.feed.backfill"]._restamp_partners(kept)
        return result
