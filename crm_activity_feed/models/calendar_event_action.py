from datetime import datetime

from odoo import fields, models, tools
from odoo.exceptions import UserError

from ..engine.undo import digest
from .note_deadline import move_to_day, to_local


class CalendarEvent(models.Model):
    """What can be done with a meeting in the feed: move it, say what came of it.

    A meeting is over when its time is, so it has no "done".
    """

    _name = "calendar.event"
    _inherit = ["calendar.event"]

    _feed_undo_fields = {
        "reschedule": ("start", "stop", "follow_recurrence"),
        "set_kind_reason": ("reason_id",),
    }

    def _get_feed_actions(self):
        allowed = self._filtered_access("write").filtered(
            lambda event: event._is_feed_editable()
        )
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        actions = {event.id: [] for event in self}
        for event in allowed:
            start, stop, moment = event.start, event.stop, now
            if event.allday:
                start, stop, moment = event.start_date, event.stop_date, today
            if start <= moment:
                actions[event.id].append("outcome")
            if stop >= moment:
                actions[event.id].append("reschedule")
            actions[event.id].append("set_kind_reason")
        return actions

    def _is_feed_editable(self):
        """Whether the user can edit it: who that is, Odoo's form of a meeting says."""
        if self._check_private_event_conditions():
            return False
        is_theirs = self.env.user in self.user_id or (
            self.env.user.partner_id in self.partner_ids
        )
        return is_theirs or self.env.user.has_group("base.group_system")

    def _run_feed_action(self, action, params):
        if action == "outcome":
            self._write_feed_outcome(params.get("outcome"))
        elif action == "reschedule":
            self._reschedule_in_feed(params["date_deadline"], params["has_time"])
        elif action == "set_kind_reason":
            self._set_feed_reason(params["kind_reason"])
        else:
            return super()._run_feed_action(action, params)
        return None

    def _reschedule_in_feed(self, moment, has_time):
        """Move the meeting, with the length it has; to a day: at the hour it has.

        :param moment: UTC; midnight of the day if it ``has_time`` no time
        """
        tz = self.env.tz
        if self.allday:
            day = (to_local(moment, tz) if has_time else moment).date()
            start = datetime.combine(day, self.start.time())
        elif has_time:
            start = moment
        else:
            start = move_to_day(self.start, moment.date(), tz)
        # Attendees are told of it, as whenever a meeting moves.
        self.write({"start": start, "stop": start + (self.stop - self.start)})

    def _write_feed_outcome(self, outcome):
        """Add the outcome to the notes; what was planned as this meeting is done."""
        if not (outcome or "").strip():
            raise UserError(
                self.env._("The outcome is missing. Write what came of the meeting.")
            )
        activities = self.activity_ids._filtered_access("write")
        if activities:
            # This writes the notes, too.
            activities[0].action_feedback(feedback=outcome)
            activities[1:].action_feedback()
            return
        notes = "" if tools.is_html_empty(self.notes) else self.notes
        self.notes = notes + tools.plaintext2html(outcome)

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def _get_feed_undo_values(self, action):
        if action == "outcome":
            activities = self.with_context(active_test=False).activity_ids
            return {
                "notes": digest(self.notes),
                "_notes": self.notes,
                "activities": {
                    str(activity.id): activity._get_feed_undo_values("done")
                    for activity in activities
                },
            }
        values = super()._get_feed_undo_values(action)
        if action == "reschedule":
            # Moved by somebody else, a meeting has to be accepted again.
            values["_states"] = {str(a.id): a.state for a in self.attendee_ids}
        return values

    def _undo_feed_action(self, action, before, after):
        if action == "outcome":
            for activity_id, values in after["activities"].items():
                former = before["activities"].get(activity_id)
                if former and former["active"] and not values["active"]:
                    activity = self.env["mail.activity"].browse(int(activity_id))
                    activity._undo_feed_action("done", former, values)
            return self.write({"notes": before["_notes"]})
        result = super()._undo_feed_action(action, before, after)
        states = before.get("_states", {})
        for attendee in self.attendee_ids if states else ():
            state = states.get(str(attendee.id))
            if state and attendee.state != state:
                attendee.state = state
        return result
