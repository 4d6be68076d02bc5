from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import FeedCommon


class OneFactCommon(FeedCommon):
    def _entries(self, user):
        self._track()
        page = self._page(user=user, limit=200)
        self.assertFalse(page["older"], "the test would not see all")
        return {entry["key"]: entry for entry in page["open"] + page["entries"]}

    def _do(self, action, added=1, removed=0, user=None):
        """Run ``action`` and check how many entries come and go.

        :return: the entries that came
        """
        before = self._entries(user)
        action()
        after = self._entries(user)
        new = [entry for key, entry in after.items() if key not in before]
        gone = [entry for key, entry in before.items() if key not in after]
        self.assertEqual(
            (len(new), len(gone)),
            (added, removed),
            f"new: {[(e['kind'], e['title']) for e in new]}, "
            f"gone: {[(e['kind'], e['title']) for e in gone]}",
        )
        return new


@tagged("post_install", "-at_install")
class TestOneFact(OneFactCommon):
    """Whatever a user does with a customer shows as exactly one entry."""

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.lead = self.lead_ana.with_user(self.ana)
        self.partner = self.customer.with_user(self.ana)

    def test_note(self):
        Note = self.env["crm.feed.note"].with_user(self.ana)
        vals = {
            "name": "Ask about the floor",
            "partner_id": self.customer.id,
            "lead_id": self.lead.id,
            "user_id": self.ana.id,
            "date_deadline": "2031-05-05",
        }
        (entry,) = self._do(lambda: Note.create(vals))
        note = Note.browse(entry["res_id"])
        self.assertEqual((entry["kind"], entry["state"]), ("note", "planned"))
        self._do(lambda: note.action_reschedule("2031-06-06"), added=0)
        self._do(lambda: note.action_reassign(self.mona.id), added=0)
        self._do(lambda: note.action_done("Asked"), added=0)
        self._do(lambda: note.action_reopen(), added=0)
        self._do(lambda: note.action_cancel("No need"), added=0)
        (entry,) = self._do(
            lambda: note.message_post(body="Why?", message_type="comment")
        )
        self.assertEqual(entry["document_model"], "crm.feed.note")

    def test_messages(self):
        for record in (self.partner, self.lead):
            (entry,) = self._do(
                lambda record=record: record.message_post(
                    body="Logged", message_type="comment", subtype_xmlid="mail.mt_note"
                )
            )
            self.assertEqual((entry["kind"], entry["title"]), ("message", "Logged"))
            (entry,) = self._do(
                lambda record=record: record.message_post(
                    body="Said", message_type="comment", subtype_xmlid="mail.mt_comment"
                )
            )
            self.assertEqual(entry["kind"], "message")
            (entry,) = self._do(
                lambda record=record: record.message_post(
                    body="Dear Olga, ...",
                    subject="Your offer",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=self.olga.ids,
                )
            )
            self.assertEqual((entry["kind"], entry["title"]), ("email", "Your offer"))
            (entry,) = self._do(
                lambda record=record: record.message_post(
                    body="Thanks", message_type="email", subtype_xmlid="mail.mt_comment"
                )
            )
            self.assertEqual(entry["kind"], "email")

    def test_deal(self):
        values = {"name": "Lamps", "partner_id": self.olga.id, "user_id": self.ana.id}
        Lead = self.env["crm.lead"].with_user(self.ana)
        (entry,) = self._do(lambda: Lead.create(values))
        self.assertEqual((entry["kind"], entry["title"]), ("lead", "Lamps"))

    def test_deal_progress(self):
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=2)
        self.lead.stage_id = stages[0]
        self._track()
        (entry,) = self._do(lambda: self.lead.write({"stage_id": stages[1].id}))
        self.assertEqual(entry["kind"], "change")
        self.assertEqual(entry["title"], f"{stages[0].name} → {stages[1].name}")
        (entry,) = self._do(lambda: self.lead.action_set_won())
        self.assertTrue(entry["title"].startswith(f"{stages[1].name} → "))

    def test_deal_lost_and_restored(self):
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.ana)
            .create(
                {
                    "lead_ids": self.lead.ids,
                    "lost_reason_id": reason.id,
                    "lost_feedback": "<p>They bought elsewhere</p>",
                }
            )
        )
        (entry,) = self._do(wizard.action_lost_reason_apply)
        self.assertIn("Too dear", entry["title"])
        self.assertIn("They bought elsewhere", entry["body"])
        (entry,) = self._do(self.lead.action_restore)
        self.assertEqual(entry["kind"], "change")

    def test_activity(self):
        (entry,) = self._do(
            lambda: self.lead.activity_schedule(
                "mail.mail_activity_data_call",
                fields.Date.today() + timedelta(days=2),
                summary="Ask Olga",
                user_id=self.ana.id,
            )
        )
        self.assertEqual((entry["kind"], entry["title"]), ("activity", "Ask Olga"))
        self.assertEqual(entry["activity_type_id"]["id"], self.call.id)
        activity = self.env["mail.activity"].with_user(self.ana).browse(entry["res_id"])
        feedback = "She agrees\nand signs"
        (entry,) = self._do(lambda: activity.action_feedback(feedback), removed=1)
        self.assertEqual(entry["outcome"], feedback)
        self.assertEqual(entry["title"], "Call done: Ask Olga")
        self.assertEqual((entry["kind"], entry["is_open"]), ("activity", False))
        self.assertEqual(entry["activity_type_id"]["id"], self.call.id)

    def test_activity_archived_without_a_report(self):
        """Imported as done, nobody posted a message: the activity itself tells."""
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_call", summary="Imported", user_id=self.ana.id
        )
        (entry,) = self._do(activity.action_archive, removed=1)
        self.assertEqual((entry["title"], entry["is_open"]), ("Imported", False))

    def test_activity_on_a_note_is_the_note(self):
        note = self._make_note()
        self._do(
            lambda: note.with_user(self.ana).activity_schedule(
                "mail.mail_activity_data_call", user_id=self.ana.id
            ),
            added=0,
        )

    def test_meeting(self):
        values = {
            "name": "Visit",
            "start": "2031-05-05 10:00:00",
            "stop": "2031-05-05 11:00:00",
            "partner_ids": [
                Command.set((self.olga + self.oleg + self.ana.partner_id).ids)
            ],
        }
        Event = self.env["calendar.event"].with_user(self.ana)
        (entry,) = self._do(lambda: Event.create(values))
        self.assertEqual((entry["kind"], entry["title"]), ("meeting", "Visit"))

    def test_meeting_of_a_deal(self):
        """Core logs it on the deal too: that is the same fact."""
        Event = self.env["calendar.event"].with_user(self.ana)
        values = {
            "name": "Visit",
            "start": "2031-05-05 10:00:00",
            "stop": "2031-05-05 11:00:00",
            "opportunity_id": self.lead.id,
        }
        (entry,) = self._do(lambda: Event.create(values))
        self.assertEqual(entry["lead_id"]["id"], self.lead.id)
        page = self._page(filters={"noise": True, "kinds": ["log"]})
        self.assertNotIn("Visit", str(page["entries"]))

    def test_meeting_planned_as_an_activity(self):
        meeting_type = self.env.ref("mail.mail_activity_data_meeting")
        activity = self.lead.activity_schedule(
            activity_type_id=meeting_type.id, user_id=self.ana.id
        )
        Event = self.env["calendar.event"].with_user(self.ana)
        values = {
            "name": "Visit",
            "start": fields.Datetime.now() - timedelta(hours=2),
            "stop": fields.Datetime.now() - timedelta(hours=1),
            "opportunity_id": self.lead.id,
            "activity_ids": [Command.link(activity.id)],
        }
        (entry,) = self._do(lambda: Event.create(values), removed=1)
        self.assertEqual(entry["kind"], "meeting")
        self._do(lambda: activity.action_feedback("Nice"), added=0)

    def test_contact(self):
        Partner = self.env["res.partner"].with_user(self.mona)
        values = {"name": "New contact", "parent_id": self.customer.id}
        (entry,) = self._do(lambda: Partner.create(values))
        self.assertEqual(
            (entry["kind"], entry["title"]), ("contact", "Acme Tools, New contact")
        )

    def test_change_of_a_field_is_noise(self):
        self._do(lambda: self.lead.write({"priority": "3"}), added=0)


@tagged("post_install", "-at_install")
class TestOneFactOtherApps(OneFactCommon):
    """The same for what other apps add, as the head of sales sees it."""

    def setUp(self):
        super().setUp()
        if missing := {"sale.order", "account.payment", "project.task"} - set(self.env):
            self.skipTest(f"Not installed: {sorted(missing)}")
        for group in ("account.group_account_invoice", "project.group_project_manager"):
            self.mona.group_ids += self.env.ref(group)
        self.env.cr.precommit.run()

    def _do(self, *args, **kwargs):
        return super()._do(*args, user=self.mona, **kwargs)

    def test_order(self):
        product = self.env["product.product"].create(
            {"name": "Desk", "type": "service", "list_price": 100, "taxes_id": False}
        )
        values = {
            "partner_id": self.customer.id,
            "opportunity_id": self.lead_ana.id,
            "user_id": self.mona.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 3})
            ],
        }
        Order = self.env["sale.order"].with_user(self.mona)
        (entry,) = self._do(lambda: Order.create(values))
        self.assertEqual(entry["source"]["name"], "Quotation")
        self.assertEqual(entry["amount"]["value"], 300)
        self.assertEqual(entry["lead_id"]["id"], self.lead_ana.id)
        order = Order.browse(entry["res_id"])
        self._do(lambda: order.action_quotation_sent(), added=0)
        (entry,) = self._do(order.action_confirm, removed=1)
        self.assertEqual(entry["source"]["name"], "Sales order")
        self.assertEqual(entry["status"], "Sales Order")

    def test_invoice_and_payment(self):
        Move = self.env["account.move"].with_user(self.mona)
        values = {
            "move_type": "out_invoice",
            "partner_id": self.customer.id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [
                Command.create({"name": "Desk", "price_unit": 50, "tax_ids": False})
            ],
        }
        invoice = Move.create(values)
        (entry,) = self._do(invoice.action_post)
        self.assertEqual(
            (entry["date"], entry["is_all_day"]), ("2026-01-15 00:00:00", True)
        )
        self.assertEqual(entry["amount"]["value"], 50)
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.mona)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
        )
        (entry,) = self._do(wizard.action_create_payments)
        self.assertEqual(entry["kind"], "payment")
        refund = Move.create({**values, "move_type": "out_refund"})
        (entry,) = self._do(refund.action_post)
        self.assertEqual(entry["source"]["name"], "Credit note")

    def test_task(self):
        project = self.env["project.project"].create({"name": "Fit-out"})
        Task = self.env["project.task"].with_user(self.mona)
        values = {
            "name": "Measure the rooms",
            "project_id": project.id,
            "partner_id": self.customer.id,
        }
        (entry,) = self._do(lambda: Task.create(values))
        self.assertEqual((entry["kind"], entry["is_open"]), ("task", False))
        task = Task.browse(entry["res_id"])
        (entry,) = self._do(
            lambda: task.write({"date_deadline": "2031-05-05 10:00:00"}), removed=1
        )
        self.assertTrue(entry["is_open"])
        (entry,) = self._do(lambda: task.write({"state": "1_done"}), removed=1)
        self.assertFalse(entry["is_open"])
