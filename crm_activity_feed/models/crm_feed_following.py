from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import sections
from ..engine.following import select_followed


class CrmFeedFollowing(models.Model):
    """All that the current user follows, as far as they may read it.

    A line is one of core's followers, so its id is that of ``mail.followers``. Nobody
    else's lines are there: neither rules nor ``sudo`` show them.
    """

    _name = "crm.feed.following"
    _description = "Following"
    _auto = False
    _order = "last_event desc, id desc"
    _rec_name = "name"

    name = fields.Char("What", compute="_compute_name", search="_search_name")
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    kind = fields.Selection("_selection_kind", readonly=True)
    customer_id = fields.Many2one("res.partner", "Customer", readonly=True)
    since = fields.Datetime(
        readonly=True,
        help="Empty for what was followed before the feed was installed.",
    )
    origin = fields.Selection(
        [
            ("hand", "By hand"),
            ("responsible", "You are responsible"),
            ("policy", "By a policy"),
            ("customer", "You follow its customer"),
            ("other", "Added, or came with the work"),
        ],
        string="Reason to Follow",
        readonly=True,
        help="If there are several reasons, the one that lasts longest.",
    )
    policy_id = fields.Many2one("crm.feed.policy", "Policy", readonly=True)
    why = fields.Char(compute="_compute_why", help="In words, with the policy's name.")
    last_event = fields.Datetime(
        "Last Message", readonly=True, help="When something was last said or logged."
    )
    is_archived = fields.Boolean("Archived", readonly=True)

    # ------------------------------------------------------------
    # The rows
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        selects = [
            select
            for model in self.env["crm.feed.source"]._get_followed_models()
            if (select := self._select_model(self.env[model])) is not None
        ]
        return SQL(" UNION ALL ").join(selects) if selects else self._select_nothing()

    @api.model
    def _select_model(self, model):
        """Return the rows of one model as SQL, or ``None`` if there can be none."""
        if not model.has_access("read"):
            return None
        return select_followed(model, self.env.user, self._get_partner_field(model))

    @api.model
    def _get_partner_field(self, model):
        """Return the name of the column that holds the customer, or ``None``."""
        if model._name == "res.partner":
            return "id"
        names = self.env["crm.feed.source"]._get_follow_fields()[model._name]
        partners = self.env["crm.feed.source"]._get_partner_columns(model._name)
        return next((name for name in names if name in partners), None)

    @api.model
    def _select_nothing(self):
        columns = (
            SQL("NULL::%s AS %s", SQL(field.column_type[1]), SQL.identifier(name))
            for name, field in self._fields.items()
            if field.store and field.column_type
        )
        return SQL("SELECT %s WHERE FALSE", SQL(", ").join(columns))

    @api.model
    def _selection_kind(self):
        """Sections of CRM, and the names of the other models that can be followed."""
        parts = [
            ("lead", self.env._("Lead")),
            ("deal", self.env._("Deal")),
            ("company", self.env._("Company")),
            ("contact", self.env._("Contact")),
        ]
        others = [
            (name, self.env["ir.model"]._get(name).name or name)
            for name in self.env["crm.feed.source"]._get_followed_models()
            if name not in sections.MODELS
        ]
        return [*parts, *others]

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        """Name the documents through the ORM: it hides what it has to, in batches."""
        self.name = False
        for model, lines in self.filtered("res_model").grouped("res_model").items():
            records = self.env[model].browse(lines.mapped("res_id"))
            names = {record.id: record.display_name for record in records}
            for line in lines:
                line.name = names[line.res_id]

    @api.depends("origin", "policy_id")
    def _compute_why(self):
        labels = dict(self._fields["origin"]._description_selection(self.env))
        for line in self:
            line.why = labels.get(line.origin, False)
            if line.origin == "policy":
                line.why = line.policy_id._get_reason_text()

    @api.model
    def _search_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domains = []
        for name in self.env["crm.feed.source"]._get_followed_models():
            model = self.env[name].with_context(active_test=False)
            if model.has_access("read"):
                found = model._search([("display_name", operator, value)])
                domains.append(
                    Domain("res_model", "=", name) & Domain("res_id", "in", found)
                )
        return Domain.OR(domains)

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    @api.readonly
    def action_open(self):
        """Open the document that is followed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }

    @api.readonly
    def action_open_sections(self):
        """Let the user follow or mute whole sections; they are preferences."""
        self.check_access("read")
        view = self.env.ref("crm_activity_feed.res_users_sections_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow or Mute All"),
            "res_model": "res.users",
            "res_id": self.env.uid,
            "views": [[view.id, "form"]],
            "target": "new",
        }

    def action_unfollow(self):
        """Unfollow the documents of these lines, whatever the reason."""
        count = len(self)
        for model, lines in self.grouped("res_model").items():
            records = self.env[model].browse(lines.mapped("res_id"))
            self.env["crm.feed.subscription"]._unfollow_by_hand(records)
        self.invalidate_model(flush=False)
        message = self.env._("You do not follow it any more.")
        if count > 1:
            message = self.env._(
                "You do not follow these %(count)s any more.", count=count
            )
        return self._tell(message)

    def action_refuse_policy(self):
        """Opt out of the policies of these lines, and end what they alone hold."""
        user = self.env.user
        Subscription = self.env["crm.feed.subscription"].sudo()
        OptOut = self.env["crm.feed.opt.out"]
        for policy in self.policy_id.sudo():
            if policy.owner_id:
                self.env["crm.feed.policy"].set_section(policy.section, "default")
            elif not OptOut.sudo().search_count(
                [("user_id", "=", user.id), ("policy_id", "=", policy.id)], limit=1
            ):
                OptOut._refuse(user, policy=policy)
            Subscription.search(
                [("user_id", "=", user.id), ("policy_id", "=", policy.id)]
            )._end()
        self.invalidate_model(flush=False)
        return self._tell(
            self.env._(
                "This policy does not concern you any more. What you follow for "
                "another reason stays."
            )
        )

    @api.model
    def _tell(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
