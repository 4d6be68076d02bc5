"""One page of the feed: the keys of its entries, in one statement."""

from odoo.tools import SQL

from .columns import SOURCE_COLUMNS, decode_id
from .cursor import NEWER, OLDER, Cursor
from .documents import FeedDocuments

#: How many open entries a first page shows at most.
OPEN_LIMIT = 50

_NEWEST_FIRST = SQL("date DESC, id DESC")
_OLDEST_FIRST = SQL("date, id")
_KEYS = ("id", *SOURCE_COLUMNS)

# Such unions are many small index look-ups: compiling them or starting workers
# costs far more than they do (see the benchmark). One round trip with the query.
_SETTINGS = SQL("SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; ")


class FeedPage:
    """Reads the keys of a page: ``rows`` newest first, ``open_rows`` by date.

    Every branch is limited by itself before the union is merged: PostgreSQL
    does not push a LIMIT through a union of joins. Record rules stand inside
    the branches, so a page is full as long as there are readable entries.

    :param sources: ``crm.feed.source`` records the user can read
    :param scope: :class:`~.scope.FeedScope`
    :param filters: :class:`~.filters.FeedFilters`
    :param cursor: :class:`~.cursor.Cursor` or ``None`` for the first page
    :param int limit: size of a page
    """

    def __init__(self, sources, scope, filters, cursor, limit):
        self.env = sources.env
        self.scope = scope
        self.filters = filters
        self.cursor = cursor
        self.limit = limit
        self.older = self.newer = False
        self.rows, self.open_rows, self.open_more = [], [], False
        self.documents = FeedDocuments(sources, scope)
        self.branches = self._get_branches(sources)
        self._read()

    def _get_branches(self, sources):
        kept = self.filters.keep_sources(sources)
        return [
            branch
            for branch in sources._get_branches(self.documents)
            if branch.keep(kept)
            and self.scope.narrow(branch)
            and self.filters.narrow(branch)
        ]

    def _read(self):
        parts = [self._history(), self._open()]
        parts = [part for part in parts if part is not None]
        if not parts:
            return
        statement = SQL(
            "%s%s%s",
            _SETTINGS,
            self.documents.with_clause,
            SQL(" UNION ALL ").join(parts),
        )
        for is_open_part, *values in self.env.execute_query(statement):
            row = dict(zip(_KEYS, values, strict=True))
            (self.open_rows if is_open_part else self.rows).append(row)
        self._cut_open()
        self._cut_history()

    def _history(self):
        if self.filters.open:
            return None
        keyset, order = None, _NEWEST_FIRST
        if self.cursor:
            place = SQL("(%s::timestamp, %s::bigint)", self.cursor.date, self.cursor.id)
            keyset = SQL("< %s", place)
            if self.cursor.direction == NEWER:
                keyset, order = SQL("> %s", place), _OLDEST_FIRST
        return self._merge(False, keyset, order, self.limit + 1)

    def _open(self):
        if self.cursor or self.filters.open is False:
            return None
        return self._merge(True, None, _OLDEST_FIRST, OPEN_LIMIT + 1)

    def _merge(self, is_open, keyset, order, limit):
        """Return the SELECT of one part: top rows of each branch, then of all."""
        selects = []
        for branch in self.branches:
            if branch.is_open is (not is_open):
                continue
            wheres = []
            if branch.is_open is None:
                flag = branch.columns["is_open"]
                wheres.append(flag if is_open else SQL("NOT %s", flag))
            if keyset is not None:
                place = SQL("(%s, %s)", branch.columns["date"], branch.columns["id"])
                wheres.append(SQL("%s %s", place, keyset))
            selects.append(SQL("(%s)", branch.select_keys(wheres, order, limit)))
        if not selects:
            return None
        return SQL(
            "(SELECT %s AS is_open_part, merged.* FROM (%s) AS merged"
            " ORDER BY %s LIMIT %s)",
            SQL("TRUE") if is_open else SQL("FALSE"),
            SQL(" UNION ALL ").join(selects),
            order,
            limit,
        )

    def _cut_open(self):
        self.open_rows.sort(key=_place)
        self.open_more = len(self.open_rows) > OPEN_LIMIT
        del self.open_rows[OPEN_LIMIT:]

    def _cut_history(self):
        """Sort the rows, drop the one too many, and name the next places."""
        reads_newer = bool(self.cursor) and self.cursor.direction == NEWER
        self.rows.sort(key=_place, reverse=not reads_newer)
        more = len(self.rows) > self.limit
        del self.rows[self.limit :]
        if reads_newer:
            self.rows.reverse()
        if not self.rows:
            # Nothing on this side: the way back starts at the same place.
            back = OLDER if reads_newer else NEWER
            if self.cursor:
                place = self._encode(back, self.cursor._asdict())
                setattr(self, back, place)
            return
        if more or reads_newer:
            self.older = self._encode(OLDER, self.rows[-1])
        if (more and reads_newer) or (self.cursor and not reads_newer):
            self.newer = self._encode(NEWER, self.rows[0])

    @staticmethod
    def _encode(direction, row):
        return Cursor(direction, row["date"], row["id"]).encode()


def _place(row):
    return row["date"], row["id"]


def read_rows(sources, ids):
    """Return the rows of the entries ``ids`` that the user can see."""
    numbers = {number for _res_id, number in map(decode_id, ids)}
    wanted = sources.filtered(lambda source: source.number in numbers)
    models = wanted.mapped("model")
    # All sources of a table: which of them has a record depends on the others.
    branches = sources.filtered(lambda source: source.model in models)._get_branches(
        FeedDocuments(sources)
    )
    selects = []
    for branch in branches:
        branch.where(
            SQL(
                "%s IN %s",
                branch.res_id,
                tuple(decode_id(entry_id)[0] for entry_id in ids),
            )
        )
        selects.append(branch.select_keys((), None, None))
    if not selects:
        return []
    rows = sources.env.execute_query(SQL(" UNION ALL ").join(selects))
    rows = [dict(zip(_KEYS, values, strict=True)) for values in rows]
    return [row for row in rows if row["id"] in ids]
