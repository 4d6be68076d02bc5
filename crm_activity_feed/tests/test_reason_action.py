from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_reason import ReasonCommon


@tagged("post_install", "-at_install")
class TestReasonAction(ReasonCommon):
    """Kind and reason, said in the feed."""

    def _say(self, record, user=None, number=None, **params):
        key = self._key(record, number)
        return self._request(user, "run_action", key, "set_kind_reason", params)

    def _make_mail(self, document=None, **values):
        return self._make_message(
            document or self.lead_ana,
            "Hello",
            message_type="email",
            subtype_id=self.env.ref("mail.mt_comment").id,
            **values,
        )

    def _can_say(self, record, user=None):
        return "set_kind_reason" in self._find(record, user)["actions"]

    def test_messages(self):
        mail = self._make_mail()
        note = self._make_message(self.lead_ana, "Logged")
        both = {"activity_type_id": self.call.id, "reason_id": self.reason.id}
        for record, number in ((mail, 6), (note, 8)):
            self.assertTrue(self._can_say(record))
            entry = self._say(record, number=number, **both)
            self.assertEqual(self._tell(entry), ("Call", "Test reason"))
            self.assertEqual(self._find(record)["key"], entry["key"])
            back = self._undo(entry)
            self.assertEqual(back["reason_id"], False)
            self.assertFalse(record.mail_activity_type_id)

    def test_one_of_the_two(self):
        mail = self._make_mail()
        self._say(mail, number=6, reason_id=self.reason.id)
        entry = self._say(mail, number=6, activity_type_id=self.call.id)
        self.assertEqual(self._tell(entry), ("Call", "Test reason"))
        entry = self._say(mail, number=6, reason_id=False)
        self.assertEqual(self._tell(entry), ("Call", False))

    def test_notes_activities_and_meetings(self):
        note, activity = self._make_note(), self._make_activity()
        closed = self._make_note("Closed")
        closed.action_done()
        both = {"activity_type_id": self.mail_kind.id, "reason_id": self.reason.id}
        for record in (note, activity, closed):
            entry = self._say(record, **both)
            self.assertEqual(self._tell(entry), ("Email", "Test reason"))
            self.assertEqual(record.reason_id, self.reason)
            self.assertEqual(self._undo(entry)["reason_id"], False)
        meeting = self._make_meeting()
        entry = self._say(meeting, reason_id=self.reason.id)
        self.assertEqual(self._tell(entry), ("Meeting", "Test reason"))
        self.assertFalse(self._undo(entry)["reason_id"])
        with self.assertRaisesRegex(UserError, "always of the kind"):
            self._say(meeting, activity_type_id=self.call.id)

    def test_report_of_an_activity(self):
        report = self._run(self._make_activity(), "done")
        params = {"reason_id": self.reason.id}
        report = self._request(
            None, "run_action", report["key"], "set_kind_reason", params
        )
        self.assertEqual(self._tell(report), ("Call", "Test reason"))

    def test_who_may_change_the_document(self):
        """Bruno wrote it and may write on the message; the deal is Ana's."""
        mail = self._make_mail(
            author_id=self.bruno.partner_id.id,
            partner_ids=[Command.link(self.bruno.partner_id.id)],
        )
        self.assertTrue(mail.with_user(self.bruno).has_access("write"))
        self.assertFalse(self._find(mail, self.bruno))
        self.assertTrue(self._can_say(mail))
        # Otto reads the contact, and may not change it.
        mail = self._make_mail(self.olga, author_id=self.otto.partner_id.id)
        self.assertFalse(self._can_say(mail, self.otto))
        with self.assertRaisesRegex(UserError, "cannot be changed in this way"):
            self._say(mail, self.otto, 6, reason_id=self.reason.id)
        entry = self._say(mail, self.ana, 6, reason_id=self.reason.id)
        self.assertEqual(self._tell(entry)[1], "Test reason")

    def test_undo_when_the_document_is_gone(self):
        mail = self._make_mail()
        entry = self._say(mail, number=6, reason_id=self.reason.id)
        self.lead_ana.user_id = self.bruno
        with self.assertRaises(Exception) as caught:
            self._undo(entry)
        self.assertIsInstance(caught.exception, (AccessError, UserError))
        self.assertEqual(mail.sudo().reason_id, self.reason)

    def test_undo_after_a_change(self):
        mail = self._make_mail()
        entry = self._say(mail, number=6, reason_id=self.reason.id)
        self._say(mail, self.mona, 6, reason_id=self.tea.id)
        with self.assertRaisesRegex(UserError, "changed in the meantime"):
            self._undo(entry)

    def test_what_is_no_contact(self):
        """A change of the deal, a log: there is nothing to say."""
        self._track()
        self.lead_ana.with_user(self.ana).priority = "3"
        self.lead_ana.with_user(self.ana).stage_id = self.env["crm.stage"].search(
            [], limit=1, order="id desc"
        )
        self._track()
        page = self._page(filters={"noise": True})
        changes = [e for e in page["entries"] if e["kind"] in ("change", "log")]
        self.assertGreater(len(changes), 1)
        offered = {action for entry in changes for action in entry["actions"]}
        self.assertNotIn("set_kind_reason", offered)
        with self.assertRaisesRegex(UserError, "cannot be changed in this way"):
            self._request(
                None,
                "run_action",
                changes[0]["key"],
                "set_kind_reason",
                {"reason_id": self.reason.id},
            )

    def test_wrong_choices(self):
        mail = self._make_mail()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.tea.copy({"company_id": elsewhere.id})
        gone = self.tea.copy({"active": False})
        wrong = [
            ({}, "nothing to change"),
            ({"reason_id": theirs.id}, "reason cannot be chosen"),
            ({"reason_id": gone.id}, "reason cannot be chosen"),
            ({"reason_id": "1"}, "reason cannot be chosen"),
            ({"reason_id": True}, "reason cannot be chosen"),
            ({"activity_type_id": 99999999}, "kind cannot be chosen"),
            ({"activity_type_id": [1]}, "kind cannot be chosen"),
        ]
        for params, message in wrong:
            with self.subTest(params), self.assertRaisesRegex(UserError, message):
                self._say(mail, number=6, **params)

    # ------------------------------------------------------------
    # Along with what is done
    # ------------------------------------------------------------

    def test_done_with_a_reason(self):
        both = {"activity_type_id": self.mail_kind.id, "reason_id": self.reason.id}
        for record in (self._make_activity(), self._make_note()):
            entry = self._run(record, "done", outcome="They agree", **both)
            self.assertEqual(self._tell(entry), ("Email", "Test reason"))
            self.assertEqual(entry["state"], "done")
            back = self._undo(entry)
            self.assertEqual((back["is_open"], back["reason_id"]), (True, False))
            self.assertNotEqual(record.activity_type_id, self.mail_kind)

    def test_outcome_with_a_reason(self):
        meeting = self._make_meeting()
        entry = self._run(
            meeting, "outcome", outcome="They agree", reason_id=self.reason.id
        )
        self.assertEqual(self._tell(entry), ("Meeting", "Test reason"))
        self.assertFalse(self._undo(entry)["reason_id"])

    def test_next_step_inherits(self):
        activity = self._make_activity(reason_id=self.tea.id)
        step = {"name": "Offer", "date_deadline": "2031-05-05", "user_id": self.ana.id}
        self._run(activity, "done", next=step, reason_id=self.reason.id)
        note = self.env["crm.feed.note"].search([("name", "=", "Offer")])
        self.assertEqual(note.reason_id, self.reason)
        other = self._make_activity(reason_id=self.tea.id)
        self._run(other, "done", next={**step, "name": "Again"})
        note = self.env["crm.feed.note"].search([("name", "=", "Again")])
        self.assertEqual(note.reason_id, self.tea)

    def test_refused_as_a_whole(self):
        """A reason that cannot be chosen: nothing is done."""
        activity = self._make_activity()
        self.tea.active = False
        with self.assertRaisesRegex(UserError, "reason cannot be chosen"):
            self._run(activity, "done", reason_id=self.tea.id)
        self.assertTrue(activity.active)

    def test_done_notes_in_the_list(self):
        notes = self._make_note(reason_id=self.tea.id) + self._make_note("Other")
        Wizard = self.env["crm.feed.note.done.wizard"].with_user(self.ana)
        wizard = Wizard.create({"note_ids": [Command.set(notes.ids)]})
        self.assertFalse(wizard.reason_id)
        wizard.action_apply()
        self.assertEqual(notes.mapped("reason_id"), self.tea)
        self.assertFalse(notes[1].reason_id)
        notes.action_reopen()
        wizard = Wizard.create(
            {
                "note_ids": [Command.set(notes.ids)],
                "reason_id": self.reason.id,
                "activity_type_id": self.call.id,
            }
        )
        wizard.action_apply()
        self.assertEqual(notes.mapped("reason_id"), self.reason)
        self.assertEqual(notes.mapped("activity_type_id"), self.call)
        self.assertEqual(set(notes.mapped("state")), {"done"})

    def test_done_note_in_its_form(self):
        note = self._make_note(reason_id=self.tea.id)
        Wizard = self.env["crm.feed.note.done.wizard"].with_user(self.ana)
        wizard = Wizard.create({"note_ids": [Command.set(note.ids)]})
        self.assertEqual(wizard.reason_id, self.tea)
        wizard.reason_id = False
        wizard.action_apply()
        self.assertFalse(note.reason_id)
