"""What is new in a feed: what others did, since a moment or between two."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tools import SQL

from .filters import FeedFilters

#: What is written down later than that is no news any more.
LATEST = timedelta(days=7)


class NewsFilters(FeedFilters):
    """What others did: one's own doings are no news."""

    def narrow_columns(self, branch):
        partner_id = self.env.user.partner_id.id
        author = branch.columns["author_id"]
        branch.where(SQL("%s IS DISTINCT FROM %s", author, partner_id))
        return super().narrow_columns(branch)


class PeriodFilters(NewsFilters):
    """What became known in a period: of periods in a row, each entry is in one.

    An entry becomes known when it has happened and is written down. What has a day and
    no time has happened when the day is over, by the clock of the user.

    :param since: moment (UTC) at which the period before ended
    :param until: moment (UTC), in the period
    """

    def __init__(self, env, since, until):
        values = {"open": False, "date_from": since - LATEST, "date_to": until}
        super().__init__(
            env, {name: self._write(value) for name, value in values.items()}
        )
        self.since, self.until = since, until

    @staticmethod
    def _write(value):
        return fields.Datetime.to_string(value) if value else value

    def narrow_columns(self, branch):
        date, recorded_on = branch.columns["date"], branch.columns["recorded_on"]
        first, last = self._get_days()
        branch.where(
            SQL(
                "CASE WHEN %(all_day)s THEN %(date)s < %(last)s AND"
                " (%(date)s >= %(first)s OR %(recorded)s) ELSE %(date)s <= %(until)s"
                " AND (%(date)s > %(since)s OR %(recorded)s) END",
                all_day=branch.columns["is_all_day"],
                date=date,
                recorded=SQL(
                    "COALESCE(%s > %s AND %s <= %s, FALSE)",
                    *(recorded_on, self.since, recorded_on, self.until),
                ),
                first=first,
                last=last,
                since=self.since,
                until=self.until,
            )
        )
        return super().narrow_columns(branch)

    def _get_days(self):
        """Return the day that the period begins on and the one it ends on."""
        return (
            datetime.combine(self._to_clock(moment), time.min)
            for moment in (self.since, self.until)
        )
