"""What a page leaves out: the filters of the feed, checked and applied."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from .scope import hook_domain

_COLUMN_FILTERS = {
    "activity_type_ids": "activity_type_id",
    "reason_ids": "reason_id",
    "user_ids": "user_id",
    "author_ids": "author_id",
}
_ID_FILTERS = {"source_ids", "partner_ids", *_COLUMN_FILTERS}
_DATE_FILTERS = {"date_from", "date_to"}
_KNOWN = {"kinds", "text", "noise", "open", *_ID_FILTERS, *_DATE_FILTERS}


class FeedFilters:
    """The filters of one page; they combine.

    :param dict values: see ``crm.feed.entry.get_page``
    :raise UserError: names the filter that is unknown or has a wrong value
    """

    def __init__(self, env, values=None):
        self.env = env
        self.values = {}
        if values is not None and not isinstance(values, dict):
            raise self._error("filters", values)
        for name, value in (values or {}).items():
            if name not in _KNOWN:
                raise self._error(name, value)
            if value is not None:
                self.values[name] = self._parse(name, value)

    def _parse(self, name, value):
        if name in _ID_FILTERS:
            good = _is_list_of(value, int)
        elif name == "kinds":
            known = dict(self.env["crm.feed.source"]._fields["kind"].selection)
            good = _is_list_of(value, str) and all(kind in known for kind in value)
        elif name in _DATE_FILTERS:
            return self._parse_date(name, value)
        elif name == "text":
            good = isinstance(value, str) and "\x00" not in value
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
                name=name,
                value=repr(value),
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
        """The latest date, or ``None``."""
        return self.values.get("date_to")

    def narrow_columns(self, branch):
        """Limit ``branch`` to all filters but the text."""
        values = self.values
        for name, column in _COLUMN_FILTERS.items():
            if values.get(name):
                branch.where(
                    SQL("%s IN %s", branch.columns[column], tuple(values[name]))
                )
        if values.get("partner_ids"):
            branch.where(self._partner_condition(branch, tuple(values["partner_ids"])))
        branch.where_dates(values.get("date_from"), values.get("date_to"))

    def narrow(self, branch):
        """Limit ``branch`` to the filters; return whether it may have rows."""
        self.narrow_columns(branch)
        if self.text:
            domain = branch.sources._get_text_domain(self.text)
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
