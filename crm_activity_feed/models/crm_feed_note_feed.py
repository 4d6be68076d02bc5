from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.dates import get_punctuality, to_local_day
from ..engine.hints import IndexedDate


class CrmFeedNote(models.Model):
    """The note as a source of the feed: due at its deadline, then done."""

    _inherit = "crm.feed.note"

    _feed_date_idx = models.Index(
        "(date_trunc('second', COALESCE(date_done, date_deadline)) DESC, id DESC)"
    )
    _feed_open_idx = models.Index(
        "(date_trunc('second', COALESCE(date_done, date_deadline)), id)"
        " WHERE state = 'open'"
    )
    _feed_create_idx = models.Index("(create_uid)")

    @api.model
    def _get_feed_columns(self, source, query):
        def column(name):
            return self._field_to_sql(query.table, name, query)

        is_open = SQL("%s = 'open'", column("state"))
        dates = [column("date_done"), column("date_deadline")]
        return {
            **super()._get_feed_columns(source, query),
            "date": IndexedDate(SQL("COALESCE(%s, %s)", *dates), dates),
            "is_open": is_open,
            # Of a restored history, often the day is known only: nothing was done at
            # midnight.
            "is_all_day": SQL(
                "%s AND (%s OR %s = %s)", column("is_all_day"), is_open, *dates
            ),
            "activity_type_id": column("activity_type_id"),
            "reason_id": column("reason_id"),
        }

    @api.model
    def _get_feed_contact_domain(self):
        return Domain("state", "!=", "cancelled")

    @api.model
    def _get_feed_deadline(self, query):
        deadline, is_all_day, done = (
            self._field_to_sql(query.table, name, query)
            for name in ("date_deadline", "is_all_day", "date_done")
        )
        # The day of a note without a time is the same in every time zone. A restored
        # history has one date: there was no plan to keep to.
        return SQL(
            "CASE WHEN %s = %s THEN NULL WHEN %s THEN %s::date ELSE %s END",
            *(done, deadline, is_all_day, deadline),
            to_local_day(self.env, deadline),
        )

    def _get_feed_contents(self, sources):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            note.id: {
                "title": note.display_name,
                "body": note._get_feed_body(),
                "status": states[note.state] if note.state == "cancelled" else False,
                "outcome": note.outcome,
                "data": note._get_feed_punctuality(),
            }
            for note in self
        }

    def _get_feed_punctuality(self):
        """How a note that was done kept to its deadline, or ``False``.

        A restored history has one date: there was no plan to keep to.
        """
        if self.state != "done" or self.date_done == self.date_deadline:
            return False
        planned = self.deadline_day
        if not self.is_all_day:
            deadline = self.date_deadline
            planned = fields.Datetime.context_timestamp(self, deadline).date()
        return get_punctuality(self, self.date_done, planned)

    @api.model
    def _get_feed_create_context(self, partner, lead):
        return {
            **super()._get_feed_create_context(partner, lead),
            "crm_feed_default_deadline": True,
        }

    def _get_feed_body(self):
        """What the title leaves out, and the details."""
        text = (self.name or "").strip()
        rest = text.removeprefix(self.display_name).strip()
        body = tools.plaintext2html(rest) if rest else ""
        if not tools.is_html_empty(self.description):
            body += self.description
        return body or False

    _feed_undo_fields = {
        "done": ("state", "date_done", "outcome"),
        "cancel": ("state", "date_done", "outcome"),
        "reopen": ("state", "date_done", "outcome", "date_deadline", "is_all_day"),
        "reschedule": ("date_deadline", "is_all_day"),
        "reassign": ("user_id",),
        "set_kind_reason": ("activity_type_id", "reason_id"),
    }

    def _get_feed_actions(self):
        allowed = self._filtered_access("write")
        open_actions = ["done", "reschedule", "reassign", "cancel", "set_kind_reason"]
        return {
            note.id: (
                open_actions if note.state == "open" else ["reopen", "set_kind_reason"]
            )
            if note in allowed
            else []
            for note in self
        }

    def _run_feed_action(self, action, params):
        if action == "done":
            self.action_done(outcome=params.get("outcome"))
        elif action == "reschedule":
            is_all_day = not params["has_time"]
            self.action_reschedule(params["date_deadline"], is_all_day)
        elif action == "reassign":
            self.action_reassign(params["user_id"])
        elif action == "reopen":
            self.action_reopen(date_deadline=params.get("date_deadline"))
        elif action == "cancel":
            self.action_cancel(reason=params.get("outcome"))
        elif action == "set_kind_reason":
            self.write(params["kind_reason"])
        else:
            return super()._run_feed_action(action, params)
        return None

    def _get_feed_undo_values(self, action):
        values = super()._get_feed_undo_values(action)
        if action == "reassign":
            values["_followers"] = self.message_partner_ids.ids
        return values

    def _undo_feed_action(self, action, before, after):
        """Put the note back; the chatter tells of both, what was done and undone."""
        vals = {name: before[name] for name in self._feed_undo_fields[action]}
        self._write_traced(vals, self.env._("Undone"))
        if action == "reassign":
            new = set(after["_followers"]) - set(before["_followers"])
            self.message_unsubscribe(list(new & set(self.message_partner_ids.ids)))
