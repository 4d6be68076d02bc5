import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.concurrency import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

#: Records that are looked at in one step, and one transaction.
BATCH = 500
#: How long after a look through everything the next one is due.
_AGAIN = timedelta(hours=20)


class CrmFeedPolicy(models.Model):
    """Goes through existing records, in steps that can be stopped anywhere.

    Once after a policy or its audience has changed, and once a day: what lies behind
    links, relative dates and record rules changes without any record being written.
    """

    _inherit = "crm.feed.policy"

    first_id = fields.Integer(readonly=True, copy=False, aggregator=None)
    next_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Records up to this one are left to look at; zero: none.",
    )
    missed_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="The newest record that somebody was changing when it was its turn.",
    )
    checked_on = fields.Datetime("Last Look Through", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")

    @api.depends("first_id", "next_id")
    def _compute_progress(self):
        for policy in self:
            done = policy.first_id - policy.next_id
            policy.progress = 100 * done / policy.first_id if policy.first_id else 100.0

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_apply(self):
        """Look through the existing records again, from the newest on."""
        self.check_access("write")
        self._start_job()

    def action_stop(self):
        """Stop where the job is. What is followed by then stays followed."""
        self.check_access("write")
        self.write({"apply_existing": False})
        self.next_id = self.missed_id = 0

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    def _start_job(self):
        """Have the scheduled job look through the records of these policies."""
        for policy in self:
            newest = policy._get_newest_id()
            policy.sudo().write({"first_id": newest, "next_id": newest, "missed_id": 0})
        if self:
            self._trigger_job()

    @api.model
    def _trigger_job(self, delay=timedelta()):
        cron = self.env.ref(
            "crm_activity_feed.crm_feed_policy_cron", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger(fields.Datetime.now() + delay)

    def _get_newest_id(self):
        if self.model not in self.env:
            return 0
        model = self.env[self.model].sudo().with_context(active_test=False)
        return model.search([], order="id DESC", limit=1).id or 0

    @api.model
    def _cron_run(self):
        """Go on with all that is left to do, as a scheduled job with progress."""
        cron = self.env["ir.cron"]
        policies = self.sudo().with_context(active_test=False)
        limit = fields.Datetime.now() - _AGAIN
        due = [("next_id", "=", 0), ("checked_on", "<", limit)]
        policies.search(due)._start_job()
        policies = policies.search([("next_id", ">", 0)])
        left = sum(-(-policy.next_id // BATCH) for policy in policies)
        cron._commit_progress(remaining=left)
        for policy in policies:
            while policy.exists() and policy.next_id:
                if not policy._run_step():
                    # Somebody is changing it, or another worker goes through it.
                    policy._trigger_job(timedelta(minutes=5))
                    break
                if not cron._commit_progress(1):
                    return

    def _run_step(self):
        """Look at the next records; return whether that was possible."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if not self.try_lock_for_update(allow_referencing=True):
                    return False
                self._run_batch()
        except CONCURRENCY_ERRORS:
            # Somebody else was faster with the same; it is seen the next time.
            return False
        except Exception:
            # One policy that fails must not keep the others waiting.
            _logger.exception("Follow policy %s could not be applied", self.id)
            self._finish()
        return True

    def _run_batch(self):
        """Look at the next records of this policy, and note how far that was."""
        ids = self._get_next_ids() if self.model in self.env else []
        records = self.env[self.model].browse(ids) if ids else None
        if records:
            # Who is changing one of them looks at it himself, if it matters.
            free = records.try_lock_for_update(allow_referencing=True)
            rules = [
                rule
                for rule in self._get_rules(self.model)
                if rule.policy_id == self.id
            ]
            if rules or not self.active:
                self._reconcile_own(free, rules)
            busy = records.exists() - free
            self.missed_id = max([self.missed_id, *busy.ids])
        if len(ids) == BATCH:
            self.next_id = ids[-1] - 1
        else:
            self._finish()

    def _reconcile_own(self, records, rules):
        rows = self._get_rows(records, self.ids)
        keys = {(row.res_id, row.user_id.id) for row in rows}
        if rules:
            self._reconcile(records, rules, begin=self.apply_existing)
        else:
            rows._end()
        # What is told may have changed with the policy.
        self._set_subtypes(records, keys)

    def _get_next_ids(self):
        """Return the ids of the next records to look at, newest first.

        Those that the policy has made somebody follow and, if it is for existing
        records, those that meet its criteria.
        """
        rows = self.env["crm.feed.subscription"].sudo()
        ids = rows._read_group(
            [("policy_id", "=", self.id), ("res_id", "<=", self.next_id)],
            ["res_id"],
            order="res_id DESC",
            limit=BATCH,
        )
        ids = {id_ for (id_,) in ids}
        for rule in self._get_rules(self.model):
            if rule.policy_id == self.id and self.apply_existing:
                model = self.env[self.model].sudo()
                domain = rule.domain & Domain("id", "<=", self.next_id)
                query = model._search(domain, order="id DESC", limit=BATCH)
                ids.update(query.get_result_ids())
        return sorted(ids, reverse=True)[:BATCH]

    def _finish(self):
        """Note that all was looked at, or go back to what was being changed."""
        missed = self.missed_id
        self.write(
            {
                "next_id": missed,
                "missed_id": 0,
                "checked_on": fields.Datetime.now(),
            }
        )
        if missed:
            self._trigger_job(timedelta(minutes=1))

    # ------------------------------------------------------------
    # Audiences
    # ------------------------------------------------------------

    @api.model
    def _start_for_audience(self, before, user_ids=()):
        """Look through the records of the policies whose audience has changed.

        :param dict before: what :meth:`_get_audiences` was
        :param user_ids: users whose access may have changed
        """
        self.env.registry.clear_cache()
        after = self._get_audiences()
        user_ids = set(user_ids)
        changed = [
            id_
            for id_ in before.keys() | after.keys()
            if before.get(id_) != after.get(id_)
            or user_ids & {user for user, _partner in after.get(id_, ())}
        ]
        self.sudo().browse(changed).exists()._start_job()
