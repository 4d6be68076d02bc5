import logging
import time
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: The models whose records are stamped with the customer of their document.
STAMPED = ("mail.message", "mail.activity")
#: Documents whose records are stamped in one step, and one transaction.
BATCH = 2000

_LAST_REPAIR = "crm_activity_feed.last_repair"
_EXPECTED = "crm_activity_feed.expected_customers"


class CrmFeedBackfill(models.Model):
    """How far the records of before are stamped, for one model of documents.

    New records are stamped when they are made, old ones by a scheduled job that goes
    through the documents from the newest to the oldest and can be stopped anywhere.
    Until a model is through, pages find its records by their documents: slower for
    a very large customer, and as complete as ever.
    """

    _name = "crm.feed.backfill"
    _description = "Preparation of messages for the feed"
    _order = "model"
    _log_access = False

    model = fields.Char(required=True, readonly=True)
    path = fields.Char(
        required=True,
        readonly=True,
        help="Field of the documents that their records were stamped by.",
    )
    first_id = fields.Integer(readonly=True, aggregator=None)
    next_id = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Documents up to this one are left to do; zero: none.",
    )

    _model_uniq = models.UniqueIndex("(model)")

    # ------------------------------------------------------------
    # The installation
    # ------------------------------------------------------------

    @api.model
    def _release_tables(self):
        """Let go of tables of others once they have our columns, keys and indexes.

        Until Odoo commits, at the end of the installation, nobody could read a message
        or write a contact. As much as after any addon is there should it fail later: to
        install it again begins anew, to uninstall it removes what there is.
        """
        self.env.flush_all()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        _logger.info("Tables are ready, others can read and write them again")

    # ------------------------------------------------------------
    # The state
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _is_complete(self):
        """Whether every message of the feed carries its customer."""
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        sources = self.env["crm.feed.source"].browse(
            self.env["crm.feed.source"]._get_source_ids()
        )
        done = {
            state.model: state.path
            for state in self.sudo().search([("next_id", "=", 0)])
        }
        return all(
            source.model in paths and done.get(source.model) == paths[source.model]
            for source in sources.sudo()._get_document_sources()
        )

    @api.model
    def _get_progress(self):
        """Return how much of the preparation is done, from 0 to 1."""
        states = self.sudo().search([])  # pylint: disable=no-search-all
        every = sum(states.mapped("first_id"))
        return 1 - sum(states.mapped("next_id")) / every if every else 1.0

    @api.model
    def _synchronize(self):
        """Begin with the models that became documents; forget those that are none."""
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        states = self.sudo().search([])  # pylint: disable=no-search-all
        known = states.filtered(lambda state: paths.get(state.model) == state.path)
        (states - known).unlink()
        for model in set(paths) - set(known.mapped("model")):
            newest = self.env[model].sudo().with_context(active_test=False)
            newest = newest.search([], order="id desc", limit=1).id or 0
            values = {"model": model, "path": paths[model]}
            self.sudo().create({**values, "first_id": newest, "next_id": newest})
        self.env.registry.clear_cache()

    @api.model
    def _plan(self):
        """Have the scheduled job look what there is to do, if there is anything.

        What is not kept up from now on is forgotten at once: should the source be back
        before the job comes, what was posted in between would be missing.
        """
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        states = self.sudo().search([])  # pylint: disable=no-search-all
        if self.pool.ready:
            # While modules are loaded, not all models are there.
            old = states.filtered(lambda state: paths.get(state.model) != state.path)
            old.unlink()
            states -= old
        has_work = (
            set(states.mapped("model")) != set(paths)
            or any(states.mapped("next_id"))
            or self.env["crm.feed.source"]._get_missing_indexes()
        )
        if has_work:
            self._trigger_job(timedelta())

    # ------------------------------------------------------------
    # The work
    # ------------------------------------------------------------

    def _run_batch(self):
        """Stamp the records of the next documents of this model."""
        self.ensure_one()
        low = max(self.next_id - BATCH, 0)
        window = [
            SQL("document.id <= %s", self.next_id),
            SQL("document.id > %s", low),
        ]
        for name in STAMPED:
            self.env[name]._restamp(self.model, self.path, window)
        self.env["mail.activity"]._find_feed_reports(self.model, low, self.next_id)
        # Nobody may write here, whoever the job runs as.
        self.sudo().next_id = low
        self._log_progress(low + BATCH)
        if not low:
            self.env.registry.clear_cache()

    def _log_progress(self, before):
        """Log every tenth of the way.

        :param int before: ``next_id`` before the step that was just done
        """
        done, last = (
            10 * (self.first_id - next_id) // (self.first_id or 1)
            for next_id in (self.next_id, before)
        )
        if done > last:
            percent = 10 * done
            _logger.info("Messages of %s prepared: %s%%", self.model, percent)

    @api.model
    def _run(self, seconds=None):
        """Go on with the preparation.

        :param seconds: stop after about that long; by default, only at the end
        :return: whether all is done
        """
        self._synchronize()
        self.env["crm.feed.source"]._make_indexes()
        start = time.monotonic()
        for state in self.search([("next_id", ">", 0)]):
            while state.next_id:
                if seconds is not None and time.monotonic() - start > seconds:
                    return False
                state._run_batch()
        return True

    @api.model
    def _cron_run(self):
        """Go on with the preparation, as a scheduled job with progress."""
        self._synchronize()
        self.env["crm.feed.source"]._make_indexes()
        cron = self.env["ir.cron"]
        states = self.search([("next_id", ">", 0)])
        left = sum(-(-state.next_id // BATCH) for state in states)
        if left:
            # Should a step fail, because a user was faster.
            self._trigger_job(timedelta(hours=1))
        cron._commit_progress(remaining=left)
        for state in states:
            while state.next_id:
                state._run_batch()
                if not cron._commit_progress(1):
                    return
        self._repair_all()

    @api.model
    def _trigger_job(self, delay):
        """Have the scheduled job run after ``delay``; asked once a transaction."""
        asked = self.env.cr.precommit.data.setdefault("crm_feed_backfill", set())
        cron = self.env.ref(
            "crm_activity_feed.crm_feed_backfill_cron", raise_if_not_found=False
        )
        if cron and delay not in asked:
            asked.add(delay)
            cron.sudo()._trigger(fields.Datetime.now() + delay)

    @api.model
    def _repair_all(self):
        """Repair what was written since the last time, or lately."""
        now = fields.Datetime.now()
        parameters = self.env["ir.config_parameter"].sudo()
        last = fields.Datetime.to_datetime(parameters.get_param(_LAST_REPAIR))
        if last and last > now - timedelta(hours=20):
            self._repair_records(now - timedelta(hours=1))
            return
        self._repair(min(last or now, now - timedelta(days=1)) - timedelta(days=1))
        parameters.set_param(_LAST_REPAIR, fields.Datetime.to_string(now))

    @api.model
    def _repair(self, since):
        """Stamp anew what was written since a moment.

        A message that is posted while its document changes hands in another
        transaction carries the old customer; so does what SQL has changed. What was
        posted while the addon was not loaded, by another worker during the
        installation or by an upgrade, carries none.

        :param datetime since: UTC
        """
        for name in STAMPED:
            self._restamp_all(name, SQL("document.write_date >= %s", since))
        self._repair_records(since)

    @api.model
    def _repair_records(self, since):
        """Stamp anew the messages and activities that were made since a moment."""
        for name in STAMPED:
            last_id = self._get_last_before(name, since)
            self._restamp_all(name, SQL("record.id > %s", last_id))

    @api.model
    def _restamp_all(self, name, window):
        for model, path in self.env["crm.feed.source"]._get_stamp_paths().items():
            if count := self.env[name]._restamp(model, path, [window]):
                _logger.info("%s of %s records stamped anew", count, name)

    @api.model
    def _get_last_before(self, name, since):
        """Return the id of the last record of ``name`` that was made before ``since``.

        Found from the end: dates of creation have no index.
        """
        records = self.env[name].sudo().with_context(active_test=False)
        query = records._search(
            [("create_date", "<", since)], order="id DESC", limit=1, bypass_access=True
        )
        return max(query.get_result_ids(), default=0)

    @api.model
    def _restamp_documents(self, model, path, ids):
        """Stamp what belongs to documents whose customer has changed."""
        if ids:
            # The customer of a new contact may wait to be computed.
            self.env["res.partner"].flush_model(["commercial_partner_id"])
            wheres = [SQL("document.id IN %s", tuple(ids))]
            self._restamp_moved(model, path, wheres)

    @api.model
    def _expect_customers(self, partners):
        """Remember new contacts whose customer waits to be computed.

        Whatever is stamped has it computed first, so there is nothing to stamp anew.
        """
        field = partners._fields["commercial_partner_id"]
        pending = self.env.transaction.tocompute.get(field, ())
        expected = self.env.cr.precommit.data.setdefault(_EXPECTED, set())
        expected.update(id_ for id_ in partners._ids if id_ in pending)

    @api.model
    def _skip_expected(self, partner_ids):
        """Leave out contacts that get their first customer, and forget them."""
        expected = self.env.cr.precommit.data.get(_EXPECTED, set())
        moved = [id_ for id_ in partner_ids if id_ not in expected]
        expected.difference_update(partner_ids)
        return moved

    @api.model
    def _restamp_partners(self, partner_ids):
        """Stamp what belongs to documents of contacts whose customer has changed."""
        if not partner_ids:
            return
        paths = self.env["crm.feed.source"]._get_stamp_paths()
        wheres = {
            model: SQL("%s IN %s", SQL.identifier("document", path), tuple(partner_ids))
            for model, path in paths.items()
        }
        for model in self._get_models_with(wheres):
            self._restamp_moved(model, paths[model], [wheres[model]])

    @api.model
    def _restamp_moved(self, model, path, wheres):
        count = sum(self.env[name]._restamp(model, path, wheres) for name in STAMPED)
        if count:
            # What somebody else posts at this moment is seen when both are done.
            self._trigger_job(timedelta(minutes=2))

    @api.model
    def _get_models_with(self, wheres):
        """Return the models that have such documents.

        One question instead of two updates a model: most contacts are new.

        :param dict wheres: ``{model: SQL condition on its documents}``
        """
        selects = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s AS document WHERE %s)",
                *(model, SQL.identifier(self.env[model]._table), where),
            )
            for model, where in wheres.items()
        ]
        if not selects:
            return []
        rows = self.env.execute_query(SQL(" UNION ALL ").join(selects))
        return [model for (model,) in rows]
