import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import guard
from ..engine.budgets import SOURCE_SECONDS
from ..engine.columns import ENTRY_COLUMNS, decode_id, parse_id
from ..engine.functions import clean_rows, read_list

# Rows that this transaction has read, by user and companies: a function cannot be
# asked for an entry by its id.
_READ = "crm_feed_function_rows"


class CrmFeedEntry(models.Model):
    """Entries of SQL functions in lists and reports.

    A function is not joined to the union: there nothing could keep it from writing
    or from stopping the list. Its rows are read beforehand and put in as constants.
    """

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def _get_function_select(self, domain):
        """Return the SELECT of the functions' rows that ``domain`` may want.

        :return: :class:`~odoo.tools.SQL`, or ``None`` if there are none
        """
        Source = self.env["crm.feed.source"]
        functions = Source._get_function_sources()
        functions = functions.filtered(lambda source: not source.last_error_date)
        if not functions:
            return None
        ids = _get_asked_ids(domain)
        if ids is None:
            rows = self._read_functions(
                functions, _get_asked_partners(self.env, domain)
            )
        else:
            rows = self._get_function_rows(functions, ids)
        if not rows:
            return None
        columns = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(pg_type))
            for name, pg_type in ENTRY_COLUMNS.items()
        )
        values = [{name: row[name] for name in ENTRY_COLUMNS} for row in rows]
        return SQL(
            "SELECT %s FROM jsonb_to_recordset(%s::jsonb) AS feed_function(%s)",
            SQL(", ").join(map(SQL.identifier, ENTRY_COLUMNS)),
            json.dumps(values, default=str),
            columns,
        )

    @api.model
    def _get_function_rows(self, functions, ids):
        """Return the rows of the entries ``ids``, among others."""
        numbers = {decode_id(entry_id)[1] for entry_id in ids}
        functions = functions.filtered(lambda source: source.number in numbers)
        own = {source.number for source in functions}
        ids = {entry_id for entry_id in ids if decode_id(entry_id)[1] in own}
        if not ids:
            return []
        read = self._get_read_rows()
        if not ids <= read.keys():
            self._read_functions(functions, None)
        return [read[entry_id] for entry_id in ids & read.keys()]

    @api.model
    def _get_read_rows(self):
        """Return ``{entry id: row}`` that the user has read in this transaction."""
        user = (self.env.uid, self.env.su, tuple(self.env.companies.ids))
        return self.env.cr.cache.setdefault(_READ, {}).setdefault(user, {})

    @api.model
    def _read_functions(self, functions, partner_ids, text=None):
        """Read the newest rows of ``functions``; one that fails is left out."""
        read, rows = self._get_read_rows(), []
        for source in functions:
            try:
                with guard.savepoint(self.env) as point:
                    found = read_list(source, partner_ids, text, SOURCE_SECONDS)
                    point.rollback()
                    contents = clean_rows(self.env, found)
            except Exception as error:
                if not guard.is_fault(error):
                    raise
                source._remember({source: error})
                continue
            for row in found:
                row.update(
                    source_id=source.id,
                    res_model=None,
                    res_id=decode_id(row["id"])[0],
                    kind=source.kind,
                    is_noise=source.is_noise,
                    content=contents[row["id"]],
                )
                read[row["id"]] = row
            rows += found
        return rows

    @api.model
    def _search_title(self, operator, value):
        domain = super()._search_title(operator, value)
        if domain is NotImplemented or not value:
            return domain
        Source = self.env["crm.feed.source"]
        rows = self._read_functions(Source._get_function_sources(), None, value)
        by_source = {}
        for row in rows:
            by_source.setdefault(row["source_id"], []).append(row["res_id"])
        return domain | Domain.OR(
            Domain("source_id", "=", source_id) & Domain("res_id", "in", res_ids)
            for source_id, res_ids in by_source.items()
        )

    def _compute_words(self):
        result = super()._compute_words()
        # Seeing them has read them.
        read = self._get_read_rows()
        for entry in self:
            if row := read.get(entry.id):
                entry.title = row["content"]["title"]
                entry.status = row["content"]["status"]
        return result


def _get_asked_ids(domain):
    """Return the ids that a read by id asks for, or ``None`` for any other domain."""
    for condition in _get_conditions(domain):
        if condition.field_expr == "id" and condition.operator in ("=", "in"):
            value = condition.value
            values = [value] if isinstance(value, int | float) else value
            return set(filter(None, map(parse_id, values)))
    return None


def _get_conditions(domain):
    """Return the conditions that all entries of ``domain`` fulfil."""
    domains = getattr(domain, "children", (domain,))
    if getattr(domain, "OPERATOR", "&") != "&":
        return []
    return [item for item in domains if hasattr(item, "field_expr")]


def _get_asked_partners(env, domain):
    """Return ids of all contacts whose entries ``domain`` may want, or ``None``.

    A list of one customer then reads that customer's rows, not the newest of all.
    """
    ids = _ask_partners(env, domain)
    return None if ids is None else sorted(ids)


def _ask_partners(env, domain):
    if children := getattr(domain, "children", None):
        asked = [_ask_partners(env, child) for child in children]
        if domain.OPERATOR == "&":
            known = [ids for ids in asked if ids is not None]
            return set.intersection(*known) if known else None
        return None if None in asked else set().union(*asked)
    name, operator = (getattr(domain, key, "") for key in ("field_expr", "operator"))
    if name == "res_model" and operator in ("=", "in") and domain.value:
        # The entries of a function are records of no model.
        return set()
    if operator not in ("=", "in") or name not in ("partner_id", "customer_id"):
        return None
    value = domain.value
    ids = {value} if type(value) is int else value
    if not isinstance(ids, list | tuple | set | frozenset) or not all(
        type(partner_id) is int for partner_id in ids
    ):
        return None
    if name == "customer_id":
        tree = env["res.partner"].with_context(active_test=False)
        return set(tree.search([("commercial_partner_id", "in", list(ids))]).ids)
    return set(ids)
