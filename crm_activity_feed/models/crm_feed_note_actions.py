from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..engine.words import check_text, spell

MAX_NAMES = 5
MAX_DAYS = 36500


class CrmFeedNote(models.Model):
    """What one does with a note. Every action leaves a trace in its chatter."""

    _inherit = "crm.feed.note"

    def action_done(self, outcome=False, date_done=False):
        """Mark open notes as done.

        :param outcome: plain text, what came of it
        :param date_done: when it was done, in UTC; now if not given
        :raise UserError: if a note is done or cancelled already
        """
        self._check_state(
            "open",
            self.env._(
                'The note "%(note)s" cannot be marked as done: it is closed already. '
                "Reopen it first."
            ),
        )
        return self._close("done", self.env._("Done"), outcome, date_done)

    def action_cancel(self, reason=False):
        """Close open notes that are not to be done any more.

        :param reason: plain text, kept as the outcome
        :raise UserError: if a note is done or cancelled already
        """
        self._check_state(
            "open",
            self.env._(
                'The note "%(note)s" cannot be cancelled: it is closed already. '
                "Reopen it first."
            ),
        )
        return self._close("cancelled", self.env._("Cancelled"), reason)

    def action_reopen(self, date_deadline=False):
        """Open closed notes again; the outcome so far stays in the chatter.

        :param date_deadline: the new deadline, read as in ``create``
        :raise UserError: if a note is open
        """
        self._check_state(
            "closed",
            self.env._(
                'The note "%(note)s" cannot be reopened: it is open. Reschedule it '
                "to give it another deadline."
            ),
        )
        vals = {"state": "open", "outcome": False}
        if date_deadline:
            vals["date_deadline"] = date_deadline
        return self._write_traced(vals, self.env._("Reopened"))

    def action_reschedule(self, date_deadline=False, is_all_day=None):
        """Give open notes another deadline.

        :param date_deadline: a day, or a moment in UTC
        :param is_all_day: ``None`` decides it by the value, as in ``create``
        :raise UserError: if a note is closed
        :raise ValidationError: if it is no date, or none is given
        """
        vals = {"date_deadline": date_deadline}
        if is_all_day is not None:
            vals["is_all_day"] = is_all_day
        return self._reschedule(vals)

    def action_reschedule_days(self, days=0):
        """Move open notes to a day; a timed note keeps its time.

        :param days: how many days from today, in the user's time zone
        :raise UserError: if a note is closed, or it is no such number
        """
        # True is an integer for Python, and nobody means it.
        if type(days) is not int or abs(days) > MAX_DAYS:
            raise UserError(
                self.env._(
                    "The note cannot be moved by so many days: %(days)s. Give a "
                    "whole number from -%(maximum)s to %(maximum)s; 0 is today.",
                    days=spell(days),
                    maximum=MAX_DAYS,
                )
            )
        today = fields.Date.context_today(self)
        return self._reschedule({"deadline_day": today + timedelta(days=days)})

    def action_reassign(self, user_id):
        """Hand open notes over to another owner, who is notified.

        :param user_id: id of an active internal user
        :raise UserError: if a note is closed
        """
        self._check_state(
            "open",
            self.env._(
                'The note "%(note)s" cannot be handed over: it is closed. Reopen it '
                "first."
            ),
        )
        return self._write_traced({"user_id": user_id}, self.env._("Handed over"))

    @api.readonly
    def action_open_done(self):
        """Ask for the outcome, then mark the notes as done."""
        return self._open_wizard("crm.feed.note.done.wizard", self.env._("Done"))

    @api.readonly
    def action_open_plan(self):
        """Ask for a new deadline or owner of the notes."""
        return self._open_wizard("crm.feed.note.plan.wizard", self.env._("Reschedule"))

    def _open_wizard(self, model, title):
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_note_ids": self.ids},
        }

    def _reschedule(self, vals):
        self._check_state(
            "open",
            self.env._(
                'The note "%(note)s" cannot be rescheduled: it is closed. Reopen it '
                "first."
            ),
        )
        return self._write_traced(vals, self.env._("Rescheduled"))

    def _close(self, state, title, text=False, date_done=False):
        text = check_text(self.env, self.env._("Outcome"), text)
        vals = {"state": state, "date_done": date_done or fields.Datetime.now()}
        if text:
            vals["outcome"] = text
        return self._write_traced(vals, title, text)

    def _check_state(self, expected, message):
        """Refuse an action that makes no sense for some of the notes; name them."""
        wrong = self.filtered(
            lambda note: (note.state == "open") != (expected == "open")
        )
        if not wrong:
            return
        message %= {"note": wrong[:1].display_name}
        if len(wrong) > 1:
            names = ", ".join(f'"{note.display_name}"' for note in wrong[1:MAX_NAMES])
            more = len(wrong) - MAX_NAMES
            if more > 0:
                names = self.env._(
                    "%(names)s and %(number)s more", names=names, number=more
                )
            also = self.env._("The same goes for %(names)s.", names=names)
            message = f"{message}\n{also}"
        raise UserError(message)

    def _write_traced(self, vals, title, text=False):
        """Write ``vals`` and head the message that shows what has changed."""
        result = self.write(vals)
        body = Markup("<b>%s</b>") % title
        self._track_set_log_message(body + plaintext2html(text) if text else body)
        return result

    def _mail_track(self, tracked_fields, initial_values):
        """Show a deadline as it is meant: a day as a day, a time as a time.

        A tracked all-day deadline would be shown as midnight UTC, which is the
        day before in half of the world.
        """
        hidden = "date_deadline" if self.is_all_day else "deadline_day"
        return super()._mail_track(
            {name: info for name, info in tracked_fields.items() if name != hidden},
            initial_values,
        )

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Never propose the customer as a recipient: a note is internal."""
        return []
