from lxml import html

from odoo.tests import freeze_time, tagged

from .common_contact import ContactCommon

#: Half past seven in the morning, in UTC.
MONDAY, TUESDAY, SATURDAY = (f"2026-11-{day} 07:30:00" for day in (23, 24, 28))
NEXT_MONDAY = "2026-11-30 07:30:00"


@tagged("post_install", "-at_install")
class TestWeeklyMail(ContactCommon):
    """The customers of the week: Ana has a planned, a forgotten and a silent one.

    Whatever the database has besides is nobody's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        Partner.search([("user_id", "!=", False)]).user_id = False
        cls.people = cls.ana | cls.bruno | cls.mona
        cls.people.write({"tz": "UTC", "email": "x@example.com"})
        for user in cls.people:
            user.email = f"{user.login}@example.com"
        cls.planned, cls.forgotten, cls.silent = Partner.create(
            [
                {"name": name, "user_id": cls.ana.id}
                for name in ("Planned & Co", "Forgotten & Co", "Silent & Co")
            ]
        )
        cls.of_bruno = Partner.create({"name": "Of Bruno", "user_id": cls.bruno.id})
        note = {"date_deadline": "2026-12-20 08:00:00"}
        for customer in (cls.planned, cls.silent):
            cls._make_note(partner_id=customer.id, **note)
        cls._set_date(cls.silent, "2026-01-01 08:00:00")
        for customer in (cls.planned, cls.forgotten, cls.of_bruno):
            cls._set_date(customer, "2026-11-01 08:00:00")
        cls._switch("True")

    @classmethod
    def _switch(cls, value):
        key = "crm_activity_feed.watch_mail"
        cls.env["ir.config_parameter"].set_param(key, value)

    def _send(self, moment=MONDAY):
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = self.env.ref("crm_activity_feed.crm_feed_weekly_mail_cron")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self, user):
        email = user.email_formatted
        return self.env["mail.mail"].sudo().search([("email_to", "=", email)])

    def _body(self, user):
        mail = self._mails(user)
        self.assertEqual(len(mail), 1)
        return html.fromstring(mail.body_html)

    def _titles(self, user):
        """Return the names of customers in the only mail of ``user``, in order."""
        links = self._body(user).iter("a")
        return [
            link.text_content()
            for link in links
            if "/odoo/res.partner/" in link.get("href")
        ]

    def test_customers_of_the_reader(self):
        self._send()
        self.assertEqual(self._titles(self.ana), ["Forgotten & Co", "Silent & Co"])
        self.assertEqual(self._titles(self.bruno), ["Of Bruno"])
        subject = self._mails(self.ana).subject
        self.assertIn("without a next contact 1, silent 1", subject)
        subject = self._mails(self.bruno).subject
        self.assertEqual(subject, "Your customers without a next contact: 1")

    def test_nothing_to_tell(self):
        """Mona has no customers; Bruno's has a next contact."""
        self._make_note(partner_id=self.of_bruno.id, date_deadline="2026-12-01")
        self._send()
        self.assertFalse(self._mails(self.mona))
        self.assertFalse(self._mails(self.bruno))
        self.assertTrue(self._mails(self.ana))

    def test_switched_off(self):
        self._switch(False)
        self._send()
        self.assertFalse(self._mails(self.ana))

    def test_off_at_first(self):
        self._switch(False)
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.crm_feed_weekly_mail)

    def test_once_a_week(self):
        for moment in (MONDAY, MONDAY, TUESDAY):
            self._send(moment)
        self.assertEqual(len(self._mails(self.ana)), 1)
        self._send(SATURDAY)
        self.assertEqual(len(self._mails(self.ana)), 1)
        self._send(NEXT_MONDAY)
        self.assertEqual(len(self._mails(self.ana)), 2)

    def test_missed_monday(self):
        self._send(TUESDAY)
        self.assertEqual(len(self._mails(self.ana)), 1)

    def test_opt_out(self):
        self.ana.with_user(self.ana).crm_feed_weekly_mail = False
        self._send()
        self.assertFalse(self._mails(self.ana))
        self.assertTrue(self._mails(self.bruno))
        self.assertTrue(self.ana.crm_feed_daily_mail)

    def test_link_stops_it(self):
        self._send()
        links = {link.get("href") for link in self._body(self.ana).iter("a")}
        (link,) = (link for link in links if "/crm_feed/mail/weekly" in link)
        mailing = self.env["crm.feed.mailing"]
        self.assertIn(mailing._get_token("weekly", self.ana.id), link)

    def test_what_a_colleague_plans_in_secret(self):
        """At sending time, as the reader may read it: Bruno's deal is none of Ana's."""
        lead = self._make_lead("His", self.bruno, self.forgotten)
        self._schedule(lead, user=self.bruno)
        self._send()
        self.assertIn("Forgotten & Co", self._titles(self.ana))

    def test_what_the_reader_may_not_read(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.forgotten.company_id = company
        self._send()
        self.assertEqual(self._titles(self.ana), ["Silent & Co"])

    def test_first_ones_and_a_link_to_all(self):
        self.env["res.partner"].create(
            [
                {"name": f"Customer {number:02}", "user_id": self.ana.id}
                for number in range(25)
            ]
        )
        self._send()
        self.assertEqual(len(self._titles(self.ana)), 21)
        text = " ".join(self._body(self.ana).text_content().split())
        self.assertIn("Without a next contact (26)", text)
        self.assertIn("In the list there are more: 6.", text)
        links = {link.get("href") for link in self._body(self.ana).iter("a")}
        self.assertTrue(
            any(link.endswith("/odoo/customers-without-next-contact") for link in links)
        )

    def test_last_contact(self):
        """The day of the reader: a mail at eleven in the evening, in UTC."""
        self._make_mail(self.forgotten, "2026-11-05 23:00:00")
        self.ana.tz = "Europe/Athens"
        self._send("2026-11-23 06:30:00")
        text = self._body(self.ana).text_content()
        self.assertIn("11/06/2026", text)
        self.assertIn("No contact yet", text)

    def test_number_of_days_is_a_setting(self):
        key = "crm_activity_feed.watch_silent_days"
        self.env["ir.config_parameter"].set_param(key, "10")
        self._send()
        titles = self._titles(self.ana)
        # Of the planned one, there was no contact since it was made, three weeks ago.
        self.assertEqual(titles.count("Planned & Co"), 1)
        self.assertEqual(titles.count("Forgotten & Co"), 2)
