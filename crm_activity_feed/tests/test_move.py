from datetime import timedelta

from odoo.tests import tagged

from .common_move import MoveCommon


@tagged("post_install", "-at_install")
class TestMove(MoveCommon):
    """A contact changes its company: each company keeps what was in its time."""

    def test_pages(self):
        self._said(20, "before")
        self._said(5, "after")
        self._said(20, "oleg", self.oleg)
        self._move(self.beta, days=10, user=self.ana)
        self.assertEqual(
            self._bodies(self.customer), ["Olga left to Beta", "oleg", "before"]
        )
        self.assertEqual(
            self._bodies(self.beta), ["after", "Olga came from Acme Tools"]
        )
        self.assertEqual(
            self._bodies(self.olga, roll_up=False),
            ["after", "Olga came from Acme Tools", "before"],
        )

    def test_lines(self):
        self._move(self.beta)
        first, second = self._lines()
        self.assertEqual(first.commercial_partner_id, self.customer)
        self.assertEqual(first.date_from, self.begin.replace(microsecond=0))
        self.assertEqual(first.date_to, second.date_from)
        self.assertEqual(second.commercial_partner_id, self.beta)
        self.assertFalse(second.date_to)
        self.assertTrue(self.olga.feed_has_moved)
        self.assertFalse(self.oleg.feed_has_moved)

    def test_never_moved(self):
        self.olga.write({"name": "Olga P.", "parent_id": self.customer.id})
        self.assertFalse(self._lines())

    def test_correction(self):
        self._said(20, "before")
        self._move(self.beta, crm_feed_correction=True)
        self.assertFalse(self._lines())
        self.assertEqual(self._bodies(self.beta), ["before"])
        self.assertEqual(self._bodies(self.customer), [])

    def test_person_without_company(self):
        """That its company was not known is no move."""
        self.olga.parent_id = False
        self._lines().unlink()
        self._move(self.beta)
        self.assertFalse(self._lines())

    def test_left_for_no_company(self):
        self._said(20, "before")
        self._move(None, days=10)
        self._said(5, "after")
        self.assertEqual(self._bodies(self.customer), ["Olga left", "before"])
        self.assertEqual(self._bodies(self.olga), ["after", "Olga left Acme Tools"])

    def test_becomes_company(self):
        self._said(20, "before")
        self.olga.is_company = True
        self._date_move(self.now - timedelta(days=10))
        self._said(5, "after")
        self.assertEqual(self._bodies(self.customer), ["Olga left", "before"])
        self.assertEqual(self._bodies(self.olga), ["after", "Olga left Acme Tools"])

    def test_back_again(self):
        for days in (30, 20, 10):
            self._said(days, f"{days} days ago")
        self._move(self.beta, days=25)
        self._move(self.customer, days=15)
        self.assertEqual(
            self._bodies(self.customer),
            [
                "10 days ago",
                "Olga came from Beta",
                "Olga left to Beta",
                "30 days ago",
            ],
        )
        self.assertEqual(
            self._bodies(self.beta),
            ["Olga left to Acme Tools", "20 days ago", "Olga came from Acme Tools"],
        )

    def test_back_at_once(self):
        """A slip that is undone within the second leaves no trace."""
        self._move(self.beta)
        self._date_move(self.now)
        self._move(self.customer)
        self.assertLessEqual(len(self._lines()), 3)

    def test_at_the_moment(self):
        moment = self.now - timedelta(days=10)
        second = timedelta(seconds=1)
        self._said(moment - second, "a second before")
        self._said(moment, "at the moment")
        self._said(moment.replace(microsecond=0) - second / 2, "half a second before")
        self._move(self.beta)
        self._date_move(moment)
        old, new = self._bodies(self.customer), self._bodies(self.beta)
        self.assertEqual(
            set(old), {"a second before", "half a second before", "Olga left to Beta"}
        )
        self.assertEqual(set(new), {"at the moment", "Olga came from Acme Tools"})

    def test_twice_a_day(self):
        noon = (self.now - timedelta(days=10)).replace(hour=12, minute=0, second=0)
        hour = timedelta(hours=1)
        for hours, text in ((-1, "acme"), (1, "beta"), (3, "other")):
            self._said(noon + hours * hour, text)
        self._move(self.beta)
        self._date_move(noon)
        self._move(self.other)
        self._date_move(noon + 2 * hour)
        for partner, text in (
            (self.customer, "acme"),
            (self.beta, "beta"),
            (self.other, "other"),
        ):
            bodies = [body for body in self._bodies(partner) if "Olga" not in body]
            self.assertEqual(bodies, [text])

    def test_customer_of_entries(self):
        self._said(20, "before")
        self._said(5, "after")
        self._move(self.beta, days=10)
        page = self._page({"partner": self.olga.id, "roll_up": False}, self.mona)
        customers = {
            self._text(entry): entry["customer_id"]["display_name"]
            for entry in page["entries"]
        }
        self.assertEqual(customers["before"], "Acme Tools")
        self.assertEqual(customers["after"], "Beta")
        for customer, text in ((self.customer, "before"), (self.beta, "after")):
            domain = [("customer_id", "=", customer.id), ("kind", "=", "message")]
            entries = self._search(domain, self.mona)
            self.assertIn(text, entries.mapped("title"))
            self.assertEqual(entries.customer_id, customer)
