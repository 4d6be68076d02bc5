from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestContactSearch(ContactCommon):
    """Search, sort and group customers and deals by their contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.customer | cls.olga | cls.oleg
        cls.note = cls._make_note(
            date_deadline=cls._in(days=2),
            activity_type_id=cls.call.id,
            reason_id=cls.reason.id,
            lead_id=cls.lead_ana.id,
            partner_id=cls.olga.id,
        )

    def test_next_date(self):
        due = self._in(days=2)
        self.assertEqual(self._find([("feed_next_date", "!=", False)]), self.people)
        self.assertEqual(self._find([("feed_next_date", "=", False)]), self.other)
        self.assertEqual(self._find([("feed_next_date", "=", due)]), self.people)
        self.assertEqual(self._find([("feed_next_date", "!=", due)]), self.other)
        self.assertEqual(self._find([("feed_next_date", ">=", due)]), self.people)
        self.assertFalse(self._find([("feed_next_date", "<", due)]))
        self.assertEqual(self._find([("feed_next_date", "<=", due)]), self.people)
        self.assertFalse(self._find([("feed_next_date", ">", due)]))
        self.assertEqual(self._find([("feed_next_date", "in", [due])]), self.people)
        self.assertEqual(
            self._find([("feed_next_date", "<", "today +1w")]), self.people
        )

    def test_next_date_of_deals(self):
        def find(domain):
            return self._find(domain, self.mona, "crm.lead")

        self.assertEqual(find([("feed_next_date", "!=", False)]), self.lead_ana)
        self.assertEqual(
            find([("feed_next_date", "=", False)]), self.lead_bruno | self.lost
        )
        self.assertEqual(find([("feed_next_user_id", "=", self.ana.id)]), self.lead_ana)
        self.assertEqual(find([("feed_note_count", ">", 0)]), self.lead_ana)

    def test_restricted_user(self):
        """A deal of a colleague is no contact for whoever may not see it."""
        self._schedule(self.lead_bruno, days=1, user=self.bruno)
        day_after = [("feed_next_date", "<", self._in(days=1, hours=12))]
        self.assertFalse(self._find(day_after))
        self.assertEqual(self._find(day_after, self.mona), self.people)

    def test_value_and_search_agree(self):
        """For each user, each kind of open entry, and customers and deals."""
        self._schedule(self.lead_bruno, days=1, user=self.bruno)
        self._make_meeting(self._in(hours=5), self.other)
        self._schedule(self.other, days=-2, user=self.mona)
        self._schedule(self.lost, days=-2)
        self.lost.action_set_lost()
        checked = 0
        for user in (self.ana, self.bruno, self.mona, self.otto):
            models = ["res.partner"]
            models += ["crm.lead"] if user != self.otto else []
            for model in models:
                records = self._find([], user, model)
                for record in records:
                    date = self._of(record, user).feed_next_date
                    found = self._find([("feed_next_date", "=", date)], user, model)
                    self.assertIn(record, found)
                    checked += 1
        self.assertGreater(checked, 18)

    def test_relations(self):
        self.assertEqual(
            self._find([("feed_next_user_id", "=", self.ana.id)]), self.people
        )
        self.assertFalse(self._find([("feed_next_user_id", "=", self.bruno.id)]))
        self.assertEqual(
            self._find([("feed_next_user_id", "!=", self.ana.id)]), self.other
        )
        self.assertEqual(
            self._find([("feed_next_user_id", "in", [self.ana.id, False])]),
            self.people | self.other,
        )
        self.assertEqual(
            self._find([("feed_next_user_id", "ilike", self.ana.name)]), self.people
        )
        self.assertEqual(
            self._find([("feed_next_user_id.login", "=", self.ana.login)]), self.people
        )
        self.assertEqual(
            self._find([("feed_next_activity_type_id", "=", self.call.id)]), self.people
        )
        self.assertEqual(
            self._find([("feed_next_reason_id", "=", self.reason.id)]), self.people
        )

    def test_combined(self):
        """In "or", in a deal's path to its customer, and in a user's."""
        domain = ["|", ("name", "=", "Oleg"), ("feed_next_date", "=", False)]
        self.assertEqual(self._find(domain), self.oleg | self.other)
        leads = self._find(
            [("partner_id.feed_next_date", "!=", False)], self.mona, "crm.lead"
        )
        self.assertEqual(leads, self.lead_ana | self.lead_bruno | self.lost)
        Partner = self.env["res.partner"].with_user(self.ana)
        domain = [("id", "in", (self.people | self.other).ids)]
        domain += ["|", ("feed_next_date", "=", False), ("feed_note_count", "=", 1)]
        self.assertEqual(Partner.search_count(domain), 4)
        kept = self._of(self.people | self.other).filtered_domain(
            [("feed_next_date", "=", False)]
        )
        self.assertEqual(kept, self.other)

    def test_state(self):
        def find(state, tz="UTC"):
            return self._find([("feed_next_state", "=", state)], tz=tz)

        with freeze_time("2026-11-18 08:00:00"):
            self.note.date_deadline = datetime(2026, 11, 18, 13)
            self.assertEqual(find("today"), self.people)
            self.assertEqual(find("today", "America/New_York"), self.people)
            self.assertFalse(find("today", "Pacific/Auckland"))
            self.assertEqual(find("planned", "Pacific/Auckland"), self.people)
            self.assertFalse(find("overdue"))
            self.note.date_deadline = datetime(2026, 11, 18, 7)
            self.assertEqual(find("overdue"), self.people)
            self.note.action_reschedule("2026-11-18")
            self.assertEqual(find("today"), self.people)
            self.assertEqual(find("today", "Pacific/Auckland"), self.people)
            self.assertEqual(find("planned", "Pacific/Honolulu"), self.people)
            self._make_meeting(datetime(2026, 11, 18, 7, 30), self.other)
            self.assertEqual(find("today"), self.people | self.other)
            self.assertFalse(find("overdue"))

    def test_last_date(self):
        self._make_mail(self.other, self._in(days=-3))
        week = [("feed_last_date", ">", self._in(days=-7))]
        self.assertEqual(self._find(week), self.other)
        self.assertFalse(self._find([("feed_last_date", "<", self._in(days=-7))]))
        self.assertEqual(self._find([("feed_last_date", "=", False)]), self.people)

    def test_last_of_each_record_alone(self):
        """By the stamps of messages and by documents, of customers and of deals."""
        self._make_mail(self.other, self._in(days=-3))
        self._make_mail(self.lead_ana, self._in(days=-2))
        own = self._make_lead("Of other", self.ana, self.other)
        self._make_mail(own, self._in(days=-9))
        Backfill = type(self.env["crm.feed.backfill"])
        for is_complete in (True, False):
            self.patch(Backfill, "_is_complete", lambda self, v=is_complete: v)

            def find(days, model):
                since = self._in(days=-days, hours=-1)
                return self._find([("feed_last_date", ">", since)], self.mona, model)

            self.assertFalse(find(1, "res.partner"))
            self.assertEqual(find(2, "res.partner"), self.people)
            self.assertEqual(find(3, "res.partner"), self.people | self.other)
            self.assertFalse(find(1, "crm.lead"))
            self.assertEqual(find(8, "crm.lead"), self.lead_ana)
            self.assertEqual(find(9, "crm.lead"), self.lead_ana | own)
            leads = self._find([], self.mona, "crm.lead", order="feed_last_date")
            self.assertEqual(leads[:2], own | self.lead_ana)
            for lead in leads:
                self._set_date(lead, self._in(days=-100))
            silent = [("feed_silent_days", ">=", 5)]
            self.assertEqual(
                self._find(silent, self.mona, "crm.lead"), leads - self.lead_ana
            )

    def test_silent(self):
        def find(operator, days, tz="UTC"):
            domain = [("feed_silent_days", operator, days)]
            return self._find(domain, tz=tz)

        everybody = self.people | self.other
        self.assertFalse(find(">=", 1))
        for partner in everybody:
            self._set_date(partner, self._in(days=-100))
        self._make_mail(self.lead_ana, self._in(days=-30))
        self._make_mail(self.lead_bruno, self._in(days=-2))
        self.assertEqual(find(">=", 90), self.other)
        self.assertEqual(find(">=", 31), self.other)
        self.assertEqual(find(">=", 30), everybody)
        self.assertEqual(find(">", 30), self.other)
        self.assertEqual(find("<", 90), self.people)
        self.assertEqual(find("<=", 29), self.env["res.partner"])
        self.assertEqual(find(">=", 0), everybody)
        self.assertEqual(find("=", 30), self.people)
        self.assertEqual(find("!=", 30), self.other)
        self.assertEqual(find("in", [30, 100]), everybody)

    def test_silent_agrees_with_value_in_other_zones(self):
        self._make_mail(self.lead_ana, self._in(days=-30))
        activity = self._schedule(self.other, user=self.ana)
        activity.action_archive()
        self._set_date(activity, self._in(days=-7).date(), "date_done")
        for partner in self.people | self.other:
            self._set_date(partner, self._in(days=-100))
        for tz in ("Pacific/Auckland", "America/New_York", "Pacific/Honolulu"):
            for partner in (self.customer, self.other):
                days = self._of(partner, tz=tz).feed_silent_days
                found = self._find([("feed_silent_days", ">=", days)], tz=tz)
                self.assertIn(partner, found)
                found = self._find([("feed_silent_days", ">", days)], tz=tz)
                self.assertNotIn(partner, found)

    def test_order(self):
        self._make_note(partner_id=self.other.id, date_deadline=self._in(days=1))
        self.assertEqual(
            self._find([], order="feed_next_date, id"), self.other | self.people
        )
        self.assertEqual(
            self._find([], order="feed_next_date desc, id"), self.people | self.other
        )
        self._make_mail(self.other, self._in(days=-3))
        self._make_mail(self.olga, self._in(days=-1))
        self.assertEqual(
            self._find([], order="feed_last_date, id"), self.other | self.people
        )
        self.assertEqual(self._find([], order="feed_note_count, id")[:1], self.customer)

    def test_group_by_owner(self):
        self._make_note(
            partner_id=self.other.id, user=self.mona, date_deadline=self._in(days=1)
        )
        extra = self.env["res.partner"].create({"name": "Nobody's"})
        domain = [("id", "in", (self.people | self.other | extra).ids)]
        Partner = self.env["res.partner"].with_user(self.ana)
        groups = dict(Partner._read_group(domain, ["feed_next_user_id"], ["__count"]))
        self.assertEqual(groups, {self.ana: 3, self.mona: 1, self.env["res.users"]: 1})
        # As the list does it; it opens a group by the domain that comes with it.
        result = Partner.web_read_group(domain, ["feed_next_user_id"], ["__count"])
        counts = [
            Partner.search_count([*domain, *group["__extra_domain"]])
            for group in result["groups"]
        ]
        self.assertEqual(sorted(counts), [1, 1, 3])
        states = dict(Partner._read_group(domain, ["feed_next_state"], ["__count"]))
        self.assertEqual(states, {"planned": 4, False: 1})
        months = Partner._read_group(domain, ["feed_next_date:year"], ["__count"])
        self.assertEqual(sum(count for _month, count in months), 5)

    def test_fields_are_offered(self):
        """Lists let themselves be sorted and grouped by these fields."""
        described = self.env["res.partner"].with_user(self.ana).fields_get()
        self.assertTrue(described["feed_next_date"]["sortable"])
        self.assertTrue(described["feed_last_date"]["sortable"])
        self.assertTrue(described["feed_next_user_id"]["groupable"])
        self.assertTrue(described["feed_silent_days"]["searchable"])
        self.assertFalse(described["feed_next"].get("searchable"))

    def test_menu(self):
        """A salesperson's own customers at first, a head's all."""
        self.other.user_id = self.ana
        for user, wants_mine in ((self.ana, True), (self.mona, False)):
            Partner = self.env["res.partner"].with_user(user)
            action = Partner.action_feed_without_next_contact()
            self.assertEqual(
                "search_default_feed_mine" in action["context"], wants_mine
            )
        views = Partner.with_user(self.ana).get_views([(False, "search")])
        self.assertIn("feed_no_next", views["views"]["search"]["arch"])
        otto = Partner.with_user(self.otto).get_views([(False, "search")])
        self.assertNotIn("feed_no_next", otto["views"]["search"]["arch"])
