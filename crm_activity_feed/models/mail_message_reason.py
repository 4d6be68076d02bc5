from odoo import fields, models


class MailMessage(models.Model):
    """Why a message was written, and how: known of what reports an activity."""

    _inherit = "mail.message"

    # Authors and recipients may write on a message, whoever owns its document: so
    # this is set by the feed alone, which asks for the document. No `restrict`: see
    # `crm.feed.note`.
    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="Why the contact took place. The feed sets and shows it.",
    )
