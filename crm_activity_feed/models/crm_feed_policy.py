from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.policies import make_domain
from ..engine.sections import SECTIONS

#: Beside the sections, whose models are known.
_OTHER = "other"


class CrmFeedPolicy(models.Model):
    """Who follows which records by default, and what is told of them.

    A policy makes follows: of new records at once, of records that begin to meet its
    criteria when they change, of existing ones by a job if it says so. Every follow is
    remembered with its reason (``crm.feed.subscription``). The rules where reasons
    meet:

    * Nobody follows what he may not read; access beats everything.
    * An opt-out beats policies, and stays when they change.
    * What was followed before (by hand, as the responsible) stays as it is: its
      subtypes are kept, and it stays when the policy ends.
    * Two policies: one follow with the subtypes of both; it ends with the last of them.
    * A record that is archived keeps those who were told of it, a lost deal say; nobody
      begins to follow it. Unless the criteria say what is to become of archived ones.
    """

    _name = "crm.feed.policy"
    _description = "Follow Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    section = fields.Selection(
        [
            ("lead", "Leads"),
            ("deal", "Deals"),
            ("company", "Companies"),
            ("contact", "Contacts"),
            (_OTHER, "Other documents"),
        ],
        "What Is Followed",
        required=True,
        default="deal",
    )
    model = fields.Selection(
        "_selection_models",
        "Documents",
        compute="_compute_model",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    domain = fields.Char(
        "Criteria", default="[]", help="Only records that pass them are followed."
    )
    user_ids = fields.Many2many(
        "res.users", string="Colleagues", domain=[("share", "=", False)]
    )
    group_ids = fields.Many2many("res.groups", string="Groups")
    team_ids = fields.Many2many(
        "crm.team", string="Sales Teams", help="Their members and their leaders."
    )
    subtype_ids = fields.Many2many(
        "mail.message.subtype",
        string="What They Are Told",
        help="If empty: what is ticked by default when somebody follows such a record.",
    )
    apply_existing = fields.Boolean(
        "Existing Records Too",
        help="Otherwise only new records, and those that change, are followed.",
    )
    company_id = fields.Many2one(
        "res.company",
        help="Only records of this company or of none, and only colleagues who may "
        "work in it.",
    )
    user_count = fields.Integer("Followers", compute="_compute_user_count")
    follow_count = fields.Integer("Follows", compute="_compute_follow_count")
    record_count = fields.Integer(
        "Records Now",
        compute="_compute_record_count",
        help="How many of the records that you may read a policy like this means.",
    )
    fault = fields.Char(compute="_compute_fault")

    # ------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------

    @api.model
    def _selection_models(self):
        """Return the documents that can be followed, of the apps that are there."""
        thread = self.pool["mail.thread"]
        models_ = {"crm.lead", "res.partner"}
        models_.update(self.env["crm.feed.source"]._get_stamp_paths())
        # Who may write policies need not read the dictionary of models.
        names = self.env["ir.model"].sudo()
        return sorted(
            (
                (model, names._get(model).name)
                for model in models_
                if model in self.env and isinstance(self.env[model], thread)
            ),
            key=lambda option: option[1],
        )

    @api.depends("section")
    def _compute_model(self):
        for policy in self:
            if policy.section in SECTIONS:
                policy.model = SECTIONS[policy.section][0]

    @api.onchange("section", "model")
    def _onchange_model(self):
        """Forget what belongs to the records of before."""
        subtypes = self.subtype_ids.filtered(
            lambda subtype: subtype.res_model in (False, self.model)
        )
        if subtypes != self.subtype_ids:
            self.subtype_ids = subtypes
        if self._origin.model != self.model:
            self.domain = "[]"

    @api.depends("user_ids", "group_ids", "team_ids", "company_id", "active")
    def _compute_user_count(self):
        for policy in self:
            policy.user_count = len(policy._find_users())

    def _compute_follow_count(self):
        rows = (
            self.env["crm.feed.subscription"]
            .sudo()
            ._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        counts = {policy.id: count for policy, count in rows}
        for policy in self:
            policy.follow_count = counts.get(policy._origin.id, 0)

    @api.depends("domain", "section", "model", "company_id")
    def _compute_record_count(self):
        # For who sets policies only: any criteria can be tried without saving them,
        # and a number tells of links and fields that one may not read.
        may_count = self.browse().has_access("write")
        for policy in self:
            policy.record_count = (
                0
                if not may_count or policy._find_fault()
                else self.env[policy.model].search_count(make_domain(policy))
            )

    @api.depends("domain", "section", "model", "company_id")
    def _compute_fault(self):
        for policy in self:
            policy.fault = policy._find_fault()

    def _find_fault(self):
        """Return why the criteria cannot be used, in words, or ``False``."""
        if not self.model:
            return self.env._("Choose the documents first.")
        if self.model not in self.env:
            return self.env._(
                "The app of these documents is not installed. The policy waits until "
                "it is."
            )
        try:
            make_domain(self)
        except ValueError as error:
            return self.env._(
                "The criteria cannot be used: %(reason)s. Choose fields of the record, "
                "and values that are the same for everybody.",
                reason=str(error).rstrip("."),
            )
        return False

    @api.constrains("domain", "section", "model", "company_id")
    def _check_domain(self):
        for policy in self:
            if fault := policy._find_fault():
                raise ValidationError(fault)

    def action_open_records(self):
        """Show the records that are meant."""
        return self._make_action(make_domain(self), {})

    def action_open_follows(self):
        """Show the records that somebody follows because of this policy."""
        self.check_access("read")
        rows = self.env["crm.feed.subscription"].sudo()
        groups = rows._read_group([("policy_id", "=", self.id)], ["res_id"])
        records = self.env[self.model].browse(id_ for (id_,) in groups).exists()
        # An id tells that somebody follows it, and that it is there.
        domain = [("id", "in", records._filtered_access("read").ids)]
        return self._make_action(domain, {"active_test": False})

    def _make_action(self, domain, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False, **context},
        }

    # ------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        policies.filtered("apply_existing")._start_job()
        return policies

    def write(self, vals):
        before = {policy: policy.model for policy in self}
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._get_decisive_fields()):
            self.env.registry.clear_cache()
            # The job looks at records of the model that it is for now.
            self.filtered(lambda policy: policy.model != before[policy])._end_all()
            self._start_job()
        return result

    def unlink(self):
        """End what these policies made: afterwards nobody would know of it."""
        self._end_all()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", policy.name)}
            for policy, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _get_decisive_fields(self):
        """Return the fields that change who follows what."""
        return {
            *("active", "section", "model", "domain", "company_id", "apply_existing"),
            *("user_ids", "group_ids", "team_ids", "subtype_ids"),
        }
