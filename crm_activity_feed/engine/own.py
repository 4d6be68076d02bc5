"""The entries that documents are themselves: an order, an invoice, a deal."""

from odoo.tools import SQL

from .branch import FeedBranch
from .columns import NUMBERS, SOURCE_COLUMNS, complete_columns

_ALIAS = "feed_own"
_DOCUMENT = "feed_document"

#: Columns that the sources of one model fill in each in its own way.
_OWN_COLUMNS = {
    name: pg_type
    for name, pg_type in SOURCE_COLUMNS.items()
    if name not in ("document_model", "document_id", "partner_id", "lead_id")
}


class OwnEntries:
    """Sources whose records are documents that have been found already.

    Their tables need no second reading: the SELECT of the documents also tells
    number, date and the like of each source, in columns of its own (``own_0_date``,
    ``own_1_date``): a record can be an entry of several sources. One branch then
    takes the place of one a source, which saves most of the planning.

    :param branches: ``{model: FeedBranch}`` of the documents
    :param cte: name of the CTE that holds the documents
    """

    def __init__(self, branches, cte):
        self._branches = branches
        self._cte = cte
        self._slots = {}

    def add(self, source, domain):
        """Take the entries of ``source`` from the documents of its model.

        :param domain: filter of the source, on its model
        """
        branch = self._branches[source.model]
        columns, origin, *_rest = source._get_columns(branch.query)
        if columns.get("date") is None:
            return
        if isinstance(is_open := columns.get("is_open"), bool):
            columns["is_open"] = SQL("TRUE") if is_open else SQL("FALSE")
        columns = complete_columns(columns, origin)
        condition = branch.domain_to_sql(domain)
        self._slots.setdefault(source.model, []).append((source, columns, condition))

    def has(self, model_name):
        """Whether the documents of a model have entries of their own."""
        return model_name in self._slots

    @property
    def _size(self):
        return max(map(len, self._slots.values()), default=0)

    def terms(self, model_name):
        """Return ``{name: SQL}`` to add to the SELECT of the documents of a model."""
        terms = {}
        slots = self._slots.get(model_name, [])
        for slot, (source, columns, condition) in enumerate(slots):
            number = SQL("CASE WHEN %s THEN %s END", condition, source.number)
            terms[f"own_{slot}_number"] = number
            for name in _OWN_COLUMNS:
                terms[f"own_{slot}_{name}"] = columns[name]
        for slot in range(len(slots), self._size):
            terms.update(_empty_slot(slot))
        return terms

    def empty_terms(self):
        """Return the same columns for what is no entry, as a list of SQL."""
        return [
            SQL("%s AS %s", sql, SQL.identifier(name))
            for slot in range(self._size)
            for name, sql in _empty_slot(slot).items()
        ]

    def make_branch(self):
        """Return the branch of all these sources, or ``None`` without any."""
        if not self._slots:
            return None
        sources = [slot[0] for slots in self._slots.values() for slot in slots]
        return _OwnBranch(sources[0].union(*sources), self._cte, self._size)


def _empty_slot(slot):
    terms = {f"own_{slot}_number": SQL("NULL::int4")}
    for name, pg_type in _OWN_COLUMNS.items():
        terms[f"own_{slot}_{name}"] = SQL("NULL::%s", SQL(pg_type))
    return terms


class _OwnBranch(FeedBranch):
    """The SELECT of the documents' own entries; its rows are already in scope."""

    def __init__(self, sources, cte, size):
        self.sources = sources
        self.is_scoped = True
        self.is_open = None
        self.number = SQL.identifier(_ALIAS, "number")
        self.res_id = SQL.identifier(_DOCUMENT, "id")
        self._cte = SQL.identifier(cte)
        self._size = size
        self._wheres = []
        self.author_user, self._date_parts, self._lead_column = None, (), None
        self._kept = tuple(sources.mapped("number"))
        self.columns = {
            "id": SQL("(%s::bigint * %s + %s)", self.res_id, NUMBERS, self.number),
            "document_model": SQL.identifier(_DOCUMENT, "model"),
            "document_id": self.res_id,
            "partner_id": SQL.identifier(_DOCUMENT, "partner_id"),
            "lead_id": SQL.identifier(_DOCUMENT, "lead_id"),
            **{name: SQL.identifier(_ALIAS, name) for name in _OWN_COLUMNS},
        }

    def _select(self, terms, wheres=(), from_suffix=None, order=None, limit=None):
        names = ("number", *_OWN_COLUMNS)
        slots = [
            SQL(
                "(%s)",
                SQL(", ").join(
                    SQL.identifier(_DOCUMENT, f"own_{slot}_{name}") for name in names
                ),
            )
            for slot in range(self._size)
        ]
        wheres = [*self._wheres, *wheres, SQL("%s IN %s", self.number, self._kept)]
        return SQL(
            "SELECT %s FROM %s AS %s CROSS JOIN LATERAL (VALUES %s) AS %s(%s)"
            " WHERE %s ORDER BY %s LIMIT %s",
            SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in terms.items()
            ),
            *(self._cte, SQL.identifier(_DOCUMENT)),
            *(SQL(", ").join(slots), SQL.identifier(_ALIAS)),
            SQL(", ").join(map(SQL.identifier, names)),
            *(SQL(" AND ").join(wheres), order, limit),
        )
