from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead"]

    _feed_create_idx = models.Index("(create_uid)")

    def log_meeting(self, meeting):
        """Mark the message: the meeting itself is the entry of the feed."""
        message = super().log_meeting(meeting)
        message._set_feed_entry("crm_feed_source_meeting", meeting)
        return message
