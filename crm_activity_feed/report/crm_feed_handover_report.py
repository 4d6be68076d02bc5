from datetime import date, datetime, time

import pytz

from odoo import api, fields, models
from odoo.tools import (
    format_amount,
    format_date,
    format_datetime,
    format_time,
    groupby,
    html2plaintext,
)

from ..models.note_deadline import FIRST_YEAR, LAST_YEAR

#: Bounds of what is printed. A report of thousands of lines helps nobody.
MAX_ENTRIES, MAX_OPEN, MAX_CONTACTS, MAX_DEALS = 1000, 200, 50, 50
PAGE = 200
TEXT_LENGTH = 600


class CrmFeedHandoverReport(models.AbstractModel):
    """The words of the hand-over report, as the reader may read them.

    The same entries as the feed, through the same call: what a rule hides there is
    not printed here.
    """

    _name = "report.crm_activity_feed.report_handover"
    _description = "Hand-over Report: Values"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template.

        :param list docids: ids of ``crm.feed.handover.wizard``
        :return: dict with ``handovers``: one dict a wizard, see :meth:`_get_handover`
        """
        wizards = self.env["crm.feed.handover.wizard"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": wizards._name,
            "docs": wizards,
            "handovers": [self._get_handover(wizard) for wizard in wizards],
        }

    @api.model
    def _get_handover(self, wizard):
        """Return what is printed: open items, deals, contacts, months of lines."""
        customer = wizard.partner_id.commercial_partner_id
        history, is_cut, broken = self._read_history(wizard)
        lines = [self._get_line(wizard, entry) for entry in history]
        todo, is_todo_cut = self._read_open(wizard)
        deals = self._read_deals(wizard, customer)
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("id", "!=", customer.id),
                ("type", "=", "contact"),
            ],
            limit=MAX_CONTACTS,
        )
        return {
            "wizard": wizard,
            "customer": customer,
            "intro": self._get_intro(wizard),
            "todo": [self._get_line(wizard, entry) for entry in todo],
            "is_todo_cut": is_todo_cut,
            "deals": deals,
            "contacts": contacts,
            "months": [
                (month, of_month)
                for month, of_month in groupby(lines, key=lambda line: line["month"])
            ],
            "count": len(lines),
            "is_cut": is_cut,
            "broken": broken,
        }

    def _get_intro(self, wizard):
        return self.env._(
            "From %(date_from)s to %(date_to)s. Printed on %(now)s by %(user)s: it "
            "holds what they may read.",
            date_from=format_date(self.env, wizard.date_from),
            date_to=format_date(self.env, wizard.date_to),
            now=format_datetime(self.env, fields.Datetime.now(), dt_format="short"),
            user=self.env.user.name,
        )

    @api.model
    def _get_period(self, wizard):
        """Return first and last moment of the period, in UTC.

        Wide enough for all-day entries, whose day has no time zone.
        """
        tz = self.env.tz
        # As far as Python can count in any time zone; nothing was before or after.
        first_day = max(wizard.date_from, date(FIRST_YEAR, 1, 1))
        last_day = min(wizard.date_to, date(LAST_YEAR, 12, 31))
        first = tz.localize(datetime.combine(first_day, time.min))
        last = tz.localize(datetime.combine(last_day, time.max))
        bounds = [
            moment.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)
            for moment in (first, last)
        ]
        return (
            min(bounds[0], datetime.combine(first_day, time.min)),
            max(bounds[1], datetime.combine(last_day, time.min)),
        )

    def _read_history(self, wizard):
        """Return ``(entries, whether there are more, names of failed sources)``."""
        Entry = self.env["crm.feed.entry"]
        date_from, date_to = self._get_period(wizard)
        filters = {
            "open": False,
            "noise": wizard.has_noise,
            "date_from": fields.Datetime.to_string(date_from),
            "date_to": fields.Datetime.to_string(date_to),
        }
        entries, broken, cursor = [], {}, None
        while len(entries) < MAX_ENTRIES:
            page = Entry.get_page(wizard._get_scope(), filters, cursor, PAGE)
            entries += page["entries"]
            broken |= {source["id"]: source["name"] for source in page["broken"]}
            cursor = page["older"]
            if not cursor:
                break
        # Only the edges: an all-day entry of the day before or after.
        entries = [
            entry
            for entry in entries
            if wizard.date_from <= self._get_day(entry) <= wizard.date_to
        ]
        return entries, bool(cursor), sorted(broken.values())

    def _read_open(self, wizard):
        """Return ``(entries still to do by date, whether there are more)``."""
        page = self.env["crm.feed.entry"].get_page(
            wizard._get_scope(), {"open": True}, limit=MAX_OPEN
        )
        return page["open"], page["open_more"]

    def _read_deals(self, wizard, customer):
        """Return the open deals of the customer, or the one that is handed over."""
        if wizard.lead_id:
            return wizard.lead_id
        return self.env["crm.lead"].search(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("type", "=", "opportunity"),
                ("stage_id.is_won", "=", False),
            ],
            limit=MAX_DEALS,
        )

    def _get_day(self, entry):
        moment = fields.Datetime.to_datetime(entry["date"])
        if not entry["is_all_day"]:
            moment = fields.Datetime.context_timestamp(self, moment)
        return moment.date()

    def _get_line(self, wizard, entry):
        """Return the words of one entry."""
        moment = fields.Datetime.to_datetime(entry["date"])
        day = self._get_day(entry)
        names = [
            entry[name]["display_name"]
            for name in ("lead_id", "partner_id")
            if entry[name] and entry[name]["display_name"] != entry["title"]
        ]
        facts = [entry["status"], self._get_amount(entry)]
        return {
            "entry": entry,
            "month": format_date(self.env, day, date_format="LLLL y"),
            "day": format_date(self.env, day),
            "time": ""
            if entry["is_all_day"]
            else format_time(self.env, moment, time_format="short"),
            "is_overdue": entry["state"] == "overdue",
            "what": entry["source"]["name"],
            "kind": " · ".join(
                entry[name]["display_name"]
                for name in ("activity_type_id", "reason_id")
                if entry[name]
            ),
            "title": entry["title"],
            "names": names,
            "who": (entry["user_id"] or entry["author_id"] or {}).get(
                "display_name", ""
            ),
            "facts": [fact for fact in facts if fact],
            "outcome": entry["outcome"],
            "text": self._get_text(entry) if wizard.has_texts else "",
        }

    def _get_amount(self, entry):
        if not entry["amount"]:
            return ""
        currency = self.env["res.currency"].browse(entry["amount"]["currency_id"])
        value = entry["amount"]["value"]
        return format_amount(self.env, value, currency) if currency else str(value)

    @staticmethod
    def _get_text(entry):
        text = html2plaintext(entry["body"] or "", include_references=False).strip()
        if len(text) > TEXT_LENGTH:
            text = f"{text[: TEXT_LENGTH - 1].rstrip()}…"
        return text
