from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from ..engine.cursor import Cursor
from .common import FeedCommon

ENTRY_KEYS = {
    *("key", "id", "source_id", "source", "res_model", "res_id", "document_model"),
    *(
        "document_id",
        "document",
        "date",
        "recorded_on",
        "is_open",
        "is_all_day",
        "state",
    ),
    *(
        "kind",
        "is_noise",
        "icon",
        "color",
        "activity_type_id",
        "reason_id",
        "partner_id",
    ),
    *("customer_id", "lead_id", "author_id", "user_id", "company_id", "title", "body"),
    *("body_more", "attachments", "role"),
    *("amount", "status", "outcome", "data"),
    *("likes", "liked", "likers", "comments", "pinned"),
    "unseen_comments",
    "actions",
}


@tagged("post_install", "-at_install")
class TestPage(FeedCommon):
    """The contract of ``get_page``."""

    def test_shape(self):
        note = self._make_note(lead_id=self.lead_ana.id, reason_id=self.reason.id)
        page = self._page()
        self.assertEqual(
            set(page),
            {
                *("open", "open_more", "pinned", "entries", "older", "newer"),
                *("kinds", "creatable", "broken", "at", "filters", "customer"),
                *("can_plan", "visit"),
            },
        )
        self.assertEqual(page["broken"], [])
        self.assertEqual(self._records(page["open"]), [(note._name, note.id)])
        entry = page["open"][0]
        self.assertEqual(set(entry), ENTRY_KEYS)
        self.assertEqual(entry["key"], f"1-{note.id}")
        self.assertEqual(entry["date"], fields.Datetime.to_string(note.date_deadline))
        self.assertEqual(
            entry["lead_id"], {"id": self.lead_ana.id, "display_name": "Desks"}
        )
        self.assertEqual(entry["customer_id"]["id"], self.customer.id)
        self.assertEqual(entry["user_id"]["id"], self.ana.id)
        self.assertEqual(entry["reason_id"]["display_name"], "Test reason")
        self.assertEqual(entry["company_id"]["id"], note.company_id.id)
        self.assertEqual(
            entry["actions"],
            [
                *("done", "reschedule", "reassign", "cancel", "set_kind_reason"),
                *("delete", "restore", "move"),
                *("like", "pin", "comment", "edit"),
            ],
        )

    def test_body_of_a_note_is_what_the_title_leaves_out(self):
        long = "word " * 40
        for text, body in (
            ("Call", False),
            ("Call\nbefore ten", "<p>before ten</p>"),
            (long, f"<p>{long.strip()}</p>"),
        ):
            with self.subTest(text=text):
                note = self._make_note(text)
                entries = {e["res_id"]: e for e in self._page()["open"]}
                self.assertEqual(entries[note.id]["body"], body)

    def test_limit_is_checked(self):
        for limit in (0, 201, -1, "40", True, None):
            with self.subTest(limit=limit), self.assertRaises(UserError):
                self._page(limit=limit)

    def test_unknown_scope_is_named(self):
        for scope in ("team", {}, {"partner": "7"}, {"lead": 1, "x": 2}, 5, None, []):
            with self.subTest(scope=scope), self.assertRaises(UserError) as caught:
                self.Entry.with_user(self.ana).get_page(scope)
            self.assertIn(str(scope), str(caught.exception))
        wrong = (["no.model", 1], ["base", 1], [7], "x", [["a"], 1], [{"x": 1}, 1])
        for record in (*wrong, ["res.partner", 2**70], ["res.partner", True]):
            with self.subTest(record=record), self.assertRaises(UserError):
                self._page({"record": record})

    def test_unknown_filter_is_named(self):
        wrong = {
            "colour": 1,
            "kinds": ["nonsense"],
            "user_ids": "x",
            "noise": "yes",
            "date_from": "yesterday",
            "text": 5,
            "foo": None,
        }
        for name, value in wrong.items():
            with self.subTest(name=name), self.assertRaises(UserError) as caught:
                self._page(filters={name: value})
            self.assertIn(name, str(caught.exception))
        for filters in (["text"], {"text": "a\x00b"}):
            with self.assertRaises(UserError):
                self._page(filters=filters)

    def test_wrong_cursor_is_refused(self):
        huge = Cursor("older", datetime(2026, 1, 1), 2**70).encode()
        for cursor in ("x", "WyJ4Il0=", 5, "bnVsbA==", {"date": 1}, huge):
            with self.subTest(cursor=cursor), self.assertRaises(UserError):
                self._page(cursor=cursor)

    def test_scope_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self._page({"lead": self.lead_bruno.id})
        with self.assertRaises(AccessError):
            self._page({"record": ["crm.lead", self.lead_bruno.id]})
        gone = self._make_lead("Gone", self.ana)
        gone.unlink()
        for scope in ({"lead": gone.id}, {"record": ["calendar.event", 987654]}):
            with self.assertRaises(MissingError):
                self._page(scope)

    def test_roll_up(self):
        """The company shows what its contacts do; a contact only its own."""
        on_company = self._make_note("company", partner_id=self.customer.id)
        on_oleg = self._make_note("oleg", partner_id=self.oleg.id)
        elsewhere = self._make_note("other", partner_id=self.other.id)
        both = self._records(self._page()["open"])
        self.assertCountEqual(both, [(n._name, n.id) for n in on_company + on_oleg])
        for scope, expected in (
            ({"partner": self.oleg.id, "roll_up": True}, on_company + on_oleg),
            ({"partner": self.oleg.id, "roll_up": False}, on_oleg),
            ({"partner": self.customer.id, "roll_up": False}, on_company),
            ({"partner": self.other.id}, elsewhere),
        ):
            with self.subTest(scope=scope):
                found = self._records(self._page(scope)["open"])
                self.assertCountEqual(found, [(n._name, n.id) for n in expected])

    def test_lead_scope(self):
        """A deal shows itself and what was said about it, and nothing else."""
        message = self._make_message(self.lead_ana)
        self._make_message(self.olga)
        note = self._make_note(lead_id=self.lead_ana.id)
        self._make_note("other deal")
        page = self._page({"lead": self.lead_ana.id})
        self.assertEqual(self._records(page["open"]), [(note._name, note.id)])
        self.assertCountEqual(
            self._records(page["entries"]),
            [("mail.message", message.id), ("crm.lead", self.lead_ana.id)],
        )

    def test_record_scope_of_a_model_that_is_no_source(self):
        team = self.env["crm.team"].create({"name": "Feed team"})
        message = self._make_message(team)
        page = self._page({"record": ["crm.team", team.id]}, user=self.mona)
        self.assertIn(("mail.message", message.id), self._records(page["entries"]))

    def test_mine(self):
        """What I own, what I wrote, what is addressed to me; not the rest."""
        mine = self._make_note("mine", partner_id=self.other.id)
        theirs = self._make_note("theirs", self.bruno, partner_id=self.other.id)
        written = self._make_message(self.other, author_id=self.ana.partner_id.id)
        addressed = self._make_message(
            self.other,
            author_id=self.bruno.partner_id.id,
            partner_ids=self.ana.partner_id.ids,
        )
        foreign = self._make_message(self.other, author_id=self.bruno.partner_id.id)
        page = self._page("mine", limit=200)
        found = self._records(page["open"] + page["entries"])
        self.assertIn((mine._name, mine.id), found)
        self.assertNotIn((theirs._name, theirs.id), found)
        self.assertIn((written._name, written.id), found)
        self.assertIn((addressed._name, addressed.id), found)
        self.assertNotIn((foreign._name, foreign.id), found)
        self.assertIn(("crm.lead", self.lead_ana.id), found)

    def test_open_block_by_date(self):
        now = fields.Datetime.now()
        days = (5, -3, 0.2, 40)
        notes = {
            day: self._make_note(
                str(day), date_deadline=now + timedelta(days=day), is_all_day=False
            )
            for day in days
        }
        page = self._page()
        self.assertEqual(
            [entry["res_id"] for entry in page["open"]],
            [notes[day].id for day in sorted(days)],
        )
        self.assertEqual(page["open"][0]["state"], "overdue")
        self.assertEqual(page["open"][-1]["state"], "planned")
        self.assertFalse(page["open_more"])

    def test_open_block_is_bounded(self):
        for number in range(51):
            self._make_note(str(number))
        whole = self._page(filters={"open": True}, limit=200)
        self.assertEqual((len(whole["open"]), whole["open_more"]), (51, False))
        few = self._page(filters={"open": True}, limit=3)
        self.assertEqual((len(few["open"]), few["open_more"]), (50, True))
        page = self._page()
        self.assertEqual(len(page["open"]), 50)
        self.assertTrue(page["open_more"])

    def test_pages_both_ways(self):
        for number in range(25):
            self._make_message(self.customer, f"Message {number}")
        filters = {"kinds": ["message"]}
        first = self._page(limit=10, filters=filters)
        self.assertFalse(first["newer"])
        second = self._page(limit=10, filters=filters, cursor=first["older"])
        third = self._page(limit=10, filters=filters, cursor=second["older"])
        self.assertEqual(
            [len(p["entries"]) for p in (first, second, third)], [10, 10, 5]
        )
        self.assertFalse(third["older"])
        self.assertEqual(second["open"], [])
        back = self._page(limit=10, filters=filters, cursor=third["newer"])
        self.assertEqual(back["entries"], second["entries"])
        front = self._page(limit=10, filters=filters, cursor=back["newer"])
        self.assertEqual(front["entries"], first["entries"])
        self.assertFalse(front["newer"])

    def test_filters_combine(self):
        note = self._make_note(
            "Offer for desks",
            reason_id=self.reason.id,
            activity_type_id=self.call.id,
            partner_id=self.olga.id,
        )
        self._make_note("Offer for chairs")
        hit = [(note._name, note.id)]
        for filters in (
            {"text": "desks"},
            {"reason_ids": self.reason.ids},
            {"activity_type_ids": self.call.ids},
            {"partner_ids": self.olga.ids, "kinds": ["note"]},
            {"kinds": ["note", "meeting"], "text": "DESKS", "user_ids": self.ana.ids},
        ):
            with self.subTest(filters=filters):
                self.assertEqual(
                    self._records(self._page(filters=filters)["open"]), hit
                )
        self.assertEqual(
            self._page(filters={"text": "desks", "kinds": ["email"]})["open"], []
        )
        self.assertEqual(self._page(filters={"user_ids": self.bruno.ids})["open"], [])
        self.assertEqual(self._page(filters={"open": False})["open"], [])
        self.assertEqual(self._page(filters={"open": True})["entries"], [])

    def test_period(self):
        old = self._make_message(self.customer, date="2020-02-01 10:00:00")
        edge = self._make_message(self.customer, date="2020-03-01 10:00:00")
        self._make_message(self.customer, date="2020-03-01 10:00:01")
        page = self._page(filters={"date_to": "2020-03-01 10:00:00"})
        self.assertEqual([e["res_id"] for e in page["entries"]], [edge.id, old.id])
        page = self._page(
            filters={
                "date_from": "2020-03-01 10:00:00",
                "date_to": "2020-03-01 10:00:00",
            }
        )
        self.assertEqual([e["res_id"] for e in page["entries"]], [edge.id])

    def test_noise_is_hidden_until_asked_for(self):
        self.env.cr.precommit.run()
        self.lead_ana.write({"priority": "2", "expected_revenue": 500})
        self._track()
        scope = {"lead": self.lead_ana.id}
        quiet = self._page(scope)["entries"]
        loud = self._page(scope, filters={"noise": True})["entries"]
        self.assertFalse([entry for entry in quiet if entry["is_noise"]])
        changes = [entry for entry in loud if entry["is_noise"]]
        self.assertTrue(changes)
        self.assertIn("500", changes[0]["title"])

    def test_recorded_on_differs_for_a_backdated_entry(self):
        note = self._make_note()
        note.action_done(outcome="ok", date_done="2021-05-05 10:00:00")
        page = self._page(filters={"kinds": ["note"]})
        entry = page["entries"][0]
        self.assertEqual(entry["date"], "2021-05-05 10:00:00")
        self.assertEqual(entry["recorded_on"][:10], str(fields.Date.today()))
        self.assertEqual(entry["outcome"], "ok")

    def test_run_action(self):
        note = self._make_note()
        entry = self._page()["open"][0]
        Entry = self.Entry.with_user(self.ana)
        moved = Entry.run_action(
            entry["id"], "reschedule", {"date_deadline": "2030-01-02"}
        )
        self.assertEqual(
            (moved["date"], moved["is_all_day"]), ("2030-01-02 00:00:00", True)
        )
        done = Entry.run_action(entry["id"], "done", {"outcome": "They want two."})
        self.assertEqual((done["state"], done["outcome"]), ("done", "They want two."))
        self.assertEqual(note.state, "done")
        with self.assertRaises(UserError):
            Entry.run_action(entry["id"], "done", {})
        with self.assertRaises(UserError):
            Entry.run_action(entry["id"], "unlink", {})
        for params in (["x"], "abc", {"date_deadline": "foo"}, {"outcome": 5}):
            with self.subTest(params=params), self.assertRaises(UserError):
                Entry.run_action(entry["id"], "reopen", params)
        reopened = Entry.run_action(entry["id"], "reopen", {})
        self.assertTrue(reopened["is_open"])

    def test_run_action_on_an_activity(self):
        activity = self.lead_ana.with_user(self.ana).activity_schedule(
            "mail.mail_activity_data_call", summary="Ask", user_id=self.ana.id
        )
        entry = self._page()["open"][0]
        Entry = self.Entry.with_user(self.ana)
        for params in ({}, {"date_deadline": 5}, {"date_deadline": True}):
            with self.subTest(params=params), self.assertRaises(UserError):
                Entry.run_action(entry["id"], "reschedule", params)
        moved = Entry.run_action(
            entry["id"], "reschedule", {"date_deadline": "2031-01-02"}
        )
        self.assertEqual(moved["date"], "2031-01-02 00:00:00")
        done = Entry.run_action(entry["id"], "done", {"outcome": "Yes"})
        self.assertEqual((done["kind"], done["is_open"]), ("activity", False))
        self.assertFalse(activity.active)
        page = self._page(filters={"kinds": ["activity"]})
        self.assertEqual(len(page["entries"]), 1)
        self.assertIn("Ask", page["entries"][0]["title"])
        self.assertEqual(page["entries"][0]["outcome"], "Yes")

    def test_run_action_on_nothing(self):
        note = self._make_note("secret", self.bruno, lead_id=self.lead_bruno.id)
        Entry = self.Entry.with_user(self.ana)
        for entry_id in (note.id * 256 + 1, 256 * 99999999 + 1, 77 * 256 + 255, "x", 0):
            with self.subTest(entry_id=entry_id), self.assertRaises(MissingError):
                Entry.run_action(entry_id, "done", {})
        self.assertEqual(note.state, "open")
