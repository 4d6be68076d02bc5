"""Likes, pins and comments of the entries of a page."""

from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks
from .access import is_feed_model

#: Names of those who like an entry that a page tells; the others are a number.
LIKERS = 10


class PageMarks:
    """What is marked on the entries of some rows; read in one statement.

    Marks belong to the record of an entry, whichever of its model's sources shows
    it. Entries of SQL functions have no record, and no marks.

    :param dict sources: ``{number: crm.feed.source}``
    :param rows: rows of a page, with ``res_id`` and ``number``
    """

    def __init__(self, env, sources, rows):
        self.env = env
        self._sources = sources
        # Of a source that is not saved yet, in a preview, nothing is marked.
        known = env["crm.feed.source"]._get_siblings_by_model()
        self._rows = [
            row
            for row in rows
            if (model := sources[row["number"]].model) in known and model in env
        ]
        self._likes, self._pinned, self._comments = {}, set(), {}
        self._unseen = {}
        self._may_post, self._may_write = set(), set()
        self._read()

    @property
    def user_ids(self):
        """Ids of the users whose names :meth:`values` needs."""
        return {user for _n, _own, users in self._likes.values() for user in users}

    def _key(self, row):
        return self._sources[row["number"]].model, row["res_id"]

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _read(self):
        ids = {}
        for model, res_id in map(self._key, self._rows):
            ids.setdefault(model, set()).add(res_id)
        if not ids:
            return
        counts = {}
        statement = SQL(
            "%s UNION ALL %s", self._select_marks(ids), self._select_comments(ids)
        )
        for source_model, res_id, mark, *values in self.env.execute_query(statement):
            key = source_model, res_id
            if mark == "like":
                count, is_own, users = values[:3]
                self._likes[key] = count, is_own, users
            elif mark == "pin":
                self._pinned.add(key)
            else:
                document = tuple(values[3:5])
                counts.setdefault(document, []).append((key, values[0], values[5]))
        # Those of a document that may not be read do not count.
        for document in filter_documents(self.env, counts, "read"):
            for key, count, unseen in counts[document]:
                self._comments[key] = self._comments.get(key, 0) + count
                self._unseen[key] = self._unseen.get(key, 0) + unseen

    def _where(self, ids, source_column, id_column):
        siblings = self.env["crm.feed.source"]._get_siblings_by_model()
        conditions = (
            SQL(
                "%s IN %s AND %s IN %s",
                *(source_column, siblings[model], id_column, tuple(res_ids)),
            )
            for model, res_ids in ids.items()
        )
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _select_marks(self, ids):
        source, res_id = SQL("mark.source_id"), SQL("mark.res_id")
        return SQL(
            "SELECT source.model, mark.res_id, mark.mark,"
            " count(DISTINCT mark.user_id), bool_or(mark.user_id = %s),"
            " (array_agg(DISTINCT mark.user_id))[:%s], NULL, NULL, 0"
            " FROM crm_feed_mark mark JOIN crm_feed_source source"
            " ON source.id = mark.source_id"
            " WHERE mark.mark IN ('like', 'pin') AND %s GROUP BY 1, 2, 3",
            *(self.env.uid, LIKERS, self._where(ids, source, res_id)),
        )

    def _select_comments(self, ids):
        # The entry of a comment is nobody's to read; documents are asked for later.
        messages = self.env["mail.message"].sudo()

        def column(name):
            return messages._field_to_sql("message", name)

        source, res_id = column("feed_source_id"), column("feed_res_id")
        return SQL(
            "SELECT source.model, %s, 'comment', count(message.id), FALSE,"
            " NULL::int4[], %s, %s, count(message.id) FILTER (WHERE %s)"
            " FROM mail_message message"
            " JOIN crm_feed_source source ON source.id = %s"
            " WHERE %s = 'comment' AND %s AND NOT %s GROUP BY 1, 2, 7, 8",
            *(res_id, column("model"), column("res_id"), self._unseen_condition()),
            *(source, column("message_type"), self._where(ids, source, res_id)),
            self.env["mail.message"]._get_feed_deleted("message"),
        )

    def _unseen_condition(self):
        """Condition: the comment was addressed to the user, who has not seen it.

        Neither in the feed, nor in the inbox of the host.
        """
        partner_id = self.env.user.partner_id.id
        recipients = self.env["mail.message"]._fields["partner_ids"]
        notices = self.env["mail.notification"].sudo()
        return SQL(
            "message.id > COALESCE((SELECT max(seen.last_comment_id)"
            " FROM crm_feed_mark seen JOIN crm_feed_source known"
            " ON known.id = seen.source_id WHERE seen.mark = 'thread'"
            " AND seen.user_id = %s AND seen.res_id = message.feed_res_id"
            " AND known.model = source.model), 0)"
            " AND EXISTS (SELECT FROM %s WHERE %s = message.id AND %s = %s)"
            " AND NOT EXISTS (SELECT FROM mail_notification notice"
            " WHERE notice.mail_message_id = message.id"
            " AND notice.res_partner_id = %s"
            " AND notice.notification_type = 'inbox' AND %s)",
            self.env.uid,
            SQL.identifier(recipients.relation),
            SQL.identifier(recipients.column1),
            SQL("%s", SQL.identifier(recipients.column2), to_flush=recipients),
            *(partner_id, partner_id, notices._field_to_sql("notice", "is_read")),
        )

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def read_rights(self, customers):
        """Find out what the user may do with the entries.

        :param dict customers: ``{partner id: id of its commercial partner}``
        """
        threads, records = {}, set()
        for row in self._rows:
            thread = get_thread(self.env, self._key(row), row, customers)
            threads[self._key(row)] = thread
            if self._key(row)[0] != "mail.message":
                records.add(self._key(row))
        places = filter_visible(self.env, records | {*threads.values()} - {None})
        posting = _filter_messages(self.env, places & {*threads.values()}, "create")
        self._may_post = {key for key, thread in threads.items() if thread in posting}
        self._may_write = filter_writable(self.env, places & records)

    def actions(self, row):
        """Return what the user may do with the entry of ``row``, besides its hooks.

        ``like``, ``pin``, ``comment``, and ``edit``: open its record to change it.
        """
        key = self._key(row)
        if key[0] not in self.env or not (row["partner_id"] or row["lead_id"]):
            return []
        actions = ["like", "pin"]
        if key in self._may_post:
            actions.append("comment")
        if key in self._may_write:
            actions.append("edit")
        return actions

    def values(self, row, names):
        """Return the marks of the entry of ``row``, as a page tells them.

        :param dict names: ``{("res.users", id): name}`` of :attr:`user_ids`
        """
        key = self._key(row)
        count, is_own, users = self._likes.get(key, (0, False, ()))
        return {
            "likes": count,
            "liked": is_own,
            "likers": [names["res.users", user] for user in users],
            "comments": self._comments.get(key, 0),
            "unseen_comments": self._unseen.get(key, 0),
            "pinned": key in self._pinned,
        }


def get_thread(env, key, row, customers):
    """Return ``(model, id)`` of the chatter that comments on an entry belong to.

    That of its document, else of its record, else of its customer. ``None``: nowhere.

    :param key: ``(model, id)`` of the record of the entry
    :param row: its row, with its document and contact
    :param dict customers: ``{partner id: id of its commercial partner}``
    """
    customer = "res.partner", customers.get(row["partner_id"])
    places = [(row["document_model"], row["document_id"]), key, customer]
    for model, record_id in places:
        if record_id and model in env and hasattr(env[model], "message_post"):
            return model, record_id
    return None


def filter_documents(env, documents, operation):
    """Return those ``documents`` on whose messages the user may do ``operation``.

    As the host decides; and as the feed does, see :func:`filter_visible`.

    :param documents: iterable of ``(model, id)``
    :param str operation: ``"read"``, or ``"create"`` to post
    :return: set of ``(model, id)``
    """
    return filter_visible(env, _filter_messages(env, documents, operation))


def filter_visible(env, documents):
    """Return those ``documents`` about which the feed tells anything, as a set.

    It hides what is said about somebody else's private meeting.

    :param documents: iterable of ``(model, id)``
    """

    def check(model, ids):
        if not is_feed_model(model):
            return ids
        domain = hooks.get_domain(model, "_get_feed_document_domain")
        if domain.is_true():
            return ids
        domain &= Domain("id", "in", ids)
        return model._search(domain, bypass_access=True).get_result_ids()

    return _filter(env, documents, check)


def filter_writable(env, records):
    """Return those ``records`` that the user may change, as a set.

    :param records: iterable of ``(model, id)``
    """
    return _filter(
        env,
        records,
        lambda model, ids: model.browse(ids)._filtered_access("write")._ids,
    )


def _filter_messages(env, documents, operation):
    """Return those ``documents`` on whose messages the host allows ``operation``."""
    messages = env["mail.message"]
    return _filter(
        env,
        documents,
        lambda model, ids: messages._filter_records_for_message_operation(
            model._name, ids, operation
        )._ids,
    )


def _filter(env, keys, check):
    """Return the set of those ``keys`` whose ids ``check(model, ids)`` returns."""
    by_model, allowed = {}, set()
    for name, record_id in keys:
        by_model.setdefault(name, []).append(record_id)
    for name, ids in by_model.items():
        if name in env and env[name].has_access("read"):
            model = env[name].with_context(active_test=False)
            allowed.update((name, record_id) for record_id in check(model, ids))
    return allowed
