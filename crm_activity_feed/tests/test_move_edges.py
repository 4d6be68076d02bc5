from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..engine import guard, shape
from .common_move import MoveCommon


@tagged("post_install", "-at_install")
class TestMoveEdges(MoveCommon):
    """Moves: what is to do, days without a time, lists, rights and cost."""

    def _open(self, partner, user=None):
        page = self._page({"partner": partner.id}, user or self.mona, limit=200)
        self.assertFalse(page["broken"])
        return [entry["title"] for entry in page["open"]]

    def test_open_belongs_to_today(self):
        """What is still to do is done for the company of today, however late."""
        late = self.now - timedelta(days=30)
        self._make_note("Late", partner_id=self.olga.id, date_deadline=late)
        done = self._make_note("Done", partner_id=self.olga.id)
        done.action_done("ok", self.now - timedelta(days=20))
        self._move(self.beta, days=10)
        self.assertEqual(self._open(self.customer), [])
        self.assertEqual(self._open(self.beta), ["Late"])
        for partner, is_there in ((self.customer, True), (self.beta, False)):
            page = self._page({"partner": partner.id}, self.mona)
            self.assertEqual("Done" in self._titles(page), is_there)

    @staticmethod
    def _titles(page):
        return [entry["title"] for entry in page["entries"]]

    def test_days_without_time(self):
        """A day is compared with the clock of whoever wrote down the move."""
        self._set_date(self.olga, datetime(2026, 1, 1))
        self._move(self.beta)
        # The evening of the 9th in New York is the 10th in London.
        line = self._lines()[-1].with_context(tz="America/New_York")
        line.date_from = datetime(2026, 2, 10, 2, 0)
        when = {day: f"February {day}" for day in (8, 9, 10, 11)}
        for day, text in when.items():
            activity = self.olga.activity_schedule(
                "mail.mail_activity_data_todo", summary=text, user_id=self.mona.id
            )
            activity.action_archive()
            self._set_date(activity, datetime(2026, 2, day), "date_done")
        filters = {"kinds": ["activity"], "open": False}
        for partner, days in ((self.customer, (9, 8)), (self.beta, (11, 10))):
            page = self._page({"partner": partner.id}, self.mona, filters=filters)
            self.assertEqual(self._titles(page), [when[day] for day in days])

    def test_lists_show_the_same(self):
        for days in (30, 5):
            self._said(days, f"{days} days ago", self.lead_ana)
            self._said(days, f"{days} days ago")
            self._make_meeting(days, self.olga | self.oleg)
            self._make_meeting(days, self.olga)
            self._make_note(partner_id=self.olga.id).action_done(
                "ok", self.now - timedelta(days=days)
            )
        self._make_note(partner_id=self.olga.id)
        self._move(self.beta, days=20)
        self._move(self.other, days=10)
        seen = 0
        for partner in (self.customer, self.beta, self.other):
            page = self._page({"partner": partner.id}, limit=200)
            shown = {entry["id"] for entry in page["open"] + page["entries"]}
            scope = {"partner": partner.id}
            domain = self.Entry.with_user(self.ana)._get_scope_domain(scope)
            listed = self._search(domain & self._without_noise())
            self.assertEqual(shown, set(listed.ids), partner.name)
            seen += len(shown)
        self.assertGreater(seen, 12)

    @staticmethod
    def _without_noise():
        return Domain("is_noise", "=", False)

    def _make_meeting(self, days, partners):
        start = self.now - timedelta(days=days)
        return self.env["calendar.event"].create(
            {
                "name": f"Meeting {days} days ago",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(partners.ids)],
            }
        )

    def test_meetings(self):
        """A meeting is where its people were; of two companies, with both."""
        alone = self._make_meeting(30, self.olga)
        both = self._make_meeting(29, self.olga | self.oleg)
        later = self._make_meeting(5, self.olga | self.oleg)
        self._move(self.beta, days=10)
        meetings = {}
        for partner in (self.customer, self.beta):
            page = self._page(
                {"partner": partner.id}, self.mona, filters={"kinds": ["meeting"]}
            )
            meetings[partner] = {entry["res_id"] for entry in page["entries"]}
        self.assertEqual(meetings[self.customer], {alone.id, both.id, later.id})
        self.assertEqual(meetings[self.beta], {later.id})

    def test_filter_by_customer(self):
        self._said(20, "before")
        self._said(5, "after")
        self._move(self.beta, days=10)
        for partner, text in ((self.customer, "before"), (self.beta, "after")):
            filters = {"customer_ids": partner.ids, "kinds": ["message"]}
            page = self._page("all", self.mona, filters=filters)
            self.assertEqual([self._text(e) for e in page["entries"]], [text])

    def test_by_stamp(self):
        """A large customer finds its messages by their stamp: that of their time."""
        self.env["crm.feed.backfill"]._run()
        self._said(20, "before")
        self._said(5, "after")
        self._said(20, "oleg", self.oleg)
        self._move(self.beta, days=10)
        with patch.object(shape, "_is_large", return_value=True):
            self.assertEqual(
                self._bodies(self.customer), ["Olga left to Beta", "oleg", "before"]
            )
            self.assertEqual(
                self._bodies(self.beta), ["after", "Olga came from Acme Tools"]
            )

    def test_last_contact(self):
        done = self.now - timedelta(days=20)
        self._make_note("Call", partner_id=self.olga.id).action_done("ok", done)
        self._move(self.beta, days=10)
        partners = (self.customer | self.beta).with_user(self.ana)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partners.mapped("feed_last_date"), [done, False])
        later = self.now - timedelta(days=5)
        self._make_note("Call", partner_id=self.olga.id).action_done("ok", later)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partners.mapped("feed_last_date"), [done, later])
        found = partners.search(
            [("id", "in", partners.ids), ("feed_last_date", ">", done)]
        )
        self.assertEqual(found, self.beta)

    def test_next_contact(self):
        self._make_note("Call", partner_id=self.olga.id)
        self._move(self.beta, days=10)
        partners = (self.customer | self.beta).with_user(self.ana)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual([bool(p.feed_next) for p in partners], [False, True])
        found = partners.search(
            [("id", "in", partners.ids), ("feed_next_date", "!=", False)]
        )
        self.assertEqual(found, self.beta)

    def test_report(self):
        for days in (20, 5):
            self._make_note("Call", partner_id=self.olga.id).action_done(
                "ok", self.now - timedelta(days=days)
            )
        self._move(self.beta, days=10)
        self.env.flush_all()
        groups = (
            self.env["crm.feed.contact.report"]
            .with_user(self.ana)
            ._read_group(
                [("partner_id", "=", self.olga.id)], ["customer_id"], ["__count"]
            )
        )
        self.assertEqual(
            dict(groups),
            {self.customer.with_user(self.ana): 1, self.beta.with_user(self.ana): 1},
        )

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def _hide(self, company):
        """Put a company where ana may not read it."""
        company.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.olga.company_id = False
        self.env.flush_all()

    def test_hidden_company_is_not_named(self):
        self._said(20, "before")
        self._move(self.beta, days=10)
        self._hide(self.beta)
        self.assertEqual(self._bodies(self.customer, self.ana), ["Olga left", "before"])
        self.assertIn("Olga left to Beta", self._bodies(self.customer, self.env.user))
        lines = self._lines().with_user(self.ana)
        self.assertEqual(lines._filtered_access("read"), lines[0])
        with self.assertRaises(AccessError):
            lines[1].read(["commercial_partner_id"])
        self.assertEqual(self._lines_of(self.ana), lines[0])

    def test_hidden_old_company(self):
        self._said(20, "before")
        self._move(self.beta, days=10)
        self._hide(self.customer)
        self.assertEqual(self._bodies(self.beta, self.ana), ["Olga came"])
        page = self._page({"partner": self.olga.id, "roll_up": False})
        customers = {
            self._text(e): e["customer_id"] and e["customer_id"]["display_name"]
            for e in page["entries"]
        }
        self.assertEqual(customers["before"], False)
        self.assertEqual(customers["Olga came"], "Beta")

    def test_what_opens(self):
        """A move opens the contact; in the old feed it is not called by the new one."""
        self._said(20, "before")
        self._move(self.beta, days=10)
        self._hide(self.beta)
        entries = self._page(user=self.ana)["entries"]
        entries = [e for e in entries if self._text(e) in ("Olga left", "before")]
        self.assertEqual(len(entries), 2)
        for entry in entries:
            self.assertEqual(
                entry["document"],
                {"model": "res.partner", "id": self.olga.id, "display_name": "Olga"},
            )
        names = [entry["partner_id"]["display_name"] for entry in entries]
        self.assertEqual(names, ["Acme Tools", "Olga"])

    def _lines_of(self, user):
        domain = [("partner_id", "=", self.olga.id)]
        return self.Employment.with_user(user).search(domain)

    def test_others_may_not_change(self):
        self._move(self.beta, days=10)
        with self.assertRaises(AccessError):
            self._lines().with_user(self.otto).write({"function": "CEO"})

    # ------------------------------------------------------------
    # What a page costs
    # ------------------------------------------------------------

    def _measure(self, partner):
        """Return the statements of a page and how many queries it took."""
        statements = []

        def execute(env, statement, *args, **kwargs):
            statements.append((statement.code, statement.params))
            return run(env, statement, *args, **kwargs)

        self._page({"partner": partner.id})
        self.env.invalidate_all()
        run = guard.execute
        before = self.cr.sql_log_count
        with patch.object(guard, "execute", execute), freeze_time(self.now):
            self._page({"partner": partner.id})
        return statements, self.cr.sql_log_count - before

    def test_nobody_moved_costs_nothing(self):
        self._said(5, "hello", self.other)
        self._track()
        moving = self.Employment.with_context(crm_feed_moving=True)
        moving.search([]).unlink()
        self.env.registry.clear_cache()
        self.assertFalse(self.Employment._has_any())
        statements, count = self._measure(self.other)
        self._move(self.beta, days=10)
        self.assertTrue(self.Employment._has_any())
        self.assertEqual(self._measure(self.other), (statements, count))
        self.assertTrue(statements)
        self.assertNotEqual(self._measure(self.beta)[0], statements)

    def test_moves_cost_few_queries(self):
        self._said(5, "hello")
        self._said(5, "hello", self.oleg)
        _statements, before = self._measure(self.customer)
        self._move(self.beta, days=10)
        self._move(self.beta, days=9, partner=self.oleg)
        _statements, after = self._measure(self.beta)
        self.assertLessEqual(after, before + 6)

    # ------------------------------------------------------------
    # The history
    # ------------------------------------------------------------

    def test_past_is_added(self):
        self._said(150, "before us")
        self._said(20, "here")
        line = self.Employment.with_user(self.ana).create(
            {
                "partner_id": self.olga.id,
                "commercial_partner_id": self.beta.id,
                "date_from": self.now - timedelta(days=200),
            }
        )
        self.assertEqual(len(self._lines()), 2)
        self.assertEqual(line.date_to, self.begin.replace(microsecond=0))
        self.assertIn("before us", self._bodies(self.beta))
        self.assertIn("here", self._bodies(self.customer))
        self._lines()[-1].date_from = self.now - timedelta(days=10)
        self.assertIn("here", self._bodies(self.beta))
        line.unlink()
        self.assertIn("here", self._bodies(self.customer))
        self.assertFalse(self.olga.feed_has_moved)

    def test_history_is_sane(self):
        self._move(self.beta, days=10)
        first, last = self._lines()
        now = self.now
        wrong = {
            "another company than today's": lambda: last.write(
                {"commercial_partner_id": self.other.id}
            ),
            "none for today": last.unlink,
            "to come": lambda: last.write({"date_from": now + timedelta(days=1)}),
            "in the wrong order": lambda: first.write(
                {"date_from": now - timedelta(days=5)}
            ),
        }
        for name, change in wrong.items():
            with (
                self.subTest(name),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                change()
        self.assertEqual(self._lines(), first + last)
        self._lines().unlink()
        self.assertFalse(self._lines())

    def test_company_with_all_contacts(self):
        """A company that becomes a branch of another takes its contacts along."""
        self.customer.write({"is_company": False, "parent_id": self.beta.id})
        for partner in (self.customer, self.olga, self.oleg):
            companies = self._lines(partner).commercial_partner_id
            self.assertEqual(companies, self.customer | self.beta)

    def test_archived(self):
        self._said(20, "before")
        self._move(self.beta, days=10)
        self.olga.active = False
        self.beta.active = False
        self.assertEqual(self._bodies(self.customer), ["Olga left to Beta", "before"])

    def test_company_is_deleted(self):
        self._move(self.beta, days=20)
        self._move(self.other, days=10)
        self.env["mail.message"].search([("model", "=", "res.partner")]).unlink()
        self.beta.unlink()
        first, last = self._lines()
        self.assertEqual(last.commercial_partner_id, self.other)
        self.assertEqual(last.from_partner_id, self.customer)
        self.assertEqual(first.date_to, last.date_from)
