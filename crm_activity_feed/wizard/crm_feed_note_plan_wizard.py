from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFeedNotePlanWizard(models.TransientModel):
    """Give notes another deadline, another owner, or both."""

    _name = "crm.feed.note.plan.wizard"
    _description = "Reschedule Notes"

    note_ids = fields.Many2many("crm.feed.note", required=True)
    is_all_day = fields.Boolean("All day", default=True)
    deadline_day = fields.Date("New deadline")
    date_deadline = fields.Datetime("New deadline (time)")
    user_id = fields.Many2one("res.users", "New owner", domain=[("share", "=", False)])

    @api.model
    def default_get(self, fields):
        """Start from the deadline of a single note."""
        values = super().default_get(fields)
        notes = self.env["crm.feed.note"].browse(
            self.env.context.get("default_note_ids")
        )
        if len(notes) == 1 and "deadline_day" in fields:
            values |= {
                "is_all_day": notes.is_all_day,
                "deadline_day": notes.deadline_day,
                "date_deadline": notes.date_deadline,
            }
        return values

    def action_apply(self):
        """Reschedule and hand over, as far as a value is given."""
        self.ensure_one()
        deadline = self.deadline_day if self.is_all_day else self.date_deadline
        if not deadline and not self.user_id:
            raise UserError(
                self.env._(
                    "Nothing would change: there is no new deadline and no new "
                    "owner. Choose one of them, or discard."
                )
            )
        if deadline:
            self.note_ids.action_reschedule(deadline, self.is_all_day)
        if self.user_id:
            self.note_ids.action_reassign(self.user_id.id)
        return {"type": "ir.actions.act_window_close"}

    def action_today(self):
        """Reschedule the notes to today."""
        return self._apply_days(0)

    def action_tomorrow(self):
        """Reschedule the notes to tomorrow."""
        return self._apply_days(1)

    def action_next_week(self):
        """Reschedule the notes to the Monday of next week, as the feed does."""
        return self._apply_days(7 - fields.Date.context_today(self).weekday())

    def _apply_days(self, days):
        self.ensure_one()
        self.note_ids.action_reschedule_days(days)
        if self.user_id:
            self.note_ids.action_reassign(self.user_id.id)
        return {"type": "ir.actions.act_window_close"}
