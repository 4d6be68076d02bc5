from datetime import timedelta

from markupsafe import Markup

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_activity_feed.tests.common import FeedCommon


@tagged("post_install", "-at_install")
class TestSwitchboardCall(FeedCommon):
    """Each hook of the call, through the page that ``ana`` sees.

    ``ana`` and ``bruno`` see their own calls, and those that are nobody's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.source = cls.env.ref("crm_activity_feed_example.crm_feed_source_call")
        cls.voicemails = cls.env.ref(
            "crm_activity_feed_example.crm_feed_source_voicemail"
        )

    @classmethod
    def _make_call(cls, **values):
        return cls.env["switchboard.call"].create(
            {
                "name": "Delivery date",
                "partner_id": cls.olga.id,
                "user_id": cls.ana.id,
                "date_start": cls.now - timedelta(days=1),
                "date_end": cls.now - timedelta(days=1, minutes=-5),
                **values,
            }
        )

    def _calls(self, scope=None, user=None, **filters):
        """The entries of calls and voicemails: still to do, then done."""
        filters = {"kinds": ["phone_call"], **filters}
        page = self._page(scope, user, filters=filters)
        return page["open"] + page["entries"]

    def _call_records(self, *args, **kwargs):
        entries = self._calls(*args, **kwargs)
        return [(entry["res_model"], entry["res_id"]) for entry in entries]

    # Who sees which calls

    def test_own_calls_and_those_of_nobody(self):
        mine, nobodys = self._make_call(), self._make_call(user_id=False)
        theirs = self._make_call(user_id=self.bruno.id)
        self.assertEqual(
            set(self._call_records()), {(c._name, c.id) for c in mine + nobodys}
        )
        self.assertIn((theirs._name, theirs.id), self._call_records(user=self.mona))

    def test_page_and_list_agree(self):
        self._make_call(user_id=self.bruno.id)
        calls = self._make_call() + self._make_call(
            partner_id=False, participant_ids=[Command.set(self.oleg.ids)]
        )
        found = self._search([("kind", "=", "phone_call")])
        found = found.filtered(lambda entry: entry.res_id in calls.ids)
        self.assertEqual(set(found.mapped("res_id")), set(calls.ids))
        self.assertEqual(set(self._call_records()), {(c._name, c.id) for c in calls})

    def test_wrong_numbers_never_show(self):
        self._make_call(is_wrong_number=True)
        self.assertEqual(self._call_records(), [])

    def test_a_call_that_ends_before_it_starts_never_shows(self):
        call = self._make_call()
        self.assertEqual(self._call_records(), [(call._name, call.id)])
        call.date_end = call.date_start - timedelta(seconds=1)
        self.assertEqual(self._call_records(), [])

    def test_a_call_without_any_customer_stays_out(self):
        self._make_call(partner_id=False)
        self.assertEqual(self._call_records("all"), [])

    # When, who, with whom

    def test_columns_of_an_incoming_call(self):
        call = self._make_call(lead_id=self.lead_ana.id)
        [entry] = self._calls()
        self.assertEqual(entry["date"], str(call.date_start))
        self.assertEqual(entry["partner_id"]["id"], self.olga.id)
        self.assertEqual(entry["customer_id"]["id"], self.customer.id)
        self.assertEqual(entry["author_id"]["id"], self.olga.id)
        self.assertEqual(entry["user_id"]["id"], self.ana.id)
        self.assertEqual(entry["lead_id"]["id"], self.lead_ana.id)
        self.assertEqual(entry["activity_type_id"]["id"], self.call.id)
        self.assertFalse(entry["is_open"])
        self.assertEqual(
            self._call_records({"lead": self.lead_ana.id}), [(call._name, call.id)]
        )

    def test_our_own_call_is_ours(self):
        self._make_call(direction="out")
        [entry] = self._calls()
        self.assertEqual(entry["author_id"]["id"], self.ana.partner_id.id)

    def test_a_call_to_return_is_due(self):
        due = self.now + timedelta(days=2)
        self._make_call(state="to_return", date_due=due)
        [entry] = self._calls()
        self.assertTrue(entry["is_open"])
        self.assertEqual(entry["date"], str(due))
        self.assertEqual(entry["state"], "planned")

    def test_a_conference_concerns_all_who_took_part(self):
        call = self._make_call(
            partner_id=False,
            participant_ids=[Command.set((self.oleg + self.other).ids)],
        )
        for partner in (self.customer, self.other):
            scope = {"partner": partner.id}
            self.assertEqual(self._call_records(scope), [(call._name, call.id)])
        olga = {"partner": self.olga.id, "roll_up": False}
        self.assertEqual(self._call_records(olga), [])

    def test_a_call_for_me_that_a_colleague_took_is_mine(self):
        call = self._make_call(user_id=self.bruno.id, asked_user_id=self.ana.id)
        self._make_call(user_id=False)
        self.assertEqual(self._call_records("mine"), [(call._name, call.id)])

    def test_who_was_asked_calls_back(self):
        """Then it is not to be done by the colleague who took the call."""
        asked = self._make_call(
            state="to_return", user_id=self.bruno.id, asked_user_id=self.ana.id
        )
        own = self._make_call(state="to_return", user_id=self.bruno.id)
        self.env.flush_all()
        for user, call in ((self.ana, asked), (self.bruno, own)):
            plan = self.Entry.with_user(user).get_my_plan()
            self.assertEqual(self._records(plan["open"]), [(call._name, call.id)])

    def test_messages_of_a_call_show(self):
        call = self._make_call()
        message = self._make_message(call, "Told the carrier")
        page = self._page()
        self.assertIn((message._name, message.id), self._records(page["entries"]))

    def test_messages_of_a_confidential_call_are_confidential(self):
        call = self._make_call(user_id=False, is_confidential=True)
        message = self._make_message(call, "Salary")
        found = (message._name, message.id)
        self.assertNotIn(found, self._records(self._page()["entries"]))
        call.user_id = self.ana
        self.assertIn(found, self._records(self._page()["entries"]))

    # Words

    def test_words(self):
        self._make_call(
            transcript="<p>On the first.</p>",
            outcome="We name a date",
            cost=1.5,
            phone="555",
        )
        [entry] = self._calls()
        self.assertEqual(entry["title"], "Delivery date")
        self.assertEqual(entry["body"], Markup("<p>On the first.</p>"))
        self.assertEqual(entry["outcome"], "We name a date")
        self.assertEqual(entry["amount"]["value"], 1.5)
        self.assertEqual(
            entry["data"], {"direction": "in", "minutes": 5, "phone": "555"}
        )

    def test_words_of_a_confidential_call(self):
        """Neither read nor found, but by whom it concerns."""
        call = self._make_call(
            user_id=False, is_confidential=True, transcript="<p>Salary</p>"
        )
        [entry] = self._calls()
        self.assertEqual((entry["title"], entry["body"]), ("Confidential call", False))
        self.assertEqual(self._calls(text="salary"), [])
        call.asked_user_id = self.ana
        self.assertEqual(
            [e["body"] for e in self._calls(text="salary")], ["<p>Salary</p>"]
        )

    # Actions

    def test_done_and_again(self):
        call = self._make_call(state="to_return", phone="555")
        [entry] = self._calls()
        self.assertEqual(entry["actions"][:3], ["done", "reschedule", "dial"])
        Entry = self.Entry.with_user(self.ana)
        done = Entry.run_action(entry["id"], "done", {"outcome": "Monday"})
        self.assertEqual((done["is_open"], done["outcome"]), (False, "Monday"))
        self.assertEqual(done["actions"][:2], ["call_again", "dial"])
        again = Entry.run_action(entry["id"], "call_again")
        self.assertTrue(again["is_open"])
        self.assertEqual(call.date_due.date(), (self.now + timedelta(days=1)).date())

    def test_reschedule(self):
        call = self._make_call(state="to_return")
        [entry] = self._calls()
        params = {"date_deadline": "2031-02-03 10:00:00"}
        before = call.date_due
        Entry = self.Entry.with_user(self.ana)
        moved = Entry.run_action(entry["id"], "reschedule", params)
        self.assertEqual(str(call.date_due), "2031-02-03 10:00:00")
        self.assertEqual(Entry.undo_action(moved["undo"])["key"], entry["key"])
        self.assertEqual(call.date_due, before)

    def test_undo(self):
        call = self._make_call(state="to_return", phone="555")
        [entry] = self._calls()
        Entry = self.Entry.with_user(self.ana)
        done = Entry.run_action(entry["id"], "done", {"outcome": "Monday"})
        Entry.undo_action(done["undo"])
        self.assertEqual((call.state, call.outcome), ("to_return", False))
        self.assertIn("Undone in the feed", call.message_ids[0].body)
        done = Entry.run_action(entry["id"], "done", {"outcome": "Monday"})
        self._make_call(phone="555")
        with self.assertRaisesRegex(UserError, "changed in the meantime"):
            Entry.undo_action(done["undo"])

    def test_what_cannot_be_undone(self):
        self._make_call()
        [entry] = self._calls()
        Entry = self.Entry.with_user(self.ana)
        again = Entry.run_action(entry["id"], "call_again")
        self.assertIs(again["undo"], False)

    def test_what_is_not_offered_is_refused(self):
        self._make_call()
        [entry] = self._calls()
        self.assertEqual(entry["actions"][0], "call_again")
        self.assertNotIn("done", entry["actions"])
        with self.assertRaisesRegex(UserError, "somebody was faster"):
            self.Entry.with_user(self.ana).run_action(entry["id"], "done")

    def test_dialling_is_not_the_servers(self):
        self._make_call(phone="555")
        [entry] = self._calls()
        with self.assertRaisesRegex(UserError, "Open the document instead"):
            self.Entry.with_user(self.ana).run_action(entry["id"], "dial")

    def test_a_call_is_written_into_the_feed(self):
        """From the feed of a deal, with what the feed knows of it."""
        self.olga.phone = "555"
        Source = self.env["crm.feed.source"].with_user(self.ana)
        action = Source.get_create_action(
            self.source.id, self.olga.id, self.lead_ana.id
        )
        self.assertEqual(action["res_model"], "switchboard.call")
        self.assertEqual(
            action["context"],
            {
                "default_partner_id": self.olga.id,
                "default_lead_id": self.lead_ana.id,
                "default_direction": "out",
                "default_phone": "555",
            },
        )

    # A source without code; the sources themselves

    def test_voicemail_by_paths(self):
        call = self._make_call(lead_id=self.lead_ana.id)
        voicemail = self.env["switchboard.voicemail"].create(
            {
                "name": "Call me",
                "call_id": call.id,
                "user_id": self.ana.id,
                "transcript": "Until five",
            }
        )
        filters = {"source_ids": self.voicemails.ids}
        [entry] = self._calls(**filters)
        self.assertEqual(entry["res_id"], voicemail.id)
        self.assertEqual(entry["partner_id"]["id"], self.olga.id)
        self.assertEqual(entry["lead_id"]["id"], self.lead_ana.id)
        self.assertIn("Until five", entry["body"])
        self.assertFalse(entry["data"])
        self.assertEqual(self._calls(user=self.bruno, **filters), [])

    def test_kind_of_our_own(self):
        """It has a chip with its label and the icon of its first source."""
        page = self._page()
        chips = {chip["key"]: chip for chip in page["kinds"]}
        self.assertEqual(
            chips["phone_call"],
            {"key": "phone_call", "label": "Phone Calls", "icon": "fa-phone"},
        )
        keys = list(chips)
        self.assertEqual(keys.index("phone_call"), keys.index("meeting") + 1)

    def test_numbers_are_given_by_the_feed(self):
        numbers = [self.source.number, self.voicemails.number]
        self.assertEqual(len(set(numbers)), 2)
        self.assertGreaterEqual(min(numbers), 100)

    def test_without_access_to_calls_there_are_none(self):
        """An employee outside Sales sees the rest of the feed."""
        self._make_call(user_id=False)
        self._make_note(user=self.otto)
        page = self._page("mine", self.otto)
        self.assertEqual({e["kind"] for e in page["open"]}, {"note"})
        with self.assertRaises(AccessError):
            self.env["switchboard.call"].with_user(self.otto).search([])

    def test_code_is_checked(self):
        """What an addon's own test should call."""
        self.source._check_code()

    # Contacts

    def test_call_is_a_contact(self):
        """With all who took part, and only if somebody picked up."""
        call = self._make_call(participant_ids=[Command.link(self.other.id)])
        self._make_call(
            date_start=self.now - timedelta(hours=1), date_end=False, name="No answer"
        )
        for customer in (self.customer, self.other):
            last = customer.with_user(self.ana).feed_last
            self.assertEqual(last["key"], f"{self.source.number}-{call.id}")
            self.assertEqual(last["label"], "Call")
            self.assertFalse(customer.with_user(self.bruno).feed_last)

    def test_call_to_return_is_the_next_contact(self):
        due = self.now + timedelta(days=1)
        self._make_call(state="to_return", date_due=due, date_end=False)
        customers = self.env["res.partner"].with_user(self.ana)
        found = customers.search([("feed_next_date", "=", due)])
        self.assertEqual(found, self.customer | self.olga | self.oleg)
        self.assertEqual(found.mapped("feed_next_user_id"), self.ana)
