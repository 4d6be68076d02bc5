import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, split_every
from odoo.tools.urls import urljoin

from .note_deadline import to_morning

_logger = logging.getLogger(__name__)

#: Notes whose owners are reminded in one transaction.
BATCH = 100
#: What could not be told by then is no reminder any more; the daily mail tells it.
MAX_DELAY = timedelta(days=1)
RETRY_AFTER = timedelta(hours=1)
#: How many notes a client asks for at once.
MAX_POPUPS = 100


#: Minutes before the deadline, as text.
REMINDERS = [
    ("none", "No reminder"),
    ("0", "At the deadline"),
    ("15", "15 minutes before"),
    ("60", "1 hour before"),
    ("1440", "1 day before"),
]


class CrmFeedNote(models.Model):
    """The reminder of a note: once, before its deadline, to its owner.

    ``remind_at`` holds the moment as long as the reminder is to come, and nothing
    afterwards. It is emptied in the transaction that makes the reminder: should the job
    be stopped in between, neither has happened. ``reminder_key`` remembers what the
    owner was reminded of, so that no later change reminds of the same again; another
    deadline, owner or reminder is something else.

    The reminder of an all-day deadline counts from nine o'clock of its day, where its
    owner is.
    """

    _inherit = "crm.feed.note"

    reminder = fields.Selection(
        REMINDERS,
        compute="_compute_reminder",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
        help="When the owner is told of the deadline. An all-day deadline counts as "
        "9:00 of its day.",
    )
    remind_at = fields.Datetime(
        compute="_compute_remind_at",
        store=True,
        copy=False,
        help="When the owner will be reminded; empty when that is over.",
    )
    reminder_key = fields.Char(readonly=True, copy=False)

    _remind_at_index = models.Index("(remind_at) WHERE remind_at IS NOT NULL")

    @api.depends("user_id")
    def _compute_reminder(self):
        """Start new notes with what their owner has chosen for himself."""
        new = self.filtered(lambda note: not note._origin)
        wishes = new.user_id._get_crm_feed_reminders()
        for note in new:
            note.reminder = wishes.get(note.user_id.id, "none")
        # Whoever takes a note over keeps what was chosen for it.
        for note in self - new:
            note.reminder = note.reminder or "none"

    @api.depends(
        *("reminder", "date_deadline", "is_all_day", "user_id.tz", "state", "active")
    )
    def _compute_remind_at(self):
        now = fields.Datetime.now()
        for note in self:
            note.remind_at = note._get_remind_at(now)

    def _get_remind_at(self, now):
        """Return when the owner is to be reminded, ``False`` if not.

        A note that is written later than its reminder is remembered at its deadline.
        """
        is_armed = (
            self.state == "open"
            and self.active
            and self.date_deadline
            and self.reminder not in (False, "none")
            and self.reminder_key != self._get_reminder_key()
        )
        if not is_armed:
            return False
        deadline = self._get_deadline_moment()
        moments = (deadline - timedelta(minutes=int(self.reminder)), deadline)
        return next((moment for moment in moments if moment > now), False)

    def _get_deadline_moment(self):
        """Return the moment of the deadline, in UTC; of a day, nine in the morning."""
        if not self.is_all_day:
            return self.date_deadline
        return to_morning(self.date_deadline.date(), self._get_owner_timezone())

    def _get_reminder_key(self):
        """Return what its owner is reminded of, in a word.

        Not the moment: it changes when the owner travels.
        """
        deadline = fields.Datetime.to_string(self.date_deadline)
        return f"{self.user_id.id} {deadline} {self.reminder}"

    # ------------------------------------------------------------
    # Delivery
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the owners of all notes that are due for it, as a scheduled job.

        Can be stopped after any owner.
        """
        due = Domain("remind_at", "<=", fields.Datetime.now())
        owners = self._read_group(due, ["user_id"], ["id:array_agg"])
        batches = [
            (owner, self.browse(ids))
            for owner, all_ids in owners
            for ids in split_every(BATCH, all_ids)
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(batches))
        for owner, notes in batches:
            notes._try_remind(owner)
            if not cron._commit_progress(1):
                break
        if batches:
            self.env["crm.feed.mailing"]._trigger_queue()

    def _try_remind(self, owner):
        """Remind ``owner`` of these notes; what fails is tried again in an hour."""
        try:
            with self.env.cr.savepoint():
                self._remind(owner)
        except Exception:
            # Whatever it is, the others are reminded.
            _logger.exception("No reminder of the notes %s", self.ids)
            if len(self) > 1:
                # Most likely, it is one of them.
                for note in self:
                    note._try_remind(owner)
            else:
                later = fields.Datetime.now() + RETRY_AFTER
                self._set_technical({"remind_at": later})

    def _remind(self, owner):
        """Remind ``owner`` of these notes, in one message.

        What another transaction changes right now is left to the next run.
        """
        now = fields.Datetime.now()
        locked = self.try_lock_for_update(allow_referencing=True)
        locked.invalidate_recordset()
        due = locked.filtered(
            lambda note: (
                note.user_id == owner and note.remind_at and note.remind_at <= now
            )
        )
        for note in due:
            key = note._get_reminder_key()
            note._set_technical({"remind_at": False, "reminder_key": key})
        own = due._as_owner(owner).filtered(
            lambda note: now <= note.sudo()._get_deadline_moment() + MAX_DELAY
        )
        # Who may not see it any more, in a company he has left, is not told of it.
        own = own._filtered_access("read").sorted("date_deadline")
        if own and owner.active:
            own._notify_owner()
            owner._bus_send("crm_feed/reminder", {"note_ids": own.ids})

    def _notify_owner(self):
        """Send one message of these notes to the current user, who owns them."""
        owner = self.env.user
        thread, about = self, self.env._("Note")
        subject = self.env._("Reminder: %s", self[:1].display_name)
        if len(self) > 1:
            thread, about = self.env["mail.thread"], self.env._("Notes")
            subject = self.env._("Notes to think of: %s", len(self))
        thread.with_user(SUPERUSER_ID).message_notify(
            subject=subject,
            body=self._render_reminder(),
            partner_ids=owner.partner_id.ids,
            model_description=about,
            email_layout_xmlid="mail.mail_notification_light",
            # Not after this commit, at once: of a reminder that fails later on, a mail
            # would be left that is not there.
            force_send=False,
        )

    def _as_owner(self, owner):
        """Return these notes in the environment of ``owner``, in all his companies."""
        return self.with_user(owner).with_context(
            allowed_company_ids=owner.company_ids.ids, lang=owner.lang, tz=owner.tz
        )

    def _render_reminder(self):
        """Return the body of the reminder, as the current user may read it."""
        Mailing = self.env["crm.feed.mailing"]
        lines = [
            {
                "text": note.name,
                "when": note._format_deadline(),
                # The name of a contact tells its company.
                "contact": note.partner_id._filtered_access("read").display_name,
                "url": urljoin(note.get_base_url(), Mailing._get_path(*place)),
            }
            for note in self
            for place in [note._get_feed_place()]
        ]
        template = "crm_activity_feed.crm_feed_mail_reminder"
        return self.env["ir.qweb"]._render(template, {"lines": lines})

    def _format_deadline(self):
        """Return the deadline in the language and the time zone of the user."""
        if self.is_all_day:
            return format_date(self.env, self.date_deadline.date())
        return format_datetime(self.env, self.date_deadline, dt_format="short")

    def _get_feed_place(self):
        """Return where to read this note; see ``crm.feed.mailing._get_entry_place``."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        customer = self.sudo().customer_id.sudo(False)
        if not source.active or not customer.has_access("read"):
            return self._name, self.id, False
        return self.env["crm.feed.mailing"]._get_entry_place(
            {
                "key": f"{source.number}-{self.id}",
                "document_model": self._name,
                "document_id": self.id,
                "customer_id": {"id": customer.id},
            }
        )

    def _set_technical(self, vals):
        """Write what nobody is to be told of, and no chatter shows."""
        self.with_context(tracking_disable=True).write(vals)

    # ------------------------------------------------------------
    # The pop-up
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_reminders(self, note_ids):
        """Return what to show of notes that the user is reminded of right now.

        The message that tells of them holds ids only.

        :param note_ids: ids of notes, at most 100
        :return: ``[{"id", "title", "customer", "deadline", "model", "res_id", "key"}]``
            of the open notes among them that are the user's own, the earliest first:
            texts in his language and time zone, and where to read the note (``key`` is
            ``False`` without a feed)
        :raise ValidationError: if these are no ids
        """
        if not isinstance(note_ids, list) or len(note_ids) > MAX_POPUPS:
            raise ValidationError(
                self.env._(
                    "These reminders cannot be shown: they are no list of notes, or of "
                    "more than %s. Name the notes by their ids.",
                    MAX_POPUPS,
                )
            )
        ids = [self._read_id("id", note_id) for note_id in note_ids]
        domain = Domain([("id", "in", ids), ("user_id", "=", self.env.uid)])
        notes = self.search(domain & Domain("state", "=", "open"))
        return [note._prepare_popup() for note in notes]

    def _prepare_popup(self):
        model, res_id, key = self._get_feed_place()
        customer = self.sudo().customer_id.sudo(False)._filtered_access("read")
        return {
            "id": self.id,
            "title": self.display_name,
            "customer": customer.display_name or "",
            "deadline": self._format_deadline(),
            "model": model,
            "res_id": res_id,
            "key": key,
        }
