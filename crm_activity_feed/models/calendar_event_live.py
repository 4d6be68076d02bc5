from odoo import models
from odoo.tools import SQL

from .crm_feed_live import make_places


class CalendarEvent(models.Model):
    """Meetings show in the feeds of all who come."""

    _inherit = "calendar.event"

    def write(self, vals):
        """Tell also those who need not come any more; attendees are no column."""
        if not {"partner_ids", "attendee_ids", "opportunity_id"}.isdisjoint(vals):
            live = self.env["crm.feed.live"]
            live._touch_places(live._get_places(self._name, self._ids))
            live._touch(self._name, self._ids)
        return super().write(vals)

    def _get_feed_live_places(self):
        places = super()._get_feed_live_places()
        links = SQL(" UNION ALL ").join(self._get_feed_partner_links())
        Partner = self.env["res.partner"]
        rows = self.env.execute_query(
            SQL(
                "SELECT link.partner_id, %(customer)s, %(deal)s"
                " FROM calendar_event meeting"
                " LEFT JOIN (%(links)s) link ON link.id = meeting.id"
                " LEFT JOIN res_partner partner ON partner.id = link.partner_id"
                " WHERE meeting.id IN %(ids)s",
                customer=Partner._field_to_sql("partner", "commercial_partner_id"),
                deal=self._field_to_sql("meeting", "opportunity_id"),
                links=links,
                ids=self._ids,
            )
        )
        return places | make_places(rows)
