from odoo import models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # Record rules, such as those of tasks, ask for all that somebody follows.
    _feed_partner_idx = models.Index("(partner_id, res_model) INCLUDE (res_id)")
