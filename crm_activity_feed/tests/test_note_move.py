"""Notes that were written with the wrong customer or deal."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_follow import FollowCommon
from .common_talk import TalkCommon


class MoveCommon(TalkCommon, FollowCommon):
    """``note`` is Ana's, in her deal; it should have been a note of ``other``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = cls._make_note("Send the lamps", lead_id=cls.lead_ana.id)
        cls.lead_other = cls._make_lead("Lamps", cls.ana, cls.other)
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _move(self, notes, partner, lead=None, user=None):
        lead_id = lead.id if lead is not None else None
        notes = notes.with_user(user or self.ana)
        undo = notes.action_move(partner and partner.id, lead_id)
        self._track()
        self.env.invalidate_all()
        return undo

    def _undo(self, undo, user=None):
        count = self.env["crm.feed.note"].with_user(user or self.ana).undo_move(undo)
        self._track()
        self.env.invalidate_all()
        return count

    def _places(self, note):
        return note.partner_id, note.lead_id

    def _last_line(self, record):
        return record.sudo().message_ids[:1].body

    def _keys(self, scope, user=None):
        page = self._page(scope, user, limit=200)
        return self._records(page["open"] + page["entries"])


@tagged("post_install", "-at_install")
class TestNoteMove(MoveCommon):
    def test_to_another_customer(self):
        """It leaves the deal, with a line in its own chatter and at both places."""
        key = (self.note._name, self.note.id)
        self.assertIn(key, self._keys({"partner": self.customer.id}))
        self._move(self.note, self.other)
        self.assertEqual(self._places(self.note), (self.other, self.env["crm.lead"]))
        self.assertNotIn(key, self._keys({"partner": self.customer.id}))
        self.assertNotIn(key, self._keys({"lead": self.lead_ana.id}))
        self.assertIn(key, self._keys({"partner": self.other.id}))
        bodies = self.note.message_ids.mapped("body")
        self.assertTrue([body for body in bodies if "Moved from a deal of" in body])
        self.assertIn("Moved to Other Customer", self._last_line(self.lead_ana))
        self.assertIn("Send the lamps", self._last_line(self.lead_ana))
        self.assertIn("Moved here from", self._last_line(self.other))
        # What the deal is called is not for all who see the customer.
        self.assertNotIn("Desks", self._last_line(self.other))

    def test_to_a_deal(self):
        """The customer follows from the deal."""
        self._move(self.note, False, self.lead_other)
        self.assertEqual(self._places(self.note), (self.other, self.lead_other))

    def test_to_another_contact(self):
        """Of the same customer: the deal stays."""
        self._move(self.note, self.oleg)
        self.assertEqual(self._places(self.note), (self.oleg, self.lead_ana))

    def test_what_goes_along(self):
        """Likes with their names, pin, comments, follow-ups, files, stamps."""
        self._mark(self.note)
        self._mark(self.note, user=self.mona)
        self._mark(self.note, "pin")
        self._talk(self.note, "Said", user=self.mona)
        planned = self.note.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": self.note._name, "res_id": self.note.id}
        )
        before = self._entry(self.note, self.mona)
        self._move(self.note, self.other)
        scope = {"partner": self.other.id}
        after = self._entry(self.note, self.mona, scope)
        for name in ("likes", "likers", "comments", "unseen_comments", "pinned"):
            self.assertEqual((name, after[name]), (name, before[name]))
        self.assertEqual((after["likes"], after["comments"]), (2, 1))
        self.assertIn((self.note._name, self.note.id), self._pinned(scope=scope))
        self.assertFalse(self._pinned(scope={"partner": self.customer.id}))
        self.assertEqual(file.res_id, self.note.id)
        self.assertEqual(planned.sudo().feed_customer_id, self.other)
        messages = self.note.message_ids.sudo()
        self.assertEqual(messages.feed_customer_id, self.other)

    def test_undo(self):
        """All is as it was, and both places tell of it."""
        self._mark(self.note, "pin")
        undo = self._move(self.note, self.other)
        self.assertEqual(self._undo(undo), 1)
        self.assertEqual(self._places(self.note), (self.customer, self.lead_ana))
        self.assertIn("Moved back to", self._last_line(self.other))
        self.assertIn("Moved back here", self._last_line(self.lead_ana))
        self.assertIn((self.note._name, self.note.id), self._pinned())

    def test_undo_of_somebody_else(self):
        undo = self._move(self.note, self.other)
        with self.assertRaisesRegex(UserError, "too much time"):
            self._undo(undo, self.mona)
        with self.assertRaisesRegex(UserError, "too much time"):
            self._undo("nonsense")
        with self.assertRaisesRegex(UserError, "too much time"):
            self.Entry.with_user(self.ana).undo_action(undo)

    def test_undo_after_a_change(self):
        undo = self._move(self.note, self.other)
        self._move(self.note, self.olga)
        with self.assertRaisesRegex(UserError, "Send the lamps.*meantime"):
            self._undo(undo)

    def test_undo_with_a_deleted_note(self):
        second = self._make_note("Second")
        undo = self._move(self.note | second, self.other)
        second.unlink()
        self.assertEqual(self._undo(undo), 1)
        self.assertEqual(self.note.partner_id, self.customer)

    def test_batch(self):
        """One line at each place, however many notes; of which customers ever."""
        notes = self.note
        for number in range(8):
            notes |= self._make_note(f"Note {number}")
        notes |= self._make_note("Of the other", partner_id=self.other.id)
        before = {
            record: len(record.message_ids) for record in (self.customer, self.other)
        }
        undo = self._move(notes, self.other)
        self.assertEqual(notes.partner_id, self.other)
        self.assertEqual(len(self.customer.message_ids) - before[self.customer], 1)
        self.assertEqual(len(self.other.message_ids) - before[self.other], 2)
        self.assertIn("and 3 more", self._last_line(self.customer))
        self.assertEqual(self._undo(undo), 9)
        self.assertEqual(len(notes.filtered(lambda n: n.partner_id == self.other)), 1)

    def test_followers(self):
        """Whoever follows the old customer does no more, of the new one does."""
        self._set_follow(self.customer, user=self.mona)
        self._set_follow(self.other, user=self.bruno)
        note = self._make_note("Followed")
        people = (self.ana, self.bruno, self.mona)

        def follow(note):
            return [user for user in people if self._follower(note, user)]

        self.assertEqual(follow(note), [self.ana, self.mona])
        undo = self._move(note, self.other)
        self.assertEqual(follow(note), [self.ana, self.bruno])
        self._undo(undo)
        self.assertEqual(follow(note), [self.ana, self.mona])
        self.assertEqual(self._origins(note, self.mona), ["customer"])

    def test_follower_who_may_not_read_it_there(self):
        note = self._make_note("Followed")
        note.message_subscribe(self.bruno.partner_id.ids)
        undo = self._move(note, False, self.lead_other)
        self.assertFalse(self._follower(note, self.bruno))
        self._undo(undo)
        self.assertTrue(self._follower(note, self.bruno))

    def test_nothing_changes(self):
        with self.assertRaisesRegex(UserError, "where the notes are"):
            self._move(self.note, self.customer)
        with self.assertRaisesRegex(UserError, "where the notes are"):
            self._move(self.note, False)

    def test_deal_of_another_customer(self):
        with self.assertRaisesRegex(ValidationError, "deal of"):
            self._move(self.note, self.customer, self.lead_other)


@tagged("post_install", "-at_install")
class TestNoteMoveRights(MoveCommon):
    def test_note_of_others(self):
        """Who does not see the note moves nothing; who reads it may write it."""
        with self.assertRaises(AccessError):
            self._move(self.note, self.other, user=self.bruno)
        self._move(self.note, self.other, user=self.mona)
        self.assertEqual(self.note.partner_id, self.other)

    def test_deal_of_others(self):
        with self.assertRaises(AccessError):
            self._move(self.note, False, self.lead_bruno)
        self.assertEqual(self.note.lead_id, self.lead_ana)

    def test_customer_one_may_not_write_on(self):
        """Who may read the customer only does not fill its feed."""
        note = self._make_note("Otto's", user=self.otto)
        with self.assertRaisesRegex(AccessError, "may not write there"):
            self._move(note, self.other, user=self.otto)

    def test_offered_to_who_may_write(self):
        self.assertIn("move", self._entry(self.note)["actions"])
        self.note.active = False
        self.assertNotIn("move", self.note._get_feed_actions()[self.note.id])

    def test_owner_of_another_company(self):
        """The note goes where its owner works, or not at all."""
        company = self.env["res.company"].create({"name": "Second"})
        self.other.company_id = company
        self.mona.company_ids = [Command.link(company.id)]
        both = self.mona.company_ids.ids
        note = self.note.with_user(self.mona).with_context(allowed_company_ids=both)
        with (
            self.assertRaisesRegex(ValidationError, "does not work"),
            self.cr.savepoint(),
        ):
            note.action_move(self.other.id)
        self.env.invalidate_all(flush=False)
        self.ana.company_ids = [Command.link(company.id)]
        note.action_move(self.other.id)
        self.assertEqual(self.note.company_id, company)


@tagged("post_install", "-at_install")
class TestMoveDialog(MoveCommon):
    def _dialog(self, records, **context):
        Wizard = self.env["crm.feed.move.wizard"].with_user(self.ana)
        context = {"active_model": records._name, "active_ids": records.ids, **context}
        return Form(Wizard.with_context(**context))

    def test_asks_what_of_the_deal(self):
        form = self._dialog(self.note)
        self.assertFalse(form.deal_names)
        form.partner_id = self.other
        self.assertIn("Desks", form.deal_names)
        form.deal_choice = "none"
        action = form.save().action_apply()
        self.assertEqual(action["tag"], "crm_activity_feed.moved")
        self.assertFalse(self.note.lead_id)
        self._undo(action["params"]["undo"])
        self.assertEqual(self.note.lead_id, self.lead_ana)

    def test_unanswered(self):
        form = self._dialog(self.note)
        form.partner_id = self.other
        form.deal_choice = "none"
        wizard = form.save()
        wizard.deal_choice = False
        with self.assertRaisesRegex(UserError, "Desks"):
            wizard.action_apply()
        wizard.partner_id = False
        with self.assertRaisesRegex(UserError, "choose the customer"):
            wizard.action_apply()

    def test_to_a_deal_of_the_new_customer(self):
        form = self._dialog(self.note)
        form.lead_id = self.lead_other
        self.assertEqual(form.partner_id, self.other)
        self.assertEqual(form.deal_choice, "other")
        form.save().action_apply()
        self.assertEqual(self.note.lead_id, self.lead_other)

    def test_what_is_not_ours(self):
        """Of a list of entries notes go, and all else is told why it stays."""
        self.lead_ana.message_post(body="A mail", message_type="comment")
        self._track()
        entries = self._search([("lead_id", "=", self.lead_ana.id)])
        self.assertIn("crm.feed.note", entries.mapped("res_model"))
        self.assertIn("mail.message", entries.mapped("res_model"))
        form = self._dialog(entries, active_ids=[float(id_) for id_ in entries.ids])
        self.assertIn("A mail", form.blocked)
        self.assertIn("stays where it was", form.blocked)
        self.assertIn("Send the lamps", form.from_text)
        form.partner_id = self.other
        form.deal_choice = "none"
        form.save().action_apply()
        self.assertEqual(self.note.partner_id, self.other)

    def test_nothing_of_ours(self):
        self._track()
        entries = self._search(
            [("lead_id", "=", self.lead_ana.id), ("res_model", "=", "crm.lead")]
        )
        self.assertTrue(entries)
        form = self._dialog(entries)
        self.assertIn("document of its own", form.blocked)
        self.assertFalse(form.note_ids)
