from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.columns import decode_id, parse_id
from ..engine.words import is_text, quote

_EQUALITIES = ("=", "!=", "in", "not in")
_INEQUALITIES = ("<", ">", "<=", ">=")


class CrmFeedEntry(models.Model):
    """Conditions on entries, as clients send them: checked, and ids taken apart."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def _read_condition(self, condition):
        """Return a condition of a domain as the union can look it up.

        :raise UserError: on what PostgreSQL would refuse, with an error that nobody
            understands and that looks as if a source was broken
        """
        operator, value = condition.operator, condition.value
        many = isinstance(value, list | tuple | set | frozenset)
        is_id = condition.field_expr == "id"
        values = value if many else [value]
        if "" in condition.field_expr.split(".") or any(map(_is_no_text, values)):
            raise self._make_condition_error(condition)
        if operator in _INEQUALITIES and (many or (is_id and not _is_number(value))):
            raise self._make_condition_error(condition)
        if not is_id or operator not in _EQUALITIES:
            return condition
        # An id comes back as the float that `_read_format` made of it.
        if not all(map(_is_number, values)):
            if many or isinstance(value, str):
                raise self._make_condition_error(condition)
            return condition
        ids = list(filter(None, map(parse_id, values)))
        domain = Domain.OR(
            Domain("source_id", "=", source_id) & Domain("res_id", "in", res_ids)
            for source_id, res_ids in self._group_ids(ids).items()
        )
        return ~domain if operator in ("!=", "not in") else domain

    @api.model
    def _make_condition_error(self, condition):
        return UserError(
            self.env._(
                "Entries of the feed cannot be found by “%(field)s” %(operator)s "
                "“%(value)s”: this is no value to compare with. Clear the filters and "
                "choose them again.",
                field=condition.field_expr,
                operator=condition.operator,
                value=quote(condition.value),
            )
        )

    @api.model
    def _group_ids(self, ids):
        """Return ``{source id: [record id]}`` of entries' ids."""
        Source = self.env["crm.feed.source"]
        sources = Source._get_readable_sources() | Source._get_readable_functions()
        numbers = {source.number: source.id for source in sources}
        grouped = {}
        for entry_id in ids:
            res_id, number = decode_id(entry_id)
            if number in numbers:
                grouped.setdefault(numbers[number], []).append(res_id)
        return grouped


def _is_no_text(value):
    return isinstance(value, str) and not is_text(value)


def _is_number(value):
    return isinstance(value, int | float)
