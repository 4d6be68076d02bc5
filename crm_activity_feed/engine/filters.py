"""What a page leaves out: the filters of the feed, checked and applied."""

from functools import cached_property

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .assigned import where_user
from .belonging import belongs
from .employments import find_contacts
from .scope import hook_domain
from .words import is_text, quote, spell

_COLUMN_FILTERS = {
    "activity_type_ids": "activity_type_id",
    "reason_ids": "reason_id",
    "user_ids": "user_id",
    "author_ids": "author_id",
}
#: Filters by records, and the model of these.
ID_FILTERS = {
    "source_ids": "crm.feed.source",
    "activity_type_ids": "mail.activity.type",
    "reason_ids": "crm.feed.reason",
    "user_ids": "res.users",
    "author_ids": "res.partner",
    "partner_ids": "res.partner",
    "customer_ids": "res.partner",
    "team_ids": "crm.team",
}
_DATE_FILTERS = {"date_from", "date_to"}
_KNOWN = {"kinds", "text", "noise", "open", *ID_FILTERS, *_DATE_FILTERS}


class FeedFilters:
    """The filters of one page; they combine.

    :param dict values: see ``crm.feed.entry.get_page``
    :raise UserError: names the filter that is unknown or has a wrong value
    """

    def __init__(self, env, values=None):
        self.env = env
        self.values = {}
        #: What ``skip_unknown`` has left: kinds, and records with their names.
        self.names = {}
        if values is not None and not isinstance(values, dict):
            raise self._error("filters", values)
        values = dict(values or {})
        skips_unknown = values.pop("skip_unknown", False)
        if not isinstance(skips_unknown, bool):
            raise self._error("skip_unknown", skips_unknown)
        if skips_unknown:
            self._skip_unknown_kinds(values)
        for name, value in values.items():
            if name not in _KNOWN:
                raise self._error(name, value)
            if value is not None:
                self.values[name] = self._parse(name, value)
        if skips_unknown:
            self._skip_unknown_records()

    @property
    def _known_kinds(self):
        return dict(self.env["crm.feed.source"]._fields["kind"].selection)

    def _skip_unknown_kinds(self, values):
        """Leave out kinds that the feed has not: those of an app that is gone."""
        if values.get("kinds") and _is_list_of(values["kinds"], str):
            Source = self.env["crm.feed.source"]
            sources = Source._get_sources() | Source._get_function_sources()
            known = set(sources.mapped("kind"))
            values["kinds"] = [kind for kind in values["kinds"] if kind in known]
            self.names["kinds"] = values["kinds"]

    def _skip_unknown_records(self):
        """Leave out records that are deleted, or that the user may not read."""
        for name in ID_FILTERS:
            if not self.values.get(name):
                continue
            model = self.env[ID_FILTERS[name]].with_context(active_test=False)
            ids = [value for value in self.values[name] if 0 < value < 2**31]
            found = model.search_fetch([("id", "in", ids)], ["display_name"])
            self.values[name] = found.ids
            self.names[name] = [
                {"id": record.id, "display_name": record.display_name}
                for record in found
            ]

    def _parse(self, name, value):
        if name in ID_FILTERS:
            good = _is_list_of(value, int)
        elif name == "kinds":
            known = self._known_kinds
            good = _is_list_of(value, str) and all(kind in known for kind in value)
        elif name in _DATE_FILTERS:
            return self._parse_date(name, value)
        elif name == "text":
            good = is_text(value)
        else:
            good = isinstance(value, bool)
        if not good:
            raise self._error(name, value)
        return value

    def _parse_date(self, name, value):
        if not value:
            return None
        try:
            return fields.Datetime.to_datetime(value)
        except (TypeError, ValueError):
            raise self._error(name, value) from None

    def _error(self, name, value):
        return UserError(
            self.env._(
                "The feed cannot be filtered by “%(name)s” = “%(value)s”: there is no "
                "such filter, or not with this value. Clear the filters and choose "
                "them again.",
                name=spell(name),
                value=quote(value),
            )
        )

    def keep_sources(self, sources):
        """Return those of ``sources`` that the filters do not leave out."""
        values = self.values
        if values.get("kinds"):
            sources = sources.filtered(lambda source: source.kind in values["kinds"])
        if values.get("source_ids"):
            sources = sources.filtered(lambda source: source.id in values["source_ids"])
        if not values.get("noise"):
            sources = sources.filtered(lambda source: not source.is_noise)
        return sources

    @property
    def open(self):
        """Only what is still to do (True), only what is done (False), or both."""
        return self.values.get("open")

    @property
    def text(self):
        """The text to search for, or an empty string."""
        return (self.values.get("text") or "").strip()

    @property
    def is_search(self):
        """Whether they ask for what may take long to find, and is nobody's fault."""
        asked = {name for name, value in self.values.items() if value}
        return bool(asked - {"kinds", "source_ids", "noise", "open"})

    @property
    def date_to(self):
        """The latest date that any entry may have, or ``None``."""
        date_to = self.values.get("date_to")
        return date_to and max(date_to, self._to_clock(date_to))

    def _to_clock(self, moment):
        """Return what the user's clock shows at ``moment`` (UTC)."""
        try:
            clock = fields.Datetime.context_timestamp(
                self.env["crm.feed.entry"], moment
            )
        except OverflowError:
            # Before the first day or after the last one that Python can count.
            return moment
        return clock.replace(tzinfo=None)

    @cached_property
    def _customers(self):
        """``(ids of customers that are asked for, ids of contacts, any moved)``."""
        tree = self.env["res.partner"].with_context(active_test=False)
        asked = tree.search([("id", "in", self.values["customer_ids"])])
        # Only ids are taken from the customer: the rules decide on each contact.
        customer_ids = asked.sudo().commercial_partner_id._ids or (0,)
        contact_ids, has_moved = find_contacts(self.env, customer_ids)
        return customer_ids, tuple(contact_ids), has_moved

    @cached_property
    def _commented(self):
        """``{model: ids}`` of the records whose comments hold the text."""
        return self.env["mail.message"]._find_feed_commented(self.text)

    @cached_property
    def _team_people(self):
        """``(user ids, partner ids)`` of those who are in the teams asked for."""
        teams = self.env["crm.team"].with_context(active_test=False)
        found = teams.search([("id", "in", self.values["team_ids"])])
        # Of colleagues in other companies, too, only ids are taken.
        users = (found.sudo().member_ids | found.sudo().user_id).sudo()
        return tuple(users.ids) or (0,), tuple(users.partner_id.ids) or (0,)

    def _team_condition(self, branch):
        """What a team does: its deals, what its people answer for, what they did."""
        user_ids, partner_ids = self._team_people
        leads = self.env["crm.lead"].with_context(active_test=False)
        domain = Domain("team_id", "in", self.values["team_ids"])
        of_team = leads._search(domain, bypass_access=True)
        return SQL(
            "(%s IN %s OR %s IN %s OR %s IN %s)",
            *(branch.columns["user_id"], user_ids),
            *(branch.columns["author_id"], partner_ids),
            *(branch.columns["lead_id"], of_team.subselect()),
        )

    def narrow_columns(self, branch):
        """Limit ``branch`` to all filters but the text."""
        values = self.values
        for name, column in _COLUMN_FILTERS.items():
            if values.get(name) and name == "user_ids":
                branch.where(where_user(branch, values[name]))
            elif values.get(name):
                branch.where(
                    SQL("%s IN %s", branch.columns[column], tuple(values[name]))
                )
        if values.get("partner_ids"):
            branch.where(self._partner_condition(branch, tuple(values["partner_ids"])))
        if values.get("customer_ids"):
            customer_ids, ids, has_moved = self._customers
            branch.where(self._partner_condition(branch, ids or (0,)))
            if has_moved:
                branch.where(
                    belongs(branch, lambda c: SQL("%s IN %s", c, customer_ids))
                )
        if values.get("team_ids"):
            branch.where(self._team_condition(branch))
        self._narrow_dates(branch)

    def _narrow_dates(self, branch):
        """Limit ``branch`` to the period; its ends are moments of the user's clock.

        The day of an all-day entry is the same in every time zone: it is compared
        with that clock, all others with UTC.
        """
        date_from, date_to = self.values.get("date_from"), self.values.get("date_to")
        widest = {
            "date_from": date_from and min(date_from, self._to_clock(date_from)),
            "date_to": self.date_to,
        }
        # For the indexes of dates, ...
        branch.where_dates(**widest)
        # ... and exactly, where the time zone makes a difference.
        for operator, moment in ((SQL(">="), date_from), (SQL("<="), date_to)):
            if moment and self._to_clock(moment) != moment:
                branch.where(
                    SQL(
                        "%s %s (CASE WHEN %s THEN %s ELSE %s END)::timestamp",
                        *(branch.columns["date"], operator),
                        branch.columns["is_all_day"],
                        *(self._to_clock(moment), moment),
                    )
                )

    def narrow(self, branch):
        """Limit ``branch`` to the filters; return whether it may have rows."""
        self.narrow_columns(branch)
        if self.text:
            domain = branch.sources._get_text_domain(self.text)
            if commented := self._commented.get(branch.model._name):
                own = Domain.FALSE if domain is None else domain
                domain = Domain("id", "in", commented) | own
            if domain is None:
                return False
            branch.where_domain(domain)
        return True

    @staticmethod
    def _partner_condition(branch, partner_ids):
        column = SQL("%s IN %s", branch.columns["partner_id"], partner_ids)
        if branch.is_scoped:
            return column
        domain = hook_domain(branch.model, "_get_feed_partner_domain", partner_ids)
        return column if domain is None else branch.domain_to_sql(domain)


def _is_list_of(value, kind):
    """Whether ``value`` is a list of ``kind`` (a bool is no number here)."""
    return isinstance(value, list | tuple) and all(type(item) is kind for item in value)
