"""What can be created from the feed of a customer, beside a note."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

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

    def test_customer_or_deal_that_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self._action(self._ref("lead"), self.lead_bruno)
        private = self.env["res.partner"].create({"name": "Elsewhere"})
        private.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self._action(self._ref("lead"), partner=private)
