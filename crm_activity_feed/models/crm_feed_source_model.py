from odoo import api, fields, models, tools

from ..engine.paths import check_path

#: Names under which models keep what a source asks for, the likeliest first.
_NAMES = {
    "date": (
        "date_order",
        "start",
        "date_start",
        "date_begin",
        "scheduled_date",
        "schedule_date",
        "date_deadline",
        "invoice_date",
        "x_date",
        "x_studio_date",
        "date",
    ),
    "partner": ("partner_id", "customer_id", "x_partner_id", "x_studio_partner_id"),
    "user": ("user_id", "x_user_id", "x_studio_user_id"),
    "lead": ("opportunity_id", "lead_id", "x_lead_id"),
    "amount": ("amount_total", "expected_revenue", "price_total", "amount"),
    "status": ("state", "stage_id", "status", "x_studio_stage_id"),
}
_TYPES = {
    "date": ("date", "datetime"),
    "amount": ("monetary",),
    "status": ("selection", "many2one"),
}
_COMODELS = {"partner": "res.partner", "user": "res.users", "lead": "crm.lead"}
#: Begin of the names of models that are machinery: they link to contacts, too.
_MACHINERY = ("bus.", "discuss.", "mail.", "res.company", "res.users")
_MAGIC = ("create_uid", "write_uid", "create_date", "write_date")


class CrmFeedSource(models.Model):
    """The model of a source, chosen from a list; what its fields are good for."""

    _inherit = "crm.feed.source"

    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        compute="_compute_model_id",
        inverse="_inverse_model_id",
        domain=lambda self: [("model", "in", self._get_possible_models())],
        help="Only what leads to a customer, and what colleagues can read, is offered.",
    )

    @api.depends("model")
    def _compute_model_id(self):
        for source in self:
            source.model_id = source.model and self.env["ir.model"]._get(source.model)

    def _inverse_model_id(self):
        for source in self.filtered("model_id"):
            source.model = source.model_id.model

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Fill in what can be guessed: the administrator then only has to agree."""
        self.model = self.model_id.model
        if self.model not in self.env:
            return
        self.domain = "[]"
        self.name = self.name or self.model_id.name
        self.update(self._suggest_paths(self.env[self.model]))

    @api.model
    @tools.ormcache()
    def _get_possible_models(self):
        """Names of the models to choose from: those that lead to a customer.

        Others can be named by an import or a client, unless
        :meth:`_get_model_fault` has a reason against it.
        """
        return tuple(
            sorted(
                model._name
                for model in self.env.values()
                if not model._name.startswith(_MACHINERY)
                and self._find_partner_path(model)
                and not self._get_model_fault(model)
            )
        )

    @api.model
    def _get_model_fault(self, model):
        """Return why no source can be made of ``model``, in words, or ``False``."""
        if model._abstract:
            return self.env._(
                "it has no records of its own. Choose a model that has records."
            )
        if model._transient:
            return self.env._(
                "its records are those of a dialog and soon deleted. Choose a model "
                "whose records stay."
            )
        if not model._auto:
            return self.env._(
                "its lines are computed from other records. Choose the model that "
                "these come from."
            )
        if model._name not in self._get_readable_models():
            return self.env._(
                "no colleague may read it. Give a group the right to read it under "
                "Settings > Technical > Access Rights, or choose another model."
            )
        return False

    @api.model
    @tools.ormcache()
    def _get_readable_models(self):
        """Names of the models that some group of internal users may read."""
        outside = self.env.ref("base.group_portal") + self.env.ref("base.group_public")
        rights = self.env["ir.model.access"].sudo().search([("perm_read", "=", True)])
        return frozenset(
            right.model_id.model
            for right in rights
            if not (right.group_id.sudo().all_implied_ids & outside)
        )

    # ------------------------------------------------------------
    # Suggestions
    # ------------------------------------------------------------

    @api.model
    def _suggest_paths(self, model):
        """Return ``{field of a source: value}``, guessed from ``model``."""
        paths = {
            f"{name}_path": self._find_field(model, name)
            for name in ("user", "lead", "amount", "status")
        }
        texts = (model._rec_name, "ref", "client_order_ref", "description")
        has_log = "create_date" in model._fields
        return {
            **paths,
            "date_path": self._find_date(model) or (has_log and "create_date"),
            "partner_path": self._find_partner_path(model),
            "author_path": has_log and "create_uid.partner_id",
            "company_path": self._find_company(model),
            "title_path": "display_name",
            "body_path": False,
            "text_paths": ",".join(
                name
                for name in dict.fromkeys(texts)
                if name
                and name in model._fields
                and model._fields[name].store
                and model._fields[name].type in ("char", "text", "html")
            ),
        }

    @api.model
    def _find_field(self, model, purpose):
        """Return the name of the likeliest field of ``model``, or ``False``."""
        comodel = _COMODELS.get(purpose)
        types = _TYPES.get(purpose, ("many2one",))
        fitting = [
            name
            for name, field in model._fields.items()
            if field.store
            and field.type in types
            and not field.groups
            and name not in _MAGIC
            and comodel in (None, field.comodel_name)
        ]
        known = [name for name in _NAMES[purpose] if name in fitting]
        if known:
            return known[0]
        # Any link to a customer will do; any date or status would be a wild guess.
        return fitting[0] if fitting and comodel else False

    @api.model
    def _find_date(self, model):
        name = self._find_field(model, "date")
        if name:
            return name
        required = (
            name
            for name, field in model._fields.items()
            if field.type in _TYPES["date"]
            and field.required
            and field.store
            and name not in _MAGIC
        )
        return next(required, False)

    @api.model
    def _find_partner_path(self, model):
        """Return the likeliest path from ``model`` to a customer, or ``False``.

        It is in the record itself or in one that it is linked to, as the order is
        of its lines.
        """
        if model._name == "res.partner":
            return "id"
        if name := self._find_field(model, "partner"):
            return name
        for name, field in model._fields.items():
            if field.type != "many2one" or not field.store or name in _MAGIC:
                continue
            path = f"{name}.partner_id"
            target = field.comodel_name in self.env and check_path(model, path)
            # A colleague's own contact is no customer.
            if (
                target
                and target.comodel_name == "res.partner"
                and field.comodel_name not in ("res.users", "res.company")
                and not field.groups
                and not target.groups
            ):
                return path
        return False

    @api.model
    def _find_company(self, model):
        field = model._fields.get("company_id")
        return "company_id" if field and check_path(model, "company_id") else False
