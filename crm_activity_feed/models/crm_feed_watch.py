from odoo import api, models
from odoo.fields import Domain

SILENT_DAYS = 60
DECISION_DAYS = 30
PARAMETERS = "crm_activity_feed.watch_"


class CrmFeedWatch(models.AbstractModel):
    """Sees to it that no customer is forgotten.

    Two things are looked for: customers for whom nothing is planned, and customers with
    whom there has been no contact for long.
    """

    _name = "crm.feed.watch"
    _description = "Watch over Customers"

    @api.model
    def _get_silent_days(self):
        """Return after how many days without a contact a customer is silent."""
        return self._get_number("silent_days", SILENT_DAYS)

    @api.model
    def _get_decision_days(self):
        """Return after how many days without a contact a decision maker is silent."""
        return self._get_number("decision_days", DECISION_DAYS)

    @api.model
    def _get_number(self, name, default):
        """Return a setting, or ``default`` where it is none or makes no sense.

        :param str name: of the parameter, without its prefix
        """
        value = self._get_parameter(name).strip()
        number = int(value) if value.isdecimal() and len(value) < 9 else 0
        return number or default

    @api.model
    def _get_parameter(self, name):
        # Settings of the database, which all its users work by.
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETERS + name, "")

    @api.model
    def _get_customer_domain(self):
        """Return the domain of customers: neither single contacts nor own companies.

        The same as that of the lists in the menu.
        """
        return Domain("feed_is_customer", "=", True)
