from odoo.fields import Datetime

from .common_note import NoteCommon

#: A column that a line does not mention is empty.
COLUMNS = (
    *("date", "activity_type_id", "reason_id", "partner_id", "contact_id"),
    *("lead_id", "user_id", "name", "outcome", "import_key"),
)


class ImportCommon(NoteCommon):
    """Ana, who sees her own documents only, restores the history of Acme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.offer = cls.env.ref("crm_activity_feed.crm_feed_reason_offer")

    @classmethod
    def _line(cls, **cells):
        """Return what the columns of a good line hold, changed by ``cells``."""
        return {
            "date": "2019-03-01",
            "partner_id": "Acme",
            "user_id": "Ana",
            "name": "Visited",
            **cells,
        }

    def _load(self, *lines, user=None, columns=COLUMNS, **context):
        """Import lines as Ana; return what ``load`` says."""
        Note = self.Note.with_user(user or self.ana).with_context(**context)
        return Note.load(
            list(columns),
            [[line.get(column, "") for column in columns] for line in lines],
        )

    def _import(self, *lines, **options):
        """Import good lines; return their notes."""
        result = self._load(*lines, **options)
        self.assertFalse(result["messages"])
        notes = self.Note.browse(result["ids"])
        notes.invalidate_recordset()
        return notes

    def _refuse(self, *lines, **options):
        """Import lines with an error; return the messages, after nothing was kept."""
        before = self.Note.with_context(active_test=False).search_count([])
        result = self._load(*lines, **options)
        self.assertFalse(result["ids"])
        after = self.Note.with_context(active_test=False).search_count([])
        self.assertEqual(after, before)
        return [message["message"] for message in result["messages"]]

    def assertRefused(self, message, *lines, **options):
        """Check that lines are refused, with one message that begins like this."""
        messages = self._refuse(*lines, **options)
        self.assertEqual(len(messages), 1, messages)
        self.assertTrue(messages[0].startswith(message), messages[0])

    def assertDone(self, note, moment, is_all_day):
        """Check when ``note`` was done."""
        moment = Datetime.to_datetime(moment)
        self.assertEqual(
            (note.state, note.date_done, note.date_deadline, note.is_all_day),
            ("done", moment, moment, is_all_day),
        )
