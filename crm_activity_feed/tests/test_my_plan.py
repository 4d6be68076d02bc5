from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from odoo.addons.crm_activity_feed.engine.plan import PlanScope

from .common_open import OpenCommon

#: A Wednesday, ten in the morning in UTC.
NOW = "2031-05-07 10:00:00"


@tagged("post_install", "-at_install")
class TestMyPlan(OpenCommon):
    """What Ana is to do, who sees her own documents only."""

    def _plan(self, user=None, tz="UTC", **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        Entry = self.Entry.with_user(user or self.ana).with_context(tz=tz)
        return Entry.get_my_plan(**kwargs)

    def _titles(self, plan):
        return [entry["title"] for entry in plan["open"]]

    def _note(self, text, deadline, user=None, **values):
        """A note that is due on a day, or at a moment."""
        all_day = len(deadline) == 10
        return self._make_note(
            text, user, date_deadline=deadline, is_all_day=all_day, **values
        )

    def _meeting(self, name, start="2031-05-07 12:00:00", user=None, **values):
        return self._make_meeting(
            user,
            name=name,
            start=start,
            stop=datetime.fromisoformat(start) + timedelta(hours=1),
            **values,
        )

    @freeze_time(NOW)
    def test_one_list_by_date(self):
        """Notes, activities and meetings of hers, the earliest first."""
        self._note("Late", "2031-05-02")
        self._note("Afternoon", "2031-05-07 15:00:00")
        self._meeting("Visit")
        self._make_activity().date_deadline = "2031-05-08"
        plan = self._plan()
        self.assertEqual(self._titles(plan), ["Late", "Visit", "Afternoon", "Ask"])
        states = [entry["state"] for entry in plan["open"]]
        self.assertEqual(states, ["overdue", "today", "today", "planned"])
        self.assertEqual(
            (plan["open_more"], plan["overdue_more"], plan["can_plan"]),
            (False, False, True),
        )

    @freeze_time(NOW)
    def test_only_ones_own(self):
        """What she wrote for a colleague, and what is done, is not hers to do."""
        self._note("Hers", "2031-05-07")
        self._note("His", "2031-05-07", self.bruno)
        self._make_note(
            "Given away", self.bruno, date_deadline="2031-05-07"
        ).sudo().create_uid = self.ana
        self._make_activity(user=self.mona, document=self.customer)
        self._note("Done", "2031-05-06").action_done("ok")
        self.assertEqual(self._titles(self._plan()), ["Hers"])
        found = self._titles(self._plan(self.bruno))
        self.assertEqual(sorted(found), ["Given away", "His"])

    @freeze_time(NOW)
    def test_meetings_one_goes_to(self):
        """Also a colleague's, unless one has said no; not one of others only."""
        both = Command.set((self.olga + self.bruno.partner_id).ids)
        all_three = Command.set(
            (self.olga + self.bruno.partner_id + self.ana.partner_id).ids
        )
        self._meeting("Invited", user=self.bruno, partner_ids=[all_three])
        self._meeting("Not invited", user=self.bruno, partner_ids=[both])
        declined = self._meeting("Declined", user=self.bruno, partner_ids=[all_three])
        declined.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.ana.partner_id
        ).sudo().state = "declined"
        # Who organizes and does not attend still has it on the plan.
        self._meeting("Organized", partner_ids=[both])
        self.assertEqual(sorted(self._titles(self._plan())), ["Invited", "Organized"])
        self.assertIn("Declined", self._titles(self._plan(self.bruno)))

    @freeze_time(NOW)
    def test_page_and_domain_agree(self):
        """The scope says the same to the page and to the ORM."""
        self._note("Hers", "2031-05-07")
        self._note("His", "2031-05-07", self.bruno)
        self._make_activity()
        self._meeting("Visit")
        self.env.flush_all()
        Entry = self.EntryAna
        domain = PlanScope(Entry.env).domain() & Domain("is_open", "=", True)
        found = Entry.search(domain)
        plan = self._plan()
        self.assertEqual(len(plan["open"]), 3)
        self.assertEqual(
            {(entry.res_model, entry.res_id) for entry in found},
            set(self._records(plan["open"])),
        )

    @freeze_time(NOW)
    def test_until(self):
        """The plan ends where it is asked to; a day counts by the user's clock."""
        self._note("Saturday", "2031-05-10")
        self._note("Sunday night", "2031-05-11 23:30:00")
        self._note("Sunday", "2031-05-11")
        self._note("Monday", "2031-05-12")
        end = "2031-05-11 23:59:59"
        self.assertEqual(
            self._titles(self._plan(until=end)), ["Saturday", "Sunday", "Sunday night"]
        )
        self.assertEqual(len(self._plan()["open"]), 4)
        # In Auckland it is Monday then, half past eleven in the morning; in Honolulu
        # Sunday ends ten hours later than in London.
        auckland = self._plan(tz="Pacific/Auckland", until="2031-05-11 11:59:59")
        self.assertEqual(self._titles(auckland), ["Saturday", "Sunday"])
        honolulu = self._plan(tz="Pacific/Honolulu", until="2031-05-12 09:59:59")
        self.assertEqual(self._titles(honolulu), ["Saturday", "Sunday", "Sunday night"])

    @freeze_time(NOW)
    def test_day_is_that_of_the_user(self):
        """Ten at night in London is tomorrow in Auckland and noon in Honolulu."""
        self._note("Tonight", "2031-05-07 22:00:00")
        self._note("Wednesday", "2031-05-07")

        def states(tz):
            return {e["title"]: e["state"] for e in self._plan(tz=tz)["open"]}

        self.assertEqual(states("UTC"), {"Tonight": "today", "Wednesday": "today"})
        self.assertEqual(
            states("Pacific/Auckland"), {"Tonight": "planned", "Wednesday": "today"}
        )
        with freeze_time("2031-05-08 02:00:00"):
            # Still Wednesday, the seventh, in Honolulu; Thursday in London.
            self.assertEqual(
                states("Pacific/Honolulu"), {"Tonight": "overdue", "Wednesday": "today"}
            )
            self.assertEqual(
                states("UTC"), {"Tonight": "overdue", "Wednesday": "overdue"}
            )

    @freeze_time(NOW)
    def test_what_is_overdue_does_not_hide_today(self):
        """However much is overdue, today's is there; each part has its bound."""
        for number in range(5):
            self._note(f"Late {number}", f"2031-04-0{number + 1}")
        for number in range(4):
            self._note(f"Now {number}", f"2031-05-07 1{number + 1}:00:00")
        plan = self._plan(limit=3)
        self.assertEqual(
            self._titles(plan),
            ["Late 0", "Late 1", "Late 2", "Now 0", "Now 1", "Now 2"],
        )
        self.assertEqual((plan["overdue_more"], plan["open_more"]), (True, True))
        # Where the last of what is overdue shows, nothing of today is missing either.
        plan = self._plan(limit=7)
        self.assertEqual(len(plan["open"]), 9)
        self.assertEqual((plan["overdue_more"], plan["open_more"]), (False, False))
        for number in range(4):
            self._note(f"Then {number}", "2031-05-08")
        plan = self._plan(limit=7)
        self.assertEqual(len(plan["open"]), 5 + 7)
        self.assertEqual((plan["overdue_more"], plan["open_more"]), (False, True))
        plan = self._plan(limit=13)
        self.assertEqual((plan["overdue_more"], plan["open_more"]), (False, False))

    @freeze_time(NOW)
    def test_both_parts_meet_at_midnight_of_the_user(self):
        """An all-day entry of today shows once, where the clock is far from UTC."""
        for tz in ("Pacific/Honolulu", "Pacific/Auckland"):
            with self.subTest(tz):
                notes = [
                    self._note("Yesterday", "2031-05-06"),
                    self._note("Today", "2031-05-07"),
                    self._note("Evening before", "2031-05-07 05:00:00"),
                    self._note("Late", "2031-04-01"),
                    self._note("Early", "2031-05-06 13:00:00"),
                ]
                whole = self._titles(self._plan(tz=tz))
                self.assertEqual(len(whole), 5)
                for limit in (2, 3, 4):
                    titles = self._titles(self._plan(tz=tz, limit=limit))
                    self.assertEqual(len(titles), len(set(titles)))
                    self.assertIn("Today", titles)
                for note in notes:
                    note.unlink()

    @freeze_time(NOW)
    def test_companies(self):
        """Of a company that is switched off nothing shows."""
        second = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids += second
        self._note("Here", "2031-05-07")
        self._note("There", "2031-05-07", company_id=second.id)
        self.env.flush_all()
        first = self.ana.company_id
        for companies, expected in (
            (first, ["Here"]),
            (first + second, ["Here", "There"]),
        ):
            Entry = self.EntryAna.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(sorted(self._titles(Entry.get_my_plan())), expected)

    @freeze_time(NOW)
    def test_without_sales_rights(self):
        """A lawyer who was asked for help sees his own, and cannot plan."""
        self._note("Check the contract", "2031-05-07", self.otto)
        plan = self._plan(self.otto)
        self.assertEqual(self._titles(plan), ["Check the contract"])
        self.assertFalse(plan["can_plan"])

    @freeze_time(NOW)
    def test_tasks_of_several(self):
        """A task is in the plan of all who are assigned to it, and of nobody else."""
        if "project.task" not in self.env:
            self.skipTest("The app for tasks is not installed")
        (self.ana | self.bruno | self.mona).group_ids += self.env.ref(
            "project.group_project_user"
        )
        task = self.env["project.task"].create(
            {
                "name": "Assemble",
                "partner_id": self.customer.id,
                "project_id": self.env["project.project"].create({"name": "P"}).id,
                "user_ids": [Command.set((self.bruno | self.ana).ids)],
                "date_deadline": "2031-05-07 15:00:00",
            }
        )
        for user, titles in ((self.ana, ["Assemble"]), (self.mona, [])):
            self.assertEqual(self._titles(self._plan(user)), titles)
            domain = PlanScope(self.env(user=user)).domain()
            domain &= Domain("res_model", "=", "project.task")
            found = self.Entry.with_user(user).search(domain)
            self.assertEqual(found.mapped("res_id"), task.ids if titles else [])
        for user, count in ((self.bruno, 1), (self.mona, 0)):
            page = self._page(
                user=self.mona, filters={"user_ids": user.ids, "kinds": ["task"]}
            )
            self.assertEqual(len(page["open"]), count)

    @freeze_time(NOW)
    def test_archived_and_cancelled_are_no_plan(self):
        self._note("Archived", "2031-05-07").action_archive()
        self._note("Cancelled", "2031-05-07").action_cancel()
        self.assertEqual(self._plan()["open"], [])

    def test_wrong_question(self):
        for kwargs in ({"limit": 0}, {"limit": 201}, {"until": "soon"}):
            with self.subTest(kwargs), self.assertRaises(UserError):
                self._plan(**kwargs)

    def test_completed_in_place(self):
        """What is done leaves the plan, and comes back when it is undone."""
        note = self._note("Call", "2031-05-07")
        self.assertEqual(self._titles(self._plan()), ["Call"])
        entry = self._run(note.with_user(self.ana), "done", outcome="They agree")
        self.assertEqual(self._plan()["open"], [])
        self._undo(entry)
        self.assertEqual(self._titles(self._plan()), ["Call"])

    @freeze_time(NOW)
    def test_query_count(self):
        """What the plan costs does not depend on how much there is to do."""
        counts = []
        for times in (1, 8):
            for number in range(times):
                self._note(
                    f"Note {times} {number}", "2031-05-07", lead_id=self.lead_ana.id
                )
                self._meeting(f"Visit {times} {number}")
                self._make_activity()
            plan = self._plan()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan = self.EntryAna.get_my_plan()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(plan["open"]), 27)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 45)
