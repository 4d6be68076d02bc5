from odoo.exceptions import MissingError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .common_open import OpenCommon


@tagged("post_install", "-at_install")
class TestActionActivity(OpenCommon):
    """Odoo's own activities: completed, moved, handed over; and back."""

    def _reports(self):
        return self.lead_ana.message_ids.filtered("mail_activity_type_id")

    def test_done_gives_the_report(self):
        activity = self._make_activity()
        entry = self._run(activity, "done", outcome="They agree")
        self.assertEqual(
            (entry["res_model"], entry["res_id"]),
            ("mail.message", self._reports().id),
        )
        self.assertEqual((entry["outcome"], entry["state"]), ("They agree", "done"))

    def test_undo_of_done(self):
        activity = self._make_activity()
        entry = self._run(activity, "done", outcome="They agree")
        back = self._undo(entry)
        self.assertEqual(back["key"], self._key(activity))
        self.assertTrue(activity.active)
        self.assertFalse(activity.feedback or activity.date_done)
        self.assertFalse(self._reports())
        self.assertEqual(activity.with_user(self.ana).state, "planned")
        page = self._page(filters={"kinds": ["activity"]})
        self.assertEqual([e["key"] for e in page["open"]], [self._key(activity)])
        self.assertEqual(page["entries"], [])

    def test_undo_of_done_without_outcome(self):
        activity = self._make_activity()
        self._undo(self._run(activity, "done"))
        self.assertTrue(activity.active)
        self.assertFalse(self._reports())

    def test_undo_keeps_the_files(self):
        """Core moves them to the report, which would take them along."""
        activity = self._make_activity()
        file = self.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"plan",
                "res_model": "mail.activity",
                "res_id": activity.id,
            }
        )
        entry = self._run(activity, "done")
        self.assertEqual(file.res_model, "mail.message")
        self._undo(entry)
        self.assertEqual(
            (file.exists().res_model, file.res_id), ("mail.activity", activity.id)
        )

    def test_undo_keeps_likes_and_comments(self):
        """Also those that came when it was done."""
        activity = self._make_activity()
        source = self.env.ref("crm_activity_feed.crm_feed_source_activity")
        self.EntryAna.set_mark(self._key(activity), "like")
        entry = self._run(activity, "done")
        self.assertTrue(entry["liked"])
        self._request(self.mona, "set_mark", entry["key"], "like")
        back = self._undo(entry)
        self.assertEqual((back["likes"], back["source_id"]), (2, source.id))

    def test_undo_takes_the_follow_up_back(self):
        self.call.write(
            {
                "chaining_type": "trigger",
                "triggered_next_type_id": self.env.ref(
                    "mail.mail_activity_data_email"
                ).id,
            }
        )
        activity = self._make_activity()
        entry = self._run(activity, "done")
        follow_up = self.lead_ana.activity_ids
        self.assertNotIn(activity, follow_up)
        self.assertEqual(len(follow_up), 1)
        self._undo(entry)
        self.assertEqual(self.lead_ana.activity_ids, activity)

    def test_undo_of_what_somebody_answered(self):
        def react(report):
            self.env["mail.message.reaction"].create(
                {
                    "message_id": report.id,
                    "content": "👍",
                    "partner_id": self.mona.partner_id.id,
                }
            )

        def edit(report):
            report.body = "<p>Something else</p>"

        def reopen(report):
            self.env["mail.activity"].with_context(active_test=False).search(
                [("feed_message_id", "=", report.id)]
            ).action_unarchive()

        for meddle in (react, edit, reopen):
            with self.subTest(meddle=meddle.__name__):
                entry = self._run(self._make_activity(), "done")
                report = self.env["mail.message"].browse(entry["res_id"])
                meddle(report)
                with self.assertRaisesRegex(UserError, "changed in the meantime"):
                    self._undo(entry)
                self.assertTrue(report.exists())

    def test_reschedule(self):
        activity = self._make_activity()
        entry = self._run(activity, "reschedule", date_deadline="2032-06-06 20:00:00")
        self.assertEqual(activity.date_deadline, Date.to_date("2032-06-06"))
        self._undo(entry)
        self.assertEqual(activity.date_deadline, Date.to_date("2031-05-05"))

    def test_reassign(self):
        activity = self._make_activity(self.olga)
        entry = self._run(activity, "reassign", user_id=self.mona.id)
        self.assertEqual(activity.user_id, self.mona)
        self.assertEqual(entry["user_id"]["id"], self.mona.id)
        self.assertIn(self.mona.partner_id, self.olga.message_partner_ids)
        self._undo(entry)
        self.assertEqual(activity.user_id, self.ana)
        self.assertNotIn(self.mona.partner_id, self.olga.message_partner_ids)

    def test_reassign_what_nobody_has(self):
        activity = self._make_activity()
        activity.user_id = False
        entry = self._run(activity, "reassign", user_id=self.mona.id)
        self.assertEqual(activity.user_id, self.mona)
        self._undo(entry)
        self.assertFalse(activity.user_id)

    def test_reassign_to_who_does_not_see_the_deal(self):
        activity = self._make_activity()
        with self.assertRaisesRegex(UserError, "is not open to feed_bruno"):
            self._run(activity, "reassign", user_id=self.bruno.id)
        self.assertEqual(activity.user_id, self.ana)

    def test_next_step(self):
        activity = self._make_activity()
        step = {
            "name": "Send the contract",
            "date_deadline": "2031-05-06",
            "user_id": self.ana.id,
        }
        entry = self._run(activity, "done", outcome="They agree", next=step)
        follow_up = self.env["crm.feed.note"].search([("name", "=", step["name"])])
        self.assertEqual(
            (follow_up.partner_id, follow_up.lead_id), (self.olga, self.lead_ana)
        )
        self._undo(entry)
        self.assertFalse(follow_up.exists())
        self.assertTrue(activity.active)

    def test_bad_next_step(self):
        activity = self._make_activity()
        with self.assertRaisesRegex(UserError, "it has no deadline"):
            self._run(activity, "done", next={"name": "Send", "user_id": self.ana.id})
        self.assertTrue(activity.active)
        self.assertFalse(self._reports())

    def test_actions_where_the_document_is_not_theirs(self):
        """Otto has it to do on a deal that he may read, and not write on."""
        self.env["ir.model.access"].create(
            {
                "name": "read deals",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        activity = self._make_activity(user=self.otto)
        page = self._page(user=self.otto, filters={"kinds": ["activity"]})
        self.assertEqual(self._get_offered(page, activity), ["done", "reschedule"])
        report = self._run(activity, "done", self.otto, outcome="Yes")
        self._undo(report, self.otto)
        self.assertTrue(activity.active)
        self.assertFalse(self._reports())

    def test_colleagues_activity(self):
        activity = self.lead_bruno.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.bruno.id
        )
        for action in ("done", "reschedule", "reassign"):
            with self.subTest(action=action), self.assertRaises(MissingError):
                self._run(
                    activity,
                    action,
                    date_deadline="2032-01-01",
                    user_id=self.ana.id,
                )
        self.assertTrue(activity.active)
        self.assertEqual(activity.user_id, self.bruno)
