from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.access import SALESPERSON
from ..engine.contacts import get_contact_sources


class DigestDigest(models.Model):
    """Contacts and notes among the figures of the host's digest.

    They count what the reader may read, of the digest's company and of no company.
    """

    _inherit = "digest.digest"

    kpi_crm_feed_contacts_done = fields.Boolean(
        "Contacts Done", groups="base.group_user"
    )
    kpi_crm_feed_contacts_done_value = fields.Integer(
        compute="_compute_kpi_crm_feed_contacts_done_value", groups="base.group_user"
    )
    kpi_crm_feed_notes_overdue = fields.Boolean(
        "Notes Overdue", groups="base.group_user"
    )
    kpi_crm_feed_notes_overdue_value = fields.Integer(
        compute="_compute_kpi_crm_feed_notes_overdue_value", groups="base.group_user"
    )

    def _compute_kpi_crm_feed_contacts_done_value(self):
        """Count the contacts with customers that were done in the period."""
        self._check_crm_feed_kpi()
        start, end, __ = self._get_kpi_compute_parameters()
        sources = get_contact_sources(self.env)
        domain = Domain(
            [
                ("source_id", "in", sources.ids),
                ("is_open", "=", False),
                ("customer_id", "!=", False),
                ("date", ">=", start),
                ("date", "<", end),
            ]
        )
        self._count_crm_feed_kpi(
            "crm.feed.entry", domain, "kpi_crm_feed_contacts_done_value"
        )

    def _compute_kpi_crm_feed_notes_overdue_value(self):
        """Count notes that were due in the period and still open at its end."""
        self._check_crm_feed_kpi()
        start, end, __ = self._get_kpi_compute_parameters()
        first, last = (fields.Datetime.to_datetime(day).date() for day in (start, end))
        in_time = Domain("state", "!=", "open") & Domain("date_done", "<=", end)
        domain = Domain([("deadline_day", ">=", first), ("deadline_day", "<", last)])
        self._count_crm_feed_kpi(
            "crm.feed.note", domain & ~in_time, "kpi_crm_feed_notes_overdue_value"
        )

    def _count_crm_feed_kpi(self, model, domain, name):
        counts = {}
        for digest in self:
            company = digest.company_id or self.env.company
            if company not in counts:
                own = Domain("company_id", "in", [company.id, False])
                counts[company] = self.env[model].search_count(domain & own)
            digest[name] = counts[company]

    def _check_crm_feed_kpi(self):
        """Leave these figures out for who does not sell, as the host does."""
        if not self.env.user.has_group(SALESPERSON):
            raise AccessError(
                self.env._(
                    "Contacts and notes are figures for salespersons. Take them out of "
                    "this digest, or ask for access to sales."
                )
            )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm.crm_menu_root").id
        entries = "crm_activity_feed.crm_feed_entry_action"
        notes = "crm_activity_feed.crm_feed_note_action"
        actions["kpi_crm_feed_contacts_done"] = f"{entries}?menu_id={menu}"
        actions["kpi_crm_feed_notes_overdue"] = f"{notes}?menu_id={menu}"
        return actions
