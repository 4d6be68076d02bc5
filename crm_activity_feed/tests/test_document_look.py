from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..engine.looks import get_document_look
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestDocumentLook(FeedCommon):
    """How a document stands, and by when it is due."""

    def _make_quotation(self, **values):
        if "sale.order" not in self.env:
            self.skipTest("Not installed: sale")
        values = {"partner_id": self.customer.id, "user_id": self.ana.id, **values}
        return self.env["sale.order"].create(values)

    def _get_data(self):
        (entry,) = self._page(filters={"kinds": ["document"]})["entries"]
        return entry["data"]

    def test_quotation_is_valid_until(self):
        day = fields.Date.today() + timedelta(days=3)
        self._make_quotation(validity_date=day)
        self.assertEqual(
            self._get_data(),
            {"tone": "muted", "due": str(day), "due_kind": "answer", "is_late": False},
        )

    def test_expired_quotation(self):
        self._make_quotation(validity_date=fields.Date.today() - timedelta(days=3))
        self.assertTrue(self._get_data()["is_late"])

    def test_order_is_not_waited_for(self):
        order = self._make_quotation(validity_date=fields.Date.today())
        order.action_confirm()
        data = self._get_data()
        self.assertEqual((data["tone"], data["due"]), ("success", False))

    def test_deal(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self.assertFalse(get_document_look(self.lead_ana, "stage_id"))
        self.lead_ana.action_set_won()
        self.assertEqual(self.lead_ana.stage_id.is_won, bool(won))
        look = get_document_look(self.lead_ana, "stage_id")
        self.assertEqual(look["tone"], "success")
        self.lead_bruno.action_set_lost()
        look = get_document_look(self.lead_bruno, "stage_id")
        self.assertEqual(look["tone"], "danger")

    def test_overdue_invoice(self):
        if "account.move" not in self.env or not self.env.company.chart_template:
            self.skipTest("Not installed: account, with a chart of accounts")
        late = fields.Date.today() - timedelta(days=5)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": late,
                "invoice_date_due": late,
                "invoice_line_ids": [
                    fields.Command.create({"name": "Desk", "price_unit": 100})
                ],
            }
        )
        invoice.action_post()
        look = get_document_look(invoice, "payment_state")
        self.assertEqual(
            (look["due"], look["due_kind"], look["is_late"]),
            (str(late), "payment", True),
        )

    def test_field_that_one_may_not_read(self):
        """It does not colour the badge either."""
        field = self.env["crm.lead"]._fields["won_status"]
        self.lead_ana.action_set_won()
        self.patch(field, "groups", "base.group_system")
        self.assertFalse(get_document_look(self.lead_ana.with_user(self.ana), None))
