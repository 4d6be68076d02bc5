from odoo import fields
from odoo.tests import tagged

from ..engine.contact_report import LONGEST_GAP
from .common_contact_report import ContactReportCommon


@tagged("post_install", "-at_install")
class TestContactReportGaps(ContactReportCommon):
    """The days between the contacts of a customer, in reports."""

    def test_days_between_contacts(self):
        for days_ago in (20, 14, 4):
            self._done_note(days_ago)
        self._done_note(7, partner_id=self.other.id)
        self._make_note(partner_id=self.olga.id)
        self.assertAlmostEqual(self._figure("days_between:avg"), 8)

    def test_days_between_reach_back_before_the_period(self):
        self._done_note(20)
        self._done_note(4)
        since = fields.Datetime.to_string(self._in(days=-10))
        domain = [("date", ">=", since)]
        self.assertEqual(self._figure(domain=domain), 1)
        self.assertAlmostEqual(self._figure("days_between:avg", domain), 16)
        self.assertAlmostEqual(
            self._figure("days_between:avg", [("date", ">=", "-10d")]), 16
        )

    def test_days_between_of_a_colleagues_contact_count(self):
        self._done_note(9, user_id=self.mona.id)
        self._done_note(4)
        domain = [("user_id", "=", self.ana.id)]
        self.assertAlmostEqual(self._figure("days_between:avg", domain), 5)

    def test_days_between_by_month_and_owner(self):
        """A pivot asks for several groupings at once."""
        self._done_note(9)
        self._done_note(4)
        result = self._report().formatted_read_grouping_sets(
            self._ours, [[], ["user_id"]], ["__count", "days_between:avg"]
        )
        self.assertAlmostEqual(result[0][0]["days_between:avg"], 5)
        self.assertAlmostEqual(result[1][0]["days_between:avg"], 5)

    def test_days_between_on_lines(self):
        self._done_note(9)
        self._done_note(4)
        found = self._report().search(self._ours, order="date")
        self.assertEqual([round(entry.days_between) for entry in found], [0, 5])

    def test_long_silence_is_a_new_beginning(self):
        self._done_note(LONGEST_GAP + 5)
        self._done_note(4)
        self.assertFalse(self._figure("days_between:avg"))
        self.assertFalse(self._figure("days_between:avg", [("date", ">=", "-10d")]))

    def test_gaps_tell_nothing_of_hidden_contacts(self):
        self._make_mail(self.lead_ana, self._in(days=-20))
        self._make_mail(self.lead_bruno, self._in(days=-5))
        self._make_mail(self.lead_ana, self._in(days=-4))
        self.assertAlmostEqual(self._figure("days_between:avg"), 16)
        self.assertAlmostEqual(self._figure("days_between:avg", user=self.mona), 8)
