from odoo import models


class MailThread(models.AbstractModel):
    """Documents whose customer changes take their messages along."""

    _name = "mail.thread"
    _inherit = ["mail.thread", "crm.feed.live.mixin"]

    def _write_multi(self, vals_list):
        """Stamp messages and activities anew when their document changes customer.

        Here, not in ``write``: many models compute the customer.
        """
        result = super()._write_multi(vals_list)
        path = self.env["crm.feed.source"]._get_stamp_paths().get(self._name)
        if path:
            moved = [
                record.id
                for record, vals in zip(self, vals_list, strict=True)
                if path in vals
            ]
            self.env["crm.feed.backfill"]._restamp_documents(self._name, path, moved)
        if self._name == "res.partner":
            moved = [
                partner.id
                for partner, vals in zip(self, vals_list, strict=True)
                if "commercial_partner_id" in vals
            ]
            backfill = self.env["crm.feed.backfill"]
            backfill._restamp_partners(backfill._skip_expected(moved))
        return result
