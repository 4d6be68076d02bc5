from odoo import api, models
from odoo.exceptions import UserError

from ..engine.columns import encode_id, parse_id
from ..engine.hooks import get_actions
from ..engine.undo import is_unchanged, make_undo, read_undo, to_json
from ..engine.words import check_text, spell
from .crm_feed_entry_reason import KIND_REASON, SET_KIND_REASON
from .note_deadline import is_day, read_moment

NEXT_KEYS = {"name", "date_deadline", "user_id", "activity_type_id"}


class CrmFeedEntry(models.Model):
    """What can be done with an entry in place, what comes next, and the way back."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def run_action(self, entry_id, action, params=None):
        """Do something with an entry in place: one of its ``actions``.

        :param entry_id: ``id`` of the entry, as int or float, or its ``key``
        :param str action: such as ``"done"``, ``"outcome"`` (of a meeting),
            ``"reschedule"``, ``"reassign"``, ``"cancel"``, ``"reopen"`` or
            ``"set_kind_reason"``
        :param dict params: what the action takes of

            * ``outcome``: text
            * ``date_deadline``: "YYYY-MM-DD", or "YYYY-MM-DD HH:MM:SS" in UTC
            * ``user_id``: id of a colleague
            * ``activity_type_id``, ``reason_id``: id or ``False``; what is left out
              stays as it is. Of an entry that offers ``"set_kind_reason"``, any
              action takes them along
            * ``next``: what to do after that, a note with the customer, contact, deal
              and reason of the entry: ``{"name": text, "date_deadline", "user_id",
              "activity_type_id": id or False}``. Both happen, or nothing does.
        :return: the entry as it is then (see :meth:`get_page`), or the one that
            reports it, as of a done activity; ``False`` when there is none any more.
            In addition it has ``undo``: text for :meth:`undo_action`, or ``False``; and
            ``is_last``: ``"customer"`` or ``"lead"`` when nothing is planned with the
            customer, or in the deal, any more, and the user wants to be asked what
            next; or else ``False``
        :raise UserError: if the action cannot be done now
        :raise MissingError: if there is no such entry for this user
        """
        self.check_access("read")
        entry_id = parse_id(entry_id)
        record = self._get_record(entry_id)
        self._check_offered(entry_id, record, action)
        params = self._check_params(action, params)
        has_reason = bool(params["kind_reason"]) and action != SET_KIND_REASON
        if has_reason:
            self._check_offered(entry_id, record, SET_KIND_REASON)
        # Before the action: then the entry is sure to be there.
        next_vals = self._prepare_next_vals(
            entry_id, params.pop("next"), params["kind_reason"]
        )
        before = self._get_undo_values(record, action, has_reason)
        next_note = self.env["crm.feed.note"]
        # Also for callers that go on when the next step is refused.
        with self.env.cr.savepoint():
            if has_reason:
                # First: what reports it inherits both.
                record._run_feed_action(SET_KIND_REASON, params)
            report = record._run_feed_action(action, params)
            if next_vals:
                next_note = next_note.create(next_vals)
        entry = self._read_entry(entry_id, report)
        if entry:
            entry["undo"] = before is not None and self._make_undo(
                entry_id, record, action, before, next_note
            )
            entry["is_last"] = not next_note and self._get_last_of(entry, action)
        return entry

    @api.model
    def undo_action(self, undo):
        """Undo what :meth:`run_action` did, with the rights of the current user.

        What was planned as the next step goes as well, unless somebody has worked on
        it since.

        :param str undo: ``undo`` of the entry that :meth:`run_action` returned; it
            works for an hour and for the same user
        :return: the entry as it is then, or ``False``, as by :meth:`run_action`; with
            ``notice``: what could not be undone, in words, or ``False``
        :raise UserError: if it cannot be undone any more, or was changed meanwhile
        :raise MissingError: if there is no such entry for this user any more
        :raise AccessError: if the user may not change it any more
        """
        self.check_access("read")
        values = read_undo(self.env, undo)
        if values is None or "entry_id" not in values:
            raise UserError(
                self.env._(
                    "This cannot be undone any more: too much time has passed. Change "
                    "it by hand instead."
                )
            )
        record = self._get_record(values["entry_id"])
        record.check_access("write")
        action, after = values["action"], values["after"]
        has_reason = KIND_REASON in values["before"]
        now = self._is_acting(record) and self._get_undo_values(
            record, action, has_reason
        )
        if not now or not is_unchanged(to_json(now), after):
            raise UserError(
                self.env._(
                    "“%(name)s” cannot be put back: it was changed in the meantime. "
                    "Look at it as it is now.",
                    name=record.display_name,
                )
            )
        self._undo(record, action, values["before"], after)
        notice = self._undo_next_note(values["next_id"])
        entry = self._read_entry(values["entry_id"])
        return entry and {**entry, "notice": notice}

    @api.model
    def _check_offered(self, entry_id, record, action):
        """Refuse what the entry does not offer; name it to who sees it only."""
        if self._is_acting(record) and action in get_actions(record)[record.id]:
            return
        entry = self._read_entry(entry_id)
        if not entry:
            raise self._make_missing_error()
        raise UserError(
            self.env._(
                "“%(name)s” cannot be changed in this way: somebody was faster, or you "
                "may not change it. Look at it as it is now.",
                name=entry["title"],
            )
        )

    @api.model
    def _is_acting(self, record):
        """Whether the source of ``record`` offers actions: those by code do."""
        sources = self.env["crm.feed.source"]._get_sources()
        return sources.filtered(lambda s: s.model == record._name)[:1].mode == "mixin"

    @api.model
    def _read_entry(self, entry_id, report=None):
        """Return an entry, or the one of ``report`` instead, or ``False``.

        :param report: record of a source that shows from now on, or ``None``
        """
        Source = self.env["crm.feed.source"]
        ids = [entry_id]
        if isinstance(report, models.BaseModel) and report:
            # Which of several sources shows a record, their filters decide.
            sources = Source._get_sources().filtered(
                lambda source: source.model == report._name
            )
            ids = [encode_id(report.id, source.number) for source in sources]
        entries = Source._run_isolated(lambda: self._read_entries(ids))
        return entries[0] if entries else False

    @api.model
    def _make_undo(self, entry_id, record, action, before, next_note):
        after = self._get_undo_values(record, action, KIND_REASON in before)
        return make_undo(
            self.env,
            {
                "entry_id": entry_id,
                "action": action,
                "before": to_json(before),
                "after": to_json(after),
                "next_id": next_note.id,
            },
        )

    # ------------------------------------------------------------
    # What comes next
    # ------------------------------------------------------------

    @api.model
    def _prepare_next_vals(self, entry_id, step, kind_reason):
        """Return the values of the note that follows on an entry, or ``None``.

        :param dict kind_reason: what the entry is said to be along with the action
        """
        if not step:
            return None
        entry = self._read_entry(entry_id)
        if not entry:
            raise self._make_missing_error()
        return {
            **step,
            "is_all_day": is_day(step.get("date_deadline")),
            **{
                name: entry[name]["id"]
                for name in ("partner_id", "lead_id", "reason_id")
                if entry[name]
            },
            **{name: kind_reason[name] for name in kind_reason if name == "reason_id"},
        }

    @api.model
    def _undo_next_note(self, note_id):
        """Delete the note that was planned as the next step, if nobody touched it.

        :return: why it stays, or ``False``
        """
        note = self.env["crm.feed.note"].browse(note_id or []).exists()
        if not note:
            return False
        said = note.sudo().message_ids.filtered(
            lambda message: message.message_type in ("comment", "email")
        )
        is_touched = note.write_date != note.create_date or said or note.activity_ids
        if is_touched or not note.has_access("unlink"):
            return self.env._(
                "The next step “%(note)s” stays: somebody has worked on it since.",
                note=note.display_name,
            )
        note.unlink()
        return False

    # ------------------------------------------------------------
    # What a client sends
    # ------------------------------------------------------------

    @api.model
    def _check_params(self, action, params):
        """Return the parameters of an action, checked and parsed.

        :return: see ``crm.feed.mixin._run_feed_action``; and ``next``: dict of
            :data:`NEXT_KEYS`, or ``False``
        :raise UserError: names what is wrong
        """
        params = params or {}
        value = params.get("date_deadline") if isinstance(params, dict) else None
        try:
            deadline = read_moment(value) if value else False
        except (TypeError, ValueError, OverflowError):
            deadline = None
        is_missing = action == "reschedule" and not deadline
        if not isinstance(params, dict) or deadline is None or is_missing:
            raise UserError(
                self.env._(
                    "This cannot be done: a date is missing, or is none. Choose a day."
                )
            )
        outcome = check_text(self.env, self.env._("Outcome"), params.get("outcome"))
        user = self._check_owner(params.get("user_id"), action == "reassign")
        return {
            "outcome": outcome,
            "date_deadline": deadline,
            "has_time": isinstance(value, str) and len(value) > 10,
            "user_id": user.id,
            "kind_reason": self._check_kind_reason(action, params),
            "next": self._check_next(params.get("next")),
        }

    @api.model
    def _check_owner(self, user_id, is_required):
        """Return the user that a client names as owner, who may be nobody."""
        user = self.env["res.users"].with_context(active_test=False)
        if type(user_id) is int and user_id > 0:
            # Who it is, an error tells only to whom the user is no stranger.
            user = user.search([("id", "=", user_id)])
        if (user_id and not user) or (is_required and not user):
            raise UserError(
                self.env._(
                    "This cannot be handed over: nobody is chosen, or somebody who is "
                    "no user any more. Choose a colleague."
                )
            )
        if user and (user.sudo().share or not user.sudo().active):
            raise UserError(
                self.env._(
                    "%(user)s cannot take this over: only active internal users can. "
                    "Choose a colleague.",
                    user=user.sudo().name,
                )
            )
        return user

    @api.model
    def _check_next(self, step):
        """Return the next step as a client names it, as values of a note."""
        if not step:
            return False
        unknown = [step]
        if isinstance(step, dict):
            unknown = [name for name in step if name not in NEXT_KEYS]
        if unknown:
            raise UserError(
                self.env._(
                    "The next step cannot have “%(unknown)s”: it has %(known)s.",
                    unknown=", ".join(map(spell, unknown)),
                    known=", ".join(sorted(NEXT_KEYS)),
                )
            )
        name = check_text(self.env, self.env._("What next"), step.get("name"))
        type_id = step.get("activity_type_id") or False
        kinds = self.env["mail.activity.type"]
        is_id = type(type_id) is int and type_id > 0
        if type_id and not (is_id and kinds.browse(type_id).exists()):
            raise UserError(
                self.env._("The next step cannot have this kind. Choose another one.")
            )
        return {**step, "name": name, "activity_type_id": type_id}
