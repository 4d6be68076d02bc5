from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.columns import FIRST_OWN_NUMBER, NUMBERS
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
        string="Told By",
        required=True,
        default="fields",
        help="Who says when a record happened, whom it concerns and what it reads.",
    )
    is_available = fields.Boolean(
        string="Available",
        compute="_compute_is_available",
        search="_search_is_available",
        help="Its app is installed, and the fields it needs are there.",
    )
    domain = fields.Char(
        string="Filter",
        required=True,
        default="[]",
        help="Only the records that pass it show.",
    )
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
    author_path = fields.Char(
        string="Author",
        compute="_compute_common_paths",
        store=True,
        readonly=False,
        precompute=True,
    )
    lead_path = fields.Char(string="Opportunity")
    company_path = fields.Char(
        string="Company",
        compute="_compute_common_paths",
        store=True,
        readonly=False,
        precompute=True,
    )
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
    can_create = fields.Boolean(
        string="Can Be Created From the Feed",
        help="The feed offers to create a record, beside a note.",
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

    @api.depends("model")
    def _compute_common_paths(self):
        """Name the fields that nearly all models have, unless this one has not."""
        for source in self:
            model = self.env.get(source.model)
            source.author_path = (
                model is None or check_path(model, "create_uid")
            ) and "create_uid.partner_id"
            source.company_path = (
                model is None or check_path(model, "company_id")
            ) and "company_id"

    @api.depends("model", "date_path", "partner_path", "domain", "mode")
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
                source.is_available = source._has_known_domain(model) and all(
                    path and check_path(model, path) for path in paths
                )

    @api.model
    def _search_is_available(self, operator, value):
        if operator != "in":
            return NotImplemented
        # All of them, and they are few: 255 at the most.
        sources = self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        found = sources.filtered(lambda source: source.is_available in value)
        return Domain("id", "in", found.ids)

    def _has_known_domain(self, model):
        """Whether the fields that the filter names are there: some are deleted."""
        try:
            self._get_domain().optimize(model)
        except (ValueError, SyntaxError, TypeError):
            return False
        return True

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
        sources = super().create(vals_list)
        self.env["crm.feed.backfill"]._plan()
        return sources

    def write(self, vals):
        self.env.registry.clear_cache()
        result = super().write(vals)
        self.env["crm.feed.backfill"]._plan()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        result = super().unlink()
        self.env["crm.feed.backfill"]._plan()
        return result

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
        last = int(parameters.get_param(key, FIRST_OWN_NUMBER - 1))
        number = max(last, highest.number) + 1
        if number >= NUMBERS:
            raise ValidationError(
                self.env._(
                    "There is no room for one more source: the feed has numbers for "
                    "%(most)s, and those of deleted ones stay taken. Change an "
                    "archived source instead of making a new one.",
                    most=NUMBERS - 1,
                )
            )
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
        sources = sources.filtered(lambda source: source.mode != "sql_function")
        return tuple(sources.filtered("is_available").ids)

    def _get_model_sources(self, model):
        """Return all sources of a model, also archived ones, in order.

        Those of ``self`` take the place of what is saved of them: a preview shows a
        source as it is on the screen.
        """
        domain = [("model", "=", model)]
        saved = self.with_context(active_test=False).search(domain)
        sources = (saved - self._origin) | self
        return sources.sorted(lambda source: (source.sequence, source.number))

    @api.model
    def _get_readable_sources(self):
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
