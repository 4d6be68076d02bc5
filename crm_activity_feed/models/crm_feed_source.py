import ast

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import hooks
from ..engine.branch import FeedBranch
from ..engine.columns import NUMBERS
from ..engine.paths import check_path


class CrmFeedSource(models.Model):
    """What feeds the feed: a model, and where its records keep what an entry needs.

    The model is a name, not a link: its app may be absent, and the source then
    simply has no entries.
    """

    _name = "crm.feed.source"
    _description = "Feed Source"
    _order = "sequence, number, id"

    name = fields.Char(required=True, translate=True)
    number = fields.Integer(
        readonly=True,
        required=True,
        copy=False,
        aggregator=None,
        help="Part of the id of every entry of this source; never given twice.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    model = fields.Char(required=True, help="Technical name of the model.")
    mode = fields.Selection(
        [("fields", "Fields"), ("mixin", "Code of the model")],
        required=True,
        default="fields",
    )
    is_available = fields.Boolean(compute="_compute_is_available")
    domain = fields.Char(required=True, default="[]")
    kind = fields.Selection(
        [
            ("note", "Notes"),
            ("activity", "Activities"),
            ("meeting", "Meetings"),
            ("email", "E-mails"),
            ("message", "Comments"),
            ("lead", "Deals"),
            ("change", "Changes"),
            ("document", "Documents"),
            ("payment", "Payments"),
            ("task", "Tasks"),
            ("contact", "Contacts"),
            ("other", "Others"),
            ("log", "Technical changes"),
        ],
        required=True,
        default="other",
    )
    date_path = fields.Char(
        string="Date", help="When it happened or is due.", default="create_date"
    )
    partner_path = fields.Char(string="Customer")
    user_path = fields.Char(string="Responsible")
    author_path = fields.Char(string="Author", default="create_uid.partner_id")
    lead_path = fields.Char(string="Opportunity")
    company_path = fields.Char(string="Company", default="company_id")
    title_path = fields.Char(string="Title", default="display_name")
    body_path = fields.Char(string="Text")
    amount_path = fields.Char(string="Amount")
    status_path = fields.Char(string="Status")
    text_paths = fields.Char(
        string="Searched Fields",
        help="Comma-separated fields that a text search reads.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type", string="Kind of Contact", ondelete="set null"
    )
    reason_id = fields.Many2one("crm.feed.reason", ondelete="set null")
    icon = fields.Char(default="fa-circle-o", help="Class of a Font Awesome icon.")
    color = fields.Integer(aggregator=None)
    is_open = fields.Boolean(
        string="Still to Do", help="Its entries are planned, not done."
    )
    is_noise = fields.Boolean(
        string="Technical", help="Its entries are hidden until one asks for them."
    )
    has_messages = fields.Boolean(
        string="Show Messages and Activities",
        help="Messages and planned activities of its records show in the feed too.",
    )

    _number_uniq = models.UniqueIndex(
        "(number)", "This number belongs to another source. Leave it empty."
    )
    _number_range = models.Constraint(
        f"CHECK (number > 0 AND number < {NUMBERS})",
        "There is no room for one more source: 255 is the most the feed can hold.",
    )

    @api.depends("model", "date_path", "mode")
    def _compute_is_available(self):
        mixin = self.env.registry["crm.feed.mixin"]
        for source in self:
            model = self.env.get(source.model)
            if model is None or model._abstract or model._transient:
                source.is_available = False
            elif source.mode == "mixin":
                source.is_available = isinstance(model, mixin)
            else:
                paths = (source.date_path, source.partner_path)
                source.is_available = all(
                    path and check_path(model, path) for path in paths
                )

    @api.constrains("domain", "model")
    def _check_domain(self):
        for source in self:
            try:
                domain = source._get_domain()
                if source.model in self.env:
                    domain.validate(source._get_model())
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the source “%(name)s” cannot be used: "
                        "%(reason)s. Correct it, then save again.",
                        name=source.name,
                        reason=error,
                    )
                ) from error

    @api.constrains("model", "mode", "date_path", "partner_path")
    def _check_paths(self):
        """Refuse paths without which an installed model could have no entry."""
        for source in self.filtered(lambda source: source.mode == "fields"):
            model = self.env.get(source.model)
            if model is None or source.is_available:
                continue
            raise ValidationError(
                self.env._(
                    "The source “%(name)s” would have no entries: of “%(date)s” and "
                    "“%(partner)s”, one is no stored field of %(model)s or cannot be "
                    "reached. Name a field for the date and one for the customer.",
                    name=source.name,
                    date=source.date_path or "",
                    partner=source.partner_path or "",
                    model=source.model,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        shipped = self.get_external_id()
        for source in self:
            if shipped[source.id].startswith("crm_activity_feed."):
                raise UserError(
                    self.env._(
                        "The source “%(name)s” cannot be deleted: it comes with the "
                        "feed and would be back at the next upgrade. Archive it "
                        "instead.",
                        name=source.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        for vals in vals_list:
            if not vals.get("number"):
                vals["number"] = self._next_number()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _next_number(self):
        """Return a number that no source has or had.

        Ids of entries hold it: a client may still name those of a deleted source.
        """
        key = "crm_activity_feed.last_source_number"
        parameters = self.env["ir.config_parameter"].sudo()
        highest = self.with_context(active_test=False).search(
            [], order="number desc", limit=1
        )
        number = max(int(parameters.get_param(key, 99)), highest.number) + 1
        parameters.set_param(key, number)
        return number

    # ------------------------------------------------------------
    # Which sources there are
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_source_ids(self):
        """Ids of the active sources whose model is installed, in order."""
        # All of them, and they are few: 255 at the most.
        sources = self.sudo().search([])  # pylint: disable=no-search-all
        return tuple(sources.filtered("is_available").ids)

    @api.model
    def _get_model_sources(self, model):
        """Return all sources of a model, also archived ones, in order."""
        domain = [("model", "=", model)]
        return self.with_context(active_test=False).search(domain)

    @api.model
    def _get_sources(self):
        """Return the sources whose model the current user may read at all."""
        sources = self.browse(self._get_source_ids())
        return sources.filtered(
            lambda source: self.env[source.model].has_access("read")
        )

    def _get_document_sources(self):
        """Return, of these sources, one a model whose messages show."""
        by_model = {}
        for source in self.filtered("has_messages"):
            by_model.setdefault(source.model, source)
        return self.browse().union(*by_model.values())

    # ------------------------------------------------------------
    # From a source to SQL
    # ------------------------------------------------------------

    def _get_model(self):
        # Lost deals and archived contacts have a history too.
        return self.env[self.model].with_context(active_test=False)

    def _get_domain(self):
        """Return the filter of the source.

        :raise ValueError: if it is not a domain
        """
        value = ast.literal_eval(self.domain or "[]")
        if not isinstance(value, list):
            raise ValueError(f"Not a domain: {self.domain}")
        return Domain(value)

    def _get_branches(self, documents):
        """Return the SELECTs of these sources.

        :param documents: :class:`~..engine.documents.FeedDocuments`
        :return: list of :class:`~..engine.branch.FeedBranch`
        """
        branches = []
        for sources in self.grouped("model").values():
            model = sources[0]._get_model()
            for source in sources.filtered(lambda source: source.mode == "fields"):
                branches.append(source._make_branch(documents=documents))
            if by_code := sources.filtered(lambda source: source.mode == "mixin"):
                branches += hooks.get_branches(model, by_code, documents)
        return [branch for branch in branches if branch is not None]

    def _has_same_scope(self, other):
        """Whether two sources of a model tell customer and deal in the same way."""
        names = ("mode", "partner_path", "lead_path")
        return all(self[name] == other[name] for name in names)

    def _make_branch(self, domain=None, documents=None, needs_customer=True):
        """Return the SELECT of this source's records under their record rules.

        :param domain: other domain than the source's own
        :param documents: :class:`~..engine.documents.FeedDocuments`; records that
            are documents of a bounded scope are taken from there, where the record
            rules have been applied
        :param bool needs_customer: leave out what concerns no customer
        :return: :class:`~..engine.branch.FeedBranch`, or ``None`` if the user can
            have no entry of it
        """
        model = self._get_model()
        domain = self._get_domain() if domain is None else domain
        if self.mode == "mixin":
            domain &= hooks.get_domain(model, "_get_feed_domain")
        is_covered = documents is not None and documents.covers(self)
        query = model._search(domain, active_test=False, bypass_access=is_covered)
        if query.is_empty():
            return None
        if self.mode == "mixin":
            columns, origin = hooks.get_columns(self, model, query)
        else:
            columns = self._get_path_columns(query)
            origin = f"crm.feed.source({self.number})"
        if columns.get("date") is None:
            return None
        has_customer = columns.pop("has_customer", None)
        branch = FeedBranch(self, query, columns, origin, is_scoped=is_covered)
        if is_covered:
            branch.where(SQL("%s IN %s", branch.res_id, documents.ids_of(self.model)))
        elif needs_customer:
            # The feed is about customers: nobody's meeting or task stays out.
            partner, lead = branch.columns["partner_id"], branch.columns["lead_id"]
            branch.where(
                has_customer or SQL("COALESCE(%s, %s) IS NOT NULL", partner, lead)
            )
        return branch
