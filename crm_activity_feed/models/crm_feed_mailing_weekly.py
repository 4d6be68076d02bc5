from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.urls import urljoin

from .crm_feed_mailing import Mailing, get_morning

#: A mail is read in a minute: the list behind the link has the others.
MAX_CUSTOMERS = 20
_SATURDAY = 5


def get_week(moment):
    """Return the Monday of the week in the morning of its working days.

    Who did not get the mail on Monday gets it on Tuesday.
    """
    day = get_morning(moment)
    if day is None or day.weekday() >= _SATURDAY:
        return None
    return day - timedelta(days=day.weekday())


class CrmFeedMailing(models.AbstractModel):
    """The customers of the week: those without a next contact, and the silent ones."""

    _inherit = "crm.feed.mailing"

    @api.model
    def _get_mailings(self):
        weekly = Mailing(
            title=self.env._("Customers of the week"),
            wanted="crm_feed_weekly_mail",
            sent_on="crm_feed_weekly_mail_on",
            get_period=get_week,
            find_users=self._find_weekly_users,
            prepare=self._prepare_weekly,
        )
        return {**super()._get_mailings(), "weekly": weekly}

    @api.model
    def _find_weekly_users(self, domain):
        """Return the salespersons who have customers; nobody if it is switched off."""
        watch = self.env["crm.feed.watch"]
        if not watch._get_parameter("mail"):
            return self.env["res.users"]
        owners = watch._find_owners()
        return self.env["res.users"].search(domain & Domain("id", "in", owners.ids))

    @api.model
    def _prepare_weekly(self, mailing):
        """Return what is to be told to the current user this week; see ``Mailing``."""
        conditions = {
            "no_next": Domain("feed_next_date", "=", False),
            "silent": Domain("feed_is_silent", "=", True),
        }
        paths = {
            "no_next": "/odoo/customers-without-next-contact",
            "silent": "/odoo/silent-customers",
        }
        found = {
            name: self._find_weekly_customers(condition)
            for name, condition in conditions.items()
        }
        if not any(count for _customers, count in found.values()):
            return None
        lines = self._prepare_customer_lines(
            self.env["res.partner"].union(
                *(customers for customers, _count in found.values())
            )
        )
        values = {
            "sections": [
                {
                    "name": name,
                    "count": count,
                    "lines": [lines[customer] for customer in customers],
                    "more": count - len(customers),
                    "url": urljoin(self.get_base_url(), paths[name]),
                }
                for name, (customers, count) in found.items()
                if count
            ],
        }
        counts = {name: count for name, (_customers, count) in found.items()}
        subject = self._get_weekly_subject(**counts)
        return subject, "crm_activity_feed.crm_feed_mail_weekly", values

    @api.model
    def _get_weekly_subject(self, no_next, silent):
        if not silent:
            return self.env._("Your customers without a next contact: %s", no_next)
        if not no_next:
            return self.env._("Your silent customers: %s", silent)
        return self.env._(
            "Your customers this week: without a next contact %(no_next)s, silent "
            "%(silent)s",
            no_next=no_next,
            silent=silent,
        )

    @api.model
    def _find_weekly_customers(self, condition):
        """Return the first customers that ``condition`` holds for, and how many do."""
        Partner = self.env["res.partner"]
        domain = self.env["crm.feed.watch"]._get_own_domain() & condition
        # As the list behind the link has it.
        found = Partner.search(domain, limit=MAX_CUSTOMERS + 1)
        is_more = len(found) > MAX_CUSTOMERS
        count = Partner.search_count(domain) if is_more else len(found)
        return found[:MAX_CUSTOMERS], count

    @api.model
    def _prepare_customer_lines(self, customers):
        """Return ``{customer: line of a mail}``: ``{"title", "url", "when"}``, texts.

        The contacts of all of them are read by one statement.
        """
        base_url = self.get_base_url()
        return {
            customer: {
                "title": customer.display_name,
                "url": urljoin(base_url, f"/odoo/res.partner/{customer.id}"),
                "when": self._format_last_contact(customer),
            }
            for customer in customers
        }

    @api.model
    def _format_last_contact(self, customer):
        last = customer.feed_last
        if not last:
            return self.env._("No contact yet")
        if not last.get("date"):
            # It could not be read in time; the list may tell.
            return ""
        moment = fields.Datetime.to_datetime(last["date"])
        if not last["is_all_day"]:
            moment = fields.Datetime.context_timestamp(self, moment)
        return format_date(self.env, moment.date())
