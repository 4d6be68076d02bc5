from datetime import datetime, timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..engine import page as feed_page
from ..report import crm_feed_handover_report
from .browser_common import FeedBrowserCase
from .common import FeedCommon

REPORT = "crm_activity_feed.report_handover"


class TestHandover(FeedCommon):
    """The report for the colleague who takes over: what the reader may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = fields.Datetime.now()
        cls.today = now.date()
        cls.late = cls._make_note("Late", date_deadline=now - timedelta(days=3))
        cls.soon = cls._make_note("Soon", lead_id=cls.lead_ana.id)
        cls.done = cls._make_note("Done one", lead_id=cls.lead_ana.id)
        cls.done.with_user(cls.ana).action_done("They agreed", now - timedelta(days=40))
        cls.old = cls._make_note("Old one")
        cls.old.with_user(cls.ana).action_done("Long ago", now - timedelta(days=800))
        cls.hidden = cls._make_note("Hidden", cls.bruno, lead_id=cls.lead_bruno.id)

    def _wizard(self, record=None, user=None, **values):
        record = record or self.customer
        Wizard = self.env["crm.feed.handover.wizard"].with_user(user or self.ana)
        context = {"active_model": record._name, "active_ids": record.ids}
        return Wizard.with_context(**context).create(values)

    def _handover(self, wizard):
        self.env.flush_all()
        Report = wizard.env[f"report.{REPORT}"]
        return Report._get_report_values(wizard.ids)["handovers"][0]

    @staticmethod
    def _titles(lines):
        return [line["title"] for line in lines]

    def _history(self, handover):
        return [
            title for _m, lines in handover["months"] for title in self._titles(lines)
        ]

    def test_open_first_by_date(self):
        handover = self._handover(self._wizard())
        self.assertEqual(self._titles(handover["todo"]), ["Late", "Soon"])
        self.assertTrue(handover["todo"][0]["is_overdue"])
        self.assertEqual(handover["deals"], self.lead_ana)
        self.assertEqual(handover["contacts"], self.oleg + self.olga)

    def test_period(self):
        history = self._history(self._handover(self._wizard()))
        self.assertIn("Done one", history)
        self.assertNotIn("Old one", history)
        wizard = self._wizard(
            date_from=self.today - timedelta(days=801),
            date_to=self.today - timedelta(days=799),
        )
        self.assertEqual(self._history(self._handover(wizard)), ["Old one"])

    def test_period_is_of_days_of_the_reader(self):
        """An all-day entry stands on its day, a moment on the reader's."""
        for name, moment in (
            ("Evening before", datetime(2024, 3, 4, 4, 59)),
            ("Morning", datetime(2024, 3, 4, 5, 0)),
            ("Last minute", datetime(2024, 3, 5, 4, 59)),
            ("Next day", datetime(2024, 3, 5, 5, 0)),
        ):
            self._make_note(name).with_user(self.ana).action_done("", moment)
        for name, day in (("Fair before", "2024-03-03"), ("Fair", "2024-03-04")):
            self.env["calendar.event"].create(
                {
                    "name": name,
                    "allday": True,
                    "start_date": day,
                    "stop_date": day,
                    "partner_ids": [(6, 0, self.olga.ids)],
                    "user_id": self.ana.id,
                }
            )
        day = fields.Date.to_date("2024-03-04")
        wizard = self._wizard(date_from=day, date_to=day)
        handover = self._handover(wizard.with_context(tz="America/New_York"))
        self.assertEqual(self._history(handover), ["Last minute", "Fair", "Morning"])

    def test_restricted_user(self):
        """Nothing of a deal that the reader may not open, in no part."""
        handover = self._handover(self._wizard())
        printed = str(handover["todo"]) + str(handover["months"])
        self.assertNotIn("Hidden", printed)
        self.assertNotIn("Chairs", printed)
        self.assertIn(
            "Hidden",
            self._titles(self._handover(self._wizard(user=self.bruno))["todo"]),
        )

    def test_deal(self):
        wizard = self._wizard(self.lead_ana)
        self.assertEqual(wizard.lead_id, self.lead_ana)
        self.assertEqual(wizard.partner_id, self.customer)
        handover = self._handover(wizard)
        self.assertEqual(self._titles(handover["todo"]), ["Soon"])
        self.assertIn("Done one", self._history(handover))

    def test_deal_of_another_customer(self):
        lead = self._make_lead("Foreign", self.ana, self.other)
        with self.assertRaisesRegex(ValidationError, "not a deal of Acme"):
            self._wizard(lead_id=lead.id)

    def test_wrong_period(self):
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self._wizard(date_from="2024-02-01", date_to="2024-01-01")

    def test_only_one_customer(self):
        with self.assertRaisesRegex(UserError, "Select only one"):
            self._wizard(self.customer + self.other)

    def test_more_than_fits(self):
        """What is left out is said."""
        for number in range(3):
            note = self._make_note(f"More {number}")
            note.with_user(self.ana).action_done("", fields.Datetime.now())
        module = crm_feed_handover_report
        with (
            patch.object(module, "MAX_ENTRIES", 2),
            patch.object(module, "PAGE", 2),
            patch.object(module, "MAX_OPEN", 1),
            patch.object(feed_page, "OPEN_LIMIT", 1),
        ):
            handover = self._handover(self._wizard())
        self.assertTrue(handover["is_cut"])
        self.assertEqual(len(self._history(handover)), 2)
        self.assertTrue(handover["is_todo_cut"])
        self.assertEqual(self._titles(handover["todo"]), ["Late"])

    def test_html(self):
        """Rendered: what people wrote is text, and titles lead to the records."""
        self._make_note("<script>alert(1)</script>")
        wizard = self._wizard()
        self.env.flush_all()
        Report = self.env["ir.actions.report"].with_user(self.ana)
        page = html.fromstring(Report._render_qweb_html(REPORT, wizard.ids)[0])
        text = page.text_content()
        self.assertLess(text.index("Still to do"), text.index("What happened"))
        self.assertIn("They agreed", text)
        self.assertIn("<script>alert(1)</script>", text)
        links = page.xpath("//*[@res-model='crm.feed.note']/@res-id")
        self.assertIn(str(self.late.id), links)

    def test_list(self):
        """The list has the same entries as the report."""
        wizard = self._wizard()
        domain = wizard.action_open_list()["domain"]
        found = self._search([*domain, ("is_noise", "=", False)], order="date, id")
        handover = self._handover(wizard)
        self.assertCountEqual(
            found.mapped("title"),
            self._titles(handover["todo"]) + self._history(handover),
        )

    def test_list_of_a_feed(self):
        """A meeting with two customers is on both lists, as on both feeds."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Both",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "partner_ids": [(6, 0, (self.olga + self.other).ids)],
                "user_id": self.ana.id,
            }
        )
        for customer in (self.customer, self.other):
            found = self._search([("feed_partner_id", "=", customer.id)])
            self.assertIn(
                meeting.id,
                found.filtered(lambda e: e.res_model == "calendar.event").mapped(
                    "res_id"
                ),
            )


@tagged("post_install", "-at_install")
class TestHandoverUi(FeedBrowserCase):
    def test_without_wkhtmltopdf(self):
        """The report opens on the screen, and says why it is no PDF."""
        user = new_test_user(
            self.env, login="handover_ana", groups="sales_team.group_sale_salesman"
        )
        customer = self.env["res.partner"].create({"name": "Acme", "user_id": user.id})
        state = patch.object(
            self.env.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda _self: "install",
        )
        with state:
            self.start_tour(
                f"/odoo/res.partner/{customer.id}",
                "crm_activity_feed.handover",
                login="handover_ana",
            )
