from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    feed_role_id = fields.Many2one(
        "crm.feed.role",
        "Role in Decisions",
        index="btree_not_null",
        ondelete="restrict",
        help="The part this contact plays when the company decides. A deal may give "
        "the contact another one.",
        groups="base.group_user",
    )

    feed_role_color = fields.Integer(
        related="feed_role_id.color",
        string="Color of the Role",
        aggregator=None,
        groups="base.group_user",
    )

    # My feed, and the feed of everybody.
    _feed_user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")
    _feed_create_idx = models.Index("(create_uid)")
    _feed_date_idx = models.Index("(create_date)")

    def _create(self, data_list):
        """Tell that nothing carries the customer of these yet: it is not computed."""
        partners = super()._create(data_list)
        self.env["crm.feed.backfill"]._expect_customers(partners)
        return partners

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_notes(self):
        """Keep customers who have notes, also notes the user may not see.

        Only their number is told, never what they say.
        """
        notes = self.env["crm.feed.note"].sudo().with_context(active_test=False)
        for partner, count in notes._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        ):
            raise UserError(
                self.env._(
                    "%(customer)s cannot be deleted: there are notes about this "
                    "customer (%(count)s). Archive the customer instead, the notes "
                    "stay.",
                    customer=partner.display_name,
                    count=count,
                )
            )
