from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, Query, format_date, format_time

from ..engine.access import having_record
from ..engine.columns import ENTRY_COLUMNS, decode_id, export_id
from ..engine.contents import read_contents
from ..engine.documents import FeedDocuments, names_somebody
from ..engine.employments import name_contacts

# Context: how much of the union a search needs. None of it, when its conditions and
# its order are wanted only; few of its rows; those of somebody; or all of them.
_ROWS = "crm_feed_rows"
_NO_ROWS, _FEW, _SOME, _ALL = "none", "few", "some", "all"


class CrmFeedEntry(models.Model):
    """One line of the feed: computed from its source at every read, never stored.

    Standard views, exports and grouping read it through the ORM; the feed itself
    through ``get_page`` (``crm_feed_entry_page.py``). Both see the same rows in the
    same order.

    Columns are keys only; words come from the record of the entry, through the
    ORM, so that nothing shows here that its own model would hide.
    """

    _name = "crm.feed.entry"
    _description = "Feed Entry"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "title"

    source_id = fields.Many2one("crm.feed.source", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Integer(string="Record", readonly=True, aggregator=None)
    document_model = fields.Char(readonly=True)
    document_id = fields.Integer(string="Document ID", readonly=True, aggregator=None)
    date = fields.Datetime(readonly=True, help="When it happened or is due.")
    recorded_on = fields.Datetime(readonly=True)
    is_open = fields.Boolean(string="Still to Do", readonly=True)
    is_all_day = fields.Boolean(readonly=True)
    kind = fields.Selection(
        lambda self: self.env["crm.feed.source"]._fields["kind"].selection,
        string="Entry Kind",
        readonly=True,
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type", string="Kind of Contact", readonly=True
    )
    reason_id = fields.Many2one("crm.feed.reason", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    customer_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    author_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    is_noise = fields.Boolean(string="Technical", readonly=True)

    state = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("today", "Today"),
            ("planned", "Planned"),
            ("done", "Done"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    date_text = fields.Char(string="When", compute="_compute_date_text")
    title = fields.Char(compute="_compute_words", search="_search_title")
    status = fields.Char(compute="_compute_words")
    document_name = fields.Char(string="Document", compute="_compute_document_name")

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.depends("title")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.title

    @api.depends("source_id", "res_id")
    @api.depends_context("uid", "lang", "tz")
    def _compute_words(self):
        # An id alone opens nothing: some models check the access of their records
        # in searches only, and read whatever they are asked for.
        visible = self._visible()
        keys = {entry.id: decode_id(entry.id)[::-1] for entry in visible}
        Source = self.env["crm.feed.source"]
        words = Source._run_isolated(
            lambda: read_contents(Source._get_sources(), keys.values())
        )
        for entry in self:
            content = words.get(keys.get(entry.id), {})
            entry.title = content.get("title")
            entry.status = content.get("status")

    @api.depends("document_model", "document_id", "res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_document_name(self):
        # The record of an entry is mostly its document: its title says it already.
        self.document_name = False
        apart = self.filtered(
            lambda entry: (entry.document_model, entry.document_id)
            != (entry.res_model, entry.res_id)
        )
        for model, entries in apart.grouped("document_model").items():
            documents = self.env[model].browse(entries.mapped("document_id"))
            names = {document.id: document.display_name for document in documents}
            for entry in entries:
                entry.document_name = names[entry.document_id]

    @api.depends("date", "is_all_day")
    @api.depends_context("lang", "tz")
    def _compute_date_text(self):
        for entry in self:
            if not entry.date:
                # The code of its source breaks its promise; the page says so.
                entry.date_text = False
            elif entry.is_all_day:
                entry.date_text = format_date(self.env, entry.date.date())
            else:
                local = fields.Datetime.context_timestamp(self, entry.date)
                day = format_date(self.env, local.date())
                clock = format_time(self.env, local.time(), time_format="short")
                entry.date_text = f"{day} {clock}"

    @api.model
    def _search_title(self, operator, value):
        # Titles are put together from several fields: only "contains" makes sense.
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return NotImplemented
        # Nothing found is no constant: the ORM would not look at the rest of the
        # question, and a wrong one would be the fault of those that find something.
        domains = [Domain("source_id", "=", False)]
        commented = self.env["mail.message"]._find_feed_commented(value)
        all_sources = self.env["crm.feed.source"]._get_sources()
        groups = all_sources.grouped(lambda s: (s.model, s.mode, s.text_paths))
        for sources in groups.values():
            domain = sources._get_text_domain(value)
            if ids := commented.get(sources[0].model):
                own = Domain.FALSE if domain is None else domain
                domain = Domain("id", "in", ids) | own
            if domain is not None:
                domains.append(
                    Domain("source_id", "in", sources.ids)
                    & having_record(sources[0]._get_model(), domain)
                )
        return Domain.OR(domains)

    # ------------------------------------------------------------
    # State
    # ------------------------------------------------------------

    @api.depends("is_open", "date", "is_all_day", "kind")
    @api.depends_context("tz")
    def _compute_state(self):
        for entry in self:
            entry.state = self._get_state(
                entry.is_open, entry.date, entry.is_all_day, entry.kind
            )

    @api.model
    def _get_state(self, is_open, date, is_all_day, kind):
        """Return overdue / today / planned / done, in the user's time zone.

        :param datetime date: UTC; of an all-day entry the day counts as it is
        :param str kind: a meeting that has begun and is not over is today's
        """
        if not is_open or not date:
            return "done"
        today = fields.Date.context_today(self)
        day = (
            date.date()
            if is_all_day
            else fields.Datetime.context_timestamp(self, date).date()
        )
        if day < today or (not is_all_day and date < fields.Datetime.now()):
            return "today" if kind == "meeting" else "overdue"
        return "today" if day == today else "planned"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        tomorrow = today + timedelta(days=1)
        # The first instant of tomorrow; for an all-day entry, its name in UTC.
        end = self.env.tz.localize(datetime.combine(tomorrow, time.min))
        end = end.astimezone(pytz.utc).replace(tzinfo=None)
        to_do, all_day = Domain("is_open", "=", True), Domain("is_all_day", "=", True)
        midnight = datetime.combine(today, time.min)
        next_midnight = datetime.combine(tomorrow, time.min)
        late = (all_day & Domain("date", "<", midnight)) | (
            ~all_day & Domain("date", "<", now)
        )
        late &= Domain("kind", "!=", "meeting")
        later = (all_day & Domain("date", ">=", next_midnight)) | (
            ~all_day & Domain("date", ">=", end)
        )
        domains = {
            "overdue": to_do & late,
            "today": to_do & ~late & ~later,
            "planned": to_do & later & ~late,
            "done": ~to_do,
        }
        return Domain.OR(domains[state] for state in domains if state in list(value))

    # ------------------------------------------------------------
    # The union
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        rows = self.env.context.get(_ROWS, _SOME)
        if rows == _NO_ROWS:
            return self._empty_select()
        documents = FeedDocuments(
            self.env["crm.feed.source"]._get_sources(),
            is_row_by_row=rows == _FEW,
            is_listed=rows == _ALL,
        )
        selects = self._get_selects(documents)
        return SQL("%s%s", documents.with_clause, SQL(" UNION ALL ").join(selects))

    @api.model
    def _get_selects(self, documents):
        """Return the SELECT of each branch, under the rules of the current user.

        :param documents: :class:`~..engine.documents.FeedDocuments` that they join
        """
        branches = self.env["crm.feed.source"]._get_sources()._get_branches(documents)
        return [branch.select_entries() for branch in branches] or [
            self._empty_select()
        ]

    @staticmethod
    def _empty_select():
        columns = (
            SQL("NULL::%s AS %s", SQL(pg_type), SQL.identifier(name))
            for name, pg_type in ENTRY_COLUMNS.items()
        )
        return SQL("SELECT %s WHERE FALSE", SQL(", ").join(columns))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Look entries up by record when asked by id, and limit every branch.

        An entry's id is computed: no index serves it, but one serves the id of
        its record. And PostgreSQL does not push a LIMIT through the union.
        """
        self._tune_planner()
        domain = Domain(domain)
        functions = self._get_function_select(domain)
        has_id = any(c.field_expr == "id" for c in domain.iter_conditions())
        domain = domain.map_conditions(self._read_condition)
        domain = name_contacts(self.env, domain)

        def search(rows):
            entries = self.with_context(**{_ROWS: rows})
            query = super(CrmFeedEntry, entries)._search(
                domain, offset=offset, limit=limit, order=order, **kwargs
            )
            if functions and rows != _NO_ROWS:
                table = SQL("(%s UNION ALL %s)", entries._table_query, functions)
                query._tables[self._table] = table
            return query

        if not limit and not has_id:
            return search(_SOME if names_somebody(domain) else _ALL)
        if not limit:
            return search(_FEW)
        query = search(_NO_ROWS)
        if query.is_empty():
            return query
        if query._joins:
            return search(_FEW)
        return self._limit_branches(query, functions)

    def _tune_planner(self):
        """Spare the transaction the compilation of the union.

        It is many small look-ups; PostgreSQL overrates it and compiles it for
        longer than it runs.
        """
        if "crm_feed_tuned" not in self.env.cr.cache:
            self.env.cr.execute("SET LOCAL jit = off")
            self.env.cr.cache["crm_feed_tuned"] = True

    def _limit_branches(self, query, functions=None):
        top = query.limit + (query.offset or 0)
        alias = SQL.identifier(self._table)
        where = SQL(" WHERE %s", query.where_clause) if query._where_clauses else SQL()
        order = SQL(" ORDER BY %s", query.order) if query.order else SQL()
        sources = self.env["crm.feed.source"]._get_sources()
        documents = FeedDocuments(sources, is_row_by_row=True)
        # The branches get the alias of the table, so that the conditions and
        # the order of the query hold in each as they are.
        branches = [
            SQL(
                "(SELECT * FROM (%s) AS %s%s%s LIMIT %s)",
                *(select, alias, where, order, top),
            )
            for select in [*self._get_selects(documents), *filter(None, [functions])]
        ]
        union = SQL(" UNION ALL ").join(branches)
        limited = Query(self.env, self._table, SQL("(%s)", union))
        limited.order, limited.limit, limited.offset = (
            query.order,
            query.limit,
            query.offset,
        )
        return limited

    def _read_format(self, fnames, load="_classic_read"):
        result = super()._read_format(fnames, load)
        for values in result:
            if values["id"]:
                values["id"] = export_id(values["id"])
        return result

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def _visible(self):
        """Return those of these entries that the current user can see."""
        ids = [entry_id for entry_id in self._ids if entry_id]
        if not ids:
            return self.browse()
        visible = set(
            self._search([("id", "in", ids)], active_test=False).get_result_ids()
        )
        return self.browse(entry_id for entry_id in self._ids if entry_id in visible)

    @api.private
    def exists(self):
        return self._visible()

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or not any(self._ids):
            return result
        hidden = self - self._visible()
        if not hidden:
            return None
        # An entry one may not read does not exist: its existence is a fact too.
        return hidden, lambda: MissingError(
            self.env._("This entry of the feed does not exist, or not any more.")
        )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise self._read_only_error()

    def write(self, vals):  # pylint: disable=method-required-super
        raise self._read_only_error()

    def unlink(self):  # pylint: disable=method-required-super
        raise self._read_only_error()  # pylint: disable=no-raise-unlink

    def _read_only_error(self):
        return UserError(
            self.env._(
                "Entries of the feed cannot be created, changed or deleted: each "
                "shows another record. Open that record and change it there, or "
                "create a note."
            )
        )
