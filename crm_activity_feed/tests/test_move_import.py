from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common_move import MoveCommon

_COLUMNS = ["partner_id", "commercial_partner_id", "date_from", "function"]


@tagged("post_install", "-at_install")
class TestMoveImport(MoveCommon):
    """Former companies come from a file, as any records of the host do."""

    def _load(self, *rows, user=None):
        lines = self.Employment.with_user(user or self.ana)
        rows = [[*row[:2], self._day(row[2]), *row[3:]] for row in rows]
        # The host tries a file as it is before it looks for the bad line.
        with mute_logger("odoo.sql_db"):
            return lines.load(_COLUMNS, rows)

    def _day(self, days_ago):
        return fields.Datetime.to_string(self.now - timedelta(days=days_ago))

    def test_two_former_companies(self):
        self._said(250, "at Other")
        self._said(150, "at Beta")
        self._said(50, "here")
        result = self._load(
            [self.olga.display_name, self.other.name, 300, "Clerk"],
            [self.olga.display_name, self.beta.name, 200, "Buyer"],
        )
        self.assertFalse(result["messages"])
        lines = self._lines()
        companies = lines.commercial_partner_id
        self.assertEqual(companies, self.other | self.beta | self.customer)
        self.assertEqual(lines.mapped("function")[:2], ["Clerk", "Buyer"])
        self.assertEqual(lines[0].date_to, lines[1].date_from)
        self.assertFalse(lines[-1].date_to)
        for partner, text in (
            (self.other, "at Other"),
            (self.beta, "at Beta"),
            (self.customer, "here"),
        ):
            bodies = set(self._bodies(partner)) & {"at Other", "at Beta", "here"}
            self.assertEqual(bodies, {text})

    def test_a_bad_line_keeps_all_out(self):
        result = self._load(
            [self.olga.display_name, self.beta.name, 200, "Buyer"],
            [self.olga.display_name, "No such company", 300, "Clerk"],
        )
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["rows"], {"from": 1, "to": 1})
        self.assertIn("No such company", result["messages"][0]["message"])
        self.assertFalse(self._lines())

    def test_same_moment_twice(self):
        result = self._load(
            [self.olga.display_name, self.beta.name, 200, ""],
            [self.olga.display_name, self.other.name, 200, ""],
        )
        self.assertFalse(result["ids"])
        self.assertIn("at the same moment", result["messages"][0]["message"])
        self.assertFalse(self._lines())


@tagged("post_install", "-at_install")
class TestMoveHandover(MoveCommon):
    """Who takes over the old company learns that somebody left, and nothing since."""

    def test_handover(self):
        self._said(50, "before")
        self._move(self.beta, days=10)
        self._said(5, "since")
        for partner, there, missing in (
            (self.customer, {"before", "Olga left to Beta"}, "since"),
            (self.beta, {"since", "Olga came from"}, "before"),
        ):
            with self.subTest(partner.name):
                report = self._print(partner)
                for text in there:
                    self.assertIn(text, report)
                self.assertNotIn(missing, report)

    def _print(self, partner):
        Wizard = self.env["crm.feed.handover.wizard"].with_user(self.ana)
        context = {"active_model": partner._name, "active_ids": partner.ids}
        wizard = Wizard.with_context(**context).create({})
        Report = self.env["ir.actions.report"].with_user(self.ana)
        page, _kind = Report._render_qweb_html(
            "crm_activity_feed.report_handover", wizard.ids
        )
        return html2plaintext(page.decode())
