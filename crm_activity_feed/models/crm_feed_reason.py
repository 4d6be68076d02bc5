from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFeedReason(models.Model):
    """Why a contact took place: offer, contract, training...

    The kind of a contact (call, meeting, letter...) is Odoo's own dictionary of
    activity types. The two are kept apart, so that reports can answer "how many
    calls" and "how many contracts" independently.
    """

    _name = "crm.feed.reason"
    _description = "Reason of a Contact"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    color = fields.Integer(aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Name the reason that is in use, instead of a foreign key error."""
        used = self.env["crm.feed.note"].sudo().with_context(active_test=False)
        for reason, count in used._read_group(
            [("reason_id", "in", self.ids)], ["reason_id"], ["__count"]
        ):
            raise UserError(
                self.env._(
                    'The reason "%(reason)s" cannot be deleted: %(count)s notes use '
                    "it. Archive it, then nobody can choose it any more.",
                    reason=reason.name,
                    count=count,
                )
            )
