"""From the keys of a page to its entries: the words, read through the ORM."""

from contextlib import suppress

from odoo.exceptions import AccessError, MissingError

from . import hooks
from .bodies import bound_body, make_inert
from .columns import decode_id, export_id
from .employments import PageCustomers
from .extras import PageExtras
from .marks import PageMarks

_RELATIONS = {
    "partner_id": "res.partner",
    "customer_id": "res.partner",
    "author_id": "res.partner",
    "user_id": "res.users",
    "lead_id": "crm.lead",
    "company_id": "res.company",
}


def read_contents(sources, keys):
    """Return the words of entries, as the current user may read them.

    One ORM read a model, whatever the number of entries.

    :param sources: ``crm.feed.source`` records
    :param keys: iterable of ``(source number, record id)``
    :return: ``{(source number, record id): content}``, see
        ``crm.feed.mixin._get_feed_contents``; without records that vanished
    """
    by_number = {source.number: source for source in sources}
    by_model = {}
    for number, res_id in keys:
        if source := by_number.get(number):
            # One record can be two entries: a move is one of both companies.
            again = 0
            while res_id in by_model.get((source.model, source.mode, again), ()):
                again += 1
            key = source.model, source.mode, again
            by_model.setdefault(key, {})[res_id] = source
    contents = {}
    for (model_name, mode, _again), sources_by_id in by_model.items():
        records = sources.env[model_name].browse(sources_by_id)
        read = _read(records, mode, sources_by_id)
        for record in records:
            if (content := read.get(record.id)) is not None:
                content["title"] = content.get("title") or record.display_name or ""
                if content.get("body"):
                    content["body"] = make_inert(content["body"])
                contents[sources_by_id[record.id].number, record.id] = content
    return contents


def _read(records, mode, sources_by_id):
    try:
        return _read_model(records, mode, sources_by_id)
    except (AccessError, MissingError):
        # Deleted in between, or hidden by an access check outside the record
        # rules: what cannot be read does not exist here, and the rest shows.
        contents = {}
        for record in records.exists()._filtered_access("read"):
            with suppress(AccessError, MissingError):
                source = {record.id: sources_by_id[record.id]}
                contents.update(_read_model(record.browse(record.id), mode, source))
        return contents


def _read_model(records, mode, sources_by_id):
    if mode == "mixin":
        return hooks.get_contents(records, sources_by_id)
    Source = records.env["crm.feed.source"]
    return Source._get_contents_by_path(records, sources_by_id)


class PageContents:
    """Makes the entries of a page from its rows; see ``crm.feed.entry.get_page``.

    :param dict words: ``{entry id: content}`` if they are known, as those of functions
    :param bool is_whole: with all of each text, however long
    """

    def __init__(self, sources, rows, words=None, is_whole=False):
        self.env = sources.env
        self.is_whole = is_whole or words is not None
        self.sources = {source.number: source for source in sources}
        for row in rows:
            row["res_id"], row["number"] = decode_id(row["id"])
        keys = [(row["number"], row["res_id"]) for row in rows]
        if words is None:
            self.words = read_contents(sources, keys)
        else:
            self.words = {decode_id(key)[::-1]: words[key] for key in words}
        self.actions = self._read_actions(keys)
        self.marks = PageMarks(
            self.env,
            self.sources,
            [row for row in rows if (row["number"], row["res_id"]) in self.words],
        )
        self.names = self._read_names(rows)
        self.extras = PageExtras(self.env, self.sources, rows, self.words)
        self.marks.read_rights(self.customers)

    def _read_actions(self, keys):
        by_model = {}
        for number, res_id in keys:
            source = self.sources[number]
            if source.mode == "mixin" and (number, res_id) in self.words:
                by_model.setdefault(source.model, []).append(res_id)
        return {
            model: hooks.get_actions(self.env[model].browse(ids))
            for model, ids in by_model.items()
        }

    def _read_names(self, rows):
        """Return ``{(model, id): display name}`` of all that the rows point to."""
        ids = {}
        for row in rows:
            for name, model in _RELATIONS.items():
                if row.get(name):
                    ids.setdefault(model, set()).add(row[name])
            if row["document_model"]:
                ids.setdefault(row["document_model"], set()).add(row["document_id"])
        ids.setdefault("res.users", set()).update(self.marks.user_ids)
        # Names of related records are read as the host's own many2one does: who
        # may read the record may read what it is linked to by name.
        partners = self.env["res.partner"].sudo().browse(ids.get("res.partner", ()))
        self.customers = {p.id: p.commercial_partner_id.id for p in partners}
        ids.setdefault("res.partner", set()).update(self.customers.values())
        # Who has moved is called after the company of today. Where it is another one,
        # their names alone: {contact id: name}, and the entries for which it is.
        self.short_names, self.then = {}, set()
        if moved := partners.filtered("feed_has_moved"):
            self._find_customers(rows, moved)
            ids["res.partner"].update(row["customer_id"] or 0 for row in rows)
            ids["res.partner"].discard(0)
        names = {}
        for model, record_ids in ids.items():
            records = self.env[model].browse(record_ids)
            if model in _RELATIONS.values():
                records = records.sudo()
            for record in records:
                names[model, record.id] = record.display_name
        return names

    def _find_customers(self, rows, moved):
        """Tell the customer of the rows whose contacts have moved, each at its date."""
        then = PageCustomers(self.env, moved.ids)
        self.short_names = {p.id: p.name or p.display_name for p in moved}
        for row in rows:
            today, customer_id = self.customers.get(row["partner_id"]), then.get(row)
            if customer_id not in (None, today):
                self.then.add(row["id"])
            row["customer_id"] = today if customer_id is None else customer_id

    def _name(self, model, record_id):
        if not record_id:
            return False
        return {"id": record_id, "display_name": self.names[model, record_id]}

    def entries(self, rows):
        """Return the entries of ``rows``, in their order."""
        return [
            self._entry(row)
            for row in rows
            if (row["number"], row["res_id"]) in self.words
        ]

    def _links(self, row):
        """Return whom and what an entry is about, each with its name."""
        links = {
            name: self._name(model, row[name]) for name, model in _RELATIONS.items()
        }
        if row["id"] in self.then:
            links["partner_id"]["display_name"] = self.short_names[row["partner_id"]]
        return links

    def _entry(self, row):
        source = self.sources[row["number"]]
        words = self.words[row["number"], row["res_id"]]
        # Told already where somebody has moved.
        row.setdefault("customer_id", self.customers.get(row["partner_id"]))
        actions = self.actions.get(source.model, {})
        body, body_more = words.get("body") or False, False
        if not self.is_whole:
            body, body_more = bound_body(body)
        return {
            "key": f"{source.number}-{row['res_id']}",
            "id": export_id(row["id"]),
            "source_id": source.id,
            "source": {
                "id": source.id,
                "name": source.name,
                "activity_type_id": source.activity_type_id.id,
            },
            "res_model": source.model or False,
            "res_id": row["res_id"],
            "document_model": row["document_model"],
            "document_id": row["document_id"],
            "document": self._document(row),
            "date": str(row["date"]),
            "recorded_on": self._moment(row["recorded_on"]),
            "is_open": row["is_open"],
            "is_all_day": row["is_all_day"],
            "state": self.env["crm.feed.entry"]._get_state(
                row["is_open"], row["date"], row["is_all_day"], source.kind
            ),
            "kind": source.kind,
            "is_noise": source.is_noise,
            "icon": self.extras.icon(source, row),
            "color": source.color,
            **self._links(row),
            "activity_type_id": self.extras.activity_type(row),
            "reason_id": self.extras.reason(row),
            "role": self.extras.role(row),
            "title": words["title"],
            "body": body,
            "body_more": body_more,
            "attachments": self.extras.attachments(words),
            "amount": words.get("amount") or False,
            "status": words.get("status") or False,
            "outcome": words.get("outcome") or False,
            "data": self.extras.data(words, row),
            **self.marks.values(row, self.names),
            "actions": actions.get(row["res_id"], []) + self.marks.actions(row),
        }

    @staticmethod
    def _moment(date):
        return str(date.replace(microsecond=0)) if date else False

    def _document(self, row):
        model, record_id = row["document_model"], row["document_id"]
        if not model:
            return False
        name = self.names[model, record_id]
        if model == "res.partner":
            name = self.short_names.get(record_id, name)
        return {"model": model, "id": record_id, "display_name": name}
