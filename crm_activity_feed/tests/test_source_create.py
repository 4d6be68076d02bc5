"""What can be created from the feed of a customer, beside a note."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.crm_feed_source_create import CREATE_CONTEXTS
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestSourceCreate(FeedCommon):
    def _ref(self, name):
        return self.env.ref(f"crm_activity_feed.crm_feed_source_{name}")

    def _action(self, source, lead=None, partner=None, user=None):
        Source = self.env["crm.feed.source"].with_user(user or self.ana)
        partner = partner or self.olga
        return Source.get_create_action(source.id, partner.id, lead and lead.id)

    def _form(self, action):
        model = self.env[action["res_model"]].with_user(self.ana)
        return Form(model.with_context(**action["context"]))

    def test_first_page_offers_what_one_may_create(self):
        page = self._page(limit=1)
        offered = {item["model"]: item for item in page["creatable"]}
        deal = self._ref("lead")
        self.assertEqual(
            offered["crm.lead"],
            {
                "source_id": deal.id,
                "label": deal.name,
                "icon": deal.icon,
                "model": "crm.lead",
            },
        )
        self.assertIn("calendar.event", offered)
        self.assertNotIn("crm.feed.note", offered)
        self.assertTrue(page["older"])
        self.assertEqual(self._page(cursor=page["older"])["creatable"], [])

    def test_nothing_is_offered_that_one_may_not_create(self):
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=", "crm.lead"), ("perm_create", "=", True)]
        )
        rights.perm_create = False
        models = [item["model"] for item in self._page()["creatable"]]
        self.assertNotIn("crm.lead", models)
        self.assertIn("calendar.event", models)
        with self.assertRaisesRegex(UserError, "no longer be created"):
            self._action(self._ref("lead"))

    def test_nothing_is_offered_that_is_not_marked(self):
        deal = self._ref("lead")
        deal.can_create = False
        self.assertNotIn("crm.lead", str(self._page()["creatable"]))
        with self.assertRaisesRegex(UserError, "no longer be created"):
            self._action(deal)

    def test_deal(self):
        action = self._action(self._ref("lead"))
        self.assertEqual(action["res_model"], "crm.lead")
        with self._form(action) as form:
            form.name = "New desks"
        lead = form.record
        self.assertEqual((lead.partner_id, lead.type), (self.olga, "opportunity"))
        records = self._records(self._page(user=self.ana)["entries"])
        self.assertIn(("crm.lead", lead.id), records)

    def test_meeting_of_a_deal(self):
        action = self._action(self._ref("meeting"), self.lead_ana)
        with self._form(action) as form:
            form.name = "Visit"
        event = form.record
        self.assertEqual(event.opportunity_id, self.lead_ana)
        self.assertEqual(event.partner_ids, self.olga + self.ana.partner_id)
        entries = self._page({"lead": self.lead_ana.id})
        records = self._records(entries["open"] + entries["entries"])
        self.assertIn(("calendar.event", event.id), records)

    def test_meeting_without_a_deal(self):
        action = self._action(self._ref("meeting"))
        with self._form(action) as form:
            form.name = "Visit"
        self.assertFalse(form.record.opportunity_id)

    def test_only_paths_of_one_step_are_filled_in(self):
        source = self.env["crm.feed.source"].create(
            {
                "name": "Visit",
                "model": "crm.lead",
                "partner_path": "partner_id.parent_id",
                "lead_path": "id",
                "can_create": True,
            }
        )
        context = self._action(source, self.lead_ana)["context"]
        self.assertEqual(context, {"default_type": "opportunity"})

    def test_quotation_of_a_deal(self):
        if "opportunity_id" not in self.env.get("sale.order", {}):
            self.skipTest("no sales app")
        action = self._action(self._ref("quotation"), self.lead_ana)
        self.assertEqual(
            action["context"],
            {
                "default_partner_id": self.olga.id,
                "default_opportunity_id": self.lead_ana.id,
            },
        )
        order = self._form(action).save()
        self.assertEqual(order.partner_id, self.olga)
        self.assertEqual(order.opportunity_id, self.lead_ana)

    def test_quotation_in_the_company_of_its_customer(self):
        if "sale.order" not in self.env:
            self.skipTest("no sales app")
        company = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids = self.env.company | company
        self.other.company_id = company
        Source = self.env["crm.feed.source"].with_user(self.ana)
        companies = (self.env.company | company).ids
        source = self._ref("quotation")
        action = Source.with_context(allowed_company_ids=companies).get_create_action(
            source.id, self.other.id
        )
        self.assertEqual(
            action["context"]["allowed_company_ids"], [company.id, self.env.company.id]
        )
        self.assertEqual(self._form(action).save().company_id, company)

    def test_task(self):
        if "project.task" not in self.env:
            self.skipTest("no project app")
        project = self.env["project.project"].create(
            {"name": "Move", "privacy_visibility": "employees"}
        )
        if "allow_billable" in project._fields:
            # A task that nobody pays for has no customer: so Odoo has it.
            project.allow_billable = True
        self.ana.group_ids |= self.env.ref("project.group_project_user")
        with self._form(self._action(self._ref("task"))) as form:
            form.name = "Measure the rooms"
            form.project_id = project
        self.assertEqual(form.record.partner_id, self.olga)

    def test_invoice_and_credit_note(self):
        if "account.move" not in self.env:
            self.skipTest("no invoicing app")
        self.ana.group_ids |= self.env.ref("account.group_account_invoice")
        for name, move_type in [
            ("invoice", "out_invoice"),
            ("credit_note", "out_refund"),
        ]:
            action = self._action(self._offer(name))
            self.assertEqual(
                action["context"],
                {"default_partner_id": self.olga.id, "default_move_type": move_type},
            )

    def test_payment_comes_from_the_customer(self):
        if "account.payment" not in self.env:
            self.skipTest("no invoicing app")
        self.ana.group_ids |= self.env.ref("account.group_account_invoice")
        context = self._action(self._offer("payment"))["context"]
        self.assertEqual(context["default_partner_id"], self.olga.id)
        self.assertEqual(context["default_payment_type"], "inbound")

    def test_documents_of_other_apps_name_their_customer(self):
        """Whatever of these apps is there; none of them knows of deals."""
        names = ("purchase", "registration", "repair", "delivery")
        sources = self.env["crm.feed.source"].browse(
            [self._ref(name).id for name in names]
        )
        for source in sources.filtered("is_available"):
            context = source._get_create_context(self.olga, self.lead_ana)
            self.assertEqual(context["default_partner_id"], self.olga.id)
        delivery = sources[3]
        self.assertEqual(
            CREATE_CONTEXTS[delivery.model],
            {"restricted_picking_type_code": "outgoing"},
        )

    def test_contact_of_the_customer(self):
        with self._form(self._action(self._offer("contact"))) as form:
            form.name = "Olav"
        self.assertEqual(form.record.parent_id, self.customer)

    def test_note_with_details(self):
        with self._form(self._action(self._offer("note"), self.lead_ana)) as form:
            form.name = "Call back"
        note = form.record
        self.assertEqual((note.partner_id, note.lead_id), (self.olga, self.lead_ana))
        self.assertEqual(note.user_id, self.ana)

    def test_activity_is_scheduled_on_the_deal_or_the_customer(self):
        source = self._offer("activity")
        for lead, document in [(self.lead_ana, self.lead_ana), (None, self.olga)]:
            action = self._action(source, lead)
            self.assertTrue(action["is_wizard"])
            with self._form(action) as form:
                form.activity_type_id = self.call
                form.summary = "Call back"
            form.record.action_schedule_activities()
            activity = document.activity_ids.filtered(
                lambda activity: activity.summary == "Call back"
            )
            self.assertEqual(len(activity), 1)
            self.assertEqual(activity.activity_type_id, self.call)

    def test_mail_is_written_to_the_contact_of_the_deal(self):
        action = self._action(self._offer("email"), self.lead_ana)
        self.assertTrue(action["is_wizard"])
        with self._form(action) as form:
            form.subject = "Our offer"
            form.body = "Here it is"
        composer = form.record
        self.assertEqual(composer.partner_ids, self.olga)
        composer.action_send_mail()
        message = self.lead_ana.message_ids[:1]
        self.assertEqual(message.subject, "Our offer")
        self.assertEqual(message.partner_ids, self.olga)

    def test_what_others_leave_behind_is_not_created(self):
        for name in ("comment", "logged_note", "stage", "log", "activity_done"):
            source = self._offer(name)
            with self.subTest(name), self.assertRaisesRegex(UserError, "no longer"):
                self._action(source)

    def test_colleague_without_sales_rights_creates_a_meeting(self):
        action = self._action(self._ref("meeting"), user=self.otto)
        self.assertEqual(
            action["context"]["default_partner_ids"],
            (self.otto.partner_id + self.olga).ids,
        )
        with self.assertRaises(AccessError):
            self._action(self._ref("meeting"), self.lead_ana, user=self.otto)

    def _offer(self, name):
        """What an administrator lets people create from the feed."""
        source = self._ref(name)
        source.can_create = True
        return source

    def test_customer_or_deal_that_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self._action(self._ref("lead"), self.lead_bruno)
        private = self.env["res.partner"].create({"name": "Elsewhere"})
        private.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self._action(self._ref("lead"), partner=private)
