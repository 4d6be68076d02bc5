from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from ..engine.access import SALESPERSON
from ..engine.words import spell

#: How many weeks the dashboard can show: a month, a quarter, half a year, a year.
PERIODS = (4, 13, 26, 52)
#: Weeks to come of what is planned.
WEEKS_AHEAD = 4
#: Customers are counted up to here: the list behind the number tells the rest.
MOST_CUSTOMERS = 10_000
#: Colleagues and teams to choose from.
MOST_CHOICES = 200

SILENT_DAYS = (30, 60, 90)


class CrmFeedContactReport(models.Model):
    """The dashboard for the head of sales: a few figures, each with its list."""

    _inherit = "crm.feed.contact.report"

    @api.model
    @api.readonly
    def get_dashboard(self, weeks=13, team_id=False, user_id=False):
        """Return the figures of the last weeks, as the current user may read them.

        :param int weeks: one of :data:`PERIODS`; this week is the last of them
        :param int team_id: ``crm.team`` of the contacts; of customers, that of their
            salesperson
        :param int user_id: ``res.users``, the owner of the contacts or the
            salesperson of the customers
        :return: dict, see ``docs/api.md``
        :raise UserError: on a number of weeks that there is not
        :raise AccessError: if the user may not read reports
        """
        self.check_access("read")
        if type(weeks) is not int or weeks not in PERIODS:
            raise UserError(
                self.env._(
                    "The dashboard cannot show so many weeks: %(weeks)s. Choose one "
                    "of: %(periods)s.",
                    weeks=spell(weeks),
                    periods=", ".join(map(str, PERIODS)),
                )
            )
        self._check_choices(team_id, user_id)
        who = Domain.TRUE
        if team_id:
            who &= Domain("team_id", "=", team_id)
        if user_id:
            who &= Domain("user_id", "=", user_id)
        days = self._get_dashboard_weeks(weeks)
        return {
            "weeks": weeks,
            "days": [fields.Date.to_string(day) for day in days],
            "week_domains": [
                list(self._get_days_domain(day, day + timedelta(7))) for day in days
            ],
            **self._get_dashboard_contacts(who, days, weeks),
            "customers": self._get_dashboard_customers(team_id, user_id),
            **self._get_dashboard_choices(team_id),
        }

    @api.model
    def _check_choices(self, *ids):
        """Refuse what cannot be the id of a team or a salesperson."""
        for record_id in ids:
            is_id = type(record_id) is int and 0 < record_id < 2**31
            if record_id and not is_id:
                raise UserError(
                    self.env._(
                        "The dashboard cannot show the contacts of “%(who)s”: this is "
                        "no team and no salesperson. Choose one of those it offers.",
                        who=spell(record_id),
                    )
                )

    # ------------------------------------------------------------
    # Weeks
    # ------------------------------------------------------------

    @api.model
    def _get_dashboard_weeks(self, weeks):
        """Return the first days of the weeks, up to those to come, as users count."""
        today = fields.Date.context_today(self)
        first = int(get_lang(self.env).week_start) - 1
        this_week = today - timedelta((today.weekday() - first) % 7)
        return [
            this_week + timedelta(7 * number)
            for number in range(1 - weeks, WEEKS_AHEAD + 1)
        ]

    @api.model
    def _get_days_domain(self, first, end):
        """Return the domain of the contacts from day ``first`` to before ``end``."""

        def moment(day):
            start = self.env.tz.localize(datetime.combine(day, time.min))
            start = start.astimezone(pytz.utc).replace(tzinfo=None)
            return fields.Datetime.to_string(start)

        return Domain("date", ">=", moment(first)) & Domain("date", "<", moment(end))

    @staticmethod
    def _prepare_series(key, label, domain, counts):
        return {"key": key, "label": label, "domain": list(domain), "counts": counts}

    # ------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------

    @api.model
    def _get_dashboard_contacts(self, who, days, weeks):
        """Return both charts and the figures, by one statement.

        It reads what falls into the weeks, and all that is still to do: what has been
        late for longer is late, too.
        """
        period = self._get_days_domain(days[0], days[weeks - 1] + timedelta(7))
        everything = self._get_days_domain(days[0], days[-1] + timedelta(7))
        rows, (totals,) = self._read_grouping_sets(
            who & (everything | Domain("is_open", "=", True)),
            [("date:week", "activity_type_id", "kind", "state"), ()],
            ["__count", "customers_reached:count_distinct", "on_time_percent:avg"],
        )
        kinds, states, overdue = {}, self._prepare_states(who, len(days)), 0
        for week, activity_type, kind, state, count, *_measures in rows:
            position = (week.date() - days[0]).days // 7
            overdue += count if state == "overdue" else 0
            if not 0 <= position < len(days):
                continue
            ahead = state in ("today", "planned")
            states["planned" if ahead else state]["counts"][position] += count
            if state == "done" and position < weeks:
                series = self._get_kind_series(kinds, who, activity_type, kind, weeks)
                series["counts"][position] += count
        done = sum(states["done"]["counts"])
        return {
            "kinds": sorted(kinds.values(), key=lambda one: -sum(one["counts"])),
            "progress": list(states.values()),
            "figures": self._prepare_figures(
                who, who & Domain("is_open", "=", False) & period, done, totals, overdue
            ),
        }

    @api.model
    def _prepare_states(self, who, weeks):
        states = (
            ("done", self.env._("Done"), ["done"]),
            ("overdue", self.env._("Overdue"), ["overdue"]),
            ("planned", self.env._("Planned"), ["today", "planned"]),
        )
        return {
            key: self._prepare_series(
                key, label, who & Domain("state", "in", values), [0] * weeks
            )
            for key, label, values in states
        }

    @api.model
    def _get_kind_series(self, series, who, activity_type, kind, weeks):
        """Return the series of a kind of contact, made when it is met first.

        What has no kind of contact is named by how it was recorded.
        """
        key = f"type-{activity_type.id}" if activity_type else f"kind-{kind}"
        if key not in series:
            domain = who & Domain("is_open", "=", False)
            domain &= Domain("activity_type_id", "=", activity_type.id)
            label = activity_type.display_name
            if not activity_type:
                domain &= Domain("kind", "=", kind)
                labels = self._fields["kind"]._description_selection(self.env)
                label = dict(labels)[kind]
            series[key] = self._prepare_series(key, label, domain, [0] * weeks)
        return series[key]

    @api.model
    def _prepare_figures(self, who, done, count, totals, overdue):
        _count, customers, percent = totals
        late = who & Domain("state", "=", "overdue")
        return [
            self._prepare_figure("done", self.env._("Contacts done"), count, done),
            self._prepare_figure(
                "customers",
                self.env._("Customers reached"),
                customers,
                done,
                group_by=["customer_id"],
            ),
            self._prepare_figure(
                "on_time",
                self.env._("Done on time"),
                # Without any that had a deadline there is no share.
                round(percent) if isinstance(percent, float) else False,
                done & Domain("on_time", "=", 1),
                unit="%",
            ),
            self._prepare_figure("overdue", self.env._("Overdue now"), overdue, late),
        ]

    @staticmethod
    def _prepare_figure(key, label, value, domain, unit="", group_by=()):
        """A number with the list it opens; ``False``: there is nothing to measure."""
        return {
            "key": key,
            "label": label,
            "value": value,
            "unit": unit,
            "domain": list(domain),
            "group_by": list(group_by),
        }

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    @api.model
    def _get_dashboard_whose(self, team_id, user_id):
        """Return the domain of the customers that are asked for."""
        whose = self.env["crm.feed.watch"]._get_customer_domain()
        if team_id:
            whose &= Domain("user_id.sale_team_id", "=", team_id)
        if user_id:
            whose &= Domain("user_id", "=", user_id)
        return whose

    @api.model
    def _get_dashboard_customers(self, team_id, user_id):
        """Return how many customers wait for a contact, each number with its list."""
        Partner = self.env["res.partner"]
        whose = self._get_dashboard_whose(team_id, user_id)
        no_next = whose & Domain("feed_next_date", "=", False)
        count = Partner.search_count(no_next, limit=MOST_CUSTOMERS + 1)
        label = self.env._("Without a next contact")
        figures = [self._prepare_customers("no_next", label, count, no_next)]
        among = whose
        for days in SILENT_DAYS:
            silent = Domain("feed_silent_days", ">=", days)
            found = Partner.search(among & silent, limit=MOST_CUSTOMERS + 1)
            label = self.env._("Silent for %(days)s days", days=days)
            figures.append(
                self._prepare_customers(
                    f"silent_{days}", label, len(found), whose & silent
                )
            )
            if len(found) <= MOST_CUSTOMERS:
                # Only who is silent for a month can be silent for two.
                among = Domain("id", "in", found.ids)
        return figures

    def _prepare_customers(self, key, label, count, domain):
        """ "10,000+": there are more than are counted."""
        figure = self._prepare_figure(key, label, min(count, MOST_CUSTOMERS), domain)
        return {**figure, "has_more": count > MOST_CUSTOMERS}

    # ------------------------------------------------------------
    # Choices
    # ------------------------------------------------------------

    @api.model
    def _get_dashboard_choices(self, team_id):
        """Return the teams and salespersons to choose from."""
        people = Domain("share", "=", False) & Domain(
            "all_group_ids", "in", self.env.ref(SALESPERSON).ids
        )
        if team_id:
            people &= Domain("sale_team_id", "=", team_id)
        choices = {
            "teams": self.env["crm.team"].search([], limit=MOST_CHOICES),
            "users": self.env["res.users"].search(people, limit=MOST_CHOICES),
        }
        return {
            name: [{"id": one.id, "display_name": one.display_name} for one in records]
            for name, records in choices.items()
        }
