from odoo import api, models, tools
from odoo.tools import SQL

from ..engine.words import shorten

#: How good the news is, by what core calls the change of a deal.
_TONES = {
    "crm.mt_lead_won": "success",
    "crm.mt_lead_lost": "danger",
    "crm.mt_lead_restored": "info",
}
_STAGE_SUBTYPES = ("crm.mt_lead_stage", *_TONES)


class MailMessage(models.Model):
    """What a change says: from, to, after how long, and what it was worth."""

    _inherit = "mail.message"

    def _get_feed_changes(self):
        """Return ``{message id: [(field name, label, old, new), ...]}``.

        Only of fields that the user may read, as in core's chatter.
        """
        # Tracking values are the superuser's; the filter is core's own.
        values = self.sudo().tracking_value_ids._filter_has_field_access(self.env)
        formatted = {item["id"]: item for item in values._tracking_value_format()}
        stages = self._get_feed_stages(values)
        changes = {message.id: [] for message in self}
        for tracking in values:
            item = formatted[tracking.id]
            sides = (
                (item["oldValue"], tracking.old_value_integer),
                (item["newValue"], tracking.new_value_integer),
            )
            old, new = (
                stages.get((tracking.field_id.relation, stage_id))
                or self._get_feed_value(value)
                for value, stage_id in sides
            )
            label = item["fieldInfo"]["changedField"]
            change = (tracking.field_id.name, label, old, new)
            changes[tracking.mail_message_id.id].append(change)
        return changes

    def _get_feed_stages(self, values):
        """Return ``{(model, stage id): name}``, in the language of the reader.

        Tracking keeps the name in the language of whoever moved the deal.
        """
        ids = {}
        for tracking in values:
            if tracking.field_id.name == "stage_id" and tracking.field_id.relation:
                ids.setdefault(tracking.field_id.relation, set()).update(
                    (tracking.old_value_integer, tracking.new_value_integer)
                )
        return {
            (model, stage.id): stage.display_name
            for model, stage_ids in ids.items()
            for stage in self.env[model].sudo().browse(stage_ids - {0}).exists()
        }

    def _get_feed_value(self, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return str(value) if value not in (None, "") else False

    def _get_feed_step(self, old, new):
        nothing = self.env._("None")
        return f"{old or nothing} → {new or nothing}"

    def _get_feed_steps(self, changes):
        """Return ``{message id: content}`` of changes.

        :param dict changes: see :meth:`_get_feed_changes`
        """
        seconds = self._get_feed_stage_seconds(changes)
        closings = self._get_feed_closings()
        return {
            message.id: {
                **message._get_feed_step_words(changes[message.id]),
                **message._get_feed_result(
                    changes[message.id],
                    closings.get(message.id),
                    seconds.get(message.id, False),
                ),
            }
            for message in self
        }

    def _get_feed_step_words(self, changes):
        """Return the words of a change: "Proposition → Won"."""
        stage = _find(changes, "stage_id")
        subtype = self.subtype_id
        if stage:
            title = self._get_feed_step(*stage[2:])
        elif subtype and subtype.res_model:
            reason = _find(changes, "lost_reason_id")
            title = (
                f"{subtype.name}: {reason[3]}" if reason and reason[3] else subtype.name
            )
        else:
            title = ", ".join(
                f"{label}: {self._get_feed_step(old, new)}"
                for _name, label, old, new in changes[:3]
            )
        return {
            "title": shorten(title),
            "body": False if tools.is_html_empty(self.body) else self.body,
            "status": subtype.name if stage and subtype.res_model else False,
        }

    def _get_feed_result(self, changes, lead, seconds):
        """Return what renderers show of a change, and the revenue of a closed deal.

        :param lead: deal that was won or lost by it, or ``None``
        :param seconds: time in the stage before, or ``False``
        """
        stage = _find(changes, "stage_id")
        result = {
            "data": {
                "from": stage[2] if stage else False,
                "to": stage[3] if stage else False,
                "seconds": seconds if stage and stage[2] else False,
                "tone": self._get_feed_tones().get(self.subtype_id.id, False),
            }
        }
        if lead and lead.expected_revenue:
            result["amount"] = {
                "value": lead.expected_revenue,
                "currency_id": lead.company_currency.id,
            }
        return result

    @api.model
    def _get_feed_tones(self):
        """Return ``{subtype id: tone}``."""
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {to_id(name): tone for name, tone in _TONES.items()}

    def _get_feed_closings(self):
        """Return ``{message id: deal}`` of the messages by which a deal was closed."""
        tones = self._get_feed_tones()
        closings = {
            message.id: message.res_id
            for message in self
            if message.model == "crm.lead"
            and tones.get(message.subtype_id.id) in ("success", "danger")
        }
        if not closings:
            return {}
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads = leads.search_fetch(
            [("id", "in", list(closings.values()))], ["expected_revenue", "company_id"]
        )
        by_id = {lead.id: lead for lead in leads}
        return {key: by_id[id_] for key, id_ in closings.items() if id_ in by_id}

    def _get_feed_stage_seconds(self, changes):
        """Return ``{message id: seconds}`` that deals had been in the stage before.

        All moves of these deals in one query: the one before may be on another page.
        A deal that never moved was in its stage since it was created. The moves of
        deals that were merged are told apart by the subject, in which core has put the
        name of the deal they were of; the first message of its kind tells when that
        one was made.

        :param dict changes: see :meth:`_get_feed_changes`
        """
        moves = self.filtered(
            lambda message: message.model == "crm.lead"
            and _find(changes[message.id], "stage_id")
        )
        if not moves:
            return {}
        Message, Lead = self.env["mail.message"].sudo(), self.env["crm.lead"].sudo()
        Tracking = self.env["mail.tracking.value"].sudo()
        stage = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        column = Message._field_to_sql
        date = SQL(
            "COALESCE(%s, %s)", column("move", "date"), column("move", "create_date")
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT move.id, EXTRACT(EPOCH FROM move.moved_on"
                " - COALESCE(move.moved_before, (SELECT min(%(first_date)s)"
                " FROM mail_message first WHERE %(first_model)s = 'crm.lead'"
                " AND %(first_res_id)s = move.res_id"
                " AND %(first_subject)s = move.subject), lead.create_date))"
                " FROM (SELECT move.id, move.res_id, %(date)s AS moved_on,"
                " %(subject)s AS subject,"
                " LAG(%(date)s) OVER (PARTITION BY move.res_id, %(subject)s"
                " ORDER BY %(date)s, move.id) AS moved_before FROM mail_message move"
                " WHERE %(model)s = 'crm.lead' AND %(res_id)s IN %(lead_ids)s"
                " AND %(subtype)s IN %(subtype_ids)s AND EXISTS ("
                "SELECT FROM mail_tracking_value tracking"
                " WHERE %(message)s = move.id AND %(field)s = %(stage_id)s)) move"
                " JOIN crm_lead lead ON lead.id = move.res_id WHERE move.id IN %(ids)s",
                date=date,
                subject=column("move", "subject"),
                first_date=column("first", "date"),
                first_model=column("first", "model"),
                first_res_id=column("first", "res_id"),
                first_subject=column("first", "subject"),
                model=column("move", "model"),
                res_id=column("move", "res_id"),
                subtype=column("move", "subtype_id"),
                message=Tracking._field_to_sql("tracking", "mail_message_id"),
                field=Tracking._field_to_sql("tracking", "field_id"),
                stage_id=SQL("%s", stage.id, to_flush=Lead._fields["create_date"]),
                lead_ids=tuple(set(moves.mapped("res_id"))),
                subtype_ids=tuple(map(to_id, _STAGE_SUBTYPES)),
                ids=tuple(moves.ids),
            )
        )
        return {id_: int(seconds) for id_, seconds in rows if seconds and seconds > 0}


def _find(changes, name):
    """Return the change of the field ``name``, or ``None``."""
    return next((change for change in changes if change[0] == name), None)
