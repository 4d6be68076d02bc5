from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestNextStep(ContactCommon):
    """Whether something was the last thing planned, as its user may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = cls._make_note(
            partner_id=cls.olga.id,
            lead_id=cls.lead_ana.id,
            date_deadline=cls._in(days=1),
        )

    def _run(self, record=None, action="done", user=None, **params):
        """Do something with the entry of a record; return what it was the last of."""
        record = record or self.note
        self.env.flush_all()
        self.env.invalidate_all()
        Entry = self.env["crm.feed.entry"].with_user(user or self.ana)
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        entry = Entry.search(domain)
        self.assertEqual(len(entry), 1)
        return Entry.run_action(entry.id, action, params)["is_last"]

    def _plan(self, **values):
        return self._make_note("Another", **{"partner_id": self.customer.id, **values})

    def test_last_of_the_customer(self):
        self.assertEqual(self._run(), "customer")

    def test_cancelled(self):
        self.assertEqual(self._run(action="cancel"), "customer")

    def test_last_of_the_deal(self):
        """The customer has something else; the deal has not."""
        self._plan()
        self.assertEqual(self._run(), "lead")

    def test_not_the_last(self):
        self._plan(lead_id=self.lead_ana.id)
        self.assertFalse(self._run())

    def test_not_the_last_by_a_meeting(self):
        self._make_meeting(self._in(days=3), self.oleg, opportunity_id=self.lead_ana.id)
        self.assertFalse(self._run())

    def test_not_the_last_by_an_activity(self):
        self._schedule(self.lead_ana)
        self.assertFalse(self._run())

    def test_what_one_may_not_see_does_not_count(self):
        """Bruno's deal with the same customer is none of Ana's business."""
        self._schedule(self.lead_bruno, user=self.bruno)
        self.assertEqual(self._run(), "customer")

    def test_what_one_may_see_counts(self):
        self._schedule(self.lead_bruno, user=self.bruno)
        self.assertEqual(self._run(user=self.mona), "lead")

    def test_deal_that_is_over(self):
        self._plan()
        self.lead_ana.action_set_won()
        self.assertFalse(self._run())

    def test_next_step_is_planned_at_once(self):
        step = {
            "name": "Send it",
            "date_deadline": str(self._in(days=2).date()),
            "user_id": self.ana.id,
        }
        self.assertFalse(self._run(next=step))

    def test_other_actions_do_not_ask(self):
        day = str(self._in(days=2).date())
        self.assertFalse(self._run(action="reschedule", date_deadline=day))

    def test_who_does_not_want_to_be_asked(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.ana)
        settings.with_user(self.ana).set_res_users_settings(
            {"crm_feed_ask_next": False}
        )
        self.assertFalse(self._run())

    def test_done_activity(self):
        """What is done shows as its message; the question is the same."""
        self.note.action_done()
        activity = self._schedule(self.lead_ana)
        self.assertEqual(self._run(activity), "customer")
        activity = self._schedule(self.lead_ana)
        self._plan(lead_id=self.lead_ana.id)
        self.assertFalse(self._run(activity))

    def _complete(self, notes):
        """Complete notes in their own views; return what the screen shows next."""
        self.env.flush_all()
        notes = notes.with_user(self.ana)
        wizard = notes.env["crm.feed.note.done.wizard"].create(
            {"note_ids": [Command.set(notes.ids)]}
        )
        return wizard.action_apply()

    def test_note_of_its_own(self):
        """In the form of the note, the screen asks as well."""
        action = self._complete(self.note)
        self.assertEqual(action["res_model"], "crm.feed.note")
        Note = self.env["crm.feed.note"].with_user(self.ana)
        with Form(Note.with_context(**action["context"])) as form:
            form.name = "Send the offer"
        note = form.save()
        self.assertEqual(note.partner_id, self.olga)
        self.assertEqual(note.lead_id, self.lead_ana)
        self.assertEqual(note.user_id, self.ana)

    def test_note_of_its_own_that_is_not_the_last(self):
        self._plan(lead_id=self.lead_ana.id)
        action = self._complete(self.note)
        self.assertEqual(action["type"], "ir.actions.act_window_close")

    def test_several_notes_at_once(self):
        action = self._complete(self.note | self._plan())
        self.assertEqual(action["type"], "ir.actions.act_window_close")

    def test_cost(self):
        """To be asked costs a handful of statements, most of them savepoints."""
        costs = []
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.ana)
        for is_asked in (False, True, False, True):
            note = self._plan(lead_id=self.lead_ana.id, user=self.ana)
            settings.crm_feed_ask_next = is_asked
            before = self.cr.sql_log_count
            self._run(note)
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[3] - costs[2], 10)
