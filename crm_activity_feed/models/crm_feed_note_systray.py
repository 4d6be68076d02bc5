from collections import Counter

from odoo import api, fields, models
from odoo.modules.module import get_module_icon

from .note_deadline import get_timezone, to_local

#: What decides whether a note is counted beside the clock, and for whom.
_COUNTED_FIELDS = {
    *("state", "active", "user_id"),
    *("date_deadline", "is_all_day", "deadline_day"),
}


class CrmFeedNote(models.Model):
    """Notes in the top bar: their number, as that of Odoo's own activities."""

    _inherit = "crm.feed.note"

    @api.model
    def _get_systray_group(self, has_activities=True):
        """Return the notes of the current user as a group of activities.

        A note counts by its own deadline and, as any document, by the activities that
        the user has planned on it. The filters that a click on a number sets find the
        same: ``activities_overdue`` and the like, in the search view.

        :param bool has_activities: whether the user has any on notes
        :return: dict, see ``res.users._get_activity_groups``; ``None`` without any note
        """
        due = self._get_systray_ids(has_activities)
        if not any(due.values()):
            return None
        return {
            "id": self.env["ir.model"]._get_id(self._name),
            "name": self.env._("Notes"),
            "model": self._name,
            "type": "activity",
            "icon": get_module_icon(self._original_module),
            "domain": [],
            "view_type": "list",
            **{f"{name}_count": len(ids) for name, ids in due.items()},
            # Not their sum: on a note that is overdue something may be due today.
            "total_count": len(due["overdue"] | due["today"]),
        }

    @api.model
    def _get_systray_ids(self, has_activities):
        """Return ids of the user's notes: ``{"overdue", "today", "planned": {id}}``."""
        own = [("user_id", "=", self.env.uid), ("state", "=", "open")]
        notes = self.search_fetch(own, ["deadline_day"])
        days = [(note.id, note.deadline_day) for note in notes]
        if has_activities:
            # Apart from the notes: both in one query would go through all of them.
            planned = [("user_id", "=", self.env.uid), ("res_model", "=", self._name)]
            activities = self.env["mail.activity"].search(planned)
            known = self.browse(activities.mapped("res_id")).exists()
            known = set(known._filtered_access("read").ids)
            days += [
                (activity.res_id, activity.date_deadline)
                for activity in activities
                if activity.res_id in known
            ]
        today = fields.Date.context_today(self)
        due = {"overdue": set(), "today": set(), "planned": set()}
        for note_id, day in days:
            is_due = "overdue" if day < today else "today"
            due["planned" if day > today else is_due].add(note_id)
        return due

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
