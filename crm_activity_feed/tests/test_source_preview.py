"""What a source would show, before it is saved."""

from contextlib import closing
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models import crm_feed_source_preview
from .test_source_check import SourceCommon


@tagged("post_install", "-at_install")
class TestSourcePreview(SourceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_admin = cls._make_lead("Lamps", cls.admin)
        cls.lead_nobody = cls._make_lead("Shelves", cls.admin)
        cls.lead_nobody.partner_id = False
        cls.ours = f"[('id', 'in', {(cls.lead_admin + cls.lead_nobody).ids})]"

    def _preview(self, source=None, **values):
        self.env.flush_all()
        if source is None:
            defaults = {"date_path": "create_date", "title_path": "name"}
            values = self._values(mode="fields", **{**defaults, **values})
        return self.Source.get_preview(source.id if source else False, values)

    def test_new_source(self):
        count = self.Source.search_count([])
        preview = self._preview(
            domain=self.ours, icon="fa-plane", amount_path="expected_revenue"
        )
        self.assertFalse(preview["problem"])
        self.assertEqual([e["title"] for e in preview["entries"]], ["Lamps"])
        entry = preview["entries"][0]
        self.assertEqual(
            entry["source"], {"id": False, "name": "Visit", "activity_type_id": False}
        )
        self.assertEqual(entry["icon"], "fa-plane")
        self.assertEqual(entry["partner_id"]["id"], self.olga.id)
        self.assertIn("value", entry["amount"])
        self.assertEqual(self.Source.search_count([]), count)

    def test_same_as_the_page_once_it_is_saved(self):
        values = {
            "title_path": "name",
            "user_path": "user_id",
            "company_path": "company_id",
            "author_path": "create_uid.partner_id",
            "activity_type_id": self.call.id,
            "reason_id": self.reason.id,
        }
        preview = self._preview(domain=self.ours, **values)
        source = self._make_source(domain=self.ours, **values)
        page = self._page("all", user=self.admin, filters={"source_ids": source.ids})
        own = {"id", "key", "source_id", "source", "actions"}
        shown, previewed = (
            [{k: v for k, v in e.items() if k not in own} for e in entries]
            for entries in (page["entries"], preview["entries"])
        )
        self.assertEqual(len(shown), 1)
        self.assertEqual(previewed, shown)

    def test_records_without_customer_are_explained(self):
        preview = self._preview(domain=self.ours)
        self.assertEqual((preview["matching"], preview["hidden"]), (2, 1))
        self.assertEqual(preview["examples"], ["Shelves"])

    def test_nothing_passes_the_filter(self):
        preview = self._preview(domain="[('name', '=', 'No such lead')]")
        self.assertEqual(preview["entries"], [])
        self.assertEqual((preview["matching"], preview["hidden"]), (0, 0))

    def test_ten_newest(self):
        for number in range(11):
            lead = self._make_lead(f"Deal {number}", self.admin)
            self._set_date(lead, f"2031-01-{number + 1:02} 10:00:00")
        titles = [e["title"] for e in self._preview()["entries"]]
        self.assertEqual(titles, [f"Deal {number}" for number in range(10, 0, -1)])

    def test_rights_of_the_administrator(self):
        """He is a salesperson with own documents only, and sees no more here."""
        preview = self._preview(domain=f"[('id', 'in', {self.lead_bruno.ids})]")
        self.assertEqual(preview["entries"], [])

    def test_changes_of_a_saved_source(self):
        source = self._make_source(domain=self.ours, title_path="name")
        self.assertEqual(self._preview(source)["entries"][0]["title"], "Lamps")
        preview = self._preview(source, title_path="partner_id.name", is_open=True)
        self.assertEqual(preview["entries"][0]["title"], "Olga")
        self.assertTrue(preview["entries"][0]["is_open"])
        self.assertEqual(source.title_path, "name")
        self.assertFalse(source.is_open)

    def test_source_by_code(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Preview me",
                "start": "2031-01-01 10:00:00",
                "stop": "2031-01-01 11:00:00",
                "partner_ids": self.olga.ids,
            }
        )
        source = self.env.ref("crm_activity_feed.crm_feed_source_meeting")
        entry = self._preview(source)["entries"][0]
        self.assertEqual((entry["res_id"], entry["actions"]), (event.id, []))

    def test_messages_of_documents(self):
        message = self._make_message(self.lead_admin, body="Preview me")
        self._set_date(message, "2031-01-01 10:00:00", "date")
        source = self.env.ref("crm_activity_feed.crm_feed_source_logged_note")
        preview = self._preview(source)
        self.assertFalse(preview["problem"])
        self.assertEqual(preview["entries"][0]["res_id"], message.id)

    def test_what_is_wrong_is_said(self):
        preview = self._preview(date_path="name")
        self.assertIn("it is not a date", preview["problem"])
        self.assertEqual(preview["entries"], [])
        self.assertIn("Choose", self.Source.get_preview(False, {})["problem"])
        absent = self._preview(model="contract.of.nowhere")
        self.assertIn("not installed", absent["problem"])

    def test_records_that_the_administrator_may_not_read(self):
        self.admin.group_ids -= self.env.ref("sales_team.group_sale_salesman")
        self.env["ir.model.access"].search(
            [
                ("model_id.model", "=", "crm.lead"),
                ("group_id", "=", self.env.ref("base.group_system").id),
            ]
        ).unlink()
        self.assertIn("You may not read", self._preview()["problem"])

    def test_too_slow(self):
        """Here it waits for somebody else, who is at the table."""
        with (
            closing(db_connect(self.cr.dbname).cursor()) as other,
            patch.object(crm_feed_source_preview, "_BUDGET", 200),
        ):
            other.execute("LOCK TABLE crm_lost_reason IN ACCESS EXCLUSIVE MODE")
            preview = self._preview(domain="[('lost_reason_id.name', '=', 'Price')]")
        self.assertIn("takes too long", preview["problem"])
        self.assertEqual(len(self._preview(domain=self.ours)["entries"]), 1)
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone(), ("0",))

    def test_only_administrators(self):
        for user in (self.ana, self.mona):
            with self.assertRaises(AccessError):
                self.Source.with_user(user).get_preview(False, self._values())
