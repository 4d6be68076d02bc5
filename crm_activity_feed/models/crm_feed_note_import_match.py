import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.import_names import (
    DictionaryNames,
    LeadNames,
    NoMatchError,
    UserNames,
    clean,
)
from ..engine.import_partners import PartnerNames
from .note_deadline import read_moment

#: In this order: the contact and the deal are looked for at the customer.
LINKS = (
    *("partner_id", "contact_id", "lead_id"),
    *("user_id", "activity_type_id", "reason_id"),
)
AT_CUSTOMER = {"contact_id", "lead_id"}
CREATABLE = {"partner_id", "contact_id", "activity_type_id", "reason_id"}
DATES = ("date_deadline", "is_all_day", "state", "date_done")


class CrmFeedNote(models.Model):
    """What the lines of an import mean: whom they name, and which note they are."""

    _inherit = "crm.feed.note"

    # ------------------------------------------------------------
    # Names
    # ------------------------------------------------------------

    @api.model
    def _find_import_links(self, rows, report):
        """Return ``[{field: id}]`` for the rows, whose cells are taken out of them."""
        columns = self._pop_import_cells(rows)
        names = {
            name: self._make_import_names(name, filter(None, cells))
            for name, cells in columns.items()
        }
        found = []
        for number, (__, info) in enumerate(rows):
            info = {**info, "record": number}
            links, customer = {}, self.env["res.partner"]
            for name in LINKS:
                if name not in columns:
                    continue
                if report.is_marked(info, "partner_id") and name in AT_CUSTOMER:
                    # Of an unknown customer, anything would be unknown.
                    continue
                record = self._find_import_link(
                    *(name, columns[name][number], names[name]),
                    *(customer, info, report),
                )
                links[name] = record and record.id
                if name in ("partner_id", "contact_id") and record:
                    customer = record
            found.append(links)
        return found

    @api.model
    def _pop_import_cells(self, rows):
        """Return ``{field: [(how, text) or None]}`` of the columns of names."""
        columns = {}
        for name in LINKS:
            if not rows or name not in rows[0][0]:
                continue
            columns[name] = []
            for record, __ in rows:
                cell = (record.pop(name) or [{}])[0]
                # By id, by external id, or by anything that people write.
                ways = ((how, cell.get(how)) for how in (".id", "id", None))
                columns[name].append(
                    next(
                        (
                            (how, str(value))
                            for how, value in ways
                            if str(value or "").strip()
                        ),
                        None,
                    )
                )
        return columns

    @api.model
    def _make_import_names(self, name, cells):
        if name in ("partner_id", "contact_id"):
            return PartnerNames(self.env, cells)
        if name == "lead_id":
            return LeadNames(self.env, cells)
        if name == "user_id":
            return UserNames(self.env, cells)
        domain = self._get_kind_domain() if name == "activity_type_id" else []
        return DictionaryNames(self.env, cells, self._fields[name].comodel_name, domain)

    @api.model
    def _find_import_link(self, name, cell, names, customer, info, report):
        """Return the record of a cell, ``False`` for none, ``None`` to skip the row."""
        if not cell:
            return False
        how, text = cell
        path = [name] if how is None else [name, how]
        try:
            return names.find(how, text, customer)
        except NoMatchError as error:
            # What the importer chose on the screen for what is not found.
            context = self.env.context
            if "/".join(path) in context.get("import_skip_records", ()):
                return None
            if "/".join(path) in context.get("import_set_empty_fields", ()):
                return False
            may_create = context.get("name_create_enabled_fields") or {}
            message = error.text
            if error.is_missing and name in CREATABLE and may_create.get(name):
                try:
                    return names.make(text, customer)
                except (AccessError, UserError) as refusal:
                    message = str(refusal)
            details = {"path": path, "value": text} if error.is_missing else {}
            report.add(info, name, message, **details)
            return False

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _match_import_keys(self, lines, report):
        """Check new lines, and turn those of known keys into changes of their notes.

        :param lines: ``[(id, external id, vals, info)]``, as ``load`` has them
        """
        skipping = self.env.context.get("import_skip_records") or ()
        new = [
            line
            for line in lines
            # Odoo knows itself what to do with the others.
            if not (line[0] or line[1])
            and not any(line[2].get(name) is None for name in skipping)
        ]
        self._check_import_lines(new, report)
        keys = self._read_import_keys(new, report)
        if report.problems:
            return lines
        known = self._get_imported_notes(keys.values())
        writable = known.with_env(self.env)._filtered_access("write")
        by_key = {note.import_key: note for note in known}
        matched = []
        for line in lines:
            dbid, xid, vals, info = line
            note = by_key.get(keys.get(info["record"]))
            if note:
                changes = {}
                if vals.get("import_key"):
                    changes = self._get_import_changes(note, vals)
                    self._check_import_key(note, note in writable, vals, info, report)
                dbid, vals = note.id, changes
            elif info["record"] in keys:
                vals = {**vals, "import_key": keys[info["record"]]}
            matched.append((dbid, xid, vals, info))
        return matched

    @api.model
    def _get_imported_notes(self, keys):
        # As the superuser: a key is taken, also by a note the importer cannot see.
        Note = self.sudo().with_context(active_test=False)
        return Note.search_fetch(
            [("import_key", "in", list(set(keys)))],
            [name for name, field in self._fields.items() if field.prefetch is True],
        )

    @api.model
    def _read_import_keys(self, lines, report):
        """Return ``{number of the row: key}``; without one, it is made of the content.

        A line without a key is then known again as long as nothing in it changes.
        """
        keys, seen = {}, {}
        for __, __, vals, info in lines:
            content = self._get_import_content(vals)
            given = clean(vals.get("import_key") or "")
            key = keys[info["record"]] = given or f"row-{content}"
            line, other = seen.setdefault(key, (report.get_line(info), content))
            if other != content:
                text = self.env._(
                    "The key “%(key)s” is on line %(line)s too, with other values. "
                    "Give each contact a key of its own.",
                    key=key,
                    line=line,
                )
                report.add(info, "import_key", text)
        return keys

    @api.model
    def _get_import_content(self, vals):
        """Return a short name for all that a line says, however it is spelt."""
        values = {
            name: clean(value) if isinstance(value, str) else value
            for name, value in vals.items()
            if value and name not in ("import_key", "contact_id", "date")
        }
        if vals.get("contact_id"):
            values["partner_id"] = vals["contact_id"]
        if vals.get("date"):
            # A day is the same day for importers in other time zones.
            values["date"] = self._read_deadline(vals["date"])
        text = json.dumps(values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:40]

    # ------------------------------------------------------------
    # Lines of notes that are there
    # ------------------------------------------------------------

    @api.model
    def _get_import_changes(self, note, vals):
        """Return what a line changes of the note that has its key; often nothing."""
        values = {
            name: value
            for name, value in vals.items()
            if name not in ("import_key", "contact_id", "date", *DATES)
        }
        if vals.get("contact_id"):
            values["partner_id"] = vals["contact_id"]
        if not values.get("partner_id"):
            # The deal tells whom it is about.
            values.pop("partner_id", None)
        changes = {
            name: value
            for name, value in values.items()
            if self._is_news(note, name, value)
        }
        dates = self._get_import_dates(note, vals)
        if any(self._is_news(note, name, value) for name, value in dates.items()):
            changes |= dates
        return changes

    @api.model
    def _is_news(self, note, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        current = field.convert_to_write(note[name], note)
        if field.type == "datetime":
            value = read_moment(value) or False
        elif isinstance(value, str) and isinstance(current, str):
            return clean(value) != clean(current)
        return value != current

    @api.model
    def _get_import_dates(self, note, vals):
        """Return deadline, state and closing date by the date of a line.

        What was done or opened again in Odoo stays so: the file may be older. A planned
        contact is done when the file says what came of it.
        """
        given = {name: vals[name] for name in DATES if vals.get(name)}
        if not vals.get("date"):
            return given
        moment, is_all_day = self._read_deadline(vals["date"], vals.get("is_all_day"))
        planned = {"date_deadline": moment, "is_all_day": is_all_day}
        done_at = min(moment, fields.Datetime.now())
        state = given.get("state")
        if not state and note.state == "open" and vals.get("outcome"):
            state = self._get_history_state(moment, is_all_day)
        if state and state != note.state:
            closing = {"state": state, "date_done": state != "open" and done_at}
            return {**planned, **closing, **given}
        if note.state != "open" and note.date_done == note.date_deadline:
            planned["date_done"] = done_at
        return {**planned, **given}
