from datetime import timedelta

from odoo import fields
from odoo.exceptions import MissingError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FeedCommon

QUOTED = (
    "<p>Dear Ana, <b>agreed</b>.</p>"
    '<div data-o-mail-quote="1">-- <br>Olga, Acme Tools</div>'
    '<blockquote data-o-mail-quote="1"><p>What do you think?</p></blockquote>'
)


@tagged("post_install", "-at_install")
class TestMail(FeedCommon):
    """What an e-mail says on a page, and what only on demand."""

    def _make_mail(self, body="<p>Hello</p>", record=None, **values):
        return self._make_message(
            record or self.lead_ana,
            body,
            **{
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.olga.id,
                "subject": "About the desks",
                **values,
            },
        )

    def _get_entry(self, kind="email", user=None):
        (entry,) = self._page(user=user, filters={"kinds": [kind]})["entries"]
        return entry

    def _attach(self, message, name="plan.pdf", **values):
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"%PDF-1.4",
                "mimetype": "application/pdf",
                "res_model": message.model,
                "res_id": message.res_id,
                **values,
            }
        )
        message.attachment_ids += attachment
        return attachment

    def test_who_writes_to_whom(self):
        self._make_mail(
            partner_ids=[Command.link(self.ana.partner_id.id)],
            incoming_email_to='"Desk team" <desks@example.com>',
        )
        data = self._get_entry()["data"]
        self.assertEqual(data["direction"], "in")
        olga = {"id": self.olga.id, "display_name": "Olga", "role": False}
        self.assertEqual(data["from"], olga)
        self.assertEqual(
            data["to"],
            [
                {
                    "id": self.ana.partner_id.id,
                    "display_name": self.ana.partner_id.name,
                    "role": False,
                },
                {"id": False, "display_name": "Desk team", "role": False},
            ],
        )

    def test_direction_follows_the_author(self):
        self._make_mail(
            author_id=self.ana.partner_id.id, partner_ids=[Command.link(self.olga.id)]
        )
        self.assertEqual(self._get_entry()["data"]["direction"], "out")

    def test_sender_who_is_no_contact(self):
        self._make_mail(author_id=False, email_from='"Una" <una@elsewhere.example>')
        data = self._get_entry()["data"]
        self.assertEqual(data["direction"], "in")
        self.assertEqual(data["from"]["display_name"], "Una")
        self.assertIs(data["from"]["id"], False)

    def test_role_of_who_is_not_the_contact_of_the_deal(self):
        role = self.env.ref("crm_activity_feed.crm_feed_role_evaluator")
        self.env["crm.feed.lead.contact"].create(
            {
                "lead_id": self.lead_ana.id,
                "partner_id": self.oleg.id,
                "role_id": role.id,
            }
        )
        self._make_mail(author_id=self.oleg.id)
        entry = self._get_entry()
        self.assertEqual(entry["data"]["from"]["role"]["id"], role.id)
        self.assertFalse(entry["role"])

    def test_many_recipients(self):
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(9)])
        self._make_mail(partner_ids=[Command.set(people.ids)])
        data = self._get_entry()["data"]
        self.assertEqual((len(data["to"]), data["to_more"]), (6, 3))

    def test_preview_without_history_and_signature(self):
        self._make_mail(QUOTED)
        entry = self._get_entry()
        self.assertEqual(entry["data"]["preview"], "Dear Ana, agreed.")
        self.assertFalse(entry["data"]["is_all"])
        self.assertIn("What do you think?", entry["body"])

    def test_preview_of_nothing_but_a_quotation(self):
        self._make_mail('<blockquote data-o-mail-quote="1">The order</blockquote>')
        self.assertEqual(self._get_entry()["data"]["preview"], "The order")

    def test_long_body_is_bounded_and_whole_on_demand(self):
        image = '<img src="data:image/png;base64,' + "A" * 200_000 + '">'
        self._make_mail(f"<p>First line</p><p>{'word ' * 2000}</p>{image}<p>End</p>")
        entry = self._get_entry()
        self.assertTrue(entry["body_more"])
        self.assertLess(len(entry["body"]), 1000)
        self.assertTrue(entry["data"]["preview"].startswith("First line word word"))
        for key in (entry["key"], entry["id"]):
            body = self.Entry.with_user(self.ana).get_body(key)
            self.assertTrue(body.rstrip().endswith("<p>End</p>"), body[-50:])

    def test_short_body_is_whole(self):
        self._make_mail("<p>Short <i>and</i> sweet</p>")
        entry = self._get_entry()
        self.assertFalse(entry["body_more"])
        self.assertEqual(entry["body"], "<p>Short <i>and</i> sweet</p>")

    def test_body_of_what_one_may_not_read(self):
        message = self._make_mail(record=self.lead_bruno)
        self.env.flush_all()
        key = f"{self.env.ref('crm_activity_feed.crm_feed_source_email').number}"
        for name in (f"{key}-{message.id}", f"199-{message.id}", "nothing"):
            with self.assertRaises(MissingError):
                self.Entry.with_user(self.ana).get_body(name)

    def test_script_stays_inert(self):
        """What is stored is sanitized, and what a page makes of it is escaped."""
        self._make_mail(
            "<p>&lt;script&gt;x()&lt;/script&gt;</p><script>y()</script>"
            '<img src="x" onerror="z()">' + "<p>long</p>" * 500,
            subject="<img src=x onerror=s()>",
        )
        entry = self._get_entry()
        whole = self.Entry.with_user(self.ana).get_body(entry["key"])
        for body in (entry["body"], whole):
            self.assertNotIn("<script", body)
            self.assertNotIn("onerror=", body)
        self.assertIn("&lt;script&gt;", entry["body"])
        # Plain text, which the client escapes.
        self.assertEqual(entry["title"], "<img src=x onerror=s()>")

    def test_attachments(self):
        message = self._make_mail()
        attachment = self._attach(message, "<b>plan</b>.pdf")
        (shown,) = self._get_entry()["attachments"]
        self.assertEqual(shown["id"], attachment.id)
        self.assertEqual(shown["name"], "<b>plan</b>.pdf")
        self.assertEqual((shown["mimetype"], shown["size"]), ("application/pdf", 8))

    def test_attachments_that_one_may_not_read(self):
        """Of a message that one may read, but kept at a foreign deal."""
        message = self._make_mail()
        self._attach(message)
        foreign = self._attach(message, "secret.pdf", res_id=self.lead_bruno.id)
        names = [a["name"] for a in self._get_entry()["attachments"]]
        self.assertEqual(names, ["plan.pdf"])
        names = [a["id"] for a in self._get_entry(user=self.mona)["attachments"]]
        self.assertIn(foreign.id, names)

    def test_attachments_of_a_logged_note(self):
        self._attach(self._make_message(self.lead_ana, "See the plan"))
        entry = self._get_entry("message")
        self.assertEqual([a["name"] for a in entry["attachments"]], ["plan.pdf"])

    def test_title_that_is_the_text(self):
        """The text is not said twice."""
        self._make_message(self.lead_ana, "<p>Short</p>")
        entry = self._get_entry("message")
        self.assertEqual((entry["title"], entry["body"]), ("Short", False))

    def test_punctuality_of_a_report(self):
        activity = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.ana.id,
            date_deadline=fields.Date.today() - timedelta(days=2),
        )
        activity.with_user(self.ana).action_feedback("Done")
        data = self._get_entry("activity")["data"]
        self.assertEqual(data["days_late"], 2)
        self.assertEqual(data["planned"], str(fields.Date.today() - timedelta(days=2)))

    def test_punctuality_of_a_note(self):
        """As days of the reader: an hour past midnight may be a day late."""
        note = self._make_note(date_deadline="2026-03-02 14:00:00")
        note.action_done("ok", fields.Datetime.to_datetime("2026-03-02 16:00:00"))
        self.assertEqual(self._get_entry("note")["data"]["days_late"], 0)
        Entry = self.Entry.with_user(self.ana).with_context(tz="Asia/Tokyo")
        scope, filters = {"partner": self.customer.id}, {"kinds": ["note"]}
        (entry,) = Entry.get_page(scope, filters)["entries"]
        self.assertEqual(entry["res_id"], note.id)
        self.assertEqual(entry["data"], {"planned": "2026-03-02", "days_late": 1})
