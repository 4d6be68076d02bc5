from datetime import datetime, timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import FeedCommon

LOGGER = "odoo.addons.crm_activity_feed.models.crm_feed_mailing"
#: Half past seven in the morning, in UTC.
MONDAY, TUESDAY, WEDNESDAY = (f"2031-05-{day:02} 07:30:00" for day in (5, 6, 7))


@tagged("post_install", "-at_install")
class TestFollowingMail(FeedCommon):
    """Ana follows Acme Tools; she asked for the mail on Sunday morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.feed.backfill"]._run()
        cls.people = cls.ana | cls.bruno
        cls.env["mail.followers"].search(
            [("partner_id", "in", cls.people.partner_id.ids)]
        ).unlink()
        for user in cls.people:
            user.email = f"{user.login}@example.com"
        cls._follow(cls.customer)
        cls._ask(cls.ana)

    @classmethod
    def _ask(cls, user, moment="2031-05-04 07:30:00"):
        with freeze_time(moment):
            user.with_user(user).crm_feed_follow_mail = True

    @classmethod
    def _follow(cls, record, user=None, is_following=True, **kwargs):
        Subscription = cls.env["crm.feed.subscription"].with_user(user or cls.ana)
        Subscription.set_follow(record._name, record.id, is_following, **kwargs)

    def _say(self, body="News", date="2031-05-04 12:00:00", record=None, **values):
        values = {"author_id": self.mona.partner_id.id, **values}
        message = self._make_message(
            record or self.customer, body, date=datetime.fromisoformat(date), **values
        )
        # As it was written when it is dated.
        self._set_date(message, date)
        return message

    def _send(self, moment=MONDAY):
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = self.env.ref("crm_activity_feed.crm_feed_follow_mail_cron")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self, user=None):
        email = (user or self.ana).email_formatted
        return self.env["mail.mail"].sudo().search([("email_to", "=", email)])

    def _links(self, user=None):
        """Return the titles in the only mail of a user, by their addresses."""
        mail = self._mails(user)
        self.assertEqual(len(mail), 1)
        links = html.fromstring(mail.body_html).iter("a")
        return {link.text_content(): link.get("href") for link in links}

    # ------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------

    def test_news_by_customer(self):
        """Each entry a line with its link, under its customer."""
        said = self._say("Hello Olga", record=self.olga)
        self._send()
        links = self._links()
        self.assertTrue(
            links["Acme Tools"].endswith(f"/odoo/res.partner/{self.customer.id}")
        )
        path = f"/odoo/res.partner/{self.customer.id}?feed_entry="
        self.assertIn(path, links["Hello Olga"])
        self.assertTrue(links["Hello Olga"].endswith(f"-{said.id}"))
        self.assertTrue(links["Open Following"].endswith("/odoo/following-feed"))
        self.assertTrue(links["My preferences"])
        token = self.env["crm.feed.mailing"]._get_token("following", self.ana.id)
        self.assertIn(token, links["Stop this mail"])
        mail = self._mails()
        self.assertEqual(mail.subject, "News of Acme Tools")
        self.assertRegex(mail.body_html, r"Yesterday, 12:00\sPM")

    def test_many(self):
        """Of each customer the newest five, and how many more there are."""
        for number in range(7):
            self._say(f"News {number}", f"2031-05-04 12:0{number}:00")
        self._follow(self.other)
        self._say("Elsewhere", "2031-05-04 11:00:00", self.other)
        self._send()
        links = self._links()
        self.assertEqual(
            [title for title in links if title.startswith("News")],
            ["News 6", "News 5", "News 4", "News 3", "News 2"],
        )
        self.assertIn("More here: 2", links)
        self.assertIn("Elsewhere", links)
        self.assertEqual(
            self._mails().subject, "News of what you follow: Acme Tools and more"
        )

    def test_more_than_fits(self):
        mailing = "odoo.addons.crm_activity_feed.models.crm_feed_mailing_following"
        for number in range(3):
            self._say(f"News {number}")
        with patch(f"{mailing}.MAX_ENTRIES", 2):
            self._send()
        self.assertIn("than fits in a mail", self._mails().body_html)

    def test_own_doings(self):
        self._say("Mine", author_id=self.ana.partner_id.id)
        self._send()
        self.assertFalse(self._mails())

    def test_nothing_new(self):
        """No mail, and the day is done."""
        self._say("Old", "2031-05-03 12:00:00")
        self._send()
        self.assertFalse(self._mails())
        settings = self.ana.res_users_settings_id
        self.assertEqual(str(settings.crm_feed_follow_mail_on), "2031-05-05")

    def test_deal(self):
        """Whoever follows a deal only reads of it under its customer."""
        self._follow(self.customer, is_following=False)
        self._follow(self.lead_ana)
        self._say("On the deal", record=self.lead_ana)
        self._say("On the customer")
        self._send()
        links = self._links()
        self.assertIn("On the deal", links)
        self.assertIn("Acme Tools", links)
        self.assertNotIn("On the customer", links)

    def test_unfollowed(self):
        self._say()
        self._follow(self.customer, is_following=False)
        self._send()
        self.assertFalse(self._mails())

    def test_not_chosen(self):
        self._follow(self.customer, keys=["comment"])
        self._say("On the deal", record=self.lead_ana)
        self._send()
        self.assertFalse(self._mails())

    def test_muted(self):
        self._say("On the deal", record=self.lead_ana)
        self._say("On the customer")
        Policy = self.env["crm.feed.policy"].with_user(self.ana)
        Policy.set_section("deal", "mute")
        self._send()
        self.assertNotIn("On the deal", self._links())
        self.assertIn("On the customer", self._links())

    # ------------------------------------------------------------
    # Rights and people
    # ------------------------------------------------------------

    def test_rights_at_sending_time(self):
        """A deal that was given to Bruno meanwhile is none of hers."""
        self._say("Secret", record=self.lead_ana)
        self._say("Known")
        self.lead_ana.user_id = self.bruno
        self._send()
        self.assertIn("Known", self._links())
        self.assertNotIn("Secret", self._mails().body_html)

    def test_without_sales_rights(self):
        """Who does not sell any more has no feed: lines lead to the record."""
        self._say("Known")
        self._say("Secret", record=self.lead_ana)
        self.ana.group_ids = self.env.ref("base.group_user")
        self._send()
        links = self._links()
        path = f"/odoo/res.partner/{self.customer.id}"
        self.assertTrue(links["Known"].endswith(path))
        self.assertNotIn("Open Following", links)
        self.assertNotIn("Secret", self._mails().body_html)

    def test_other_company(self):
        """All companies of hers count, and none she has left."""
        left, kept = self.env["res.company"].create([{"name": "L"}, {"name": "K"}])
        self.ana.company_ids |= left | kept
        names = {"Of the left": left, "Of the kept": kept}
        for name, company in names.items():
            customer = self.env["res.partner"].create(
                {"name": name, "company_id": company.id}
            )
            customer.message_subscribe(self.ana.partner_id.ids)
            self._say(name, record=customer)
        self.ana.company_ids -= left
        self._send()
        self.assertIn("Of the kept", self._links())
        self.assertNotIn("Of the left", self._mails().body_html)

    def test_only_who_asked(self):
        self._follow(self.customer, self.bruno)
        self._say()
        self._send()
        self.assertFalse(self._mails(self.bruno), "Off unless asked for")
        self.assertTrue(self._mails())

    def test_inactive(self):
        self._say()
        self.ana.active = False
        self._send()
        self.assertFalse(self._mails())

    def test_failure_of_one(self):
        """The others get their mail; who failed is told all of it the next time."""
        self._follow(self.customer, self.bruno)
        self._ask(self.bruno)
        self._say()
        Mailing = self.env.registry["crm.feed.mailing"]
        read = Mailing._read_news

        def fail_for_ana(own, *args):
            if own.env.uid == self.ana.id:
                raise ValueError("Broken")
            return read(own, *args)

        with (
            patch.object(Mailing, "_read_news", fail_for_ana),
            self.assertLogs(LOGGER, "ERROR") as logs,
        ):
            self._send()
        self.assertEqual(len(logs.output), 1)
        self.assertFalse(self._mails())
        self.assertIn("News", self._links(self.bruno))
        self._send(TUESDAY)
        self.assertIn("News", self._links())
        self.assertEqual(len(self._mails(self.bruno)), 1)

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    def test_once(self):
        """Each entry once, however often the job runs, and however late."""
        self._say("Sunday")
        for _time in range(2):
            self._send()
        self._say("Monday", "2031-05-05 08:00:00")
        self._send("2031-05-05 20:00:00")
        self.assertEqual(len(self._mails()), 1)
        self._send(WEDNESDAY)
        newest, first = self._mails().sorted("id", reverse=True)
        self.assertIn("Sunday", first.body_html)
        self.assertIn("Monday", newest.body_html)
        self.assertNotIn("Sunday", newest.body_html)

    def test_written_later(self):
        """What is written down after it happened is told when it is."""
        self._send()
        said = self._say("Late", "2031-05-04 12:00:00")
        self._set_date(said, "2031-05-05 15:00:00")
        self._send(TUESDAY)
        self.assertIn("Late", self._links())
        self._send(WEDNESDAY)
        self.assertEqual(len(self._mails()), 1)

    def test_being_written(self):
        """What is written in the very moment of the mail is the next one's."""
        self._say("Now", "2031-05-05 07:25:00")
        self._send()
        self.assertFalse(self._mails())
        self._send(TUESDAY)
        self.assertIn("Now", self._links())

    def test_all_day(self):
        """What has a day and no time is told once, when the day is over."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Fair",
                "allday": True,
                "start_date": "2031-05-05",
                "stop_date": "2031-05-05",
                "user_id": self.mona.id,
                "partner_ids": [Command.set(self.oleg.ids)],
            }
        )
        self._set_date(meeting, "2031-05-04 12:00:00")
        for moment, count in ((MONDAY, 0), (TUESDAY, 1), (WEDNESDAY, 1)):
            self._send(moment)
            self.assertEqual(len(self._mails()), count, moment)
        self.assertIn("Fair", self._links())

    def test_switched_on_again(self):
        """Nothing of the time in which it was not wanted."""
        own = self.ana.with_user(self.ana)
        own.crm_feed_follow_mail = False
        self._say("Unwanted", "2031-05-05 12:00:00")
        self._send(TUESDAY)
        self.assertFalse(self._mails())
        self._ask(self.ana, "2031-05-06 12:00:00")
        self._say("Wanted", "2031-05-06 13:00:00")
        self._send(WEDNESDAY)
        self.assertIn("Wanted", self._links())
        self.assertNotIn("Unwanted", self._links())

    def test_first_settings(self):
        """Who never had settings begins when he asks."""
        self.assertFalse(self.bruno.crm_feed_follow_mail)
        self._ask(self.bruno)
        until = self.bruno.res_users_settings_id.crm_feed_follow_mail_until
        self.assertEqual(str(until), "2031-05-04 07:30:00")

    def test_morning_and_words_of_the_reader(self):
        """In Auckland it is Monday morning while it is Sunday in London."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ana.write({"tz": "Pacific/Auckland", "lang": "fr_FR"})
        self._say("Sunday night", "2031-05-04 14:00:00")
        self._say("On Saturday", "2031-05-04 08:00:00")
        self._send()
        self.assertFalse(self._mails(), "There it is seven in the evening")
        self._send("2031-05-05 19:30:00")
        body = self._mails().body_html
        # Two at night of the fifth, there.
        self.assertIn("02:00", body)
        self.assertIn("fr-FR", body)

    def test_cost(self):
        """What a mail costs does not depend on how many customers there are."""
        Mailing = self.env["crm.feed.mailing"]
        now = fields.Datetime.to_datetime(MONDAY)
        counts = []
        for size in (1, 8):
            for number in range(size):
                customer = self.env["res.partner"].create({"name": f"C {number}"})
                self._follow(customer)
                self._say(f"Said {number}", record=customer)
            self.env.flush_all()
            own = Mailing._as_user(self.ana)
            own._read_news(now - timedelta(days=1), now)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            entries, _is_cut = own._read_news(now - timedelta(days=1), now)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(entries), 9)
        self.assertEqual(counts[0], counts[1])
