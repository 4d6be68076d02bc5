from .common_note import NoteCommon

#: Half past seven in New York: Ana's morning; in the night for Bruno, in Auckland.
MORNING_ANA = "2026-11-23 12:30:00"
#: Half past seven of the 24th in Auckland, in the afternoon for Ana.
MORNING_BRUNO = "2026-11-23 18:30:00"


class SignalCommon(NoteCommon):
    """Notes that are due around the 23rd of November 2026; see ``NoteCommon``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note.date_deadline = "2026-11-20"

    def _run_cron(self, name):
        """Run a scheduled job as the host does: a cursor of its own, with commits."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_activity_feed.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _make_note(self, text, user=None, **vals):
        user = user or self.ana
        vals = self._note_vals(**{"name": text, "user_id": user.id, **vals})
        note = self.Note.with_user(user).create(vals)
        # What is computed is computed now, and not by the clock of a later job.
        note.flush_recordset()
        return note
