from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL


class SwitchboardCall(models.Model):
    """The call as a source of the feed: each hook of the feed, in its order."""

    _inherit = "switchboard.call"

    _feed_undo_fields = {
        "done": ("state", "outcome"),
        "reschedule": ("date_due",),
    }

    # ------------------------------------------------------------
    # Which calls
    # ------------------------------------------------------------

    @api.model
    def _get_feed_domain(self):
        return super()._get_feed_domain() & Domain("is_wrong_number", "=", False)

    @api.model
    def _get_feed_document_domain(self):
        # What is written about a confidential call is as confidential.
        return super()._get_feed_document_domain() & self._get_feed_open_domain()

    @api.model
    def _get_feed_open_domain(self):
        """Return the domain of the calls whose words the user may know."""
        user = self.env.user
        return (
            Domain("is_confidential", "=", False)
            | Domain("user_id", "=", user.id)
            | Domain("asked_user_id", "=", user.id)
        )

    @api.model
    def _get_feed_branches(self, sources, documents):
        branches = super()._get_feed_branches(sources, documents)
        for branch in branches:
            # The clock of the switchboard is set at night: what ends before it
            # starts never took place. A domain cannot compare two fields.
            start, end = (
                self._field_to_sql(branch.query.table, name, branch.query)
                for name in ("date_start", "date_end")
            )
            branch.where(SQL("(%s IS NULL OR %s <= %s)", end, start, end))
        return branches

    # ------------------------------------------------------------
    # When, who, with whom
    # ------------------------------------------------------------

    @api.model
    def _get_feed_columns(self, source, query):
        def column(name):
            return self._field_to_sql(query.table, name, query)

        is_open = SQL("%s = 'to_return'", column("state"))
        User, user = self._fields["user_id"].join(self, query.table, query)
        return {
            **super()._get_feed_columns(source, query),
            "date": SQL(
                "CASE WHEN %s THEN COALESCE(%s, %s) ELSE %s END",
                is_open,
                column("date_due"),
                column("date_start"),
                column("date_start"),
            ),
            "is_open": is_open,
            # Who calls is the author.
            "author_id": SQL(
                "CASE WHEN %s = 'in' THEN %s ELSE %s END",
                column("direction"),
                column("partner_id"),
                User._field_to_sql(user, "partner_id", query),
            ),
            "has_customer": SQL(
                "(COALESCE(%s, %s) IS NOT NULL OR %s)",
                column("partner_id"),
                column("lead_id"),
                self._get_feed_is_conference(query),
            ),
        }

    def _get_feed_is_conference(self, query):
        participants = self._fields["participant_ids"]
        return SQL(
            "EXISTS (SELECT FROM %s AS rel WHERE %s = %s)",
            SQL.identifier(participants.relation),
            SQL.identifier("rel", participants.column1, to_flush=participants),
            SQL.identifier(query.table, "id"),
        )

    @api.model
    def _get_feed_partner_domain(self, partner_ids):
        return Domain("partner_id", "in", partner_ids) | Domain(
            "participant_ids", "in", partner_ids
        )

    @api.model
    def _get_feed_partner_links(self):
        participants = self._fields["participant_ids"]
        return [
            SQL(
                "SELECT call.id AS id, %s AS partner_id FROM switchboard_call call",
                self._field_to_sql("call", "partner_id"),
            ),
            SQL(
                "SELECT %s AS id, %s AS partner_id FROM %s",
                SQL.identifier(participants.column1, to_flush=participants),
                SQL.identifier(participants.column2),
                SQL.identifier(participants.relation),
            ),
        ]

    @api.model
    def _get_feed_contact_domain(self):
        # Nobody picked up: the call shows, but nobody was talked to.
        return Domain("state", "=", "to_return") | Domain("date_end", "!=", False)

    @api.model
    def _get_feed_deadline(self, query):
        due = self._field_to_sql(query.table, "date_due", query)
        # The day on which it is due where the reader is.
        return SQL("timezone(%s, timezone('UTC', %s))::date", self.env.tz.zone, due)

    @api.model
    def _get_feed_addressed_domain(self, partner):
        return Domain("asked_user_id", "in", partner.user_ids.ids)

    @api.model
    def _get_feed_plan_domain(self, partner):
        # Whoever was asked calls back; without anybody asked, who took the call does.
        users = partner.user_ids.ids
        not_asked = Domain("asked_user_id", "=", False)
        own = Domain("user_id", "in", users)
        return Domain("asked_user_id", "in", users) | (not_asked & own)

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.model
    def _get_feed_text_domain(self, source, text):
        # Nobody finds out by searching what a confidential call is about.
        said = Domain("name", "ilike", text) | Domain("transcript", "ilike", text)
        return Domain("phone", "ilike", text) | (said & self._get_feed_open_domain())

    def _get_feed_contents(self, sources):
        opened = self.filtered_domain(self._get_feed_open_domain())
        return {
            call.id: {
                **(call._get_feed_words() if call in opened else call._mask_words()),
                "amount": {"value": call.cost, "currency_id": call.currency_id.id}
                if call.cost
                else False,
                "data": {
                    "direction": call.direction,
                    "minutes": call.duration,
                    "phone": call.phone,
                },
            }
            for call in self
        }

    def _get_feed_words(self):
        is_empty = tools.is_html_empty(self.transcript)
        return {
            "title": self.name,
            "body": False if is_empty else self.transcript,
            "outcome": self.outcome,
        }

    def _mask_words(self):
        return {"title": self.env._("Confidential call")}

    # ------------------------------------------------------------
    # What can be done
    # ------------------------------------------------------------

    @api.model
    def _get_feed_create_context(self, partner, lead):
        # Who writes a call into the feed has made it.
        return {
            **super()._get_feed_create_context(partner, lead),
            "default_direction": "out",
            "default_phone": partner.phone,
        }

    def _get_feed_actions(self):
        allowed = self._filtered_access("write")
        actions = {call.id: [] for call in self}
        for call in allowed:
            if call.state == "to_return":
                actions[call.id] += ["done", "reschedule"]
            else:
                actions[call.id].append("call_again")
            if call.phone:
                actions[call.id].append("dial")
        return actions

    def _run_feed_action(self, action, params):
        if action == "done":
            self.write({"state": "done", "outcome": params["outcome"]})
        elif action == "reschedule":
            self.date_due = params["date_deadline"]
        elif action == "call_again":
            tomorrow = fields.Datetime.now() + timedelta(days=1)
            self.write({"state": "to_return", "date_due": tomorrow})
        else:
            return super()._run_feed_action(action, params)
        return None

    def _get_feed_undo_values(self, action):
        values = super()._get_feed_undo_values(action)
        if action == "done":
            # Whoever has rung again since knows that we called back.
            values["calls"] = self.search_count([("phone", "=", self.phone)])
        return values

    def _undo_feed_action(self, action, before, after):
        self._message_log(body=self.env._("Undone in the feed"))
        return super()._undo_feed_action(action, before, after)
