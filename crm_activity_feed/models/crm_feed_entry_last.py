from odoo import api, models
from odoo.tools import SQL

from ..engine import guard
from ..engine.budgets import SOURCE_SECONDS
from ..engine.contacts import CustomerScope, DealScope, RecordContacts

#: Actions after which an entry is not open any more.
_CLOSING = ("done", "outcome", "cancel")


class CrmFeedEntry(models.Model):
    """Whether there is anything left to do, once something is done."""

    _inherit = "crm.feed.entry"

    @api.model
    def _get_last_of(self, entry, action):
        """Return of what an entry was the last thing planned.

        Of all that the user may see. The customer counts first: who has another deal or
        appointment with it is asked for the deal that was worked on.

        :param dict entry: as it is now, see :meth:`get_page`
        :param str action: what was done to it
        :return: ``"customer"``, ``"lead"`` or ``False``
        """
        if action not in _CLOSING or not entry["partner_id"]:
            # Without a partner there can be no note.
            return False
        ids = (entry[name] and entry[name]["id"] for name in ("customer_id", "lead_id"))
        return self._find_unplanned(*ids)

    @api.model
    def _find_unplanned(self, customer_id, lead_id):
        """Return where nothing is planned any more; see :meth:`_get_last_of`.

        :param customer_id: id of the commercial partner, or ``False``
        :param lead_id: id of the deal, or ``False``
        """
        if not self.env.user.crm_feed_ask_next:
            return False
        scopes = {}
        if customer_id:
            scopes["customer"] = (CustomerScope, customer_id)
        if lead_id and self._is_lead_open(lead_id):
            scopes["lead"] = (DealScope, lead_id)
        Source = self.env["crm.feed.source"]
        try:
            has_next = Source._run_isolated(lambda: self._has_next(scopes.values()))
        except guard.SlowSourceError:
            return False
        return next((name for name in scopes if not has_next[scopes[name]]), False)

    @api.model
    def _is_lead_open(self, lead_id):
        # Nobody has to plan anything in a deal that is won, lost or archived.
        lead = self.env["crm.lead"].browse(lead_id)
        return lead.active and lead.won_status == "pending"

    @api.model
    def _has_next(self, records):
        """Return ``{(scope, key): whether there is a next contact}``, by one statement.

        :param records: list of ``(class of the scope, key)``
        """
        terms = []
        for scope_class, key in records:
            contacts = RecordContacts(scope_class(self.env, SQL("%s", key)))
            select = contacts.select_any_next()
            exists = SQL("FALSE") if select is None else SQL("EXISTS (%s)", select)
            terms.append(exists)
        with guard.savepoint(self.env) as point:
            statement = SQL("SELECT %s", SQL(", ").join(terms))
            (row,) = guard.execute(self.env, statement, SOURCE_SECONDS)
            point.rollback()
        return dict(zip(records, row, strict=True))
