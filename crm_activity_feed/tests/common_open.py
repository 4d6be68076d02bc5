from datetime import datetime, timedelta

from odoo.fields import Command

from .common import FeedCommon


class OpenCommon(FeedCommon):
    """Things to do for Acme, done as Ana, who sees her own documents only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.EntryAna = cls.Entry.with_user(cls.ana)

    def _make_activity(self, document=None, user=None, **values):
        document = document if document is not None else self.lead_ana
        activity = document.with_user(self.ana).activity_schedule(
            "mail.mail_activity_data_call",
            summary="Ask",
            user_id=(user or self.ana).id,
            date_deadline="2031-05-05",
            **values,
        )
        self.env.flush_all()
        return activity

    def _make_meeting(self, user=None, **values):
        now = datetime.now().replace(microsecond=0)
        return (
            self.env["calendar.event"]
            .with_user(user or self.ana)
            .create(
                {
                    "name": "Visit",
                    "start": now - timedelta(hours=2),
                    "stop": now - timedelta(hours=1),
                    "partner_ids": [
                        Command.set((self.olga + (user or self.ana).partner_id).ids)
                    ],
                    **values,
                }
            )
        )

    def _key(self, record, number=None):
        numbers = {"crm.feed.note": 1, "mail.activity": 2, "calendar.event": 5}
        return f"{number or numbers[record._name]}-{record.id}"

    def _get_offered(self, page, record):
        """What can be done with a record, of what the open block has buttons for."""
        (entry,) = [
            entry
            for entry in page["open"] + page["entries"]
            if (entry["res_model"], entry["res_id"]) == (record._name, record.id)
        ]
        ours = ("done", "outcome", "reschedule", "reassign", "cancel", "reopen")
        return [action for action in entry["actions"] if action in ours]

    def _run(self, record, action, user=None, **params):
        """Do something, as a request of its own."""
        return self._request(user, "run_action", self._key(record), action, params)

    def _undo(self, entry, user=None):
        return self._request(user, "undo_action", entry["undo"])

    def _request(self, user, method, *args):
        self._track()
        self.env.invalidate_all()
        result = getattr(self.Entry.with_user(user or self.ana), method)(*args)
        self._track()
        self.env.invalidate_all()
        return result
