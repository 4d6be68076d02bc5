"""Why an entry is in the feed of a person, read at once for a page.

A reason is ``{"code", "user", "record"}``: ``user`` (``{"id", "display_name"}``, a
contact) is who did it, ``record`` (``{"model", "id", "display_name"}``) what it hangs
on; each may be ``False``. The codes, the most telling first:

============== ================================================================
mentioned      ``user`` wrote it to me, in a message
written        ``user`` sent me a mail
invited        I am among those who come
addressed      it is for me by the word of its model
comment        ``user`` addressed me in a comment on it
assigned       it is mine to do, and ``user`` planned it
author         I did or wrote it
commented      I commented on it
responsible    I am responsible for it
deal           it is about a deal of mine, ``record``
customer       it is about a customer or contact of mine, ``record``
follow         I follow ``record``
============== ================================================================
"""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from .reach import PARENTS
from .scope import hook_domain

#: What somebody else planned, and I am to do.
_TASKS = ("mail.activity", "crm.feed.note", "project.task")


class _Reasons:
    """Why the rows of a page are there.

    :param rows: rows of a page, with ``number``, ``res_id`` and ``customer_id``
    :param dict sources: ``{number: crm.feed.source}``
    """

    def __init__(self, env, rows, sources):
        self.env = env
        self.user = env.user
        self.person = env.user.partner_id
        self.rows = rows
        self.models = {row["id"]: sources[row["number"]].model for row in rows}
        self.kinds = {row["id"]: sources[row["number"]].kind for row in rows}
        self.reasons = {row["id"]: [] for row in rows}
        self.collect()

    def collect(self):
        """Fill ``reasons``: ``{entry id: [reason, ...]}``."""
        raise NotImplementedError

    def _add(self, row, code, user=None, record=None):
        # As the page names people and links: whoever sees the entry sees its author.
        user, record = user and user.sudo(), record and record.sudo()
        self.reasons[row["id"]].append(
            {
                "code": code,
                "user": bool(user)
                and {"id": user.id, "display_name": user.display_name},
                "record": bool(record)
                and {
                    "model": record._name,
                    "id": record.id,
                    "display_name": record.display_name,
                },
            }
        )

    def _link(self, model, record_id):
        return self.env[model].sudo().browse(record_id or ())


class OwnReasons(_Reasons):
    """Why the entries of My feed are there."""

    def collect(self):
        self._addressed = self._read_addressed()
        self._comments = self._read_comments()
        for row in self.rows:
            self._explain(row)

    def _explain(self, row):
        key = self.models[row["id"]], row["res_id"]
        author = self._link("res.partner", row["author_id"])
        is_author = author == self.person
        if key in self._addressed and not is_author:
            self._add(row, self._addressed_code(row), author)
        others, has_own = self._comments.get(key, ((), False))
        for author_id in others[:1]:
            self._add(row, "comment", self._link("res.partner", author_id))
        is_mine = row["user_id"] == self.user.id
        is_assigned = is_mine and author and not is_author and key[0] in _TASKS
        if is_assigned:
            self._add(row, "assigned", author)
        if is_author and not (is_mine and row["is_open"]):
            self._add(row, "author")
        if has_own:
            self._add(row, "commented")
        # Of one's own, that it is to do, or that it was done, says it all.
        if is_mine and not is_assigned and (row["is_open"] or not is_author):
            self._add(row, "responsible")
        if not is_mine:
            self._explain_links(row)

    def _explain_links(self, row):
        lead = self._link("crm.lead", row["lead_id"])
        partner = self._link("res.partner", row["partner_id"])
        if lead.user_id == self.user:
            self._add(row, "deal", record=lead)
        for contact in partner | self._link("res.partner", row["customer_id"]):
            if contact.user_id == self.user:
                self._add(row, "customer", record=contact)
                break
        if not self.reasons[row["id"]]:
            # One of several who are responsible for it, or who it is about.
            self._add(row, "responsible")

    def _addressed_code(self, row):
        if self.models[row["id"]] == "mail.message":
            return "written" if self.kinds[row["id"]] == "email" else "mentioned"
        is_meeting = self.models[row["id"]] == "calendar.event"
        return "invited" if is_meeting else "addressed"

    def _read_addressed(self):
        """Return ``{(model, record id)}`` of what is addressed to the person."""
        ids = {}
        for row in self.rows:
            ids.setdefault(self.models[row["id"]], set()).add(row["res_id"])
        found = set()
        for name, record_ids in ids.items():
            if name not in self.env:
                continue
            model = self.env[name].with_context(active_test=False)
            domain = hook_domain(model, "_get_feed_addressed_domain", self.person)
            if domain is not None:
                # The page has decided who may read them.
                domain &= Domain("id", "in", record_ids)
                query = model._search(domain, bypass_access=True)
                found.update((name, record_id) for record_id in query)
        return found

    def _read_comments(self):
        """Return ``{(model, record id): ([authors who address me], do I comment)}``."""
        # The rows of a function have no record, and no comments.
        keys = {
            (model, row["res_id"])
            for row in self.rows
            if (model := self.models[row["id"]])
        }
        found = {}
        if not keys:
            return found
        Message = self.env["mail.message"]
        statement = SQL(
            "SELECT model, id, author_id FROM (%s) AS told WHERE (model, id) IN %s"
            " ORDER BY message_id DESC",
            *(Message._find_feed_comments_of(self.person), tuple(keys)),
        )
        for model, res_id, author_id in self.env.execute_query(statement):
            others, has_own = found.get((model, res_id), ([], False))
            if author_id == self.person.id:
                has_own = True
            elif author_id:
                others.append(author_id)
            found[model, res_id] = others, has_own
        return found


class FollowReasons(_Reasons):
    """Which of the records that one follows has an entry in the feed.

    :param reach: :class:`~.reach.FollowReach`
    """

    def __init__(self, env, rows, sources, reach):
        self.reach = reach
        super().__init__(env, rows, sources)

    def collect(self):
        candidates = {row["id"]: self._get_candidates(row) for row in self.rows}
        followed = self._read_followed(candidates)
        for row in self.rows:
            kind = self.reach.get_kind(row["document_model"])
            document = row["document_model"], row["document_id"]
            for record in candidates[row["id"]]:
                key = record._name, record.id
                if key in followed[kind] or (key == document and key in followed[None]):
                    self._add(row, "follow", record=record)
                    break

    def _get_candidates(self, row):
        """Return what the row hangs on, the closest first."""
        partner = self._link("res.partner", row["partner_id"])
        document = None
        if row["document_model"] in self.env:
            document = self._link(row["document_model"], row["document_id"])
        lead = self._link("crm.lead", row["lead_id"])
        customer = self._link("res.partner", row["customer_id"])
        links = [document, lead, partner, customer]
        return [record for record in links if record]

    def _read_followed(self, candidates):
        """Return ``{kind: {(model, id)}}`` of what the person follows, for a kind.

        ``None`` is for what is followed itself.
        """
        keys = {
            (record._name, record.id)
            for records in candidates.values()
            for record in records
        }
        followed = defaultdict(set)
        if not keys:
            return followed
        selects = [
            SQL(
                "SELECT NULL::varchar AS kind, model, id FROM (%s) AS itself",
                self.reach.select("in", sorted({model for model, _id in keys})),
            )
        ]
        selects += (
            SQL(
                "SELECT kind, %s::varchar, id FROM (%s) AS reached",
                *(parent, self.reach.select_kinds(parent)),
            )
            for parent in PARENTS
        )
        statement = SQL(
            "SELECT * FROM (%s) AS followed WHERE (model, id) IN %s",
            *(SQL(" UNION ALL ").join(selects), tuple(keys)),
        )
        for kind, model, res_id in self.env.execute_query(statement):
            followed[kind].add((model, res_id))
        return followed
