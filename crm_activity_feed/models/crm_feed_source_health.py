import logging
from contextlib import suppress
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import guard
from ..engine.budgets import REST
from ..engine.isolation import Isolation

_logger = logging.getLogger(__name__)

# What this transaction knows: ids of sources that failed in it, of those that it
# tries at the moment, and whether somebody further up watches for failures.
_LEFT_OUT, _ONLY, _GUARDED = (
    "crm_feed_left_out",
    "crm_feed_only",
    "crm_feed_guarded",
)


class CrmFeedSource(models.Model):
    """Sources that fail: left out, remembered, and tried again after a rest."""

    _inherit = "crm.feed.source"

    last_error = fields.Text(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Why this source was left out of the feed.",
    )
    last_error_date = fields.Datetime(string="Failed on", readonly=True, copy=False)

    def write(self, vals):
        # Whoever changes a source wants to see whether it works now.
        self.env.cr.cache.pop(_LEFT_OUT, None)
        if "last_error_date" not in vals:
            vals = dict(vals, last_error=False, last_error_date=False)
        result = super().write(vals)
        if not vals["last_error_date"]:
            # Those of the same model may have failed for the same reason.
            same = [("model", "in", self.mapped("model"))]
            failed = self.search([*same, ("last_error_date", "!=", False)])
            if failed:
                failed.action_try_again()
        return result

    def action_try_again(self):
        """Take the sources into the feed again; a page tells whether they work."""
        return self.write({"last_error": False, "last_error_date": False})

    # ------------------------------------------------------------
    # Which sources to read
    # ------------------------------------------------------------

    @api.model
    def _get_sources(self):
        """Return the sources of models to read for the current user: those that work.

        :return: records, in order; without those that failed, until a page has found
            that they work again
        """
        only = self.env.cr.cache.get(_ONLY)
        left_out = self.env.cr.cache.get(_LEFT_OUT, ())
        return self._get_readable_sources().filtered(
            lambda source: not source.last_error_date
            and source.id not in left_out
            and (only is None or source.id in only)
        )

    @api.model
    def _get_due_sources(self):
        """Return the sources of models that failed and have rested long enough."""
        return self._get_readable_sources().filtered("last_error_date")._rested()

    @api.model
    def _is_trying(self):
        """Whether some sources are tried apart from the others at the moment."""
        return _ONLY in self.env.cr.cache

    def _rested(self):
        before = fields.Datetime.now() - REST
        left_out = self.env.cr.cache.get(_LEFT_OUT, ())
        return self.filtered(
            lambda source: source.id not in left_out
            and (not source.last_error_date or source.last_error_date <= before)
        )

    def _get_joiners(self):
        """Return those of these sources whose records belong to others' documents."""
        return self.filtered(
            lambda source: source.mode == "mixin"
            and self.env[source.model]._feed_joins_documents
        )

    # ------------------------------------------------------------
    # When a source fails
    # ------------------------------------------------------------

    @api.model
    def _run_isolated(self, call):
        """Return ``call()``, without the sources that make it fail.

        :param call: function without arguments that only reads, and asks
            :meth:`_get_sources` which sources there are
        :raise Exception: what is no fault of a source
        """
        cache = self.env.cr.cache
        if cache.get(_GUARDED):
            return call()
        cache[_GUARDED] = True
        try:
            return self._run_guarded(call)
        finally:
            cache.pop(_GUARDED, None)

    def _run_guarded(self, call):
        try:
            with guard.savepoint(self.env):
                return call()
        except Exception as error:
            if not guard.is_fault(error):
                raise
            fault = error
        isolation = Isolation(partial(self._try_call, call), self, blames_slow=False)
        isolation.try_each(self._get_sources(), self.browse())
        if not isolation.faults or not isolation.results:
            raise fault
        self._remember(isolation.faults)
        with guard.savepoint(self.env):
            return call()

    def _try_call(self, call, sources, seconds):
        cache = self.env.cr.cache
        cache[_ONLY] = set(sources.ids)
        try:
            with (
                guard.savepoint(self.env) as point,
                guard.limit(self.env, seconds) as settings,
            ):
                self.env.cr.execute(settings)
                # An answer for the user: the sources did what they should.
                with suppress(UserError):
                    call()
                point.rollback()
        finally:
            cache.pop(_ONLY, None)
        return sources, sources, None

    @api.model
    def _remember(self, faults, worked=()):
        """Leave out the sources that failed, here and for others, and say why.

        :param dict faults: ``{source: error}``
        :param worked: sources that gave entries without an error
        """
        env = self.env
        errors = {
            source.id: guard.explain(env, error)
            for source, error in faults.items()
            if getattr(error, "is_lasting", True)
        }
        for source, error in faults.items():
            if source.id in errors:
                has_trace = not isinstance(error, psycopg2.Error)
                _logger.warning(
                    "Source %s of the feed is left out: %s",
                    *(source.number, errors[source.id]),
                    exc_info=error if has_trace else None,
                )
        env.cr.cache.setdefault(_LEFT_OUT, set()).update(s.id for s in faults)
        mended = [s.id for s in worked if s.last_error_date and s not in faults]
        if errors or mended:
            self._write_health({**dict.fromkeys(mended), **errors})
            changed = self.browse([*errors, *mended])
            changed.invalidate_recordset(["last_error", "last_error_date"], flush=False)

    def _write_health(self, errors):
        """Write ``{source id: reason or None}`` in a transaction of its own.

        The page's own may be on a read replica, and a call that fails later must not
        make the others find out anew. Not through the ORM: that would empty the caches
        of all workers, though nothing that they hold changes.
        """
        now = fields.Datetime.now()
        try:
            with self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '500ms'")
                for source_id, reason in errors.items():
                    # Locked: somebody else has just found out, or mends it.
                    cr.execute(
                        SQL(
                            "UPDATE crm_feed_source SET last_error = %s,"
                            " last_error_date = %s WHERE id IN (SELECT id FROM"
                            " crm_feed_source WHERE id = %s FOR UPDATE SKIP LOCKED)",
                            reason,
                            now if reason else None,
                            source_id,
                        )
                    )
        except Exception:
            _logger.warning(
                "It could not be written which sources of the feed failed",
                exc_info=True,
            )

    @api.model
    def _get_broken(self, faults, filters):
        """Return what a page says of the sources that it does not show.

        :param dict faults: ``{source: error}`` of this page
        :param filters: :class:`~..engine.filters.FeedFilters` of the page
        :return: ``[{"id", "name", "reason"}]``; the reason for administrators only
        """
        sources = self._get_readable_sources() | self._get_readable_functions()
        broken = sources.filtered(lambda s: s in faults or s.last_error_date)
        broken &= filters.keep_sources(sources) | sources.filtered("has_messages")
        is_admin = self.env.user.has_group("base.group_system")
        return [
            {
                "id": source.id,
                "name": source.name,
                "reason": is_admin
                and (
                    guard.explain(self.env, faults[source])
                    if source in faults
                    else source.last_error
                ),
            }
            for source in broken
        ]
