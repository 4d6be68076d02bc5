from collections import defaultdict

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools.sql import table_exists

from ..engine.policies import Rule, get_watched, make_domain, names_active
from ..engine.sections import SECTIONS, split


class CrmFeedPolicy(models.Model):
    """Which colleague should follow which record.

    In memory: a record that is being made or changed is there anyway. What is asked of
    the database does not depend on the number of policies.
    """

    _inherit = "crm.feed.policy"

    @api.model
    @tools.ormcache("model")
    def _get_rules(self, model):
        """Return the active policies of a model.

        :return: tuple of :class:`~..engine.policies.Rule`
        """
        if not self._is_installed():
            return ()
        # Kept for all: what is active does not depend on who asks first.
        active = [("active", "=", True), ("model", "=", model)]
        policies = self.sudo().search(active)
        return tuple(policy._make_rule() for policy in policies)

    def _make_rule(self):
        domain, is_broken = Domain.FALSE, False
        try:
            domain = make_domain(self)
        except ValueError:
            # A field that it asks for is gone, with its app; the form says so.
            is_broken = True
        subtypes = tuple(self.subtype_ids.ids)
        return Rule(self.id, domain, subtypes, names_active(domain), is_broken)

    @api.model
    @tools.ormcache("model")
    def _get_watched(self, model):
        """Return the fields of a model whose change is looked at; see engine."""
        if rules := self._get_rules(model):
            return get_watched(self.env[model], rules)
        return frozenset()

    @api.model
    @tools.ormcache()
    def _get_audiences(self):
        """Return whom the active policies are for.

        :return: ``{policy id: frozenset of (user id, partner id)}``
        """
        if not self._is_installed():
            return {}
        policies = self.sudo().search([("active", "=", True)])
        return {
            policy.id: frozenset(
                (user.id, user.partner_id.id) for user in policy._find_users()
            )
            for policy in policies
        }

    @api.model
    def _is_installed(self):
        """Whether our table is there: while modules are loaded, it may not be yet."""
        return self.pool.ready or table_exists(self.env.cr, self._table)

    def _find_users(self):
        """Return the colleagues a policy is for: active, internal, of its company."""
        # Who may write policies need not see all members of teams.
        policy = self.sudo().with_context(active_test=True)
        teams = policy.team_ids
        users = policy.user_ids | policy.group_ids.all_user_ids
        users |= teams.member_ids | teams.user_id
        company = policy.company_id
        return users.filtered(
            lambda user: user.active
            and not user.share
            and (not company or company in user.company_ids)
        )

    # ------------------------------------------------------------
    # What is wanted
    # ------------------------------------------------------------

    @api.model
    def _get_wanted(self, records, rules):
        """Return what the policies want of records.

        :param records: of one model, as superuser: criteria are the administrator's,
            what each colleague may read is asked below
        :param rules: see :meth:`_get_rules`
        :return: ``{(record id, user id): {policy id}}``
        """
        audiences = self._get_audiences()
        matching = {
            rule.policy_id: records.filtered_domain(rule.domain)
            for rule in rules
            if audiences.get(rule.policy_id)
        }
        matching = {id_: found for id_, found in matching.items() if found}
        if not matching:
            return {}
        users = {user for id_ in matching for user, _partner in audiences[id_]}
        refused = self._get_refused(records, matching, users)
        readable = {
            user: self._filter_readable(records, user) for user in sorted(users)
        }
        wanted = defaultdict(set)
        for id_, found in matching.items():
            for user, _partner in audiences[id_]:
                if (user, id_) in refused:
                    continue
                for record_id in readable[user].intersection(found._ids):
                    if (user, record_id, "record") not in refused:
                        wanted[record_id, user].add(id_)
        return dict(wanted)

    @api.model
    def _get_refused(self, records, policy_ids, user_ids):
        """Return what users have opted out of, in one query.

        :return: set of ``(user id, policy id)`` and ``(user id, record id, "record")``
        """
        model = records._name
        sections = [name for name, (of, _part) in SECTIONS.items() if of == model]
        opt_outs = (
            self.env["crm.feed.opt.out"]
            .sudo()
            .search_fetch(
                Domain("user_id", "in", list(user_ids))
                & (
                    Domain("policy_id", "in", list(policy_ids))
                    | Domain("section", "in", sections)
                    | (
                        Domain("res_model", "=", model)
                        & Domain("res_id", "in", records.ids)
                    )
                ),
                ["user_id", "policy_id", "section", "res_id"],
            )
        )
        refused, parts = set(), None
        for opt_out in opt_outs:
            user = opt_out.user_id.id
            if opt_out.policy_id:
                refused.add((user, opt_out.policy_id.id))
            elif opt_out.section:
                parts = split(records) if parts is None else parts
                part = parts.get(opt_out.section, records.browse())
                refused.update((user, id_, "record") for id_ in part._ids)
            else:
                refused.add((user, opt_out.res_id, "record"))
        return refused

    @api.model
    def _filter_readable(self, records, user_id):
        """Return the ids of the records that a user may read, in any of his companies.

        By the host's own check, which reads no database for records in memory.
        """
        user = self.env["res.users"].browse(user_id)
        return frozenset(records._get_feed_followable(user)._ids)
