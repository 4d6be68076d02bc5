from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead"]

    def log_meeting(self, meeting):
        """Mark the message: the meeting itself is the entry of the feed."""
        message = super().log_meeting(meeting)
        source = self.env.ref(
            "crm_activity_feed.crm_feed_source_meeting", raise_if_not_found=False
        )
        if source:
            message._set_feed_entry(source, meeting)
        return message
