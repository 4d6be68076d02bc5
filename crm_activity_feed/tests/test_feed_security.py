"""What clients may not do, whatever they send: they can send anything."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common_open import OpenCommon

EVIL = '<img src="x" onerror="alert(1)"><script>alert(2)</script>Plain'


@tagged("post_install", "-at_install")
class TestFeedSecurity(OpenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = mail_new_test_user(
            cls.env, login="feed_portal", groups="base.group_portal"
        )

    def _get_calls(self, key):
        """All that a client can ask about one entry."""
        return {
            "like": ("set_mark", key, "like"),
            "pin": ("set_mark", key, "pin"),
            "unpin": ("set_mark", key, "pin", False),
            "comment": ("post_comment", key, "Hello"),
            "comments": ("get_comments", key),
            "delete comment": ("delete_comment", key, 1),
            "body": ("get_body", key),
            "done": ("run_action", key, "done"),
            "delete": ("run_action", key, "delete"),
        }

    # ------------------------------------------------------------
    # Who may not
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_portal(self):
        """Portal users have no part in the feed, even of what is about themselves."""
        self.portal.partner_id.parent_id = self.customer
        note = self._make_note(partner_id=self.portal.partner_id.id)
        done = self._run(self._make_note(), "done")
        scope = {"partner": self.portal.partner_id.id}
        calls = {
            **self._get_calls(self._key(note)),
            "page": ("get_page", scope),
            "first date": ("get_first_date", scope),
            "filters": ("get_filter_options", scope),
            "undo": ("undo_action", done["undo"]),
        }
        for name, (method, *args) in calls.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self._request(self.portal, method, *args)
        Note = self.env["crm.feed.note"].with_user(self.portal)
        call = {"partner_id": self.portal.partner_id.id, "result": "Sold"}
        with self.assertRaises(AccessError):
            Note.log_call(call)
        with self.assertRaises(AccessError):
            self.env["crm.feed.handover.wizard"].with_user(self.portal).create(
                {"partner_id": self.portal.partner_id.id}
            )

    def test_guessed_entry(self):
        """What one does not see, one cannot touch, count or find out about."""
        activity = self._make_activity()
        message = self._make_message(self.lead_ana, "Secret")
        keys = {"activity": self._key(activity), "message": self._key(message, 8)}
        for kind, key in keys.items():
            # It is the right key: its owner sees it.
            self.assertEqual(self._page(at=key)["at"]["key"], key)
            for user in (self.bruno, self.otto):
                for name, (method, *args) in self._get_calls(key).items():
                    with (
                        self.subTest(f"{kind}: {name} as {user.login}"),
                        self.assertRaises(MissingError),
                    ):
                        self._request(user, method, *args)
        strangers = (self.bruno + self.otto).ids
        marks = self.env["crm.feed.mark"].search([("user_id", "in", strangers)])
        self.assertFalse(marks)
        self.assertTrue(activity.exists().active)
        self.assertTrue(message.exists())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_dialog_of_the_report_is_ones_own(self):
        wizard = (
            self.env["crm.feed.handover.wizard"]
            .with_user(self.mona)
            .create({"partner_id": self.customer.id, "lead_id": self.lead_bruno.id})
        )
        self.env.invalidate_all()
        theirs = wizard.with_user(self.ana)
        self.assertFalse(theirs.search([("id", "=", wizard.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["lead_id"])
        with self.assertRaises(AccessError):
            self.env["report.crm_activity_feed.report_handover"].with_user(
                self.ana
            )._get_report_values(wizard.ids)

    @mute_logger("odoo.models", "odoo.orm.models")
    def test_entry_of_a_message_is_nobodys_to_set(self):
        """Else its author would hide a message from the feed, as a comment."""
        message = self._make_message(
            self.lead_ana, "Sold it", author_id=self.ana.partner_id.id
        ).with_user(self.ana)
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        link = {"feed_source_id": source.id, "feed_res_id": self._make_note().id}
        with self.assertRaises(AccessError):
            message.write(link)
        with self.assertRaises(AccessError):
            message.create(
                {
                    "model": "crm.lead",
                    "res_id": self.lead_ana.id,
                    "message_type": "comment",
                    **link,
                }
            )
        with self.assertRaises(AccessError):
            message.read(["feed_res_id"])
        keys = [entry["key"] for entry in self._page()["entries"]]
        self.assertIn(self._key(message, 8), keys)

    def test_strangers_have_no_name(self):
        """An error does not tell who hides behind the id of a user."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = mail_new_test_user(
            self.env,
            login="feed_stranger",
            name="Hidden Person",
            groups="base.group_portal",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        stranger.partner_id.company_id = elsewhere
        note = self._make_note()
        with self.assertRaises(UserError) as refusal:
            self._run(note, "reassign", user_id=stranger.id)
        self.assertNotIn("Hidden", str(refusal.exception))
        self.assertEqual(note.user_id, self.ana)

    # ------------------------------------------------------------
    # What may be sent
    # ------------------------------------------------------------

    def test_script(self):
        """Texts of people are shown, and never run."""
        note = self._make_note(EVIL, description=EVIL, is_all_day=True)
        comment = self._request(self.ana, "post_comment", self._key(note), EVIL)
        self._run(note, "done", outcome=EVIL)
        entry = next(
            entry
            for entry in self._page()["entries"]
            if entry["key"] == self._key(note)
        )
        # A title and an outcome are plain text for the client, and stay what they are.
        self.assertEqual((entry["title"], entry["outcome"]), (EVIL, EVIL))
        self.assertIn("Plain", entry["body"])
        self.assertNotRegex(entry["body"], "<script|onerror")
        self.assertIn("&lt;script&gt;", comment["body"])
        self.assertNotIn("<script", comment["body"])
        self.assertNotIn("<img", comment["body"])

    def test_text_that_cannot_be_stored(self):
        """Half of an emoji, as a client leaves it that cuts a text anywhere."""
        note = self._make_note()
        half = "Fine \ud83d"
        with self.assertRaises(UserError):
            self._request(self.ana, "post_comment", self._key(note), half)
        with self.assertRaises(UserError):
            self._run(note, "done", outcome=half)
        with self.assertRaises(UserError):
            self._page(filters={"text": half})
        self.assertEqual(note.state, "open")

    def test_dates_that_nobody_means(self):
        """Before and after all that can be counted, in any time zone."""
        note, activity = self._make_note(), self._make_activity()
        start = fields.Datetime.now() + timedelta(days=1)
        meeting = self._make_meeting(start=start, stop=start + timedelta(hours=1))
        first, last = "0001-01-01 00:00:00", "9999-12-31 23:59:59"
        for tz in ("America/Los_Angeles", "Pacific/Kiritimati"):
            self.ana.tz = tz
            Entry = self.Entry.with_user(self.ana).with_context(tz=tz)
            filters = {"date_from": first, "date_to": last}
            page = Entry.get_page({"partner": self.customer.id}, filters)
            keys = {entry["key"] for entry in page["open"]}
            self.assertIn(self._key(note), keys)
            for record in (note, activity, meeting):
                for date in (first, last, first[:10], last[:10]):
                    with (
                        self.subTest(f"{record._name} to {date} in {tz}"),
                        self.assertRaises(UserError),
                    ):
                        self._run(record, "reschedule", date_deadline=date)

    def test_report_of_all_times(self):
        note = self._make_note("Ages ago")
        self._run(note, "done")
        Report = self.env["report.crm_activity_feed.report_handover"]
        for tz in ("America/Los_Angeles", "Pacific/Kiritimati"):
            wizard = (
                self.env["crm.feed.handover.wizard"]
                .with_user(self.ana)
                .with_context(tz=tz)
                .create(
                    {
                        "partner_id": self.customer.id,
                        "date_from": "0001-01-01",
                        "date_to": "9999-12-31",
                    }
                )
            )
            report = Report.with_env(wizard.env)
            (handover,) = report._get_report_values(wizard.ids)["handovers"]
            titles = [line["title"] for _m, of_m in handover["months"] for line in of_m]
            self.assertIn("Ages ago", titles)

    def test_ids_that_are_none(self):
        """Anything in place of an id is refused in words, before the database is."""
        source_id = self._page()["creatable"][0]["source_id"]
        Source = self.env["crm.feed.source"].with_user(self.ana)
        Note = self.env["crm.feed.note"].with_user(self.ana)
        for value in ("0001", [1], {"a": 1}, 2**70, 1.5, True):
            call = {"partner_id": self.customer.id, "result": "Fine"}
            calls = (
                lambda v=value: Source.get_create_action(source_id, v),
                lambda v=value: Source.get_create_action(source_id, self.olga.id, v),
                lambda v=value, c=call: Note.log_call({**c, "reason_id": v}),
                lambda v=value: Note.search_deals(v),
            )
            for number, ask in enumerate(calls):
                with self.subTest(f"{number}: {value!r}"), self.assertRaises(UserError):
                    ask()
        deals = Note.search_deals(self.customer.id, limit="0001")
        self.assertEqual([deal["id"] for deal in deals], self.lead_ana.ids)

    def test_call_is_handed_over_to_nobody(self):
        """An empty choice in a list of colleagues is none."""
        Note = self.env["crm.feed.note"].with_user(self.ana)
        saved = Note.log_call(
            {
                "partner_id": self.customer.id,
                "result": "Fine",
                "hand_over": {"user_ids": [None, self.bruno.id, False]},
            }
        )
        notes = Note.browse(saved["note_ids"])
        self.assertEqual(notes.user_id, self.bruno)
        self.assertEqual(len(notes), 1)
