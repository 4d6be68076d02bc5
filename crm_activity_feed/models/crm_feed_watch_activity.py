import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.access import SALESPERSON
from .note_deadline import get_timezone, to_local

_logger = logging.getLogger(__name__)

#: Days of a week by ``date.weekday()``.
_FRIDAY = 4
OWNER_LIMIT = 20


class CrmFeedWatch(models.AbstractModel):
    """The activity of the week: a to-do for each customer without a next contact.

    Planned for the salesperson of the customer, once a week, if the administrator has
    switched it on.
    """

    _inherit = "crm.feed.watch"

    @api.model
    def _get_owner_limit(self):
        """Return how many activities an owner gets a week, at most."""
        return self._get_number("activity_limit", OWNER_LIMIT)

    @api.model
    def _cron_plan_activities(self):
        """Plan the activities of the week for all owners who do not have them yet.

        Can be stopped after any owner, and run as often as one likes. What fails for
        one owner is logged and tried again by the next run.
        """
        if not self._get_parameter("activity"):
            return
        owners = self._find_owners()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(owners))
        for owner in owners:
            try:
                with self.env.cr.savepoint():
                    self._plan_activities_once(owner)
            except Exception:
                # Whatever it is, the others get their activities.
                _logger.exception("No activities of the week for user %s", owner.id)
            if not cron._commit_progress(1):
                return

    @api.model
    def _find_owners(self):
        """Return the active salespersons who have customers."""
        domain = self._get_customer_domain() & Domain(
            "user_id.all_group_ids", "in", self.env.ref(SALESPERSON).ids
        )
        domain &= Domain("user_id.active", "=", True)
        groups = self.env["res.partner"]._read_group(domain, ["user_id"])
        return self.env["res.users"].union(*(owner for (owner,) in groups)).sorted("id")

    @api.model
    def _get_last_day(self, owner):
        """Return the last working day of the week, as the owner counts days.

        :return: date, or ``None`` when the week is over
        """
        today = to_local(fields.Datetime.now(), get_timezone(owner.tz)).date()
        days = _FRIDAY - today.weekday()
        return today + timedelta(days=days) if days >= 0 else None

    @api.model
    def _plan_activities_once(self, owner):
        """Plan the activities of the week for ``owner``, unless that was done.

        :return: ``mail.activity``
        """
        last_day = self._get_last_day(owner)
        settings = self.env["res.users.settings"]._find_or_create_for_user(owner)
        settings = settings.try_lock_for_update(allow_referencing=True)
        planned_on = settings.crm_feed_week_planned_on
        if not settings or not last_day or (planned_on and planned_on >= last_day):
            return self.env["mail.activity"]
        settings.crm_feed_week_planned_on = last_day
        own = self.env["crm.feed.mailing"]._as_user(owner).env
        limit = self._get_owner_limit()
        customers = own["crm.feed.watch"]._find_without_next(limit)
        return self._plan_activities(customers, owner, last_day)

    @api.model
    def _find_without_next(self, limit):
        """Return customers of the current user without a next contact.

        Those first with whom there has been no contact for longest.
        """
        domain = self._get_own_domain() & Domain("feed_next_date", "=", False)
        order = "feed_last_date NULLS FIRST, id"
        return self.env["res.partner"].search(domain, order=order, limit=limit)

    @api.model
    def _get_own_domain(self):
        return self._get_customer_domain() & Domain("user_id", "=", self.env.uid)

    @api.model
    def _plan_activities(self, customers, owner, last_day):
        """Plan a to-do on each customer; their owner is not mailed one by one."""
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        model_id = self.env["ir.model"]._get_id("res.partner")
        # By the system: who may read a customer may not be allowed to plan by himself.
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, lang=owner.lang
        )
        summary = Activity.env._("Nothing is planned: what next?")
        return Activity.create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": customer.id,
                    "activity_type_id": todo.id if todo else False,
                    "summary": summary,
                    "user_id": owner.id,
                    "date_deadline": last_day,
                    "automated": True,
                }
                for customer in customers
            ]
        )
