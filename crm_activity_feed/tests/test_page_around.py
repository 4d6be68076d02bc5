from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FeedCommon

_START = datetime(2024, 1, 1, 12)
_MESSAGES = {"kinds": ["message"]}


@tagged("post_install", "-at_install")
class TestPageAround(FeedCommon):
    """A page that starts in the middle of the history: twelve messages, one a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mail.message"].union(
            *(
                cls._make_message(
                    cls.customer, f"M{day}", date=_START + timedelta(days=day)
                )
                for day in range(12)
            )
        )

    def _titles(self, **kwargs):
        kwargs = {"filters": _MESSAGES, "limit": 6, **kwargs}
        return [entry["title"] for entry in self._page(**kwargs)["entries"]]

    def _key(self, message):
        """The key of the entry of ``message``, as the server made it."""
        page = self._page(filters=_MESSAGES, limit=200)
        return next(e["key"] for e in page["entries"] if e["res_id"] == message.id)

    def test_moment(self):
        """A third is newer than the moment; the moment itself is among the rest."""
        wanted = ["M7", "M6", "M5", "M4", "M3", "M2"]
        self.assertEqual(self._titles(at="2024-01-06 12:00:00"), wanted)
        self.assertEqual(self._titles(at="2024-01-07 11:59:59"), wanted)
        wanted = ["M6", "M5", "M4", "M3", "M2", "M1"]
        self.assertEqual(self._titles(at="2024-01-06 11:59:59"), wanted)

    def test_ends(self):
        """A page at either end of the history is not filled up from the other side."""
        page = self._page(filters=_MESSAGES, limit=6, at="2031-01-01 00:00:00")
        titles = [entry["title"] for entry in page["entries"]]
        self.assertEqual(titles, ["M11", "M10", "M9", "M8"])
        self.assertFalse(page["newer"])
        page = self._page(filters=_MESSAGES, limit=6, at="2020-01-01 00:00:00")
        titles = [entry["title"] for entry in page["entries"]]
        self.assertEqual(titles, ["M1", "M0"])
        self.assertTrue(page["newer"])
        self.assertFalse(page["older"])
        self.assertEqual(self._titles(at="2024-01-05 12:00:00", limit=1), ["M4"])

    def test_it_is_a_first_page(self):
        """What is to do and what the feed can show come with it, in any case."""
        note = self._make_note("Still to do")
        page = self._page(limit=6, at="2024-01-05 12:00:00")
        self.assertEqual(self._records(page["open"]), [(note._name, note.id)])
        self.assertTrue(page["kinds"])
        self.assertTrue(page["creatable"])
        self.assertFalse(page["at"])

    def test_filters_and_period_apply(self):
        filters = {**_MESSAGES, "date_to": "2024-01-06 23:59:59"}
        titles = self._titles(at="2024-01-05 12:00:00", filters=filters)
        self.assertEqual(titles, ["M5", "M4", "M3", "M2", "M1"])

    def test_entry(self):
        key = self._key(self.messages[5])
        page = self._page(filters=_MESSAGES, limit=6, at=key)
        titles = [entry["title"] for entry in page["entries"]]
        self.assertEqual(titles, ["M7", "M6", "M5", "M4", "M3", "M2"])
        self.assertEqual(
            page["at"],
            {
                "key": key,
                "is_open": False,
                "is_noise": False,
                "document_model": "res.partner",
                "document_id": self.customer.id,
            },
        )

    def test_entry_to_do(self):
        """It is among the open ones; the history starts at its newest entry."""
        note = self._make_note("Still to do")
        page = self._page(limit=6, at=f"1-{note.id}")
        self.assertTrue(page["at"]["is_open"])
        self.assertEqual(self._records(page["open"]), [(note._name, note.id)])
        self.assertEqual(page["entries"], self._page(limit=6)["entries"])
        self.assertFalse(page["newer"])

    def test_entry_to_do_after_many_others(self):
        """It shows, although a page holds fifty; one of another customer does not."""
        for number in range(51):
            self._make_note(f"N{number}")
        far = datetime.now().replace(microsecond=0) + timedelta(days=99)
        late = self._make_note("Late", date_deadline=far)
        other = self._make_note("Other", partner_id=self.other.id, date_deadline=far)
        page = self._page(at=f"1-{late.id}")
        self.assertTrue(page["open_more"])
        self.assertEqual(len(page["open"]), 51)
        self.assertEqual(page["open"][-1]["title"], "Late")
        self.assertEqual(len(self._page(at=f"1-{other.id}")["open"]), 50)

    def test_entry_that_one_may_not_read(self):
        """As if it did not exist: the newest page, and nothing about it."""
        self.assertTrue(self._page({"lead": self.lead_ana.id})["entries"])
        hidden = f"9-{self.lead_bruno.id}"
        self.assertTrue(self._page(user=self.mona, at=hidden)["at"])
        plain = self._page()
        for key in (hidden, "9-999999999", "255-1", f"1-{self.messages[0].id}9"):
            page = self._page(at=key)
            self.assertIs(page["at"], False, key)
            self.assertEqual(page["entries"], plain["entries"], key)

    def test_entry_of_another_customer(self):
        """Its place is shown, but not the entry: the scope decides what shows."""
        lead = self._make_lead("Lamps", self.ana, self.other)
        self._set_date(lead, _START + timedelta(days=5, hours=1))
        page = self._page(filters={"kinds": ["message", "change"]}, at=f"9-{lead.id}")
        self.assertEqual(page["at"]["document_id"], lead.id)
        self.assertNotIn(("crm.lead", lead.id), self._records(page["entries"]))
        self.assertIn("M5", [entry["title"] for entry in page["entries"]])

    def test_scope_that_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self._page({"lead": self.lead_bruno.id}, at="2024-01-05 12:00:00")

    def test_wrong_places(self):
        date = "2024-01-05 12:00:00"
        for at in ("yesterday", "1-x", 7, {}, [], [date], [date, "x"], ["x", 1]):
            with self.assertRaisesRegex(UserError, "cannot be opened"):
                self._page(at=at)
        for at in ([date, 2**64], [date, 1.5], [f"{date}+01:00", 1], [None, 1]):
            with self.assertRaisesRegex(UserError, "cannot be opened"):
                self._page(at=at)

    def test_wrong_cursors(self):
        date = "2024-01-05 12:00:00"
        for cursor in (["up", date, 1], ["older", date], ["older", "x", 1], [], {}):
            with self.assertRaisesRegex(UserError, "cannot be read from"):
                self._page(cursor=cursor)

    def test_two_places(self):
        with self.assertRaisesRegex(UserError, "one place"):
            self._page(cursor=["older", str(_START), 1], at="2024-01-05 12:00:00")

    def test_first_date(self):
        """When the history begins, for this user and with these filters."""
        Entry = self.Entry.with_user(self.ana)
        scope = {"partner": self.customer.id}
        self.assertEqual(Entry.get_first_date(scope), "2024-01-01 12:00:00")
        self._set_date(self.lead_bruno, datetime(2011, 5, 5))
        self.assertEqual(Entry.get_first_date(scope), "2024-01-01 12:00:00")
        mine = self.Entry.with_user(self.bruno).get_first_date(scope)
        self.assertEqual(mine, "2011-05-05 00:00:00")
        self.assertFalse(Entry.get_first_date(scope, {"text": "no such words"}))
