from collections import defaultdict

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ..engine.concurrency import inserting
from .crm_feed_subscription import WEAK_ORIGINS


class CrmFeedPolicy(models.Model):
    """Begins and ends what the policies want, and remembers why."""

    _inherit = "crm.feed.policy"

    @api.model
    def _follow_changed(self, records, names):
        """Look at records of which fields have changed; cheap without policies.

        :param names: of the fields
        """
        if not self._get_watched(records._name).isdisjoint(names):
            self._reconcile(records)

    @api.model
    def _follow_new(self, records):
        """Look at records that were just made; cheap without policies."""
        if self._get_rules(records._name):
            self._reconcile(records)

    @api.model
    def _reconcile(self, records, rules=None, begin=True):
        """Make the follows of records those that the policies want.

        :param records: of one model
        :param rules: only these policies; by default, all active ones of the model
        :param bool begin: whether follows may begin; they end in any case
        """
        if not records:
            return
        # Technical: who follows what is kept for all, whoever changes a record.
        records = records.sudo().with_context(active_test=False)
        rules = self._get_rules(records._name) if rules is None else rules
        rules = [rule for rule in rules if not rule.is_broken]
        ids = {rule.policy_id for rule in rules}
        wanted = self._get_wanted(records, rules)
        rows = self._get_rows(records, ids)
        found = defaultdict(set)
        over = rows.browse()
        for row in rows:
            key = row.res_id, row.user_id.id
            if row.policy_id.id in wanted.get(key, ()):
                found[key].add(row.policy_id.id)
            else:
                over |= row
        changed = {(row.res_id, row.user_id.id) for row in over}
        over._end()
        new = self._get_new(records, rules, wanted, found) if begin else {}
        self._begin(records, new)
        self._set_subtypes(records, changed | new.keys())

    @api.model
    def _get_rows(self, records, policy_ids):
        """Return the reasons that policies are, of records."""
        return (
            self.env["crm.feed.subscription"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("policy_id", "in", list(policy_ids)),
                ],
                ["user_id", "res_id", "policy_id"],
            )
        )

    # ------------------------------------------------------------
    # Begin
    # ------------------------------------------------------------

    @api.model
    def _get_new(self, records, rules, wanted, found):
        """Return what is wanted and is not there yet, as :meth:`_begin` takes it.

        Who was told of a record goes on when it is archived; nobody begins then.
        """
        name = records._active_name
        archived = {record.id for record in records if name and not record[name]}
        awake = {rule.policy_id for rule in rules if not rule.begins_archived}
        new = {}
        for key, policies in wanted.items():
            missing = policies - found[key]
            if key[0] in archived:
                missing -= awake
            if missing:
                new[key] = missing
        return new

    @api.model
    def _begin(self, records, new):
        """Follow records for policies.

        :param dict new: ``{(record id, user id): {policy id}}``
        """
        if not new:
            return
        partners = dict(
            user for users in self._get_audiences().values() for user in users
        )
        followed = self._find_followers(records, {partners[user] for _id, user in new})
        before = [key for key in new if (key[0], partners[key[1]]) in followed]
        missing = defaultdict(list)
        for id_, user in new.keys() - set(before):
            missing[id_].append(partners[user])
        self._insert_followers(records._name, missing)
        # A reason of its own for what was there: it does not end with the policy.
        strong = self._get_without_reason(records, before)
        self._insert_reasons(records._name, [(*key, "other", None) for key in strong])
        self._insert_reasons(
            records._name,
            [(*key, "policy", policy) for key, ids in new.items() for policy in ids],
        )

    @api.model
    def _find_followers(self, records, partner_ids):
        """Return ``{(record id, partner id): follower}`` of records."""
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("partner_id", "in", list(partner_ids)),
                ],
                ["res_id", "partner_id"],
            )
        )
        return {
            (follower.res_id, follower.partner_id.id): follower
            for follower in followers
        }

    @api.model
    def _insert_followers(self, model, missing):
        """Add followers, with the subtypes that :meth:`_set_subtypes` completes.

        :param dict missing: ``{record id: [partner id]}``
        :raise ConcurrencyError: if another transaction was faster; it is tried again
        """
        by_partners = defaultdict(list)
        for id_, partners in missing.items():
            by_partners[tuple(sorted(partners))].append(id_)
        if not by_partners:
            return
        with inserting(self.env):
            for partners, ids in by_partners.items():
                self.env["mail.followers"]._insert_followers(
                    model,
                    ids,
                    list(partners),
                    check_existing=False,
                    customer_ids=[],
                )

    @api.model
    def _get_without_reason(self, records, keys):
        """Return those of ``[(record id, user id)]`` that no reason is kept of."""
        if not keys:
            return []
        rows = (
            self.env["crm.feed.subscription"]
            .sudo()
            .search_fetch(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)],
                ["res_id", "user_id"],
            )
        )
        known = {(row.res_id, row.user_id.id) for row in rows}
        return [key for key in keys if key not in known]

    @api.model
    def _insert_reasons(self, model, reasons):
        """Remember reasons to follow records of a model, in one statement.

        :param reasons: list of ``(record id, user id, origin, policy id or None)``
        """
        if not reasons:
            return
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_feed_subscription"
                " (res_id, user_id, origin, policy_id, res_model, date)"
                " SELECT *, %s, now() AT TIME ZONE 'UTC'"
                " FROM unnest(%s, %s, %s, %s::integer[])"
                " ON CONFLICT DO NOTHING RETURNING id",
                model,
                *(list(column) for column in zip(*reasons, strict=True)),
            )
        )
        self.env["crm.feed.subscription"].invalidate_model(flush=False)

    # ------------------------------------------------------------
    # What is told
    # ------------------------------------------------------------

    @api.model
    def _set_subtypes(self, records, keys):
        """Give follows the subtypes of all their policies.

        Those that have another reason keep the subtypes they have.

        :param keys: ``{(record id, user id)}``
        """
        if not keys:
            return
        held, shared, policies = self._get_reasons(records, keys)
        users = self.env["res.users"].sudo().browse({user for _id, user in keys})
        partners = {user.id: user.partner_id.id for user in users}
        followers = self._find_followers(records, partners.values())
        default = self.env["mail.message.subtype"].sudo()
        default = set(default.default_subtypes(records._name)[0].ids)
        told = {
            rule.policy_id: set(rule.subtype_ids) or default
            for rule in self._get_rules(records._name)
        }
        by_subtypes = defaultdict(lambda: self.env["mail.followers"].sudo())
        for key in keys - held:
            follower = followers.get((key[0], partners[key[1]]))
            subtypes = set().union(*(told.get(id_, ()) for id_ in policies[key]))
            if not follower or not subtypes:
                continue
            if key in shared:
                subtypes.update(follower.subtype_ids.ids)
            if set(follower.subtype_ids.ids) != subtypes:
                by_subtypes[frozenset(subtypes)] |= follower
        for subtypes, group in by_subtypes.items():
            group.write({"subtype_ids": [Command.set(sorted(subtypes))]})

    @api.model
    def _get_reasons(self, records, keys):
        """Return what else holds follows, and which policies do.

        :return: two sets of ``(record id, user id)``, of reasons that stay and of
            follows of the customer, and ``{(record id, user id): {policy id}}``
        """
        rows = (
            self.env["crm.feed.subscription"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", [id_ for id_, _user in keys]),
                    ("user_id", "in", [user for _id, user in keys]),
                ],
                ["res_id", "user_id", "origin", "policy_id"],
            )
        )
        held, shared, policies = set(), set(), defaultdict(set)
        for row in rows:
            key = row.res_id, row.user_id.id
            if row.origin == "policy":
                policies[key].add(row.policy_id.id)
            elif row.origin in WEAK_ORIGINS:
                shared.add(key)
            else:
                held.add(key)
        return held, shared, policies

    # ------------------------------------------------------------
    # End
    # ------------------------------------------------------------

    def _end_all(self, batch=1000):
        """End all that these policies made, in this transaction."""
        Subscription = self.env["crm.feed.subscription"].sudo()
        while rows := Subscription.search([("policy_id", "in", self.ids)], limit=batch):
            by_model = rows.grouped("res_model")
            for model, group in by_model.items():
                keys = {(row.res_id, row.user_id.id) for row in group}
                ids = {id_ for id_, _user in keys}
                group._end()
                if model in self.env:
                    self._set_subtypes(self.env[model].sudo().browse(ids), keys)
