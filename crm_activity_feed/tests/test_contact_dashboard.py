from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date, Domain
from odoo.tests import tagged

from ..models import crm_feed_contact_dashboard as dashboard
from .test_contact_report import ContactReportCommon


@tagged("post_install", "-at_install")
class TestContactDashboard(ContactReportCommon):
    """What the head of sales reads at a glance, and the lists behind it.

    The database has contacts of its own: figures are of a team that is ours.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Desks team",
                "user_id": cls.mona.id,
                "member_ids": [Command.set((cls.ana | cls.bruno).ids)],
            }
        )
        cls.lost.unlink()
        (cls.lead_ana | cls.lead_bruno).team_id = cls.team

    def _dashboard(self, user=None, **kwargs):
        kwargs.setdefault("team_id", self.team.id)
        return self._report(user or self.mona).get_dashboard(**kwargs)

    def _figures(self, data):
        return {
            figure["key"]: figure["value"]
            for figure in data["figures"] + data["customers"]
        }

    @staticmethod
    def _sums(series):
        return {one["key"]: sum(one["counts"]) for one in series}

    def test_figures(self):
        self._done_note(2, activity_type_id=self.call.id, date_deadline=self._in())
        self._done_note(9, partner_id=self.other.id)
        self._make_mail(self.lead_ana, self._in(days=-3))
        self._make_note(
            partner_id=self.olga.id, date_deadline=self._in(days=-400), is_all_day=True
        )
        self._make_note(partner_id=self.olga.id, date_deadline=self._in(days=7))
        data = self._dashboard()
        figures = self._figures(data)
        self.assertEqual(
            {key: figures[key] for key in ("done", "customers", "on_time", "overdue")},
            {"done": 3, "customers": 2, "on_time": 100, "overdue": 1},
        )
        email = self.env.ref("mail.mail_activity_data_email")
        self.assertEqual(
            self._sums(data["kinds"]),
            {f"type-{self.call.id}": 1, f"type-{email.id}": 1, "kind-note": 1},
        )
        # What has been late for a year is in the figure, not in the weeks.
        self.assertEqual(
            self._sums(data["progress"]), {"done": 3, "overdue": 0, "planned": 1}
        )

    def test_weeks(self):
        """This week is the last but those to come; each contact is in its own."""
        self._done_note(0)
        self._done_note(7)
        self._make_note(partner_id=self.olga.id, date_deadline=self._in(days=7))
        data = self._dashboard(weeks=4)
        self.assertEqual(len(data["days"]), 4 + dashboard.WEEKS_AHEAD)
        self.assertEqual(len(data["week_domains"]), len(data["days"]))
        this_week = Date.to_date(data["days"][3])
        self.assertLessEqual(this_week, Date.context_today(self.mona))
        self.assertGreater(this_week + timedelta(7), Date.context_today(self.mona))
        counts = {one["key"]: one["counts"] for one in data["progress"]}
        self.assertEqual(counts["done"], [0, 0, 1, 1, 0, 0, 0, 0])
        self.assertEqual(counts["planned"], [0, 0, 0, 0, 1, 0, 0, 0])
        self.assertEqual([len(one["counts"]) for one in data["kinds"]], [4])

    def test_weeks_begin_as_in_the_language(self):
        language = self.env["res.lang"]._lang_get(self.mona.lang or "en_US")
        for day, weekday in (("1", 0), ("7", 6)):
            language.week_start = day
            self._done_note(1)
            data = self._report(self.mona).get_dashboard(team_id=self.team.id)
            days = [Date.to_date(first).weekday() for first in data["days"]]
            self.assertEqual(set(days), {weekday})
            done = data["progress"][0]["counts"]
            self.assertEqual(sum(done), int(day == "7") + 1)

    def test_every_number_opens_its_list(self):
        """The domains of figures and bars find what they count."""
        self.customer.user_id = self.ana
        self.other.user_id = self.ana
        self._done_note(2, activity_type_id=self.call.id, date_deadline=self._in())
        self._make_mail(self.lead_ana, self._in(days=-3))
        self._make_note(
            partner_id=self.olga.id, date_deadline=self._in(days=-4), is_all_day=True
        )
        self._set_date(self.other, self._in(days=-70))
        data = self._dashboard()
        report = self._report(self.mona)
        for figure in data["figures"]:
            if figure["key"] in ("done", "overdue"):
                found = report.search_count(figure["domain"])
                self.assertEqual(found, figure["value"], figure["key"])
        (reached,) = [f for f in data["figures"] if f["key"] == "customers"]
        groups = report._read_group(reached["domain"], reached["group_by"])
        self.assertEqual(len(groups), reached["value"])
        bars = 0
        for one in data["kinds"] + data["progress"]:
            for week, count in enumerate(one["counts"]):
                domain = Domain(one["domain"]) & Domain(data["week_domains"][week])
                self.assertEqual(report.search_count(domain), count, one["key"])
                bars += bool(count)
        # Two kinds, what was done in one week or two, and what is late.
        self.assertIn(bars, (4, 5))
        Partner = self.env["res.partner"].with_user(self.mona)
        found = {
            figure["key"]: Partner.search(figure["domain"])
            for figure in data["customers"]
        }
        values = {figure["key"]: figure["value"] for figure in data["customers"]}
        self.assertEqual({key: len(found[key]) for key in found}, values)
        self.assertEqual(found["no_next"], self.other)
        self.assertEqual(found["silent_60"], self.other)
        self.assertFalse(found["silent_90"])

    def test_one_salesperson(self):
        self._done_note(2)
        self._done_note(3, user_id=self.mona.id, lead_id=self.lead_bruno.id)
        self.assertEqual(self._figures(self._dashboard())["done"], 2)
        data = self._dashboard(user_id=self.ana.id)
        self.assertEqual(self._figures(data)["done"], 1)

    def test_salesperson_reads_their_own(self):
        self._make_mail(self.lead_ana, self._in(days=-3))
        self._make_mail(self.lead_bruno, self._in(days=-3))
        self.assertEqual(self._figures(self._dashboard())["done"], 2)
        self.assertEqual(self._figures(self._dashboard(self.ana))["done"], 1)

    def test_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.mona.company_ids |= company
        self._done_note(2)
        self._done_note(
            3, user=self.mona, company_id=company.id, lead_id=self.lead_ana.id
        )
        counts = [
            self._figures(
                self._report(
                    self.mona, allowed_company_ids=companies.ids
                ).get_dashboard(team_id=self.team.id)
            )["done"]
            for companies in (self.env.company, self.env.company | company)
        ]
        self.assertEqual(counts, [1, 2])

    def test_nothing(self):
        data = self._dashboard()
        figures = self._figures(data)
        self.assertEqual(figures["done"], 0)
        self.assertIs(figures["on_time"], False)
        self.assertEqual(data["kinds"], [])
        self.assertEqual(
            self._sums(data["progress"]), {"done": 0, "overdue": 0, "planned": 0}
        )

    def test_more_customers_than_are_counted(self):
        (self.customer | self.other).user_id = self.ana
        with patch.object(dashboard, "MOST_CUSTOMERS", 1):
            data = self._dashboard()
        (no_next,) = [f for f in data["customers"] if f["key"] == "no_next"]
        self.assertEqual((no_next["value"], no_next["has_more"]), (1, True))
        self.assertEqual(self._figures(self._dashboard())["no_next"], 2)

    def test_who_decides(self):
        """Customers with an open deal, as the head of sales may read them."""
        (self.customer | self.other).user_id = self.ana
        self._make_lead("Their deal", self.bruno, self.other)
        keys = ("decision_unknown", "decision_left", "decision_silent")

        def read():
            figures = self._figures(self._dashboard())
            return [figures[key] for key in keys]

        self.assertEqual(read(), [2, 0, 0])
        boss = self.env["crm.feed.role"].create({"name": "B", "influence": "decides"})
        self.olga.feed_role_id = boss
        self._set_date(self.olga, self._in(days=-90))
        self.assertEqual(read(), [1, 0, 1])
        self.olga.active = False
        self.assertEqual(read(), [1, 1, 0])

    def test_choices(self):
        data = self._dashboard()
        self.assertIn(self.team.id, [team["id"] for team in data["teams"]])
        members = {one["id"] for one in data["users"]}
        self.assertEqual(members, {self.ana.id, self.bruno.id})
        everybody = self._dashboard(team_id=False)["users"]
        self.assertIn(self.mona.id, [one["id"] for one in everybody])
        self.assertNotIn(self.otto.id, [one["id"] for one in everybody])

    def test_period_that_there_is_not(self):
        with self.assertRaisesRegex(UserError, "so many weeks: 5"):
            self._dashboard(weeks=5)

    def test_no_dashboard_without_sales_rights(self):
        with self.assertRaises(AccessError):
            self._dashboard(self.otto)

    def test_menu_is_for_heads_of_sales(self):
        menu = self.env.ref("crm_activity_feed.crm_feed_contact_dashboard_menu")
        visible = {
            user: menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for user in (self.mona, self.ana)
        }
        self.assertEqual(visible, {self.mona: True, self.ana: False})

    def test_number_of_queries(self):
        """It costs the same, however many contacts, kinds and colleagues there are."""
        self._done_note(3, activity_type_id=self.call.id)

        def count():
            report = self._report(self.mona)
            before = self.env.cr.sql_log_count
            report.get_dashboard(team_id=self.team.id)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        kinds = self.env["mail.activity.type"].search([], limit=4)
        for days_ago in range(12):
            kind = kinds[days_ago % len(kinds)]
            self._done_note(days_ago, activity_type_id=kind.id)
        self.assertEqual(count(), few)
