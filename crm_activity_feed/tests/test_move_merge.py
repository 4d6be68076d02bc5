from odoo.tests import tagged

from .common_move import MoveCommon


@tagged("post_install", "-at_install")
class TestMoveMerge(MoveCommon):
    """Merges of contacts and companies leave one history, which is sane."""

    def _merge(self, kept, *others):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        every = kept.union(*others)
        wizard._merge(every.ids, kept, extra_checks=False)
        self.env.invalidate_all()

    def _companies(self, partner=None):
        return self._lines(partner).mapped("commercial_partner_id.name")

    def _make_twin(self, company):
        twin = self.env["res.partner"].create({"name": "Olga", "parent_id": company.id})
        self._set_date(twin, self.begin)
        return twin

    def test_twin_without_moves(self):
        self._said(20, "before")
        self._move(self.beta, days=10)
        twin = self._make_twin(self.beta)
        self._said(3, "twin", twin)
        self._merge(self.olga, twin)
        self.assertEqual(self._companies(), ["Acme Tools", "Beta"])
        self.assertTrue(self.olga.feed_has_moved)
        self.assertEqual(self._bodies(self.customer), ["Olga left to Beta", "before"])
        self.assertIn("twin", self._bodies(self.beta))

    def test_twin_that_moved(self):
        """The one that is kept never moved, as far as anybody knew."""
        self._move(self.beta, days=10)
        twin = self._make_twin(self.beta)
        self._merge(twin, self.olga)
        self.assertEqual(self._companies(twin), ["Acme Tools", "Beta"])
        self.assertTrue(twin.feed_has_moved)

    def test_both_moved(self):
        twin = self._make_twin(self.other)
        self._move(self.customer, days=30, partner=twin)
        self._move(self.beta, days=20, partner=twin)
        self._move(self.beta, days=10)
        self._merge(self.olga, twin)
        companies = self._companies()
        self.assertEqual(companies[-1], "Beta")
        pairs = list(zip(companies, companies[1:], strict=False))
        self.assertTrue(pairs)
        self.assertFalse([pair for pair in pairs if pair[0] == pair[1]])

    def test_twin_elsewhere_last(self):
        """Where the one that is kept is today, is where it is."""
        twin = self._make_twin(self.customer)
        self._move(self.other, days=5, partner=twin)
        self._move(self.beta, days=10)
        self._merge(self.olga, twin)
        self.assertEqual(self._companies(), ["Acme Tools", "Beta"])

    def test_merge_gives_a_company(self):
        """A contact that gets its company by a merge has not moved."""
        alone = self.env["res.partner"].create({"name": "Olga"})
        company = self.env["res.partner"].create({"name": "Own", "is_company": True})
        self._set_date(alone, self.begin)
        self._merge(alone, self.olga)
        self.assertEqual(alone.parent_id, self.customer)
        self.assertFalse(self._lines(alone))
        self.assertFalse(self._lines(company))

    def test_companies(self):
        """Who went from one company to the other has not moved any more."""
        self._move(self.beta, days=10)
        self._merge(self.beta, self.customer)
        self.assertFalse(self._lines())
        self.assertFalse(self.olga.feed_has_moved)

    def test_company_of_the_past(self):
        self._said(30, "in other")
        self._move(self.other, days=20)
        self._move(self.beta, days=10)
        self._merge(self.customer, self.other)
        self.assertEqual(self._companies(), ["Acme Tools", "Beta"])
        self.assertEqual(self._bodies(self.customer), ["Olga left to Beta", "in other"])

    def test_company_of_today(self):
        self._move(self.beta, days=10)
        self._merge(self.other, self.beta)
        self.assertEqual(self._companies(), ["Acme Tools", "Other Customer"])
        self.assertEqual(self.olga.commercial_partner_id, self.other)

    def test_three_at_once(self):
        self._move(self.beta, days=10)
        twins = self._make_twin(self.beta) | self._make_twin(self.beta)
        self._merge(self.olga, twins)
        self.assertEqual(self._companies(), ["Acme Tools", "Beta"])
        self.assertEqual(self._bodies(self.customer), ["Olga left to Beta"])
