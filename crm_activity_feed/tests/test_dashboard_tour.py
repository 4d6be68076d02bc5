"""The contacts dashboard in a browser."""

from datetime import timedelta

from odoo.tests import tagged

from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestDashboardTour(TourCase):
    def test_dashboard(self):
        """Each number opens what it counts, and the choice is there on return."""
        reached = self._make_customer("Zebra Reached", self.anna)
        self._make_customer("Zebra Forgotten", self.anna)
        for days in (1, 2):
            note = self._make_note("Talked", reached, self.anna)
            note.action_done("", self.now - timedelta(days=days))
        late = self._make_note("Send the samples", reached, self.anna)
        late.date_deadline = self.now - timedelta(days=3)
        other = self._make_customer("Yak", self.bert)
        self._make_note("Not hers", other, self.bert).action_done("", self.now)
        self.go("/odoo/contacts-dashboard", "contact_dashboard", self.mona)
