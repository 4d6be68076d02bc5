"""SELECTs on the big tables: rows in date order, looked at until a page is full."""

from odoo.tools import SQL

from .branch import NEWEST_FIRST, FeedBranch
from .columns import NUMBERS, SOURCE_COLUMNS
from .cursor import NEWER


class KeyedBranch(FeedBranch):
    """A branch of messages or activities, whose rows are found by date.

    What a message is (its source) and whether it may be read costs several look-ups
    a row. A customer has thousands, a page shows forty: so the ids alone come first,
    in date order, from an index or a sort (``keys``); PostgreSQL then goes through
    them and checks row by row until the page is full.

    :param keys: :class:`FeedKeys`
    """

    def __init__(self, *args, keys, **kwargs):
        super().__init__(*args, is_row_by_row=True, **kwargs)
        self.keys = keys
        self.keys.date = self.columns["date"]
        # What the table alone tells belongs into the keys.
        self._key_wheres = list(self.query._where_clauses)
        self._period = (None, None)

    def where_dates(self, date_from=None, date_to=None):
        """Narrow the branch to a period; see :class:`FeedBranch`."""
        self._period = (date_from, date_to)

    def skip_others(self):
        """Leave the others out of the keys; see :class:`FeedBranch`.

        Else each row of a customer is read a second time and told apart, most of them
        logs and changes, until there is one that counts.
        """
        kept = [self._conditions.get(number) for number in self._kept]
        if self._is_classified and all(kept):
            either = SQL(" OR ").join(SQL("(%s)", condition) for condition in kept)
            self._key_wheres.append(SQL("(%s)", either))

    def _get_key_wheres(self, cursor, order, bound):
        date, record_id = self.keys.date, self.res_id
        date_from, date_to = self._period
        yield from self._key_wheres
        if date_from:
            yield SQL("%s >= %s", date, date_from)
        if date_to:
            yield SQL("%s <= %s", date, date_to)
        if bound:
            operator = SQL(">=") if order is NEWEST_FIRST else SQL("<=")
            yield SQL("%s %s %s", date, operator, bound)
        if cursor:
            # The record alone does not tell the entry's id: at the very place of the
            # cursor, the outer condition decides.
            yield SQL(
                "(%s, %s) %s (%s::timestamp, %s)",
                *(date, record_id),
                SQL(">=") if cursor.direction == NEWER else SQL("<="),
                *(cursor.date, cursor.id // NUMBERS),
            )

    def select_some(self, res_ids, entry_ids, limit):
        """Return the SELECT for some records; see :class:`FeedBranch`."""
        key_wheres = self._key_wheres
        # Among the keys too: else it would go through all of the table.
        self._key_wheres = [*key_wheres, SQL("%s IN %s", self.res_id, res_ids)]
        try:
            return super().select_some(res_ids, entry_ids, limit)
        finally:
            self._key_wheres = key_wheres

    def select_keys(self, wheres, order, limit, cursor=None, bound=None):
        """Return the SELECT for a page; see :class:`FeedBranch`."""
        direction = SQL("DESC") if order is NEWEST_FIRST else SQL("ASC")
        key_wheres = list(self._get_key_wheres(cursor, order, bound))
        keys = self.keys.select(key_wheres, direction)
        wheres = [*self._wheres, *wheres, *self._after(cursor)]
        if self._is_classified:
            wheres.append(SQL("%s IN %s", self.number, self._kept))
        terms = {name: self.columns[name] for name in ("id", *SOURCE_COLUMNS)}
        alias = self.keys.alias
        return SQL(
            "SELECT %s FROM (%s) AS %s, %s WHERE %s = %s%s"
            " ORDER BY %s %s, %s %s LIMIT %s",
            SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in terms.items()
            ),
            *(keys, SQL.identifier(alias), self.query.from_clause),
            *(self.res_id, SQL.identifier(alias, "key_id")),
            SQL("").join(SQL(" AND %s", where) for where in wheres),
            *(SQL.identifier(alias, "key_date"), direction),
            *(SQL.identifier(alias, "key_id"), direction),
            limit,
        )


class FeedKeys:
    """Ids and dates of a table, in date order: the walk through all of it.

    ``OFFSET 0`` keeps PostgreSQL from mixing this subselect with the rest of the
    statement: it would misjudge how many rows pass and read and sort them all.

    :param query: :class:`~odoo.tools.Query` on the table
    :param condition: SQL that narrows the walk, which an index serves
    """

    alias = "feed_key"
    #: SQL of the date: the branch's own, for which the table has an index.
    date = None

    def __init__(self, query, condition=None):
        self.table = SQL.identifier(query.table)
        self.record_id = SQL.identifier(query.table, "id")
        self.condition = condition

    def select(self, wheres, direction):
        """Return the SELECT of ``key_id`` and ``key_date``, fenced and ordered."""
        return SQL(
            "SELECT %s AS key_id, %s AS key_date FROM %s%s"
            " ORDER BY key_date %s, key_id %s OFFSET 0",
            *(self.record_id, self.date, self.table, self._where(wheres)),
            *(direction, direction),
        )

    def _where(self, wheres):
        wheres = [*([self.condition] if self.condition else []), *wheres]
        return SQL(" WHERE %s", SQL(" AND ").join(wheres)) if wheres else SQL()


class DocumentKeys(FeedKeys):
    """The keys of rows that belong to documents which have been found before.

    Brings along what the feed knows of the document: the alias is that of documents.

    :param documents: name of the CTE, as SQL
    """

    def __init__(self, query, alias, documents, condition):
        super().__init__(query, condition)
        self.alias = alias
        self.documents = documents

    def select(self, wheres, direction):
        """Return the SELECT, with the columns of the documents."""
        alias = SQL.identifier(self.alias)
        return SQL(
            "SELECT %s.*, feed_key.* FROM %s AS %s CROSS JOIN LATERAL ("
            "SELECT %s AS key_id, %s AS key_date FROM %s%s OFFSET 0) AS feed_key"
            " ORDER BY key_date %s, key_id %s OFFSET 0",
            *(alias, self.documents, alias),
            *(self.record_id, self.date, self.table),
            self._where(wheres),
            *(direction, direction),
        )


class PersonKeys(FeedKeys):
    """The keys of rows that are somebody's: few, or else old.

    :param people: SQL conditions on the table alone; an index serves each
    :param documents: SELECT of the documents (``model``, ``id``) that are theirs
    :param alias: name under which ``condition`` ties a row to its document
    """

    def __init__(self, query, people, documents, alias, condition):
        super().__init__(query, condition)
        self.people = people
        self.documents = documents
        self.document_alias = alias

    def select(self, wheres, direction):
        """Return the SELECT; a row that is theirs in two ways comes once."""
        key = SQL("%s AS key_id, %s AS key_date", self.record_id, self.date)
        selects = [
            SQL(
                "SELECT %s FROM %s WHERE %s",
                *(key, self.table, SQL(" AND ").join([condition, *wheres])),
            )
            for condition in self.people
        ]
        selects.append(
            SQL(
                "SELECT feed_row.* FROM (%s) AS %s CROSS JOIN LATERAL"
                " (SELECT %s FROM %s%s OFFSET 0) AS feed_row",
                *(self.documents, SQL.identifier(self.document_alias)),
                *(key, self.table, self._where(wheres)),
            )
        )
        return SQL(
            "SELECT * FROM (%s) AS feed_rows ORDER BY key_date %s, key_id %s OFFSET 0",
            *(SQL(" UNION ").join(selects), direction, direction),
        )
