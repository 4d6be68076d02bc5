import ast

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_contact_report import ContactReportCommon

_DICTIONARIES = (
    *("activity_type_id", "reason_id", "user_id", "team_id", "customer_id"),
    *("partner_id", "lead_id", "company_id", "role_id"),
)


@tagged("post_install", "-at_install")
class TestContactReport(ContactReportCommon):
    """Which contacts a report counts, and by what."""

    def test_contacts_and_nothing_else(self):
        self._make_note(partner_id=self.olga.id)
        self._done_note(3)
        self._make_note(partner_id=self.olga.id).action_cancel("No need")
        self._make_meeting(self._in(days=-2))
        self._make_mail(self.lead_ana, self._in(days=-1))
        self._make_message(self.lead_ana, "A comment is no contact")
        self._schedule(self.lead_ana)
        self._schedule(self.lead_ana).action_feedback("Done")
        found = {
            (kind, is_open): count
            for kind, is_open, count in self._group(["kind", "is_open"])
        }
        self.assertEqual(
            found,
            {
                ("note", True): 1,
                ("note", False): 1,
                ("meeting", False): 1,
                ("email", False): 1,
                ("activity", True): 1,
                ("activity", False): 1,
            },
        )

    def test_planned_in_a_lost_deal_is_not_planned(self):
        self._schedule(self.lead_ana)
        self._make_mail(self.lead_ana, self._in(days=-1))
        self.assertEqual(self._figure(), 2)
        self.lead_ana.action_set_lost()
        self.assertEqual(self._group(["is_open"]), [(False, 1)])

    def test_kind_of_contact(self):
        self._done_note(1, activity_type_id=self.call.id)
        self._schedule(self.lead_ana).action_feedback("Done")
        self._make_meeting(self._in(days=-2))
        self._make_mail(self.lead_ana, self._in(days=-1))
        meeting = self.env.ref("mail.mail_activity_data_meeting")
        email = self.env.ref("mail.mail_activity_data_email")
        self.assertEqual(
            dict(self._group(["activity_type_id"])),
            {self.call: 2, meeting: 1, email: 1},
        )

    def test_by_every_dictionary(self):
        """Reports and lists group and sort by each dictionary."""
        role = self.env.ref("crm_activity_feed.crm_feed_role_user")
        self.olga.feed_role_id = role
        values = {
            "lead_id": self.lead_ana.id,
            "activity_type_id": self.call.id,
            "reason_id": self.reason.id,
            "company_id": self.env.company.id,
        }
        self.lead_ana.team_id = self.env["crm.team"].create({"name": "Desks team"})
        note = self._done_note(1, **values)
        self._make_note(partner_id=self.other.id)
        expected = {
            "activity_type_id": self.call,
            "reason_id": self.reason,
            "user_id": self.ana,
            "team_id": self.lead_ana.team_id,
            "customer_id": self.customer,
            "partner_id": self.olga,
            "lead_id": self.lead_ana,
            "company_id": self.env.company,
            "role_id": role,
        }
        domain = [("res_model", "=", "crm.feed.note")]
        for name in _DICTIONARIES:
            with self.subTest(name):
                groups = dict(self._group([name], domain=domain))
                self.assertIn(expected[name], groups)
                for direction in ("asc", "desc"):
                    found = self._report().search(
                        [*self._ours, *domain], order=f"{name} {direction}", limit=10
                    )
                    self.assertEqual(len(found), 2)
                    self.assertIn(note.id, found.mapped("res_id"))

    def test_entries_sort_and_group_by_every_dictionary(self):
        self._done_note(1, reason_id=self.reason.id)
        self._make_note(partner_id=self.other.id)
        names = set(_DICTIONARIES) & set(self.Entry._fields)
        self.assertEqual(len(names), 7)
        domain = [*self._ours, ("kind", "=", "note")]
        Entry = self.Entry.with_user(self.ana)
        for name in sorted(names):
            with self.subTest(name):
                groups = Entry._read_group(domain, [name], ["__count"])
                self.assertEqual(sum(count for _group, count in groups), 2)
                found = Entry.search(domain, order=f"{name} desc", limit=10)
                self.assertEqual(len(found), 2)

    def test_team_of_the_deal_or_of_the_owner(self):
        theirs, hers = self.env["crm.team"].create(
            [
                {"name": "Desks team"},
                {"name": "Ana's team", "member_ids": [Command.link(self.ana.id)]},
            ]
        )
        self.lead_ana.team_id = theirs
        self._done_note(1, lead_id=self.lead_ana.id)
        self._done_note(2)
        self.assertEqual(dict(self._group(["team_id"])), {theirs: 1, hers: 1})

    def test_role_in_the_deal_comes_first(self):
        user, sponsor = (
            self.env.ref(f"crm_activity_feed.crm_feed_role_{name}")
            for name in ("user", "sponsor")
        )
        self.olga.feed_role_id = user
        self.env["crm.feed.lead.contact"].create(
            {
                "lead_id": self.lead_ana.id,
                "partner_id": self.olga.id,
                "role_id": sponsor.id,
            }
        )
        self._done_note(1, lead_id=self.lead_ana.id)
        self._done_note(2)
        self.assertEqual(dict(self._group(["role_id"])), {sponsor: 1, user: 1})

    def test_archived_reason_keeps_its_reports(self):
        self._done_note(1, reason_id=self.reason.id)
        self.reason.active = False
        self.assertEqual(self._group(["reason_id"]), [(self.reason, 1)])

    def test_states(self):
        """They group as they are searched and shown, whatever the time zone."""
        self.ana.tz = "Pacific/Auckland"
        for days in (-2, 0, 2):
            for is_all_day in (True, False):
                self._make_note(
                    partner_id=self.olga.id,
                    date_deadline=self._in(days=days, minutes=5),
                    is_all_day=is_all_day,
                )
        self._done_note(1)
        self._make_meeting(self._in(minutes=-10))
        context = {"tz": self.ana.tz}
        groups = dict(self._group(["state"], **context))
        entries = self._report(**context).search(self._ours)
        shown = {}
        for entry in entries:
            shown[entry.state] = shown.get(entry.state, 0) + 1
        self.assertEqual(groups, shown)
        self.assertEqual(set(groups), {"overdue", "today", "planned", "done"})
        self.assertEqual(sum(groups.values()), 8)

    def test_number_opens_its_contacts(self):
        self._done_note(1, reason_id=self.reason.id)
        self._done_note(2)
        self._make_mail(self.lead_ana, self._in(days=-1))
        groups = self._report().formatted_read_group(
            self._ours, ["reason_id", "date:month"], ["__count"]
        )
        self.assertEqual(sum(group["__count"] for group in groups), 3)
        for group in groups:
            domain = [*self._ours, *group["__extra_domain"]]
            self.assertEqual(self._report().search_count(domain), group["__count"])

    def test_line_opens_its_record(self):
        note = self._done_note(1)
        entry = self._report().search(self._ours)
        self.assertEqual(entry.title, "Call back")
        self.assertEqual(entry.state, "done")
        action = entry.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.feed.note", note.id)
        )

    def test_nothing_to_report(self):
        self.assertEqual(self._figure(), 0)
        self.assertFalse(self._figure("days_between:avg"))
        Source = self.env["crm.feed.source"]
        Source.search([]).active = False
        self.assertFalse(self._figure("days_late:avg"))

    # ------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------

    def test_customers_reached(self):
        self._done_note(1)
        self._done_note(2, partner_id=self.oleg.id)
        self._make_note(partner_id=self.other.id)
        measure = "customers_reached:count_distinct"
        self.assertEqual(self._figure(measure), 1)
        self._done_note(3, partner_id=self.other.id)
        self.assertEqual(self._figure(measure), 2)

    def test_punctuality_is_that_of_the_feed(self):
        """Reports and entries tell the same days, whatever the time zone."""
        self.ana.tz = "Pacific/Auckland"
        late = self._done_note(1, date_deadline=self._in(days=-4), is_all_day=True)
        self._done_note(1, date_deadline=self._in(days=-1, hours=11), is_all_day=False)
        self._done_note(5, date_deadline=self._in(days=-2), is_all_day=True)
        done = self._schedule(self.lead_ana, days=-3)
        done.with_user(self.ana).action_feedback("Answered")
        quiet = self._schedule(self.lead_ana, days=-2)
        quiet.action_archive()
        self.env.flush_all()
        context = {"tz": self.ana.tz}
        page = (
            self.Entry.with_user(self.ana)
            .with_context(**context)
            .get_page({"partner": self.customer.id})
        )
        told = {
            entry["id"]: max(entry["data"]["days_late"], 0)
            for entry in page["entries"]
            if entry["data"] and "days_late" in entry["data"]
        }
        self.assertEqual(len(told), 5)
        self.assertGreaterEqual(told[late.id * 256 + 1], 3)
        entries = self._report(**context).browse(told)
        self.assertEqual({entry.id: entry.days_late for entry in entries}, told)
        self.assertEqual(
            {entry.id: bool(entry.on_time) for entry in entries},
            {entry_id: not days for entry_id, days in told.items()},
        )
        on_time = list(told.values()).count(0)
        self.assertEqual(self._figure("on_time:sum", **context), on_time)
        self.assertAlmostEqual(
            self._figure("on_time_percent:avg", **context), 100 * on_time / 5
        )

    def test_what_is_overdue_is_late_until_today(self):
        self._make_note(
            partner_id=self.olga.id, date_deadline=self._in(days=-3), is_all_day=True
        )
        self._make_note(partner_id=self.olga.id, date_deadline=self._in(days=3))
        self._make_mail(self.lead_ana, self._in(days=-9))
        self.assertEqual(self._figure("days_late:sum"), 3)
        self.assertEqual(self._figure("days_late:avg"), 1.5)
        self.assertFalse(self._figure("on_time:sum"))

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_salesperson_and_head_of_sales(self):
        self._make_mail(self.lead_ana, self._in(days=-1))
        self._make_mail(self.lead_bruno, self._in(days=-2))
        self._schedule(self.lead_bruno, user=self.bruno)
        self.assertEqual(self._group(["lead_id"]), [(self.lead_ana, 1)])
        self.assertEqual(
            dict(self._group(["lead_id"], user=self.mona)),
            {self.lead_ana: 1, self.lead_bruno: 2},
        )

    def test_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.mona.company_ids |= company
        self._done_note(1)
        self._done_note(2, company_id=company.id, user=self.mona)
        both = (self.env.company | company).ids
        self.assertEqual(self._figure(user=self.mona, allowed_company_ids=both), 2)
        self.assertEqual(
            self._figure(user=self.mona, allowed_company_ids=self.env.company.ids), 1
        )

    def test_no_report_without_sales_rights(self):
        with self.assertRaises(AccessError):
            self._report(self.otto).search_count([])

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    def test_period_is_set_at_first(self):
        """Nobody reads the whole past without asking for it."""
        action = self.env.ref("crm_activity_feed.crm_feed_contact_report_action")
        self.assertEqual(
            ast.literal_eval(action.context), {"search_default_filter_date": 1}
        )
        arch = self._report().get_view(
            self.env.ref("crm_activity_feed.crm_feed_contact_report_view_search").id
        )["arch"]
        self.assertIn('default_period="year"', arch)

    def test_my_team(self):
        team = self.env["crm.team"].create(
            {"name": "Desks team", "user_id": self.mona.id}
        )
        self.lead_ana.team_id = team
        self._make_mail(self.lead_ana, self._in(days=-1))
        self._make_mail(self.lead_bruno, self._in(days=-1))
        view = self.env.ref("crm_activity_feed.crm_feed_contact_report_view_search")
        domain = view.arch.split('name="filter_my_team"')[1].split('domain="')[1]
        domain = domain.split('"')[0].replace("uid", str(self.mona.id))
        found = self._group(
            ["lead_id"], domain=ast.literal_eval(domain), user=self.mona
        )
        self.assertEqual(found, [(self.lead_ana, 1)])

    def test_ready_tables(self):
        """Filters that bring their table along count what their names say."""
        contract = self.env.ref("crm_activity_feed.crm_feed_reason_contract")
        self._done_note(0, activity_type_id=self.call.id)
        self._done_note(0, reason_id=contract.id)
        self._done_note(0, reason_id=self.reason.id)
        search = etree.fromstring(self._report().get_view(view_type="search")["arch"])
        counts = {}
        for node in search.xpath("//filter[contains(@context, 'pivot_')]"):
            domain = ast.literal_eval(node.get("domain"))
            context = ast.literal_eval(node.get("context"))
            columns = context["pivot_row_groupby"] + context["pivot_column_groupby"]
            groups = self._group(columns, domain=domain)
            counts[node.get("string")] = sum(group[-1] for group in groups)
            self.assertTrue(self._group(context["graph_groupbys"], domain=domain))
        self.assertEqual(
            counts,
            {
                "Calls per person and month": 1,
                "Contracts by reason": 1,
                "Contacts by reason and kind": 2,
            },
        )

    def test_number_of_queries(self):
        """A report is one statement, however much there is."""
        self._done_note(9)
        groupings = [[], ["user_id"], ["date:month"], ["user_id", "date:month"]]
        measures = ["__count", "days_between:avg", "on_time:sum"]

        def count():
            report = self._report()
            before = self.env.cr.sql_log_count
            report.formatted_read_grouping_sets(self._ours, groupings, measures)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for days_ago in range(20):
            self._done_note(days_ago)
            self._schedule(self.lead_ana).action_feedback("Done")
        self.assertEqual(count(), few)
