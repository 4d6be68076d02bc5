from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import hooks
from ..engine.hints import IndexedDate, UserPartner
from ..engine.looks import get_document_look
from ..engine.paths import check_path, path_to_sql


class CrmFeedSource(models.Model):
    """What the field paths of a source say: columns in SQL, words by the ORM."""

    _inherit = "crm.feed.source"

    def _get_path_columns(self, query):
        """Return the columns that the field paths of this source tell.

        A path to a field the user may not read has no value; without a date
        there are no columns at all.
        """
        model = self._get_model()
        columns = {
            "document_model": SQL("%s", model._name),
            "document_id": SQL.identifier(model._table, "id"),
            "is_open": self.is_open,
            "recorded_on": path_to_sql(model, "create_date", query),
            "activity_type_id": self._constant("activity_type_id"),
            "reason_id": self._constant("reason_id"),
        }
        for name in ("partner", "user", "author", "lead", "company"):
            sql = path_to_sql(model, self[f"{name}_path"], query)
            columns["company_id" if name == "company" else f"{name}_id"] = sql
        path, _dot, name = (self.author_path or "").rpartition(".")
        if name == "partner_id" and path in ("create_uid", self.user_path):
            user = path_to_sql(model, path, query)
            if user is not None and columns["author_id"] is not None:
                columns["author_id"] = UserPartner(columns["author_id"], user)
        columns.update(self._get_date_columns(model, query))
        return columns

    def _constant(self, fname):
        return SQL("%s", self[fname].id) if self[fname] else None

    def _get_date_columns(self, model, query):
        date = path_to_sql(model, self.date_path, query)
        if date is None:
            return {"date": None}
        is_date = check_path(model, self.date_path).type == "date"
        fallback = path_to_sql(model, "create_date", query)
        if fallback is None or self.date_path == "create_date":
            all_day = SQL("TRUE") if is_date else None
            return {"date": IndexedDate(date, [date]), "is_all_day": all_day}
        return {
            "date": IndexedDate(
                SQL("COALESCE(%s::timestamp, %s)", date, fallback), [date, fallback]
            ),
            "is_all_day": SQL("%s IS NOT NULL", date) if is_date else None,
        }

    # ------------------------------------------------------------
    # From a source to words
    # ------------------------------------------------------------

    def _get_text_domain(self, text):
        """Return the domain of the records of these sources that hold ``text``.

        :return: domain, or ``None`` if there is no text to search
        """
        if self[0].mode == "mixin":
            model = self[0]._get_model()
            return hooks.get_domain(model, "_get_feed_text_domain", self[0], text)
        return self[0]._get_path_text_domain(text)

    def _get_path_text_domain(self, text):
        model = self._get_model()
        paths = [path.strip() for path in (self.text_paths or "").split(",")]
        domains = [
            Domain(path, "ilike", text)
            for path in paths
            if path and self._is_readable(model, path)
        ]
        return Domain.OR(domains) if domains else None

    @staticmethod
    def _is_readable(model, path):
        """Whether ``path`` exists and the user may read all its fields."""
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None or not model._has_field_access(field, "read"):
                return False
            model = model.env[field.comodel_name] if field.comodel_name else model
        return True

    @api.model
    def _get_contents_by_path(self, records, sources):
        """Return the words of ``records``, of one model.

        :param dict sources: ``{record id: crm.feed.source}``
        :return: ``{record id: content}``, see ``crm.feed.mixin``
        """
        contents = {}
        for source in self.union(*sources.values()):
            own = records.filtered(
                lambda record, source=source: sources[record.id] == source
            )
            contents.update(source._get_path_contents(own))
        return contents

    def _get_path_contents(self, records):
        """Return the words of ``records``, see ``crm.feed.mixin``."""
        names = ("title", "body", "amount", "status")
        paths = {
            name: self[f"{name}_path"]
            for name in names
            if self[f"{name}_path"] and self._is_readable(records, self[f"{name}_path"])
        }
        readers = {
            "title": self._read_text,
            "body": self._read_body,
            "amount": self._read_amount,
            "status": self._read_text,
        }
        return {
            record.id: {
                **{name: readers[name](record, path) for name, path in paths.items()},
                "data": get_document_look(record, paths.get("status")),
            }
            for record in records
        }

    def _get_titles(self, records):
        """Return ``{record id: title}`` of records of this source, for short lists."""
        path = self.mode == "fields" and self.title_path
        if not path or not self._is_readable(records, path):
            return {record.id: record.display_name or "" for record in records}
        return {
            record.id: self._read_text(record, path) or record.display_name or ""
            for record in records
        }

    @staticmethod
    def _follow(record, path):
        """Return ``(record that holds the last field, its name)``."""
        *steps, last = path.split(".")
        for name in steps:
            record = record[name]
        # No slicing: that would leave the prefetch set, one query a record.
        return record, last

    def _read_text(self, record, path):
        record, name = self._follow(record, path)
        field, value = record._fields[name], record[name]
        if field.relational:
            # By name, as the host shows any link to those who read the record.
            return ", ".join(value.sudo().mapped("display_name")) or False
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, False)
        return str(value) if value else False

    def _read_body(self, record, path):
        record, name = self._follow(record, path)
        value = record[name]
        if record._fields[name].type != "html":
            return tools.plaintext2html(value) if value else False
        return False if tools.is_html_empty(value) else value

    def _read_amount(self, record, path):
        record, name = self._follow(record, path)
        field = record._fields[name]
        fname = field.get_currency_field(record) if field.type == "monetary" else None
        currency = record[fname] if fname else self.env.company.currency_id
        return {"value": record[name], "currency_id": currency.id}
