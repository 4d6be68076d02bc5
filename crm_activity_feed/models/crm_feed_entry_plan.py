from datetime import datetime, time

import pytz

from odoo import api, fields, models

from ..engine.filters import FeedFilters
from ..engine.page import OPEN_LIMIT
from ..engine.plan import PlanPage, PlanScope
from ..engine.reading import read_page


class CrmFeedEntry(models.Model):
    """My Day: what the current user is to do, of all customers, as one list."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    @api.readonly
    def get_my_plan(self, until=None, limit=OPEN_LIMIT):
        """Return what the current user is to do.

        That is what he or she owns, and the meetings to go to: those declined are
        left out. However much is overdue, what is due from today on is there too.

        :param until: how far ahead to look: "YYYY-MM-DD HH:MM:SS" (UTC, inclusive;
            all-day entries are compared with the user's clock at that moment), or
            ``None`` for no end
        :param int limit: how many entries at most, of what was due before today and of
            what is due from then on: 1 to 200
        :return: dict with

            * ``open``: entries by date, see :meth:`get_page`
            * ``overdue_more``: whether more than those were due before today
            * ``open_more``: whether more than those is due from today on
            * ``can_plan``, ``broken``: see :meth:`get_page`
        :raise UserError: if ``until`` is no moment, or on an unknown limit
        """
        self.check_access("read")
        self._check_limit(limit)
        page, faults = self._read_plan(limit, date_to=until)
        entries, overdue_more, open_more = page.open, False, page.open_more
        if open_more and self._is_before_today(entries[0]):
            # What is overdue takes the room: what is due today must not wait for it.
            start = fields.Datetime.to_string(self._get_start_of_today())
            rest, more_faults = self._read_plan(limit, date_from=start, date_to=until)
            overdue_more = self._is_before_today(entries[-1])
            open_more = rest.open_more
            faults |= more_faults
            entries = {entry["key"]: entry for entry in entries + rest.open}.values()
            entries = sorted(entries, key=lambda entry: (entry["date"], entry["id"]))
        return {
            "open": entries,
            "overdue_more": overdue_more,
            "open_more": open_more,
            "can_plan": self.env["crm.feed.note"].has_access("create"),
            "broken": self.env["crm.feed.source"]._get_broken(faults, page.filters),
        }

    @api.model
    def _read_plan(self, limit, **period):
        """Return ``(FeedPage, faults)`` of what the user is to do in a period."""
        Source = self.env["crm.feed.source"]
        filters = FeedFilters(self.env, {"open": True, **period})
        page = PlanPage(PlanScope(self.env), filters, None, limit)
        reading = read_page(page, Source)
        Source._remember(reading.faults, reading.worked)
        return page, dict(reading.faults)

    @api.model
    def _get_start_of_today(self):
        """Return the first moment of today in the user's time zone, in UTC."""
        midnight = datetime.combine(fields.Date.context_today(self), time.min)
        return self.env.tz.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _is_before_today(self, entry):
        today = fields.Date.context_today(self)
        start = datetime.combine(today, time.min)
        if not entry["is_all_day"]:
            start = self._get_start_of_today()
        return fields.Datetime.to_datetime(entry["date"]) < start
