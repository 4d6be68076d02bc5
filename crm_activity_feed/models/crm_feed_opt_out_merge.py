from odoo import api, models

from .crm_feed_subscription import WEAK_ORIGINS


class CrmFeedOptOut(models.Model):
    """Opt-outs of records that are merged."""

    _inherit = "crm.feed.opt.out"

    @api.model
    def _settle(self, record):
        """Decide for the users who followed one of the merged records and refused one.

        What they did themselves counts: a follow by hand, or one that came with the
        work, ends the refusal. A follow that only a policy or a customer has brought
        ends by it, as it would have on the record that they refused.

        :param record: the one that stays
        """
        link = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        Subscription = self.env["crm.feed.subscription"].sudo()
        for opt_out in self.sudo().search(link):
            user = opt_out.user_id
            partner_ids = user.partner_id.ids
            if not Subscription._find_followers(record._name, record.ids, partner_ids):
                continue
            reasons = Subscription.search([*link, ("user_id", "=", user.id)])
            if reasons and set(reasons.mapped("origin")) <= set(WEAK_ORIGINS):
                reasons._end()
            else:
                opt_out.unlink()
