from odoo import api, models


class CalendarEvent(models.Model):
    """Meetings that come with a customer who is followed."""

    _inherit = "calendar.event"

    @api.model
    def _get_feed_parent_fields(self):
        return ("partner_ids", "opportunity_id")

    def _get_feed_parents(self):
        """Leave colleagues out: their company is not a customer who is visited."""
        keys = super()._get_feed_parents()
        colleagues = self.partner_ids.filtered(
            lambda partner: not partner.partner_share
        )
        above = colleagues | colleagues.parent_id | colleagues.commercial_partner_id
        guests = self.partner_ids - colleagues
        above -= guests | guests.parent_id | guests.commercial_partner_id
        return keys - {(above._name, res_id) for res_id in above.ids}

    def _get_feed_followable(self, user):
        """Leave out private meetings of others: everybody may read that they are."""
        meetings = super()._get_feed_followable(user)
        return meetings.filtered(
            lambda meeting: not meeting._check_private_event_conditions()
        )

    def _creation_subtype(self):
        planned = self.env.ref(
            "crm_activity_feed.mt_meeting_planned", raise_if_not_found=False
        )
        return self._get_feed_told_subtype(planned) or super()._creation_subtype()
