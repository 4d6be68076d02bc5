from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.modules.module import get_module_icon

from .note_deadline import get_timezone, to_local

#: What decides whether a note is counted beside the clock, and for whom.
_COUNTED_FIELDS = {
    *("state", "active", "user_id"),
    *("date_deadline", "is_all_day", "deadline_day"),
}
#: How the host counts: overdue, today's, and those to come.
_OPERATORS = {"overdue": "<", "today": "=", "planned": ">"}


class CrmFeedNote(models.Model):
    """Notes in the top bar: their number, as that of Odoo's own activities."""

    _inherit = "crm.feed.note"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_systray_group(self):
        """Return the notes of the current user as a group of activities.

        A note counts by its own deadline and, as any document, by the activities that
        the user has planned on it. The filters that a click on a number sets find the
        same: ``activities_overdue`` and the like, in the search view.

        :return: dict, see ``res.users._get_activity_groups``; ``None`` without any note
        """
        domains = {name: self._get_systray_domain(name) for name in _OPERATORS}
        counts = {
            f"{name}_count": self.search_count(domain)
            for name, domain in domains.items()
        }
        if not any(counts.values()):
            return None
        return {
            "id": self.env["ir.model"]._get_id(self._name),
            "name": self.env._("Notes"),
            "model": self._name,
            "type": "activity",
            "icon": get_module_icon(self._original_module),
            "domain": [],
            "view_type": "list",
            **counts,
            # Not their sum: on a note that is overdue something may be due today.
            "total_count": self.search_count(domains["overdue"] | domains["today"]),
        }

    @api.model
    def _get_systray_domain(self, name):
        """Return the domain of the notes that are one of :data:`_OPERATORS`."""
        operator, today = _OPERATORS[name], fields.Date.context_today(self)
        own = (
            Domain("user_id", "=", self.env.uid)
            & Domain("state", "=", "open")
            & Domain("active", "=", True)
            & Domain("deadline_day", operator, today)
        )
        return own | Domain("my_activity_date_deadline", operator, today)

    @api.model_create_multi
    def create(self, vals_list):
        """Count up for the owners of what is due already."""
        notes = super().create(vals_list)
        notes._send_counts(Counter(), notes._count_due())
        return notes

    def write(self, vals):
        """Count up and down, for the former owner and for the new one."""
        if not _COUNTED_FIELDS & vals.keys():
            return super().write(vals)
        before = self._count_due()
        result = super().write(vals)
        self._send_counts(before, self._count_due())
        return result

    def unlink(self):
        """Count down for the owners of what was due."""
        before = self._count_due()
        result = super().unlink()
        self._send_counts(before, Counter())
        return result

    def _count_due(self):
        """Return ``Counter({owner: number})`` of what is overdue or due today."""
        counts = Counter()
        now = fields.Datetime.now()
        # Only counted: who hands a note over may not see it any more.
        for note in self.sudo():
            if note.state == "open" and note.active:
                today = to_local(now, get_timezone(note.user_id.tz)).date()
                counts[note.user_id] += note.deadline_day <= today
        return counts

    @api.model
    def _send_counts(self, before, after):
        """Tell the open windows of the owners by how much their number changes."""
        for user in before.keys() | after.keys():
            difference = after[user] - before[user]
            if difference:
                change = "activity_created" if difference > 0 else "activity_deleted"
                user._bus_send(
                    "mail.activity/updated",
                    {change: True, "count_diff": difference},
                )
