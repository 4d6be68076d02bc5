from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead"]

    feed_contact_ids = fields.One2many(
        "crm.feed.lead.contact",
        "lead_id",
        "Contacts and Roles",
        copy=True,
        groups="base.group_user",
    )

    _feed_create_idx = models.Index("(create_uid)")

    def log_meeting(self, meeting):
        """Mark the message: the meeting itself is the entry of the feed."""
        message = super().log_meeting(meeting)
        message._set_feed_entry("crm_feed_source_meeting", meeting)
        return message

    def _merge_dependences(self, opportunities):
        """Take over who plays which role in the deals that are merged."""
        Contact = self.env["crm.feed.lead.contact"]
        Contact._merge_feed_contacts("lead_id", self, opportunities)
        lines = Contact.sudo().search([("lead_id", "in", opportunities.ids)])
        lines.lead_id = self
        return super()._merge_dependences(opportunities)

    def _merge_followers(self, opportunities):
        """Keep all followers, and why they follow: core keeps who wrote lately."""
        result = super()._merge_followers(opportunities)
        self.env["mail.followers"]._move_feed_followers(self, opportunities)
        return result
