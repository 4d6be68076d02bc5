"""One page of the feed: the keys of its entries, in one statement."""

from odoo.tools import SQL

from . import guard
from .branch import NEWEST_FIRST, OLDEST_FIRST, merge_selects
from .columns import SOURCE_COLUMNS, decode_id
from .cursor import NEWER, OLDER, Cursor
from .documents import FeedDocuments
from .keyed import KeyedBranch
from .pins import PagePins

#: How many open entries a first page shows at most, beside the history.
OPEN_LIMIT = 50

_KEYS = ("id", *SOURCE_COLUMNS)


class FeedPart:
    """Keys of some sources for a page: ``rows`` and ``open_rows``, in reading order.

    Every branch is limited by itself before the union is merged: PostgreSQL
    does not push a LIMIT through a union of joins. Record rules stand inside
    the branches, so a page is full as long as there are readable entries.

    :param sources: ``crm.feed.source`` records the user can read
    :param page: :class:`FeedPage`, what is asked for
    """

    def __init__(self, sources, page):
        self.env = sources.env
        self.page = page
        self.rows, self.open_rows, self.pinned_rows = [], [], []
        self.documents = FeedDocuments(sources, page.scope, not page.filters.text)
        self.branches = self._get_branches(sources)

    @property
    def sources(self):
        """Those that may have entries on this page."""
        kept = [branch.sources for branch in self.branches]
        return self.env["crm.feed.source"].union(*kept)

    def _get_branches(self, sources):
        kept = self.page.filters.keep_sources(sources)
        return [
            branch
            for branch in kept._get_branches(self.documents)
            if branch.keep(kept)
            and self.page.scope.narrow(branch)
            and self.page.filters.narrow(branch)
        ]

    def load(self, seconds):
        """Read the keys, within ``seconds`` a statement; see :mod:`.guard`."""
        if self.documents.is_bounded:
            self._read_branches(self.branches, seconds)
        else:
            # Most entries are messages: once those of the page are known, the other
            # sources need not look beyond them.
            keyed = [b for b in self.branches if isinstance(b, KeyedBranch)]
            others = [b for b in self.branches if b not in keyed]
            self._read_branches(keyed, seconds)
            self._read_branches(others, seconds)
        sort_part(self)

    def _read_branches(self, branches, seconds):
        parts = [self._history(branches), self._open(branches), self._pinned(branches)]
        parts = [part for part in parts if part is not None]
        if not parts:
            return
        statement = SQL(
            "%s%s", self.documents.with_clause, SQL(" UNION ALL ").join(parts)
        )
        for is_open_part, *values in guard.execute(self.env, statement, seconds):
            row = dict(zip(_KEYS, values, strict=True))
            check_row(row)
            self._get_rows(is_open_part).append(row)

    def _get_rows(self, is_open_part):
        """Return the list that a row belongs in; a pinned one is of neither part."""
        if is_open_part is None:
            return self.pinned_rows
        return self.open_rows if is_open_part else self.rows

    def _pinned(self, branches):
        pins = self.page.pins
        return pins.select(branches, SQL("NULL::boolean")) if pins else None

    def _history(self, branches):
        if not self.page.wants_history:
            return None
        order = OLDEST_FIRST if self.page.reads_newer else NEWEST_FIRST
        return self._merge(branches, False, order, self.page.limit + 1)

    def _open(self, branches):
        if not self.page.wants_open:
            return None
        return self._merge(branches, True, OLDEST_FIRST, self.page.open_limit + 1)

    def _merge(self, branches, is_open, order, limit):
        """Return the SELECT of one part: top rows of each branch, then of all."""
        selects = []
        cursor = None if is_open else self.page.cursor
        bound = self._get_bound(is_open, order, limit)
        for branch in branches:
            if branch.is_open is (not is_open):
                continue
            wheres = []
            if branch.is_open is None:
                flag = branch.columns["is_open"]
                wheres.append(flag if is_open else SQL("NOT %s", flag))
            keys = branch.select_keys(wheres, order, limit, cursor, bound)
            selects.append(SQL("(%s)", keys))
        part = SQL("TRUE") if is_open else SQL("FALSE")
        return merge_selects(part, selects, order, limit)

    def _get_bound(self, is_open, order, limit):
        """Return the date beyond which the rows that are there already suffice."""
        rows = self.open_rows if is_open else self.rows
        if len(rows) < limit:
            return None
        dates = sorted((row["date"] for row in rows), reverse=order is NEWEST_FIRST)
        return dates[limit - 1]


def check_row(row):
    """Refuse a row that has no place in the order of the feed.

    :raise SourceRefusedError: names the entry
    """
    if row["date"] is None:
        res_id, number = decode_id(row["id"])
        raise guard.SourceRefusedError(
            f"The date of record {res_id} in source {number} is empty (NULL)."
        )


def sort_part(part):
    """Sort the rows of a part in the order in which its page reads."""
    part.rows.sort(key=_place, reverse=not part.page.reads_newer)
    part.open_rows.sort(key=_place)
    if part.pinned_rows:
        part.pinned_rows = part.page.pins.pick(part.pinned_rows)


class FeedPage:
    """What a page is asked for, and what it shows: parts that were read, merged.

    ``entries`` are newest first, ``open`` by date, ``pinned`` the last pin first;
    ``older`` and ``newer`` are places to read on from, or ``False``.

    :param scope: :class:`~.scope.FeedScope`
    :param filters: :class:`~.filters.FeedFilters`
    :param cursor: :class:`~.cursor.Cursor` or ``None`` for the first page
    :param int limit: size of a page
    :param bool is_first: whether what is to do belongs to it, wherever it starts
    """

    def __init__(self, scope, filters, cursor, limit, is_first=False):
        self.scope = scope
        self.filters = filters
        self.cursor = cursor
        self.limit = limit
        self.is_first = is_first or not cursor
        self.reads_newer = bool(cursor) and cursor.direction == NEWER
        self.older = self.newer = False
        self.open, self.entries, self.open_more = [], [], False
        self.pins, self.pinned = None, []
        if self.is_first and any(scope.get_pin_home()):
            self.pins = PagePins(scope)

    @property
    def open_limit(self):
        """How many open entries it shows at most: more where they are all there is."""
        return max(OPEN_LIMIT, self.limit) if self.filters.open else OPEN_LIMIT

    @property
    def wants_history(self):
        return not self.filters.open

    @property
    def wants_open(self):
        return self.is_first and self.filters.open is not False

    def merge(self, parts):
        """Take over the first entries of all ``parts``.

        :param parts: ``[(part, {entry id: entry})]``; the entries of what can show
        """
        rows, open_rows, pinned_rows, entries = {}, {}, {}, {}
        for part, part_entries in parts:
            for row in part.rows:
                rows.setdefault(row["id"], row)
            for row in part.open_rows:
                open_rows.setdefault(row["id"], row)
            for row in part.pinned_rows:
                pinned_rows.setdefault(row["id"], row)
            entries = part_entries | entries
        open_rows = sorted(open_rows.values(), key=_place)
        self.open_more = len(open_rows) > self.open_limit
        rows = self._cut(list(rows.values()))
        self.open = _pick(entries, open_rows[: self.open_limit])
        self.entries = _pick(entries, rows)
        if self.pins:
            self.pinned = _pick(entries, self.pins.pick(pinned_rows.values()))

    def _cut(self, rows):
        """Sort the rows, drop the one too many, and name the next places."""
        rows.sort(key=_place, reverse=not self.reads_newer)
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if self.reads_newer:
            rows.reverse()
        if not rows:
            # Nothing on this side: the way back starts at the same place.
            back = OLDER if self.reads_newer else NEWER
            if self.cursor:
                setattr(self, back, self._encode(back, self.cursor._asdict()))
            return rows
        if more or self.reads_newer:
            self.older = self._encode(OLDER, rows[-1])
        if (more and self.reads_newer) or (self.cursor and not self.reads_newer):
            self.newer = self._encode(NEWER, rows[0])
        return rows

    @staticmethod
    def _encode(direction, row):
        return Cursor(direction, row["date"], row["id"]).encode()


def _pick(entries, rows):
    return [entries[row["id"]] for row in rows if row["id"] in entries]


def _place(row):
    return row["date"], row["id"]


def read_rows(sources, ids):
    """Return the rows of the entries ``ids`` that the user can see."""
    numbers = {number for _res_id, number in map(decode_id, ids)}
    wanted = sources.filtered(lambda source: source.number in numbers)
    models = wanted.mapped("model")
    # All sources of a table: which of them has a record depends on the others.
    branches = sources.filtered(lambda source: source.model in models)._get_branches(
        FeedDocuments(sources, is_row_by_row=True)
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
