import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..engine.columns import FIRST_OWN_NUMBER
from ..engine.domains import exclude_each_other
from ..engine.paths import PathFault, check_column_path, walk_path

#: What a path that SQL follows must end in: types, or the model linked to.
_ENDS = {
    "date_path": ("date", "datetime"),
    "partner_path": "res.partner",
    "user_path": "res.users",
    "author_path": "res.partner",
    "lead_path": "crm.lead",
    "company_path": "res.company",
}
#: What a path that the ORM reads must end in: types, or ``None`` for any text.
_WORDS = {
    "title_path": None,
    "status_path": None,
    "body_path": ("char", "text", "html"),
    "amount_path": ("monetary", "float", "integer"),
}
_NO_TEXT = ("binary", "image", "json", "properties", "properties_definition")
_NEEDED = ("date_path", "partner_path")
_PATHS = (*_ENDS, *_WORDS, "text_paths")


class CrmFeedSource(models.Model):
    """What a source must fulfil, said in words before an entry is missed.

    Checked when an administrator, an import or a client saves it. Not while an app
    is installed: a ready source that does not fit there has no entries, and is no
    reason to refuse the app.
    """

    _inherit = "crm.feed.source"

    fault = fields.Text(compute="_compute_fault")
    date_hint = fields.Char(compute="_compute_date_hint")
    overlap_hint = fields.Char(compute="_compute_overlap_hint")

    @api.depends("model", "mode", "domain", *_PATHS)
    def _compute_fault(self):
        for source in self:
            source.fault = source.model and "\n".join(source._get_faults())

    @api.constrains("model", "mode", "domain", *_PATHS)
    def _check_faults(self):
        if not self.env.registry.ready:
            return
        for source in self:
            if faults := source._get_faults():
                raise ValidationError(
                    self.env._(
                        "The source “%(name)s” cannot be used:\n%(faults)s",
                        name=source.name or "",
                        faults="\n".join(faults),
                    )
                )

    def _get_faults(self):
        """Return why this source can have no entries, or wrong ones, in words.

        :return: list of sentences; empty if the app of the model is not installed
        """
        self.ensure_one()
        if self.mode not in ("fields", "mixin"):
            return []
        if self._parse_domain() is None:
            return [self._explain_domain(self.env._("it is no list of conditions"))]
        if self.model not in self.env:
            return []
        model = self.env[self.model]
        if reason := self._get_model_fault(model):
            return [
                self.env._(
                    "“%(model)s” cannot be shown in the feed: %(reason)s",
                    model=self._get_model_label(model),
                    reason=reason,
                )
            ]
        faults = [self._get_path_fault(model, fname) for fname in (*_ENDS, *_WORDS)]
        faults += self._get_text_faults(model)
        faults += [self._get_mode_fault(model), self._get_domain_fault(model)]
        return [fault for fault in faults if fault]

    def _get_mode_fault(self, model):
        is_by_code = isinstance(model, self.env.registry["crm.feed.mixin"])
        if self.mode == "mixin" and not is_by_code:
            return self.env._(
                "“%(model)s” has no code for the feed. Set “Told By” to “Fields”.",
                model=self._get_model_label(model),
            )
        return False

    # ------------------------------------------------------------
    # Paths
    # ------------------------------------------------------------

    def _get_path_fault(self, model, fname):
        """Return why the path in the field ``fname`` cannot be used, or ``False``."""
        path = self[fname]
        if not path:
            is_missing = fname in _NEEDED and self.mode == "fields"
            return is_missing and self._explain_missing(fname)
        try:
            if fname in _ENDS:
                steps = check_column_path(model, path)
            else:
                steps = walk_path(model, path)
        except PathFault as fault:
            # A ready source may also name a field that a further app brings.
            is_ready = 0 < self.number < FIRST_OWN_NUMBER and fname not in _NEEDED
            if is_ready and fault.code == "unknown":
                return False
            return self._explain_path(fname, path, fault.code, fault.field)
        if hidden := self._find_hidden(steps):
            return self._explain_path(fname, path, "groups", hidden)
        if not self._ends_well(fname, steps[-1]):
            return self._explain_end(fname, path)
        return False

    @api.model
    def _find_hidden(self, steps):
        """Return the first of ``steps`` that some colleagues may not read."""
        internal = self.env.ref("base.group_user").all_implied_ids
        known = set(internal._ensure_xml_id().values())
        for field in steps:
            # As in Odoo itself: one of the groups is enough, "!" excludes one.
            groups = [group.strip() for group in (field.groups or "").split(",")]
            if field.groups and not known.intersection(groups):
                return field
        return None

    @api.model
    def _ends_well(self, fname, field):
        wanted = _ENDS.get(fname, _WORDS.get(fname))
        if wanted is None:
            return field.type not in _NO_TEXT
        if isinstance(wanted, tuple):
            return field.type in wanted
        comodel = field.model_name if field.name == "id" else field.comodel_name
        return comodel == wanted

    def _get_text_faults(self, model):
        faults = []
        for path in self._get_text_paths():
            name = path.split(".")[0]
            try:
                Domain(path, "ilike", "a").validate(model)
            except Exception:  # noqa: BLE001 - any error of a search method
                faults.append(
                    self.env._(
                        "“%(path)s” of %(model)s cannot be searched for a text. "
                        "Take it out of “%(label)s”.",
                        path=path,
                        model=self._get_model_label(model),
                        label=self._get_label("text_paths"),
                    )
                )
                continue
            if hidden := self._find_hidden([model._fields[name]]):
                fault = self._explain_path("text_paths", path, "groups", hidden)
                faults.append(fault)
        return faults

    def _get_text_paths(self):
        paths = (path.strip() for path in (self.text_paths or "").split(","))
        return [path for path in paths if path]

    # ------------------------------------------------------------
    # The filter
    # ------------------------------------------------------------

    def _parse_domain(self):
        """Return the filter as a :class:`~odoo.fields.Domain`, or ``None``."""
        try:
            return self._get_domain()
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None

    def _get_domain_fault(self, model):
        """Return why PostgreSQL could not run the filter, or ``False``."""
        try:
            # It names the columns and compares their types, and reads no row.
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db", "odoo.domains"):
                query = model._search(self._get_domain(), bypass_access=True)
                if not query.is_empty():
                    self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        except psycopg2.errors.QueryCanceled:
            raise
        except psycopg2.Error as error:
            return self._explain_domain(str(error).strip().splitlines()[0])
        except Exception as error:  # noqa: BLE001 - search methods raise anything
            return self._explain_domain(error)
        return False

    def _explain_domain(self, reason):
        return self.env._(
            "The filter cannot be used: %(reason)s. Correct it, or take the condition "
            "out.",
            reason=str(reason).rstrip("."),
        )

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _get_label(self, fname):
        return self._fields[fname]._description_string(self.env)

    @api.model
    def _get_model_label(self, model):
        # The description of a model is English, its name is translated.
        return self.env["ir.model"]._get(model._name).name or model._description

    def _explain_missing(self, fname):
        return self.env._(
            "“%(label)s” is empty: without it, no record of %(model)s could show. "
            "Choose a field.",
            label=self._get_label(fname),
            model=self._get_model_label(self.env[self.model]),
        )

    def _explain_path(self, fname, path, code, field):
        name = field if isinstance(field, str) else field._description_string(self.env)
        reasons = {
            "unknown": self.env._("there is no field “%(name)s”", name=name),
            "many": self.env._(
                "“%(name)s” leads to several records, and an entry has one", name=name
            ),
            "link": self.env._("“%(name)s” leads to no other record", name=name),
            "stored": self.env._(
                "“%(name)s” is computed whenever it is read, and not stored", name=name
            ),
            "groups": self.env._(
                "“%(name)s” is hidden from some colleagues, who would miss entries or "
                "read what they must not",
                name=name,
            ),
        }
        return self.env._(
            "“%(label)s” cannot be “%(path)s”: %(reason)s. Choose another field.",
            label=self._get_label(fname),
            path=path,
            reason=reasons[code],
        )

    def _explain_end(self, fname, path):
        wanted = {
            "date_path": self.env._("a date"),
            "partner_path": self.env._("a contact"),
            "user_path": self.env._("a user"),
            "author_path": self.env._("a contact"),
            "lead_path": self.env._("an opportunity"),
            "company_path": self.env._("a company"),
            "body_path": self.env._("a text"),
            "amount_path": self.env._("a number"),
        }
        return self.env._(
            "“%(label)s” cannot be “%(path)s”: it is not %(wanted)s. Choose a field "
            "that is, or go on to one that it leads to.",
            label=self._get_label(fname),
            path=path,
            wanted=wanted.get(fname, self.env._("a text")),
        )

    # ------------------------------------------------------------
    # What is allowed, but good to know
    # ------------------------------------------------------------

    @api.depends("model", "mode", "date_path")
    def _compute_date_hint(self):
        for source in self:
            source.date_hint = source._has_optional_date() and self.env._(
                "Where this date is empty, the day of creation takes its place."
            )

    def _has_optional_date(self):
        if self.mode != "fields" or not self.date_path or self.model not in self.env:
            return False
        try:
            steps = check_column_path(self.env[self.model], self.date_path)
        except PathFault:
            return False
        is_certain = all(step.required or step.name == "create_date" for step in steps)
        return not is_certain and steps[-1].type in _ENDS["date_path"]

    @api.depends("model", "mode", "domain", "active")
    def _compute_overlap_hint(self):
        for source in self:
            others = source._find_overlaps()
            source.overlap_hint = bool(others) and self.env._(
                "The same record may show twice: also by %(names)s. Unless that is "
                "wanted, let the filters exclude each other.",
                names=", ".join(f"“{name}”" for name in others.mapped("name")),
            )

    def _find_overlaps(self):
        """Return the other sources that may show a record of this one too."""
        none = self.browse()
        if not self.active or self.model not in self.env:
            return none
        domain = [("model", "=", self.model), ("id", "!=", self._origin.id)]
        # Code of a model sees to it by itself that a record shows once.
        others = self.search(domain).filtered(
            lambda other: "fields" in (self.mode, other.mode)
        )
        mine = self._parse_domain()
        return others.filtered(
            lambda other: mine is not None
            and (theirs := other._parse_domain()) is not None
            and not exclude_each_other(self.env[self.model], mine, theirs)
        )
