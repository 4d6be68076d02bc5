from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.res_users_settings import MAX_SIZE
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestFilters(FeedCommon):
    """Filters that a link or the user's memory brings along, and the period."""

    def test_known_filters_are_named(self):
        """One call gives the page and the names of what it is filtered by."""
        self._make_note("Offer", reason_id=self.reason.id)
        self._make_note("Another")
        filters = {
            "reason_ids": self.reason.ids,
            "user_ids": self.ana.ids,
            "skip_unknown": True,
        }
        page = self._page(filters=filters)
        self.assertEqual([entry["title"] for entry in page["open"]], ["Offer"])
        self.assertEqual(
            page["filters"],
            {
                "reason_ids": [{"id": self.reason.id, "display_name": "Test reason"}],
                "user_ids": [{"id": self.ana.id, "display_name": self.ana.name}],
            },
        )

    def test_unknown_filters_are_left_out(self):
        """A deleted reason, or a kind of an app that is gone, breaks no page."""
        self._make_note("Offer")
        gone = self.env["crm.feed.reason"].create({"name": "Gone"})
        filters = {"reason_ids": gone.ids, "kinds": ["note", "gone"]}
        gone.unlink()
        page = self._page(filters={**filters, "skip_unknown": True})
        self.assertEqual([entry["title"] for entry in page["open"]], ["Offer"])
        self.assertEqual(page["filters"], {"kinds": ["note"], "reason_ids": []})
        with self.assertRaises(UserError):
            self._page(filters=filters)

    def test_archived_records_stay_filters(self):
        self.reason.active = False
        filters = {"reason_ids": self.reason.ids, "skip_unknown": True}
        self.assertEqual(
            [r["id"] for r in self._page(filters=filters)["filters"]["reason_ids"]],
            self.reason.ids,
        )

    def test_names_one_may_not_read_are_not_told(self):
        """A link with somebody's id does not disclose the name behind it."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.env["res.partner"].create(
            {"name": "Hidden", "company_id": company.id}
        )
        reason = self.env["crm.feed.reason"].create(
            {"name": "Hidden reason", "company_id": company.id}
        )
        filters = {
            "author_ids": hidden.ids,
            "customer_ids": (hidden + self.other).ids,
            "partner_ids": hidden.ids,
            "reason_ids": reason.ids,
            "skip_unknown": True,
        }
        page = self._page("mine", filters=filters)
        self.assertNotIn("Hidden", str(page))
        self.assertEqual(
            {name: [r["id"] for r in value] for name, value in page["filters"].items()},
            {
                "author_ids": [],
                "customer_ids": self.other.ids,
                "partner_ids": [],
                "reason_ids": [],
            },
        )

    def test_customer(self):
        """A customer stands for all its contacts, whichever of them is named."""
        self._make_note("Olga", partner_id=self.olga.id)
        self._make_note("Acme")
        self._make_note("Other", partner_id=self.other.id)
        for partner in (self.customer, self.oleg):
            page = self._page("mine", filters={"customer_ids": partner.ids})
            self.assertCountEqual(
                [e["title"] for e in page["open"] if e["kind"] == "note"],
                ["Olga", "Acme"],
            )

    def test_period_of_days(self):
        """A period is of the user's days; an all-day entry is of its own day."""
        all_day = {"is_all_day": True, "date_deadline": datetime(2031, 3, 10)}
        self._make_note("Monday", **all_day)
        all_day["date_deadline"] = datetime(2031, 3, 11)
        self._make_note("Tuesday", **all_day)
        self._make_note("Sunday night", date_deadline=datetime(2031, 3, 10, 3))
        self._make_note("Monday night", date_deadline=datetime(2031, 3, 11, 3))
        monday = {
            "date_from": "2031-03-10 04:00:00",
            "date_to": "2031-03-11 03:59:59",
        }
        Entry = self.Entry.with_user(self.ana).with_context(tz="America/New_York")
        self.env.flush_all()
        for scope in ({"partner": self.customer.id}, "mine"):
            page = Entry.get_page(scope, monday)
            self.assertEqual(
                [entry["title"] for entry in page["open"]], ["Monday", "Monday night"]
            )


@tagged("post_install", "-at_install")
class TestFilterOptions(FeedCommon):
    """What the panel offers: what the user may read, and people who matter here."""

    def _options(self, scope=None, user=None):
        self.env.flush_all()
        scope = scope or {"partner": self.customer.id}
        return self.Entry.with_user(user or self.ana).get_filter_options(scope)

    def _names(self, options, name):
        return [option["display_name"] for option in options[name]]

    def test_people_of_the_feed(self):
        """Oneself, then who is in the newest entries: most frequent first."""
        for number in range(3):
            self._make_note(f"Note {number}", self.mona, partner_id=self.oleg.id)
        options = self._options()
        self.assertEqual(
            self._names(options, "user_ids")[:2], [self.ana.name, self.mona.name]
        )
        self.assertEqual(options["customer_id"], self.customer.id)
        contacts = [option["id"] for option in options["partner_ids"]]
        self.assertEqual(contacts[0], self.oleg.id)
        self.assertIn(self.olga.id, contacts)
        self.assertNotIn("customer_ids", options)

    def test_dictionaries(self):
        options = self._options()
        self.assertIn("Test reason", self._names(options, "reason_ids"))
        self.assertIn(
            self.call.id, [option["id"] for option in options["activity_type_ids"]]
        )
        notes = self.env.ref("crm_activity_feed.crm_feed_source_note")
        self.assertIn(notes.id, [option["id"] for option in options["source_ids"]])
        self.reason.active = False
        self.assertNotIn("Test reason", self._names(self._options(), "reason_ids"))

    def test_nobody_elses_people(self):
        """Who is only in entries that one may not read is not offered."""
        secret = self.env["res.partner"].create(
            {"name": "Secret contact", "parent_id": self.customer.id}
        )
        lead = self._make_lead("Secret deal", self.bruno, secret)
        self._make_message(lead, author_id=secret.id)
        for scope in ({"partner": self.customer.id}, "mine", "all"):
            options = self._options(scope)
            self.assertTrue(options["user_ids"])
            self.assertNotIn("Secret", str(options["author_ids"]), scope)
        self.assertNotIn(
            self.bruno.id, [user["id"] for user in self._options("all")["user_ids"]]
        )
        mine = self._options(user=self.bruno)
        self.assertIn("Secret", str(mine["author_ids"]))

    def test_people_one_may_not_read(self):
        """An entry one reads may be by somebody one does not: no name is offered."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.env["res.partner"].create(
            {"name": "Hidden", "company_id": company.id}
        )
        self._make_message(self.customer, author_id=hidden.id)
        self._make_message(self.customer, author_id=self.olga.id)
        authors = [option["id"] for option in self._options()["author_ids"]]
        self.assertIn(self.olga.id, authors)
        self.assertNotIn(hidden.id, authors)

    def test_customers_where_there_are_many(self):
        self._make_note("Olga", partner_id=self.olga.id)
        options = self._options("mine")
        self.assertIn(
            self.customer.id, [option["id"] for option in options["customer_ids"]]
        )
        self.assertFalse(options["customer_id"])
        self.assertNotIn("partner_ids", options)
        options = self._options({"partner": self.olga.id, "roll_up": False})
        self.assertNotIn("partner_ids", options)
        self.assertNotIn("customer_ids", options)

    def test_deal_of_others(self):
        with self.assertRaises(AccessError):
            self._options({"lead": self.lead_bruno.id})

    def test_customer_of_a_deal(self):
        """The page of a deal tells its customer, if the user may read it."""
        scope = {"lead": self.lead_ana.id}
        self.assertEqual(
            self._page(scope)["customer"],
            {"id": self.customer.id, "display_name": "Acme Tools"},
        )
        self.customer.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self._page(scope)["customer"])
        self.assertFalse(self._page({"partner": self.other.id})["customer"])

    def test_many_people_are_bounded(self):
        for number in range(12):
            author = self.env["res.partner"].create({"name": f"Author {number}"})
            self._make_message(self.customer, author_id=author.id)
        self.assertEqual(len(self._options()["author_ids"]), 8)


@tagged("post_install", "-at_install")
class TestFilterMemory(FeedCommon):
    """``res.users.settings``: what a user has filtered by last."""

    def _remember(self, value, user=None):
        user = user or self.ana
        settings = self.env["res.users.settings"]._find_or_create_for_user(user)
        settings = settings.with_user(user)
        return settings.set_res_users_settings({"crm_feed_filters": value})

    def test_remembered(self):
        value = {
            "customer": {"kinds": ["note"], "reason_ids": self.reason.ids},
            "mine": {"open": True, "noise": False},
        }
        self.assertEqual(self._remember(value)["crm_feed_filters"], value)
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.ana)
        formatted = settings._res_users_settings_format()
        self.assertEqual(formatted["crm_feed_filters"], value)
        self._remember({})

    def test_a_deleted_reason_may_be_remembered(self):
        """Else nothing more could be remembered beside it."""
        value = {"customer": {"reason_ids": [987654], "kinds": ["gone"]}}
        self.assertEqual(self._remember(value)["crm_feed_filters"], value)

    def test_what_is_no_filter_is_refused(self):
        many = list(range(1, MAX_SIZE))
        for value in (
            ["kinds"],
            {"elsewhere": {}},
            {"customer": {"colour": 1}},
            {"customer": {"text": "desks"}},
            {"customer": {"date_from": "2031-01-01"}},
            {"customer": {"partner_ids": [1]}},
            {"customer": {"kinds": "note"}},
            {"customer": {"kinds": [{}]}},
            {"customer": {"user_ids": ["x"]}},
            {"customer": {"user_ids": many}},
            {"customer": []},
        ):
            with self.subTest(value=str(value)[:60]):
                with self.assertRaises(ValidationError):
                    self._remember(value)

    def test_only_ones_own(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.bruno)
        with self.assertRaises(AccessError):
            settings.with_user(self.ana).set_res_users_settings(
                {"crm_feed_filters": {"mine": {"noise": True}}}
            )
