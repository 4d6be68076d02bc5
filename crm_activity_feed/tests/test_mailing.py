from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_note import SALESMAN
from .common_signal import MORNING_ANA, MORNING_BRUNO, SignalCommon

LOGGER = "odoo.addons.crm_activity_feed.models.crm_feed_mailing"


class MailingCommon(SignalCommon):
    """Regular mails, and what is in them."""

    def _send_daily(self):
        self._run_cron("crm_feed_daily_mail_cron")

    def _mails(self, user):
        email = user.email_formatted
        return self.env["mail.mail"].sudo().search([("email_to", "=", email)])

    def _lines(self, user):
        """Return the titles in the only mail of ``user``, by their addresses."""
        mail = self._mails(user)
        self.assertEqual(len(mail), 1)
        links = html.fromstring(mail.body_html).iter("a")
        return {link.text_content(): link.get("href") for link in links}


@tagged("post_install", "-at_install")
class TestDailyMail(MailingCommon):
    @freeze_time(MORNING_ANA)
    def test_overdue_and_today_in_one_mail(self):
        self._make_note("Due today", date_deadline="2026-11-23")
        self._make_note("Due tomorrow", date_deadline="2026-11-24")
        self._send_daily()
        lines = self._lines(self.ana)
        self.assertIn("Call about the offer", lines)
        self.assertIn("Due today", lines)
        self.assertNotIn("Due tomorrow", lines)

    @freeze_time(MORNING_ANA)
    def test_line_leads_to_the_entry(self):
        number = self.env.ref("crm_activity_feed.crm_feed_source_note").number
        self._send_daily()
        url = self._lines(self.ana)["Call about the offer"]
        path = f"/odoo/res.partner/{self.customer.id}"
        self.assertTrue(url.endswith(f"{path}?feed_entry={number}-{self.note.id}"), url)

    @freeze_time(MORNING_ANA)
    def test_line_of_who_has_no_feed_leads_to_the_record(self):
        self.lawyer.tz = self.ana.tz
        note = self._make_note("Read it", user_id=self.lawyer.id)
        note.date_deadline = "2026-11-23"
        self._send_daily()
        url = self._lines(self.lawyer)["Read it"]
        self.assertTrue(url.endswith(f"/odoo/crm.feed.note/{note.id}"), url)

    def test_each_in_his_own_morning(self):
        self._make_note("Ring", self.bruno, date_deadline="2026-11-24")
        with freeze_time(MORNING_ANA):
            self._send_daily()
        self.assertEqual(len(self._mails(self.ana)), 1)
        self.assertFalse(self._mails(self.bruno))
        with freeze_time(MORNING_BRUNO):
            # In Auckland, it is the 24th.
            self._send_daily()
        self.assertIn("Ring", self._lines(self.bruno))
        self.assertEqual(len(self._mails(self.ana)), 1)

    def test_once_a_day(self):
        for moment in (MORNING_ANA, MORNING_ANA, "2026-11-23 13:00:00"):
            with freeze_time(moment):
                self._send_daily()
        self.assertEqual(len(self._mails(self.ana)), 1)
        with freeze_time("2026-11-24 12:10:00"):
            self._send_daily()
        self.assertEqual(len(self._mails(self.ana)), 2)

    def test_not_twice_a_morning_when_travelling_west(self):
        with freeze_time(MORNING_BRUNO):
            self.note.user_id = self.bruno
            self._send_daily()
        self.bruno.tz = "America/New_York"
        with freeze_time("2026-11-24 12:30:00"):
            self._send_daily()
        self.assertEqual(len(self._mails(self.bruno)), 1)

    @freeze_time(MORNING_ANA)
    def test_nothing_to_do_no_mail(self):
        self.note.action_done()
        self._send_daily()
        self.assertFalse(self._mails(self.ana))
        self.assertEqual(
            str(self.ana.res_users_settings_id.crm_feed_daily_mail_on), "2026-11-23"
        )

    @freeze_time(MORNING_ANA)
    def test_opt_out(self):
        self.ana.with_user(self.ana).crm_feed_daily_mail = False
        self._send_daily()
        self.assertFalse(self._mails(self.ana))

    @freeze_time(MORNING_ANA)
    def test_words_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ana.lang = "fr_FR"
        self._send_daily()
        self.assertIn("lundi 23 novembre", self._mails(self.ana).body_html)

    @freeze_time(MORNING_ANA)
    def test_text_is_escaped(self):
        self._make_note("<img src=x>", date_deadline="2026-11-23")
        self._send_daily()
        self.assertIn("<img src=x>", self._lines(self.ana))

    @freeze_time(MORNING_ANA)
    def test_only_what_may_be_read_at_sending_time(self):
        """The notes of a company one has left are left, too."""
        left, kept = self.env["res.company"].create(
            [{"name": "Left"}, {"name": "Kept"}]
        )
        self.ana.company_ids |= left | kept
        secret = self._make_note("Secret", date_deadline="2026-11-23")
        other = self._make_note("Of the other company", date_deadline="2026-11-23")
        secret.sudo().company_id, other.sudo().company_id = left, kept
        self.ana.company_ids -= left
        self._send_daily()
        lines = self._lines(self.ana)
        self.assertIn("Of the other company", lines)
        self.assertNotIn("Secret", lines)

    @freeze_time(MORNING_ANA)
    def test_failure_of_one_does_not_stop_the_others(self):
        carl = new_test_user(self.env, "note_carl", SALESMAN, tz=self.ana.tz)
        self._make_note("Ask", carl, date_deadline="2026-11-23")
        self.assertLess(self.ana.id, carl.id)
        Mailing = self.env.registry["crm.feed.mailing"]
        prepare = Mailing._prepare_daily

        def fail_for_ana(own, mailing):
            if own.env.uid == self.ana.id:
                raise ValueError("Broken")
            return prepare(own, mailing)

        with (
            patch.object(Mailing, "_prepare_daily", fail_for_ana),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._send_daily()
        self.assertFalse(self._mails(self.ana))
        self.assertIn("Ask", self._lines(carl))
        # The next run makes up for it.
        self._send_daily()
        self.assertEqual(len(self._mails(self.ana)), 1)
        self.assertEqual(len(self._mails(carl)), 1)

    @freeze_time(MORNING_ANA)
    def test_long_plan_tells_how_much_more(self):
        vals = self._note_vals(date_deadline="2026-11-23")
        self.NoteAna.create([{**vals, "name": f"Task {n}"} for n in range(41)])
        self._send_daily()
        # Forty of these and the one from before; two links below, and the button.
        self.assertEqual(len(self._lines(self.ana)), 40 + 3)
        self.assertIn("There is more to do: 2.", self._mails(self.ana).body_html)

    @freeze_time(MORNING_ANA)
    def test_meeting_of_a_colleague_is_part_of_the_plan(self):
        self.env["calendar.event"].with_user(self.bruno).create(
            {
                "name": "Visit",
                "start": "2026-11-23 16:00:00",
                "stop": "2026-11-23 17:00:00",
                "partner_ids": (self.ana.partner_id | self.contact).ids,
            }
        )
        self._make_note("Not hers", self.bruno, date_deadline="2026-11-23")
        self._send_daily()
        lines = self._lines(self.ana)
        self.assertIn("Visit", lines)
        self.assertNotIn("Not hers", lines)

    @freeze_time(MORNING_ANA)
    def test_who_does_not_sell_gets_mails_of_notes_only(self):
        self.lawyer.tz = self.ana.tz
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo", "2026-11-23", user_id=self.lawyer.id
        )
        self._send_daily()
        self.assertFalse(self._mails(self.lawyer))


@tagged("post_install", "-at_install")
class TestOptOut(HttpCase, MailingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = cls.env["crm.feed.mailing"]._get_opt_out_url("daily", cls.ana)
        cls.url = cls.url.removeprefix(cls.env["crm.feed.mailing"].get_base_url())

    def test_looking_at_the_page_changes_nothing(self):
        response = self.url_open(self.url)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.ana.crm_feed_daily_mail)

    def test_one_click(self):
        data = {"List-Unsubscribe": "One-Click"}
        self.assertEqual(self.url_open(self.url, data=data).status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.ana.crm_feed_daily_mail)
        self.assertTrue(self.bruno.crm_feed_daily_mail)

    def test_button_and_back(self):
        for expected in (False, True):
            form = html.fromstring(self.url_open(self.url).text).forms[-1]
            self.url_open(form.action, data=dict(form.form_values()))
            self.env.invalidate_all()
            self.assertEqual(self.ana.crm_feed_daily_mail, expected)

    @mute_logger("odoo.http")
    def test_wrong_links(self):
        own, _, token = self.url.partition("&token=")
        links = {
            "no token": own,
            "wrong token": f"{own}&token={'0' * len(token)}",
            "of somebody else": own.replace(f"={self.ana.id}", f"={self.bruno.id}")
            + f"&token={token}",
            "other mail": f"/crm_feed/mail/other?user_id={self.ana.id}&token={token}",
            "no id": f"/crm_feed/mail/daily?user_id=x&token={token}",
        }
        codes = {
            name: self.url_open(link, data={"wanted": "0"}).status_code
            for name, link in links.items()
        }
        self.assertEqual(codes, dict.fromkeys(links, 404))
        self.env.invalidate_all()
        self.assertTrue(self.ana.crm_feed_daily_mail)
        self.assertTrue(self.bruno.crm_feed_daily_mail)
