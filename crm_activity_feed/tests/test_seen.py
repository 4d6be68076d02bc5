from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestSeen(FeedCommon):
    """What is new since one looked last."""

    def _say(self, date, user=None, record=None):
        return self._make_message(
            record or self.lead_ana,
            "News",
            date=datetime.fromisoformat(date),
            author_id=(user or self.bruno).partner_id.id,
        )

    def _seen(self, moment, scope="mine", user=None):
        return self.Entry.with_user(user or self.ana).mark_seen(scope, moment)

    @freeze_time("2031-05-07 10:00:00")
    def test_visit(self):
        first = self._page("mine")["visit"]
        self.assertEqual(first, {"since": False, "now": "2031-05-07 10:00:00"})
        self.assertEqual(self._seen(first["now"]), first["now"])
        self.assertEqual(self._page("mine")["visit"]["since"], first["now"])
        self.assertFalse(self._page("all")["visit"]["since"], "Each feed by itself")
        self.assertFalse(self._page("mine", self.bruno)["visit"]["since"])
        self.assertFalse(self._page()["visit"], "Of a customer it is not told")

    @freeze_time("2031-05-07 10:00:00")
    def test_latest_counts(self):
        """The device that looked last decides, in whatever order they tell."""
        self._seen("2031-05-07 09:00:00")
        self.assertEqual(self._seen("2031-05-07 08:00:00"), "2031-05-07 09:00:00")
        self.assertEqual(self._page("mine")["visit"]["since"], "2031-05-07 09:00:00")
        # A clock that is fast must not hide what is still to come.
        self.assertEqual(self._seen("2031-05-08 00:00:00"), "2031-05-07 10:00:00")

    def test_errors(self):
        for scope, moment in (
            ("everything", "2031-05-07 09:00:00"),
            ({"lead": self.lead_ana.id}, "2031-05-07 09:00:00"),
            ("mine", "yesterday"),
            ("mine", False),
            ("mine", 7),
        ):
            with self.subTest(scope=scope, moment=moment), self.assertRaises(UserError):
                self._seen(moment, scope)

    def test_stranger(self):
        """Who may not read the feed has none."""
        portal = self._make_user("portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._seen("2031-05-07 09:00:00", user=portal)
        with self.assertRaises(AccessError):
            self.Entry.with_user(portal).get_new_counts()

    @freeze_time("2031-05-07 10:00:00")
    def test_counts(self):
        """What others did after the last visit; one's own doings are no news."""
        counts = self.Entry.with_user(self.ana).get_new_counts
        # Whoever answers for a deal follows it.
        self.lead_ana.message_unsubscribe(self.ana.partner_id.ids)
        self._say("2031-05-07 08:00:00")
        self._say("2031-05-07 09:30:00")
        self._say("2031-05-07 09:40:00", self.ana)
        self._say("2031-05-07 09:50:00", record=self.lead_bruno)
        self._say("2031-05-20 12:00:00")
        self.env.flush_all()
        self.assertEqual(counts(), {"mine": 0, "following": 0}, "Never looked")
        self._seen("2031-05-07 09:00:00")
        self._seen("2031-05-07 09:00:00", "following")
        self.assertEqual(counts()["mine"], 1)
        self.assertEqual(counts()["following"], 0)
        self.other.message_subscribe(self.ana.partner_id.ids)
        self._say("2031-05-07 09:55:00", record=self.other)
        self.env.flush_all()
        self.assertEqual(counts()["following"], 1)
        self._seen("2031-05-07 10:00:00")
        self.assertEqual(counts()["mine"], 0)

    @freeze_time("2031-05-07 10:00:00")
    def test_counts_are_bounded(self):
        self._seen("2031-05-01 00:00:00")
        for number in range(105):
            self._say(f"2031-05-02 10:{number // 60:02}:{number % 60:02}")
        self.env.flush_all()
        self.assertEqual(self.Entry.with_user(self.ana).get_new_counts()["mine"], 100)


@tagged("post_install", "-at_install")
class TestTeams(FeedCommon):
    """All CRM of a team: its deals, what its people answer for or did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Team = cls.env["crm.team"]
        cls.north = Team.create(
            {"name": "North", "member_ids": [Command.set(cls.ana.ids)]}
        )
        cls.south = Team.create(
            {"name": "South", "member_ids": [Command.set(cls.bruno.ids)]}
        )

    def _titles(self, team, user=None):
        page = self._page(
            "all",
            user or self.mona,
            limit=200,
            filters={"team_ids": team.ids, "customer_ids": self.customer.ids},
        )
        return {entry["title"] for entry in page["open"] + page["entries"]}

    def test_team(self):
        self._make_note("Of Ana", self.ana)
        self._make_note("Of Bruno", self.bruno)
        self._make_message(
            self.customer, "Said by Ana", author_id=self.ana.partner_id.id
        )
        lead = self._make_lead("Of nobody", self.env["res.users"])
        lead.team_id = self.north
        self._make_message(lead, "By a stranger", author_id=self.olga.id)
        titles = self._titles(self.north)
        self.assertLessEqual(
            {"Of Ana", "Said by Ana", "Of nobody", "By a stranger", "Desks"}, titles
        )
        self.assertFalse({"Of Bruno", "Chairs"} & titles)
        self.assertIn("Of Bruno", self._titles(self.south))

    def test_rights(self):
        """A team is no right: Ana asks for the other team."""
        self._make_note("Of Bruno", self.bruno)
        self._make_note("On his deal", self.bruno, lead_id=self.lead_bruno.id)
        titles = self._titles(self.south, self.ana)
        self.assertNotIn("Chairs", titles)
        self.assertNotIn("On his deal", titles)

    def test_options(self):
        """Teams are offered where everybody's doings show."""
        Entry = self.Entry.with_user(self.mona)
        teams = Entry.get_filter_options("all")["team_ids"]
        names = {team["display_name"] for team in teams}
        self.assertLessEqual({"North", "South"}, names)
        self.assertNotIn("team_ids", Entry.get_filter_options("mine"))

    def test_unknown_team(self):
        """A team that is gone is left out, and so said."""
        gone = self.north.copy()
        gone.unlink()
        page = self._page(
            "all", self.mona, filters={"team_ids": gone.ids, "skip_unknown": True}
        )
        self.assertEqual(page["filters"]["team_ids"], [])
