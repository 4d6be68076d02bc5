from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime, plaintext2html

from ..engine.words import check_text, shorten, spell
from .note_deadline import read_moment

#: What can be said about a call, and within it.
CALL_KEYS = {
    "call": {
        "partner_id",
        "result",
        "date",
        "lead_id",
        "activity_type_id",
        "reason_id",
        "hand_over",
        "next_step",
    },
    "hand_over": {"user_ids", "name", "date_deadline", "is_all_day"},
    "next_step": {"name", "date_deadline", "is_all_day"},
}
#: Nobody works on none of so many days.
MAX_DAYS_OFF = 14


class CrmFeedNote(models.Model):
    """A call that has just taken place: recorded and handed over in one step."""

    _inherit = "crm.feed.note"

    @api.model
    def log_call(self, values):
        """Record a call that has taken place, and plan what follows from it.

        All of it is saved, or nothing.

        :param dict values: ``partner_id`` and ``result`` (plain text) are needed; what
            may be given besides:

            * ``date``: when it took place, ``"YYYY-MM-DD HH:MM:SS"`` in UTC; now
            * ``activity_type_id``: one of the kinds of call; the first of them
            * ``lead_id``, ``reason_id``
            * ``hand_over``: ``{"user_ids": [id], "name": text, "date_deadline":
              day or moment in UTC}``: each of these colleagues gets an open note
              of his own, with the result, and is notified; without text or deadline
              these are made up
            * ``next_step``: ``{"name": text, "date_deadline": ...}``: an open note
              for the current user
        :return: ``{"call_id": id of the done note, "note_ids": [ids of open notes]}``
        :raise ValidationError: if something is missing or is not what it should be,
            the call is in the future, or a colleague may not see the customer
        :raise AccessError: if the user may not write notes, or read what it is about
        """
        self._check_call_keys("call", values)
        hand_over = values.get("hand_over") or {}
        next_step = values.get("next_step") or {}
        self._check_call_keys("hand_over", hand_over)
        self._check_call_keys("next_step", next_step)
        with self.env.cr.savepoint():
            call = self.create(self._prepare_call(values))
            notes = self.create(
                [
                    *self._prepare_hand_over(call, hand_over),
                    *self._prepare_next_step(call, next_step),
                ]
            )
        return {"call_id": call.id, "note_ids": notes.ids}

    @api.model
    def _get_call_kind_domain(self):
        """Return the domain of the kinds of contact that are calls."""
        return self._get_kind_domain() & Domain("category", "=", "phonecall")

    @api.model
    def _get_call_kinds(self):
        """Return the kinds of contact that are calls, in their order."""
        return self.env["mail.activity.type"].search(self._get_call_kind_domain())

    @api.model
    def _get_next_working_day(self):
        """Return the first day after today on which the company works."""
        today = fields.Date.context_today(self)
        calendar = self.env.company.resource_calendar_id
        days = [today + timedelta(days=ahead + 1) for ahead in range(MAX_DAYS_OFF)]
        return next(
            (day for day in days if not calendar or calendar._works_on_date(day)),
            days[0],
        )

    @api.model
    def _check_call_keys(self, part, values):
        """Refuse what would be left out without a word."""
        if not isinstance(values, dict):
            raise UserError(
                self.env._(
                    "The call cannot be logged: “%(part)s” has to be a set of named "
                    "values.",
                    part=part,
                )
            )
        known = CALL_KEYS[part]
        if unknown := sorted(values.keys() - known, key=str):
            raise UserError(
                self.env._(
                    "The call cannot be logged: there is no “%(name)s” in “%(part)s”. "
                    "It can have: %(known)s.",
                    name=spell(unknown[0]),
                    part=part,
                    known=", ".join(sorted(known)),
                )
            )

    @api.model
    def _prepare_call(self, values):
        partner = self.env["res.partner"].browse(
            self._read_id("partner_id", values.get("partner_id")) or []
        )
        partner.check_access("read")
        if not partner:
            raise ValidationError(
                self.env._(
                    "The call cannot be saved: it has no contact. Choose whom you "
                    "talked to."
                )
            )
        result = check_text(self.env, self.env._("Result"), values.get("result"))
        if self._is_blank(result):
            raise ValidationError(
                self.env._(
                    "The call cannot be saved: it has no result. Write what came of it."
                )
            )
        self._check_call_reason(values.get("reason_id"))
        kind = self._read_call_kind(values.get("activity_type_id"))
        date = self._read_call_date(values.get("date"))
        return {
            "name": self.env._(
                "%(kind)s: %(contact)s",
                kind=kind.name or self.env._("Call"),
                contact=partner.display_name,
            ),
            "partner_id": partner.id,
            "lead_id": values.get("lead_id"),
            "activity_type_id": kind.id,
            "reason_id": values.get("reason_id"),
            "user_id": self.env.uid,
            "date_deadline": date,
            "is_all_day": False,
            "state": "done",
            "date_done": date,
            "outcome": result.strip(),
        }

    @api.model
    def _check_call_reason(self, reason_id):
        """Refuse a reason that is not there, before the database does."""
        reason_id = self._read_id("reason_id", reason_id)
        if reason_id and not self.env["crm.feed.reason"].browse(reason_id).exists():
            raise ValidationError(
                self.env._(
                    "The call cannot be saved: there is no such reason, or not any "
                    "more. Choose another one."
                )
            )

    @api.model
    def _read_call_kind(self, kind_id):
        kinds = self._get_call_kinds()
        if not kind_id:
            return kinds[:1]
        kind = kinds.filtered(lambda kind: kind.id == kind_id)
        if not kind:
            raise ValidationError(
                self.env._(
                    "The call cannot be saved: its kind is none of a call. Choose one "
                    "of these: %(kinds)s.",
                    kinds=", ".join(kinds.mapped("name")),
                )
            )
        return kind

    @api.model
    def _read_call_date(self, value):
        """Return when a call took place, in UTC; it has passed."""
        now = fields.Datetime.now()
        date = self._read_date(read_moment, value) or now
        # A client's clock may be a little ahead of the server's.
        if date > now + timedelta(minutes=5):
            raise ValidationError(
                self.env._(
                    "The call cannot be saved: %(date)s is still to come. Choose when "
                    "it took place, or schedule a call instead.",
                    date=format_datetime(self.env, date, dt_format="short"),
                )
            )
        return date

    @api.model
    def _prepare_hand_over(self, call, values):
        """Return the values of the notes by which colleagues take over."""
        ids = values.get("user_ids") or []
        if not isinstance(ids, list | tuple):
            ids = [ids]
        users = self.env["res.users"].browse(
            dict.fromkeys(
                self._read_id("user_id", user_id) for user_id in ids if user_id
            )
        )
        self._check_may_take_over(call, users)
        name = check_text(self.env, self.env._("Note"), values.get("name"))
        return [
            {
                **self._prepare_follow_up(call, values),
                "name": name or self._get_hand_over_text(call.partner_id),
                # With the result: not everybody sees the deal of the call.
                "description": plaintext2html(call.outcome),
                "user_id": user.id,
            }
            for user in users
        ]

    @api.model
    def _prepare_next_step(self, call, values):
        """Return the values of the note by which the current user goes on."""
        name = check_text(self.env, self.env._("Note"), values.get("name"))
        if self._is_blank(name):
            return []
        follow_up = self._prepare_follow_up(call, values)
        return [{**follow_up, "name": name, "user_id": self.env.uid}]

    @api.model
    def _prepare_follow_up(self, call, values):
        vals = {
            "partner_id": call.partner_id.id,
            "lead_id": call.lead_id.id,
            "reason_id": call.reason_id.id,
            "date_deadline": values.get("date_deadline")
            or self._get_next_working_day(),
        }
        if values.get("is_all_day") is not None:
            vals["is_all_day"] = values["is_all_day"]
        return vals

    @api.model
    def _get_hand_over_text(self, partner):
        """Return what a colleague is asked to do, until somebody says it better."""
        return self.env._(
            "Follow up on the call with %(contact)s",
            contact=shorten(partner.display_name),
        )

    @api.model
    def _check_may_take_over(self, call, users):
        """Refuse colleagues who may not see the customer; name them all.

        :raise ValidationError: then nobody gets a note
        """
        blind = users.filtered(
            lambda user: not call.partner_id.with_user(user)
            # In all of his companies, and not in the writer's.
            .with_context(allowed_company_ids=user.sudo().company_ids.ids)
            .has_access("read")
        )
        if not blind:
            return
        raise ValidationError(
            self.env._(
                "The call cannot be handed over to %(users)s, who may not see "
                "%(customer)s. Choose somebody else, or ask your administrator for "
                "access. Nothing has been saved.",
                users=", ".join(blind.sudo().mapped("name")),
                customer=call.partner_id.display_name,
            )
        )
