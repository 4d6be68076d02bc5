from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.access import readable_link
from ..engine.hints import IndexedDate, MaskedLink, UserPartner
from ..engine.paths import domain_to_sql

#: How many of those who come are named.
MAX_ATTENDEES = 8


class CalendarEvent(models.Model):
    """Meetings with the customer, or about one of their deals."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "crm.feed.mixin"]

    _feed_stop_idx = models.Index("(stop)")

    def _is_feed_entry(self):
        """Whether this meeting shows in the feed of a customer."""
        outside = self.partner_ids.filtered("partner_share")
        return bool(self.active and (self.opportunity_id or outside))

    @api.model
    def _get_feed_domain(self):
        # Every employee may read every meeting: of those about a deal, show
        # the readable deals' only.
        return Domain("opportunity_id", "=", False) | readable_link(
            self, "opportunity_id"
        )

    @api.model
    def _get_feed_document_domain(self):
        """Meetings that are not somebody else's private ones: those read "Busy"."""
        if self.env.su:
            return Domain.TRUE
        return Domain(self._get_default_privacy_domain()) | Domain(
            "partner_ids", "in", self.env.user.partner_id.ids
        )

    @api.model
    def _get_feed_columns(self, source, query):
        def column(name):
            return self._field_to_sql(query.table, name, query)

        User, user = self._fields["user_id"].join(self, query.table, query)
        Lead, lead = self._fields["opportunity_id"].join(self, query.table, query)
        attendee = self._get_feed_attendee(query)
        # With whom and about what a private meeting is, its model hides as well.
        is_public = domain_to_sql(self, self._get_feed_document_domain(), query)
        return {
            **super()._get_feed_columns(source, query),
            "date": IndexedDate(column("start"), [column("start")]),
            "is_all_day": column("allday"),
            "is_open": self._get_feed_open(column),
            "has_customer": SQL(
                "COALESCE(%s, %s) IS NOT NULL", column("opportunity_id"), attendee
            ),
            "partner_id": SQL(
                "CASE WHEN %s THEN COALESCE(%s, %s) END",
                is_public,
                Lead._field_to_sql(lead, "partner_id", query),
                attendee,
            ),
            "lead_id": MaskedLink(
                SQL("CASE WHEN %s THEN %s END", is_public, column("opportunity_id")),
                column("opportunity_id"),
            ),
            "reason_id": SQL(
                "CASE WHEN %s THEN %s END", is_public, column("reason_id")
            ),
            "user_id": column("user_id"),
            "author_id": UserPartner(
                User._field_to_sql(user, "partner_id", query), column("user_id")
            ),
            "company_id": Lead._field_to_sql(lead, "company_id", query),
        }

    def _get_feed_open(self, column):
        """SQL: a meeting has no "done", it is over when its time is."""
        now = fields.Datetime.now()
        # The first condition follows from the others and is for the index: the end
        # of an all-day meeting stands in some time zone.
        return SQL(
            "(%s >= %s AND CASE WHEN %s THEN %s >= %s ELSE %s >= %s END)",
            *(column("stop"), now - timedelta(days=3), column("allday")),
            *(column("stop_date"), fields.Date.context_today(self)),
            *(column("stop"), now),
        )

    def _get_feed_attendee(self, query):
        """SQL of one attendee from outside: a meeting is one entry, not one each."""
        attendees = self._fields["partner_ids"]
        return SQL(
            "(SELECT attendee.id FROM %(rel)s rel"
            " JOIN res_partner attendee ON attendee.id = rel.%(partner)s"
            " WHERE rel.%(event)s = %(id)s AND attendee.partner_share"
            " ORDER BY attendee.id LIMIT 1)",
            rel=SQL.identifier(attendees.relation),
            partner=SQL.identifier(attendees.column2),
            event=SQL.identifier(attendees.column1),
            id=SQL("%s", SQL.identifier(query.table, "id"), to_flush=attendees),
        )

    @api.model
    def _get_feed_partner_domain(self, partner_ids):
        # Two look-ups by index. An OR of both would read every meeting.
        attendees = self._fields["partner_ids"]
        lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = lead._search(Domain("partner_id", "in", partner_ids))
        by_lead = self._fields["opportunity_id"]
        ids = SQL(
            "(SELECT %s FROM %s WHERE %s IN %s"
            " UNION SELECT id FROM calendar_event WHERE %s IN %s)",
            SQL.identifier(attendees.column1),
            SQL.identifier(attendees.relation),
            SQL.identifier(attendees.column2),
            tuple(partner_ids),
            SQL.identifier(by_lead.name, to_flush=by_lead),
            leads.subselect(),
        )
        return Domain("id", "in", SQL("%s", ids, to_flush=attendees))

    @api.model
    def _get_feed_partner_links(self):
        attendees = self._fields["partner_ids"]
        Lead = self.env["crm.lead"]
        by_attendee = SQL(
            "SELECT %s AS id, %s AS partner_id FROM %s",
            SQL.identifier(attendees.column1, to_flush=attendees),
            SQL.identifier(attendees.column2),
            SQL.identifier(attendees.relation),
        )
        by_lead = SQL(
            "SELECT event.id AS id, %s AS partner_id FROM calendar_event event"
            " JOIN crm_lead lead ON lead.id = %s",
            Lead._field_to_sql("lead", "partner_id"),
            self._field_to_sql("event", "opportunity_id"),
        )
        return [by_attendee, by_lead]

    @api.model
    def _get_feed_addressed_domain(self, partner):
        return Domain("partner_ids", "in", partner.ids)

    @api.model
    def _get_feed_plan_domain(self, partner):
        # Who organizes a meeting goes there, unless he says that he does not.
        comes = Domain("partner_id", "in", partner.ids)
        attends = Domain(
            "attendee_ids", "any", comes & Domain("state", "!=", "declined")
        )
        organizes = Domain("user_id", "in", partner.user_ids.ids)
        return attends | (organizes & Domain("partner_ids", "not in", partner.ids))

    @api.model
    def _get_feed_text_domain(self, source, text):
        # Nobody may find out by searching what a private meeting is about.
        return self._get_feed_document_domain() & (
            Domain("name", "ilike", text)
            | Domain("description", "ilike", text)
            | Domain("location", "ilike", text)
            | Domain("notes", "ilike", text)
        )

    def _get_feed_contents(self, sources):
        # The ORM masks what is private: "Busy", and no description.
        return {
            event.id: {
                "title": event.display_name,
                "body": False
                if tools.is_html_empty(event.description)
                else event.description,
                "status": event.location,
                # Where core keeps the feedback on a meeting's activity.
                "outcome": tools.html2plaintext(event.notes or "").strip(),
                "data": event._get_feed_meeting(),
            }
            for event in self
        }

    def _get_feed_meeting(self):
        """Return what the renderer of meetings shows besides the words.

        ``stop`` and ``is_all_day``, ``video`` (address or ``False``), ``attendees``
        (``[{"id", "display_name", "state"}]`` of the first ones) and
        ``attendees_more``. Of somebody else's private meeting, the time only.
        """
        stop = self.stop_date if self.allday else self.stop
        times = {"stop": str(stop) if stop else False, "is_all_day": self.allday}
        if not self.env.su and self._check_private_event_conditions():
            return times
        video = self.videocall_location or ""
        attendees = self.attendee_ids
        # As the host shows any link: who may read the meeting may read who comes.
        # A list: a slice of records would read them meeting by meeting.
        people = list(attendees.sudo())
        return {
            **times,
            "video": video if video.startswith(("https://", "http://")) else False,
            "attendees": [
                {
                    "id": attendee.partner_id.id,
                    "display_name": attendee.partner_id.name or attendee.email or "",
                    "state": attendee.state,
                }
                for attendee in people[:MAX_ATTENDEES]
            ],
            "attendees_more": max(len(attendees) - MAX_ATTENDEES, 0),
        }

    @api.model
    def _get_feed_create_context(self, partner, lead):
        # As the button of the deal does it.
        attendees = self.env.user.partner_id | partner
        return {
            "default_partner_ids": attendees.ids,
            "default_opportunity_id": lead.id,
        }
