"""What the composer of the feed offers to choose from."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestNoteComposer(NoteCommon):
    def _defaults(self, partner=None, lead=None, user=None):
        Note = self.Note.with_user(user or self.ana)
        return Note.get_composer_defaults(
            (partner or self.contact).id, lead and lead.id or False
        )

    def _names(self, choices):
        return [choice["display_name"] for choice in choices]

    def test_open_deals_of_the_whole_customer_that_one_may_see(self):
        won = self._make_lead("Won", self.contact, self.ana)
        won.action_set_won()
        lost = self._make_lead("Lost", self.contact, self.ana)
        lost.action_set_lost()
        lead = self._make_lead("Not yet", self.contact, self.ana)
        lead.type = "lead"
        # Of Ana, of this customer and open: neither Bruno's nor that of another one.
        values = self._defaults()
        self.assertEqual(
            values["leads"], [{"id": self.lead_ana.id, "display_name": "40 desks"}]
        )
        self.assertFalse(values["leads_more"])
        head = self._defaults(user=self.head)
        self.assertCountEqual(self._names(head["leads"]), ["40 desks", "10 chairs"])

    def test_many_deals_are_searched(self):
        self._make_deals(25)
        values = self._defaults()
        self.assertEqual(len(values["leads"]), 20)
        self.assertTrue(values["leads_more"])
        found = self.NoteAna.search_deals(self.contact.id, "DESKS")
        self.assertEqual(self._names(found), ["40 desks"])
        self.assertEqual(len(self.NoteAna.search_deals(self.contact.id, limit=3)), 3)

    def _make_deals(self, count):
        for number in range(count):
            self._make_lead(f"Deal {number}", self.contact, self.ana)

    def test_feed_of_a_deal_offers_no_other(self):
        values = self._defaults(lead=self.lead_ana)
        self.assertEqual(values["lead_id"]["id"], self.lead_ana.id)
        self.assertEqual(values["leads"], [])

    def test_kinds_are_those_of_customers_and_deals(self):
        Type = self.env["mail.activity.type"]
        Type.create({"name": "Of leads", "res_model": "crm.lead"})
        Type.create({"name": "Of users", "res_model": "res.users"})
        Type.create({"name": "Gone", "active": False})
        kinds = self._defaults()["kinds"]
        names = self._names(kinds)
        self.assertIn("Of leads", names)
        self.assertNotIn("Of users", names)
        self.assertNotIn("Gone", names)
        icons = {kind["display_name"]: kind["icon"] for kind in kinds}
        self.assertEqual(icons["Call"], "fa-phone")

    def test_reasons_in_their_order_without_archived_ones(self):
        Reason = self.env["crm.feed.reason"]
        Reason.search([]).active = False
        Reason.create({"name": "Second", "sequence": 2})
        Reason.create({"name": "First", "sequence": 1})
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        Reason.create({"name": "Theirs", "company_id": elsewhere.id})
        self.assertEqual(self._names(self._defaults()["reasons"]), ["First", "Second"])

    def test_who_may_not_write_notes_is_told(self):
        values = self._defaults(user=self.lawyer)
        self.assertIn("not write notes", values["refusal"])
        self.assertEqual(values["kinds"], [])
        self.assertFalse(self._defaults()["refusal"])

    def test_archived_customer_is_told(self):
        self.contact.active = False
        self.assertIn("“Acme, Olga” is archived", self._defaults()["refusal"])

    def test_deals_of_a_customer_one_may_not_read(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.other.company_id = elsewhere
        for call in (self.NoteAna.search_deals, self.NoteAna.get_composer_defaults):
            with self.assertRaises(AccessError):
                call(self.other.id)

    def test_who_has_no_access_to_deals_finds_none(self):
        self.assertEqual(
            self.Note.with_user(self.lawyer).search_deals(self.contact.id), []
        )

    def _make_plan(self, model, **values):
        return self.env["mail.activity.plan"].create(
            {
                "name": "First contact",
                "res_model": model,
                "template_ids": [Command.create({"summary": "Call"})],
                **values,
            }
        )

    def test_plans(self):
        self.env["mail.activity.plan"].search([]).active = False
        self.assertEqual(self._defaults()["plan_models"], [])
        self._make_plan("res.partner", template_ids=False)
        self._make_plan("crm.team")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self._make_plan("crm.lead", company_id=elsewhere.id)
        self.assertEqual(self._defaults()["plan_models"], [])
        self._make_plan("crm.lead")
        self.assertEqual(self._defaults()["plan_models"], ["crm.lead"])
        self._make_plan("res.partner", company_id=False)
        self.assertEqual(self._defaults()["plan_models"], ["crm.lead", "res.partner"])

    def test_cost_does_not_depend_on_how_much_there_is(self):
        few = self._count_queries()
        self._make_deals(30)
        for number in range(10):
            self.env["crm.feed.reason"].create({"name": f"Reason {number}"})
            self.env["mail.activity.type"].create({"name": f"Kind {number}"})
            self._make_plan("crm.lead")
        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        for __ in range(2):
            # Fills the caches of the registry.
            self._defaults()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._defaults()
        return self.cr.sql_log_count - before
