import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from ..engine.contents import PageContents
from ..engine.documents import FeedDocuments
from ..engine.paths import path_to_sql

#: Entries that a preview shows.
_ENTRIES = 10
#: How far records are counted: enough to tell few from many.
_COUNTED = 1000
#: Examples of records that will not show.
_EXAMPLES = 3
#: Milliseconds that a preview may take of the database.
_BUDGET = 5000
_FIELDS = (
    "name",
    "model",
    "mode",
    "domain",
    "sequence",
    "kind",
    "icon",
    "color",
    "is_open",
    "is_noise",
    "activity_type_id",
    "reason_id",
    "date_path",
    "partner_path",
    "user_path",
    "author_path",
    "lead_path",
    "company_path",
    "title_path",
    "body_path",
    "amount_path",
    "status_path",
)


class CrmFeedSource(models.Model):
    """What a source would show, before it is saved."""

    _inherit = "crm.feed.source"

    @api.model
    @api.readonly
    def get_preview(self, source_id, values):
        """Return the newest entries of a source as it is on the screen.

        Nothing is saved. Made by the feed itself, with the rights of the current
        user.

        :param source_id: id of the source, or ``False`` for a new one
        :param dict values: values of its fields; those left out are as saved
        :return: dict with

            * ``entries``: up to ten, newest first; see ``crm.feed.entry.get_page``
            * ``problem``: why there can be none, in words, or ``False``
            * ``matching``, ``hidden``: how many records pass the filter, and how many
              of these concern no customer and do not show; counted up to ``counted``
            * ``examples``: names of some that do not show
        :raise AccessError: if the user may not change sources
        """
        self.check_access("write")
        origin = self.browse(source_id or [])
        source = self.new(
            {name: values[name] for name in _FIELDS if name in values}, origin=origin
        )
        preview = {
            "entries": [],
            "problem": False,
            "matching": False,
            "hidden": 0,
            "examples": [],
            "counted": _COUNTED,
        }
        try:
            # Always rolled back: it only read, and its time budget ends with it.
            with (
                self.env.cr.savepoint(flush=False) as savepoint,
                mute_logger("odoo.sql_db"),
            ):
                self.env.cr.execute(SQL("SET LOCAL statement_timeout = %s", _BUDGET))
                if problem := source._get_preview_problem():
                    preview["problem"] = problem
                else:
                    preview.update(source._read_preview())
                savepoint.rollback()
        except psycopg2.errors.QueryCanceled:
            preview["problem"] = self.env._(
                "The preview takes too long, and so would the feed. Narrow the filter, "
                "or choose a date that is stored in the record itself."
            )
        except (psycopg2.Error, UserError, ValueError) as error:
            preview["problem"] = str(error).strip().splitlines()[0]
        return preview

    def _get_preview_problem(self):
        """Return why no preview can be made, in words, or ``False``."""
        if not self.model:
            return self.env._("Choose the records first.")
        if self.model not in self.env:
            return self.env._(
                "The app of these records is not installed. The source shows as soon "
                "as it is."
            )
        if faults := self._get_faults():
            return "\n".join(faults)
        if not self.env[self.model].has_access("read"):
            return self.env._(
                "You may not read these records yourself: colleagues who may will see "
                "them."
            )
        return False

    def _read_preview(self):
        rows = self._read_preview_rows()
        entries = PageContents(self, rows).entries(rows)
        for entry in entries:
            # No id, where it is not saved yet; and nothing is done from a preview.
            entry["source_id"] = entry["source"]["id"] = self._origin.id
            entry["actions"] = []
        return {"entries": entries, **self._count_hidden()}

    def _read_preview_rows(self):
        """Return the rows of the newest entries, as a page reads them."""
        others = self._get_sources() - self._origin
        siblings = others.filtered(lambda source: source.model == self.model) | self
        siblings = siblings.sorted(lambda source: (source.sequence, source.number))
        selects = [
            branch.select_keys((), SQL("date DESC, id DESC"), _ENTRIES)
            for branch in siblings._get_branches(FeedDocuments(others))
            if branch.keep(self)
        ]
        if not selects:
            return []
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS preview ORDER BY date DESC, id DESC LIMIT %s",
                SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects),
                _ENTRIES,
            )
        )

    def _count_hidden(self):
        """Count the records that pass the filter, and those without a customer."""
        if self.mode != "fields":
            return {}
        model, domain = self._get_model(), self._get_domain()
        query = model._search(domain, order="id DESC", limit=_COUNTED)
        for path in (self.partner_path, self.lead_path):
            column = path_to_sql(model, path, query)
            if column is not None:
                query.add_where(SQL("%s IS NULL", column))
        hidden = model.browse(query)
        return {
            "matching": model.search_count(domain, limit=_COUNTED),
            "hidden": len(hidden),
            "examples": hidden[:_EXAMPLES].mapped("display_name"),
        }
