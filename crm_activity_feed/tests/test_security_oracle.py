"""What one may not read is not to be found out, either: by domains, orders, errors."""

import base64
import json

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_open import OpenCommon

SECRET = "Zanzibar"


@tagged("post_install", "-at_install")
class TestSecurityOracle(OpenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_bruno.name = f"Deal {SECRET}"
        cls.hidden_note = cls._make_note(
            f"Note {SECRET}", user=cls.bruno, lead_id=cls.lead_bruno.id
        )
        cls.own_note = cls._make_note("Note of Ana")
        cls.hidden_message = cls.lead_bruno.with_user(cls.bruno).message_post(
            body=f"Message {SECRET}"
        )
        cls.env.flush_all()
        cls.hidden_entry = cls.hidden_note.id * 256 + 1

    def _get_refusal(self, call):
        """Return the error that a call ends with, or what it returns if with none."""
        try:
            with self.env.cr.savepoint():
                return call()
        except (UserError, ValueError) as error:
            return error

    # ------------------------------------------------------------
    # Domains, orders, groups
    # ------------------------------------------------------------

    def test_counts(self):
        """However one asks: how many there are of what is hidden is none."""
        word, lead_id = f"%{SECRET}%", self.lead_bruno.id
        domains = {
            "title": [("title", "ilike", SECRET)],
            "name of the deal": [("lead_id.name", "ilike", SECRET)],
            "deal": [("lead_id", "any", [("name", "ilike", SECRET)])],
            "id of the deal": [("lead_id", "=", lead_id)],
            "parts": [("partner_id.opportunity_ids.name", "ilike", SECRET)],
            "like": [("lead_id.name", "=like", word)],
            "messages": [("lead_id.message_ids.body", "ilike", SECRET)],
            "record": [("res_model", "=", "crm.lead"), ("res_id", "=", lead_id)],
            "ids": [("id", "in", [self.hidden_entry, lead_id * 256 + 9])],
            "neither": ["!", "!", ("id", "=", self.hidden_entry)],
        }
        # Each of them finds something for whoever may read it.
        found = {
            name: (
                self.Entry.with_user(self.bruno).search_count(domain),
                self.EntryAna.search_count(domain),
            )
            for name, domain in domains.items()
            if name != "messages"
        }
        self.assertEqual([name for name, (his, _hers) in found.items() if not his], [])
        self.assertEqual([name for name, (_his, hers) in found.items() if hers], [])
        self.assertFalse(self.EntryAna.search_count(domains["messages"]))

    def test_operators_around_the_rules(self):
        """The host's operators that skip record rules are not for clients."""
        for operator in ("any!", "not any!", "inselect", "exists"):
            domain = [("lead_id", operator, [("name", "ilike", SECRET)])]
            with self.subTest(operator):
                refusal = self._get_refusal(lambda d=domain: self.EntryAna.search(d))
                self.assertIsInstance(refusal, ValueError)

    @mute_logger("odoo.models", "odoo.orm.models")
    def test_forbidden_fields(self):
        """A field that one may not read sorts, filters, groups and counts nothing."""
        for path in ("user_id.password", "source_id.function_name"):
            asked = {
                "filter": lambda p=path: self.EntryAna.search_count([(p, "!=", False)]),
                "order": lambda p=path: self.EntryAna.search([], order=p, limit=1),
                "group": lambda p=path: self.EntryAna.formatted_read_group([], [p]),
            }
            for name, ask in asked.items():
                with self.subTest(f"{name} by {path}"):
                    refusal = self._get_refusal(ask)
                    self.assertIsInstance(refusal, AccessError | ValueError)

    def test_groups(self):
        groups = self.EntryAna.formatted_read_group([], ["lead_id"], ["__count"])
        self.assertIn(
            self.lead_ana.id, [g["lead_id"] and g["lead_id"][0] for g in groups]
        )
        self.assertNotIn(SECRET, str(groups))
        Report = self.env["crm.feed.contact.report"].with_user(self.ana)
        groups = Report.formatted_read_group([], ["lead_id", "user_id"], ["__count"])
        self.assertNotIn(SECRET, str(groups))

    def test_conditions_that_mean_nothing(self):
        """Refused in words, before the database refuses them."""
        for condition in (
            ("id", "<", [1]),
            ("id", "=", "1 OR 1=1"),
            ("id", "in", ["a"]),
            ("source_id", "<", [5]),
            ("date", ">", ["2031-01-01"]),
            ("date.", ">=", "1) OR (1=1"),
        ):
            with self.subTest(condition), self.assertRaises(UserError):
                self.EntryAna.search([condition])
        # What is large is no error: nothing is so large.
        self.assertFalse(self.EntryAna.search([("id", "in", [2**70, -1])]))

    # ------------------------------------------------------------
    # Cursors, keys and texts from outside
    # ------------------------------------------------------------

    def test_cursor_of_a_colleague(self):
        """A cursor is a place in time: it opens nothing, whoever made it."""
        for number in range(5):
            self._make_message(self.lead_bruno, f"{SECRET} {number}")
            self._make_message(self.lead_ana, f"Mine {number}")
        scope = {"partner": self.customer.id}
        his = self._page(scope, user=self.bruno, limit=2)["older"]
        self.assertTrue(his)
        page = self._page(scope, cursor=his, limit=50)
        self.assertTrue(page["entries"])
        self.assertNotIn(SECRET, str(page))

    def test_cursor_that_ends_a_parser(self):
        deep = base64.urlsafe_b64encode(b"[" * 200_000).decode()
        wide = base64.urlsafe_b64encode(json.dumps(["older"] * 9999).encode()).decode()
        for cursor in (deep, wide):
            with self.assertRaises(UserError) as refusal:
                self._page(cursor=cursor)
            # Nobody gets back all that he sent.
            self.assertLess(len(str(refusal.exception)), 300)

    def test_errors_can_be_sent(self):
        """Half of an emoji in an error would be a second one, without words."""
        half = "\ud83d"
        Note = self.env["crm.feed.note"].with_user(self.ana)
        Follow = self.env["crm.feed.subscription"].with_user(self.ana)
        key = self._key(self.own_note)
        calls = {
            "limit": lambda: self._page(limit=half),
            "scope": lambda: self._page(half),
            "filter": lambda: self._page(filters={half: 1}),
            "cursor": lambda: self._page(cursor=half),
            "place": lambda: self._page(at=half),
            "mark": lambda: self.EntryAna.set_mark(key, half),
            "before": lambda: self.EntryAna.get_comments(key, half),
            "days": lambda: self.own_note.with_user(self.ana).action_reschedule_days(
                half
            ),
            "call": lambda: Note.log_call({half: 1}),
            "contact": lambda: Note.get_composer_defaults(half),
            "follow": lambda: Follow.get_follow(half, 1),
            "choice": lambda: Follow.set_follow(
                "crm.lead", self.lead_ana.id, True, [half]
            ),
            "section": lambda: self.env["crm.feed.policy"].set_section(half, half),
            "weeks": lambda: self.env["crm.feed.contact.report"].get_dashboard(half),
            **self._make_text_questions(half),
            **self._make_text_questions("zero \x00"),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(UserError) as refusal:
                call()
            self.assertTrue(str(refusal.exception).encode())

    def _make_text_questions(self, text):
        Report = self.env["crm.feed.contact.report"].with_user(self.ana)
        asked = [("res_model", "in", ["crm.lead", text])]
        return {
            f"list {text!r}": lambda: self.EntryAna.search_count(asked),
            f"path {text!r}": lambda: self.EntryAna.search(
                [("user_id.login", "=", text)], limit=5
            ),
            f"report {text!r}": lambda: Report.formatted_read_group(
                asked, ["user_id"], ["res_id:array_agg"]
            ),
        }

    def test_anything_in_place_of_a_choice(self):
        """Of the methods beside the page: refused in words, whatever is sent."""
        Follow = self.env["crm.feed.subscription"].with_user(self.ana)
        Policy = self.env["crm.feed.policy"].with_user(self.ana)
        Report = self.env["crm.feed.contact.report"].with_user(self.ana)
        lead = ("crm.lead", self.lead_ana.id)
        for value in ([1], {"a": 1}, 2**70, 1.5, "x", "1 OR 1=1"):
            calls = {
                "follow a model": lambda v=value: Follow.get_follow(v, 1),
                "follow a record": lambda v=value: Follow.get_follow("crm.lead", v),
                "choose": lambda v=value: Follow.set_follow(*lead, True, v),
                "section": lambda v=value: Policy.set_section(v, "follow"),
                "state": lambda v=value: Policy.set_section("deal", v),
                "weeks": lambda v=value: Report.get_dashboard(v),
                "team": lambda v=value: Report.get_dashboard(13, v),
                "user": lambda v=value: Report.get_dashboard(13, False, v),
            }
            for name, call in calls.items():
                with (
                    self.subTest(f"{name}: {value!r}"),
                    self.assertRaises(UserError),
                ):
                    call()
        with self.assertRaises(UserError):
            self.env["crm.feed.note"].with_user(self.ana).log_call(
                {
                    "partner_id": self.customer.id,
                    "result": "Fine",
                    "reason_id": self.reason.id + 10**6,
                }
            )

    def test_wishes_of_a_colleague(self):
        """What somebody follows or mutes as a whole shows to him alone."""
        Policy = self.env["crm.feed.policy"]
        Policy.with_user(self.bruno).set_section("deal", "mute")
        self.env.invalidate_all()
        wished = {
            user: self.bruno.with_user(user).crm_feed_section_deal
            for user in (self.bruno, self.ana, self.mona)
        }
        self.assertEqual(
            wished, {self.bruno: "mute", self.ana: False, self.mona: False}
        )

    # ------------------------------------------------------------
    # Names in errors
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_errors_name_nothing(self):
        """What is refused of a hidden record is refused without its name."""
        key, note = self._key(self.hidden_note), self.hidden_note.with_user(self.ana)
        Note = self.env["crm.feed.note"].with_user(self.ana)
        Follow = self.env["crm.feed.subscription"].with_user(self.ana)
        lead_id = self.lead_bruno.id
        calls = {
            "page": lambda: self._page({"lead": lead_id}),
            "record": lambda: self._page({"record": ["crm.lead", lead_id]}),
            "note": lambda: self._page({"record": [note._name, note.id]}),
            "body": lambda: self.EntryAna.get_body(key),
            "comments": lambda: self.EntryAna.get_comments(key),
            "action": lambda: self.EntryAna.run_action(key, "done"),
            "mark": lambda: self.EntryAna.set_mark(key, "like"),
            "done": note.action_done,
            "reassign": lambda: note.action_reassign(self.ana.id),
            "delete": note.unlink,
            "composer": lambda: Note.get_composer_defaults(False, lead_id),
            "follow": lambda: Follow.get_follow("crm.lead", lead_id),
            "call": lambda: Note.log_call(
                {"partner_id": self.olga.id, "lead_id": lead_id, "result": "Fine"}
            ),
            "new note": lambda: Note.create(
                {
                    "name": "On it",
                    "partner_id": self.olga.id,
                    "lead_id": lead_id,
                    "user_id": self.ana.id,
                    "date_deadline": "2031-01-01",
                }
            ),
        }
        for name, call in calls.items():
            self.env.invalidate_all()
            with self.subTest(name):
                refusal = self._get_refusal(call)
                # Access is refused, or the record is not there: in words, all of them.
                self.assertIsInstance(refusal, UserError)
                self.assertNotIn(SECRET, str(refusal))

    def test_undo_of_a_colleague(self):
        """What one did, nobody else can take back, not even a manager."""
        done = self._run(self.hidden_note, "done", user=self.bruno)
        for user in (self.ana, self.mona):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._undo(done, user)
        self.assertEqual(self.hidden_note.state, "done")
        for forged in (done["undo"][:-1], done["undo"] + "A", "{}", [], None, 5):
            with self.subTest(forged), self.assertRaises(UserError):
                self._request(self.bruno, "undo_action", forged)

    def test_answers_say_nothing_of_what_is_not_there(self):
        """What is hidden, and what does not exist, cannot be told apart."""
        texts = set()
        for key in (self._key(self.hidden_note), f"1-{2**30}"):
            with self.assertRaises(MissingError) as refusal:
                self._request(self.ana, "get_body", key)
            texts.add(str(refusal.exception))
        self.assertEqual(len(texts), 1)
        for key in (self._key(self.hidden_note), f"1-{2**30}"):
            self.assertFalse(self._page(at=key)["at"])
            self.assertFalse(self.EntryAna.get_entry_place(key))
