from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common_open import OpenCommon

STATE = ("state", "date_done", "outcome", "date_deadline", "is_all_day", "user_id")


@tagged("post_install", "-at_install")
class TestActionNote(OpenCommon):
    """Notes in the open block: completed, moved, handed over; and back."""

    def _read(self, note):
        return note.sudo().read(STATE)[0]

    def _check_undo(self, note, action, **params):
        """Run an action; check that undoing it puts everything back."""
        before = self._read(note)
        entry = self._run(note, action, **params)
        self.assertNotEqual(self._read(note), before)
        back = self._undo(entry)
        self.assertEqual(self._read(note), before)
        self.assertEqual(back["key"], entry["key"])
        self.assertIs(back["notice"], False)
        message = note.sudo().message_ids[:1]
        self.assertIn("Undone", message.body)

    def test_undo_of_each_action(self):
        later = "2031-05-05 15:00:00"
        for action, params in (
            ("done", {"outcome": "They agree"}),
            ("cancel", {"outcome": "They closed down"}),
            ("reschedule", {"date_deadline": "2031-05-05"}),
            ("reschedule", {"date_deadline": later}),
            ("reassign", {"user_id": self.bruno.id}),
        ):
            for deadline in ("2030-01-02", "2030-01-02 13:30:00"):
                with self.subTest(action=action, params=params, deadline=deadline):
                    note = self._make_note(
                        date_deadline=deadline, is_all_day=len(deadline) == 10
                    )
                    self._check_undo(note, action, **params)

    def test_undo_of_reopening(self):
        note = self._make_note()
        note.action_done("They agree", "2021-05-05 10:00:00")
        self._check_undo(note, "reopen", date_deadline="2031-01-01")

    def test_undo_is_told_to_the_feed(self):
        note = self._make_note()
        entry = self._run(note, "done", outcome="Yes")
        self.assertEqual(entry["state"], "done")
        self.assertIs(self._undo(entry)["is_open"], True)

    def test_undo_of_what_was_changed_since(self):
        note = self._make_note()
        entry = self._run(note, "reschedule", date_deadline="2031-05-05")
        note.with_user(self.mona).action_reschedule("2031-06-06")
        with self.assertRaisesRegex(UserError, "changed in the meantime"):
            self._undo(entry)
        self.assertEqual(note.date_deadline, Datetime.to_datetime("2031-06-06"))

    def test_undo_keeps_what_else_was_changed_since(self):
        note = self._make_note()
        entry = self._run(note, "done", outcome="Yes")
        note.with_user(self.mona).name = "Call back soon"
        self._undo(entry)
        self.assertEqual((note.state, note.name), ("open", "Call back soon"))

    def test_undo_twice(self):
        entry = self._run(self._make_note(), "done", outcome="Yes")
        self._undo(entry)
        with self.assertRaisesRegex(UserError, "changed in the meantime"):
            self._undo(entry)

    def test_undo_is_for_who_did_it(self):
        note = self._make_note()
        entry = self._run(note, "done", outcome="Yes")
        with self.assertRaisesRegex(UserError, "cannot be undone any more"):
            self._undo(entry, self.mona)
        self.assertEqual(note.state, "done")

    def test_undo_that_was_made_up(self):
        entry = self._run(self._make_note(), "done", outcome="Yes")
        token = entry["undo"]
        for undo in (token[:-4] + "AAAA", "AAAA", "", "é", None, False, 5, {}, []):
            with (
                self.subTest(undo=undo),
                self.assertRaisesRegex(UserError, "cannot be undone any more"),
            ):
                self.EntryAna.undo_action(undo)

    def test_undo_without_the_right_any_more(self):
        """The rights of the moment count, not those of before."""
        note = self._make_note(user=self.mona, lead_id=self.lead_ana.id)
        entry = self._run(note, "done", outcome="Yes")
        self.lead_ana.user_id = self.bruno
        with self.assertRaises(MissingError):
            self._undo(entry)
        self.assertEqual(note.state, "done")

    def test_undo_of_a_deleted_note(self):
        note = self._make_note()
        entry = self._run(note, "done")
        note.unlink()
        with self.assertRaises(MissingError):
            self._undo(entry)

    def test_reassign(self):
        note = self._make_note()
        entry = self._run(note, "reassign", user_id=self.bruno.id)
        self.assertEqual(entry["user_id"]["id"], self.bruno.id)
        self.assertEqual(note.user_id, self.bruno)
        self.assertIn(self.bruno.partner_id, note.message_partner_ids)
        self._undo(entry)
        self.assertEqual(note.user_id, self.ana)
        self.assertNotIn(self.bruno.partner_id, note.message_partner_ids)

    def test_reassign_leaves_who_followed_before(self):
        note = self._make_note()
        note.message_subscribe(self.bruno.partner_id.ids)
        entry = self._run(note, "reassign", user_id=self.bruno.id)
        self._undo(entry)
        self.assertIn(self.bruno.partner_id, note.message_partner_ids)

    def test_reassign_to_nobody_who_could(self):
        note = self._make_note()
        portal = self._make_user("portal", "base.group_portal")
        gone = self._make_user("gone", "base.group_user")
        gone.active = False
        for user_id, words in (
            (False, "nobody is chosen"),
            (None, "nobody is chosen"),
            (True, "nobody is chosen"),
            ("7", "nobody is chosen"),
            (2**31, "nobody is chosen"),
            (99999999, "nobody is chosen"),
            (portal.id, "only active internal users"),
            (gone.id, "only active internal users"),
        ):
            with self.subTest(user=user_id), self.assertRaisesRegex(UserError, words):
                self._run(note, "reassign", user_id=user_id)
        self.assertEqual(note.user_id, self.ana)

    def test_reassign_to_another_company(self):
        """Who does not work there would not see it."""
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self._make_user("stranger", "base.group_user")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        note = self._make_note(company_id=self.env.company.id)
        with self.assertRaisesRegex(ValidationError, "does not work"):
            self._run(note, "reassign", user_id=stranger.id)

    def test_reassign_what_one_loses_sight_of(self):
        """Otto was asked for help, and gives the note back."""
        note = self._make_note(user=self.otto, lead_id=self.lead_ana.id)
        entry = self._run(note, "reassign", self.otto, user_id=self.ana.id)
        self.assertIs(entry, False)
        self.assertEqual(note.user_id, self.ana)

    def test_colleagues_notes(self):
        """What Ana does not see does not exist; what she sees she may change."""
        hidden = self._make_note(user=self.bruno, lead_id=self.lead_bruno.id)
        with self.assertRaises(MissingError):
            self._run(hidden, "done")
        seen = self._make_note(user=self.bruno)
        self._run(seen, "done", outcome="I was there")
        self.assertEqual((hidden.state, seen.state), ("open", "done"))

    def test_deadline_of_a_colleague_elsewhere(self):
        """A day stays that day; an hour is that moment, wherever who reads it is."""
        self.bruno.tz = "Pacific/Auckland"
        note = self._make_note(user=self.bruno)
        EntryNy = self.EntryAna.with_context(tz="America/New_York")
        key = self._key(note)
        day = EntryNy.run_action(key, "reschedule", {"date_deadline": "2031-05-05"})
        self.assertEqual((day["date"][:10], day["is_all_day"]), ("2031-05-05", True))
        hour = EntryNy.run_action(
            key, "reschedule", {"date_deadline": "2031-05-05 19:00:00"}
        )
        self.assertEqual(
            (hour["date"], hour["is_all_day"]), ("2031-05-05 19:00:00", False)
        )
        back = EntryNy.undo_action(hour["undo"])
        self.assertEqual(
            (back["date"], back["is_all_day"]), ("2031-05-05 00:00:00", True)
        )
        self.assertEqual(str(note.deadline_day), "2031-05-05")

    # ------------------------------------------------------------
    # What comes next
    # ------------------------------------------------------------

    def _step(self, **values):
        return {
            "name": "Send the contract",
            "date_deadline": "2031-05-05",
            "user_id": self.ana.id,
            **values,
        }

    def _find_next(self):
        return self.env["crm.feed.note"].search([("name", "=", "Send the contract")])

    def test_next_step(self):
        note = self._make_note(
            partner_id=self.olga.id,
            lead_id=self.lead_ana.id,
            reason_id=self.reason.id,
        )
        step = self._step(activity_type_id=self.call.id, user_id=self.bruno.id)
        self._run(note, "done", outcome="They agree", next=step)
        follow_up = self._find_next()
        self.assertEqual(note.state, "done")
        self.assertEqual(
            (follow_up.partner_id, follow_up.lead_id, follow_up.reason_id),
            (self.olga, self.lead_ana, self.reason),
        )
        self.assertEqual(
            (follow_up.user_id, follow_up.activity_type_id, follow_up.create_uid),
            (self.bruno, self.call, self.ana),
        )
        self.assertEqual(
            (follow_up.date_deadline, follow_up.is_all_day),
            (Datetime.to_datetime("2031-05-05"), True),
        )

    def test_next_step_at_an_hour(self):
        step = self._step(date_deadline="2031-05-05 00:00:00")
        self._run(self._make_note(), "done", next=step)
        self.assertIs(self._find_next().is_all_day, False)

    def test_bad_next_step(self):
        """Both happen, or nothing does."""
        note = self._make_note()
        for step, words in (
            (self._step(name=" "), "it has no text"),
            (self._step(date_deadline=False), "it has no deadline"),
            (self._step(date_deadline="soon"), "that is no date"),
            (self._step(user_id=False), "it has no owner"),
            (self._step(name=5), "must be a text"),
            (self._step(activity_type_id=99999999), "cannot have this kind"),
            (self._step(partner_id=self.other.id), "cannot have “partner_id”"),
            ("call", "cannot have “call”"),
            (["call"], "cannot have"),
        ):
            with self.subTest(step=step), self.assertRaisesRegex(UserError, words):
                self._run(note, "done", next=step)
            self.assertEqual(note.state, "open")
        self.assertFalse(self._find_next())

    def test_next_step_without_the_right(self):
        """Otto may complete what he was asked for, and write no notes."""
        note = self._make_note(user=self.otto)
        self.assertIs(self._page(user=self.otto)["can_plan"], False)
        self.assertIs(self._page()["can_plan"], True)
        with self.assertRaises(AccessError):
            self._run(note, "done", self.otto, next=self._step())
        self.assertEqual(note.state, "open")
        self._run(note, "done", self.otto)
        self.assertEqual(note.state, "done")

    def test_undo_takes_the_next_step_back(self):
        note = self._make_note()
        entry = self._run(note, "done", next=self._step())
        self.assertIs(self._undo(entry)["notice"], False)
        self.assertEqual(note.state, "open")
        self.assertFalse(self._find_next())

    def test_undo_leaves_a_next_step_that_is_at_work(self):
        def change(step):
            step.with_user(self.mona).name = "Send the contract"

        def close(step):
            step.with_user(self.mona).action_done()

        def comment(step):
            step.with_user(self.mona).message_post(
                body="On my desk", message_type="comment"
            )

        for work in (change, close, comment):
            with self.subTest(work=work.__name__):
                note = self._make_note()
                entry = self._run(note, "done", next=self._step())
                follow_up = self._find_next()
                # Another request, so another moment than that of its creation.
                self._set_date(follow_up, "2021-05-05 10:00:00")
                self._set_date(follow_up, "2021-05-05 10:00:00", "write_date")
                work(follow_up)
                back = self._undo(entry)
                self.assertIn("somebody has worked on it", back["notice"])
                self.assertEqual(note.state, "open")
                self.assertTrue(follow_up.exists())
                follow_up.name = "Kept"
