"""What is read from memory, and what is left to the database."""

from odoo.tests import tagged

from ..engine.cached import UNKNOWN, peek
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestCached(FeedCommon):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()

    def _peek(self, *args):
        with self.assertQueryCount(0, flush=False):
            return peek(*args)

    def test_nothing_read_yet(self):
        self.assertIs(self._peek(self.lead_ana, "partner_id"), UNKNOWN)
        self.assertEqual(self._peek(self.lead_ana, "id"), self.lead_ana.id)

    def test_read_step_by_step(self):
        path = "partner_id.commercial_partner_id"
        self.assertEqual(self.lead_ana.partner_id, self.olga)
        self.assertIs(self._peek(self.lead_ana, path), UNKNOWN)
        self.assertEqual(self.olga.commercial_partner_id, self.customer)
        self.assertEqual(self._peek(self.lead_ana, path), self.customer.id)

    def test_empty_link(self):
        self.lead_ana.partner_id = False
        path = "partner_id.commercial_partner_id"
        self.assertIsNone(self._peek(self.lead_ana, path))

    def test_waits_to_be_computed(self):
        """The old value is still in memory then."""
        self.assertEqual(self.olga.commercial_partner_id, self.customer)
        field = self.olga._fields["commercial_partner_id"]
        self.env.add_to_compute(field, self.olga)
        self.assertIs(self._peek(self.olga, field.name), UNKNOWN)
        self.env.flush_all()
        self.assertEqual(self._peek(self.olga, field.name), self.customer.id)

    def test_no_column(self):
        """Names that are computed, translated or unknown are not taken from memory."""
        stage = self.lead_ana.stage_id
        self.assertTrue(stage.name and self.lead_ana.display_name)
        self.assertIs(self._peek(stage, "name"), UNKNOWN)
        self.assertIs(self._peek(self.lead_ana, "display_name"), UNKNOWN)
        self.assertIs(self._peek(self.lead_ana, "gone.id"), UNKNOWN)
