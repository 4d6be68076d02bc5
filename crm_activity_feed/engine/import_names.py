"""The records that the cells of an import name, found a whole batch at a time.

Everything is looked up under the rights of the importer, archived records too: a
history tells of customers, deals and reasons that are gone.
"""

import re
from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

#: "id 12", "id: 12", "#12": the number of a record, whatever else it may be.
WRITTEN_ID = re.compile(r"(?:id\s*[:=]?|#)\s*(\d+)", re.I)
MAX_ID = 2**31 - 1
MAX_NAMES = 5
#: How many kinds or reasons a message lists.
MAX_LISTED = 20
#: Where a cell names its record, as in the column headers of Odoo's import.
BY_TEXT, BY_XMLID, BY_ID = None, "id", ".id"


class NoMatchError(Exception):
    """A cell names no record, or more than one.

    ``is_missing``: whether creating a record of that name would help.
    """

    def __init__(self, text, is_missing=False):
        super().__init__(text)
        self.text = text
        self.is_missing = is_missing


def clean(value):
    """Return a cell as one line of text, without what no database can look for."""
    text = str(value).encode("utf-8", "ignore").decode().replace("\x00", "")
    return " ".join(text.split())


def where_text(field, texts, form="lower(%s)"):
    """Return the domain of the records whose field reads like one of ``texts``."""

    def to_sql(model, alias, query):
        column = SQL(form, model._field_to_sql(alias, field, query))
        return SQL("%s = ANY(%s)", column, list(texts))

    return Domain.custom(to_sql=to_sql)


class Names:
    """The records of one model that the cells of a batch may mean.

    :param env: environment of the importer
    :param cells: ``(how, text)`` of every cell, ``how`` as in the constants above
    """

    model = None
    fields = ("display_name",)

    def __init__(self, env, cells):
        self.env = env
        cells = {(how, clean(value)) for how, value in cells}
        self.xmlids = self._read_xmlids(
            {text for how, text in cells if how == BY_XMLID}
        )
        texts = {text.lower() for how, text in cells if how == BY_TEXT}
        ids = {self._read_id(*cell) for cell in cells} - {None}
        self.records = self._fetch(texts, ids)
        self.by_id = {record.id: record for record in self.records}
        self.by_text = defaultdict(list)
        for record in self.records:
            for text in self._get_texts(record):
                self.by_text[text].append(record)

    def find(self, how, value, within=None):
        """Return the one record a cell means.

        :param within: customer (``res.partner``) it has to belong to, if known
        :raise NoMatchError: if it is none or not clear, in words
        """
        text = clean(value)
        candidates = self.by_text.get(self._normalize(text), [])
        if how != BY_TEXT or WRITTEN_ID.fullmatch(text) or not candidates:
            record = self.by_id.get(self._read_id(how, text))
            if not record:
                raise NoMatchError(self._explain_missing(text, within), how == BY_TEXT)
            return self._accept(record, text, within)
        candidates = self._choose(candidates, text, within)
        if len(candidates) > 1:
            ids = ", ".join(str(record.id) for record in candidates[:MAX_NAMES])
            if len(candidates) > MAX_NAMES:
                ids += "…"
            raise NoMatchError(self._explain_ambiguous(text, len(candidates), ids))
        return candidates[0]

    def make(self, text, within=None):
        """Create the record a cell names, as Odoo's import offers it; remember it.

        :raise AccessError: if the importer may not
        """
        values = self._prepare_values(clean(text), within)
        record = self.env[self.model].create(values)
        self.by_id[record.id] = record
        for key in self._get_texts(record):
            self.by_text[key].append(record)
        return record

    # What differs from model to model.

    def _get_text_domain(self, texts):
        return where_text("name", texts)

    def _get_texts(self, record):
        return {clean(record.display_name).lower()}

    def _normalize(self, text):
        return text.lower()

    def _accept(self, record, text, within):
        return record

    def _choose(self, candidates, text, within):
        return [record for record in candidates if record.active] or candidates

    def _prepare_values(self, text, within):
        return {"name": text}

    def _explain_missing(self, text, within):
        raise NotImplementedError

    def _explain_ambiguous(self, text, count, ids):
        raise NotImplementedError

    # How they are looked up.

    def _fetch(self, texts, ids):
        domain = Domain("id", "in", list(ids))
        if texts:
            domain |= self._get_text_domain(texts)
        Model = self.env[self.model].with_context(active_test=False)
        if not Model.has_access("read"):
            return self.env[self.model]
        return Model.search_fetch(domain, self.fields, order="id").with_env(self.env)

    def _read_xmlids(self, xmlids):
        module = self.env.context.get("_import_current_module", "__import__")
        full = {xmlid if "." in xmlid else f"{module}.{xmlid}" for xmlid in xmlids}
        # Only where a name leads: whether it may be opened is asked with the records.
        rows = (
            self.env["ir.model.data"].sudo()._lookup_xmlids(full, self.env[self.model])
        )
        found = {f"{row[1]}.{row[2]}": row[4] for row in rows if row[3] == self.model}
        return {
            xmlid: found.get(xmlid if "." in xmlid else f"{module}.{xmlid}")
            for xmlid in xmlids
        }

    def _read_id(self, how, text):
        if how == BY_XMLID:
            return self.xmlids.get(text)
        written = WRITTEN_ID.fullmatch(text)
        digits = written[1] if written else text
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
            return None
        return int(digits) if 0 < int(digits) <= MAX_ID else None


class LeadNames(Names):
    """Deals, lost ones too: by name, among those of the customer."""

    model = "crm.lead"
    fields = ("name", "active", "partner_id")

    def _choose(self, candidates, text, within):
        if not within:
            return candidates
        own = [lead for lead in candidates if self._is_of(lead, within)]
        if not own:
            own = [lead for lead in candidates if not lead.partner_id]
        if not own:
            self._refuse(candidates[0], within)
        return own

    def _accept(self, lead, text, within):
        if within and lead.sudo().partner_id and not self._is_of(lead, within):
            self._refuse(lead, within)
        return lead

    def _is_of(self, lead, partner):
        # Whose deal it is, the deal itself shows: no need to read that customer.
        owner = lead.sudo().partner_id.commercial_partner_id
        return owner.id == partner.commercial_partner_id.id

    def _refuse(self, lead, partner):
        raise NoMatchError(
            self.env._(
                "“%(deal)s” is a deal of %(other)s, the line is about %(customer)s. "
                "Write a deal of the same customer, or none.",
                deal=lead.name,
                other=lead.sudo().partner_id.commercial_partner_id.display_name,
                customer=partner.commercial_partner_id.display_name,
            )
        )

    def _explain_missing(self, text, within):
        return self.env._(
            "“%s” is no deal that you can see. Correct the name, or leave the deal "
            "empty.",
            text,
        )

    def _explain_ambiguous(self, text, count, ids):
        return self.env._(
            "“%(deal)s” is the name of %(count)s deals (ids %(ids)s). Write the id of "
            "the right one, as in “id 12”.",
            deal=text,
            count=count,
            ids=ids,
        )


class UserNames(Names):
    """Colleagues: by name, login or e-mail."""

    model = "res.users"
    fields = ("name", "login", "email", "active", "share")

    def _fetch(self, texts, ids):
        # Few, and most of them are named: all at once is the shortest way.
        Users = self.env["res.users"].with_context(active_test=False)
        domain = Domain("share", "=", False) | Domain("id", "in", list(ids))
        return Users.search_fetch(domain, self.fields, order="id").with_env(self.env)

    def _get_texts(self, user):
        if user.share:
            return set()
        texts = (user.name, user.login, user.email)
        return {clean(text).lower() for text in texts if text}

    def _choose(self, candidates, text, within):
        candidates = super()._choose(candidates, text, within)
        for user in candidates:
            self._accept(user, text, within)
        return candidates

    def _accept(self, user, text, within):
        if not user.active or user.share:
            raise NoMatchError(
                self.env._(
                    "%(user)s cannot own a note: only active internal users can. Write "
                    "a colleague who is still here.",
                    user=user.name,
                )
            )
        return user

    def _explain_missing(self, text, within):
        return self.env._(
            "“%s” is no colleague: no name, login or e-mail reads so. Correct it.", text
        )

    def _explain_ambiguous(self, text, count, ids):
        return self.env._(
            "“%(user)s” is the name of %(count)s colleagues. Write the login of the "
            "right one.",
            user=text,
            count=count,
        )


class DictionaryNames(Names):
    """Kinds or reasons: by name, in the importer's language or in English."""

    fields = ("name", "active")

    def __init__(self, env, cells, model, domain):
        self.model = model
        self.domain = domain
        super().__init__(env, cells)

    def _fetch(self, texts, ids):
        # A page of words that people keep by hand.
        Model = self.env[self.model].with_context(active_test=False)
        domain = Domain(self.domain) | Domain("id", "in", list(ids))
        return Model.search_fetch(domain, self.fields).with_env(self.env)

    def _get_texts(self, record):
        names = {record.name, record.with_context(lang="en_US").name}
        return {clean(name).lower() for name in names if name}

    def _choices(self):
        names = [record.name for record in self.records if record.active]
        return ", ".join(names[:MAX_LISTED]) + ("…" if len(names) > MAX_LISTED else "")

    def _explain_missing(self, text, within):
        if self.model == "crm.feed.reason":
            return self.env._(
                "“%(reason)s” is no reason. Write one of these, or create it first: "
                "%(choices)s.",
                reason=text,
                choices=self._choices(),
            )
        return self.env._(
            "“%(kind)s” is no kind of contact. Write one of these, or create it first: "
            "%(choices)s.",
            kind=text,
            choices=self._choices(),
        )

    def _explain_ambiguous(self, text, count, ids):
        return self.env._(
            "“%(name)s” is there %(count)s times (ids %(ids)s). Rename the others, or "
            "write the id, as in “id 12”.",
            name=text,
            count=count,
            ids=ids,
        )
