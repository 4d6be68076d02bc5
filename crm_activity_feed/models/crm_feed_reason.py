from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Models of what can have a reason: the entries of a feed.
_USERS = ("crm.feed.note", "mail.activity", "calendar.event", "mail.message")


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
        """Name the reason that is in use: its contacts would lose it in reports."""
        uses = self._count_uses()
        for reason in self:
            if count := uses[reason.id]:
                raise UserError(
                    self.env._(
                        'The reason "%(reason)s" cannot be deleted: contacts have it '
                        "(%(count)s). Archive it, then nobody can choose it any more, "
                        "and reports still tell it.",
                        reason=reason.name,
                        count=count,
                    )
                )

    def _count_uses(self):
        """Return a :class:`~collections.Counter` by id: entries, done and to do."""
        uses = Counter()
        for name in _USERS:
            # Of what others must not read, it only counts.
            model = self.env[name].sudo().with_context(active_test=False)
            for reason, count in model._read_group(
                [("reason_id", "in", self.ids)], ["reason_id"], ["__count"]
            ):
                uses[reason.id] += count
        return uses
