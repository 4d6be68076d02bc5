from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestContactValues(ContactCommon):
    """The next and the last contact of customers and deals."""

    def assertNext(self, record, source, user=None):
        """Check that the next contact of ``record`` is the record ``source``."""
        contact = self._of(record, user).feed_next
        self.assertEqual(contact and contact["key"].split("-")[1], str(source.id))

    # ------------------------------------------------------------
    # The next contact
    # ------------------------------------------------------------

    def test_nothing(self):
        customer = self._of(self.customer)
        self.assertFalse(customer.feed_next)
        self.assertFalse(customer.feed_next_date)
        self.assertFalse(customer.feed_next_state)
        self.assertFalse(customer.feed_last)
        self.assertEqual(customer.feed_silent_days, 0)

    def test_note(self):
        deadline = self._in(days=2)
        note = self._make_note(
            "Send the contract",
            partner_id=self.olga.id,
            date_deadline=deadline,
            activity_type_id=self.call.id,
            reason_id=self.reason.id,
        )
        customer = self._of(self.customer)
        self.assertEqual(customer.feed_next_date, deadline)
        self.assertEqual(customer.feed_next_state, "planned")
        self.assertEqual(customer.feed_next_user_id, self.ana)
        self.assertEqual(customer.feed_next_activity_type_id, self.call)
        self.assertEqual(customer.feed_next_reason_id, self.reason)
        contact = customer.feed_next
        self.assertEqual(contact["title"], "Send the contract")
        self.assertEqual(contact["label"], "Call")
        self.assertEqual(contact["reason"], "Test reason")
        self.assertEqual(contact["owner"], self.ana.name)
        self.assertEqual(
            (contact["document_model"], contact["document_id"]),
            ("crm.feed.note", note.id),
        )

    def test_earliest_of_all_kinds(self):
        note = self._make_note(date_deadline=self._in(days=4))
        self.assertNext(self.customer, note)
        activity = self._schedule(self.lead_ana, days=3)
        self.assertNext(self.customer, activity)
        meeting = self._make_meeting(self._in(days=2))
        self.assertNext(self.customer, meeting)
        meeting.active = False
        activity.action_feedback("Done")
        self.assertNext(self.customer, note)
        note.action_done()
        self.assertFalse(self._of(self.customer).feed_next)

    def test_contact_shows_those_of_its_customer(self):
        note = self._make_note(partner_id=self.olga.id)
        self.assertNext(self.oleg, note)
        self.assertNext(self.customer, note)
        self.assertFalse(self._of(self.other).feed_next)

    def test_deal_has_its_own(self):
        note = self._make_note(lead_id=self.lead_ana.id, partner_id=self.olga.id)
        self.assertNext(self.lead_ana, note)
        self.assertFalse(self._of(self.lead_bruno, self.mona).feed_next)
        self.assertNext(self.customer, note)
        meeting = self._make_meeting(self._in(hours=3), opportunity_id=self.lead_ana.id)
        self.assertNext(self.lead_ana, meeting)

    def test_meeting_concerns_all_customers_who_attend(self):
        outside = self.olga | self.other
        meeting = self._make_meeting(self._in(hours=3), outside)
        self.assertNext(self.customer, meeting)
        self.assertNext(self.other, meeting)

    def test_meeting_that_has_begun_is_todays(self):
        meeting = self._make_meeting(self._in(minutes=-30))
        self.assertNext(self.customer, meeting)
        self.assertEqual(self._of(self.customer).feed_next_state, "today")

    def test_overdue_and_today(self):
        with freeze_time("2026-11-18 12:00:00"):
            note = self._make_note(date_deadline=datetime(2026, 11, 18, 11))
            self.assertEqual(self._of(self.customer).feed_next_state, "overdue")
            note.date_deadline = datetime(2026, 11, 18, 13)
            self.assertEqual(self._of(self.customer).feed_next_state, "today")

    def test_day_of_the_reader(self):
        """13:00 UTC is tomorrow in Auckland, and today in New York."""
        with freeze_time("2026-11-18 08:00:00"):
            self._make_note(date_deadline=datetime(2026, 11, 18, 13))
            states = {
                tz: self._of(self.customer, tz=tz).feed_next_state
                for tz in ("Pacific/Auckland", "America/New_York")
            }
        self.assertEqual(
            states, {"Pacific/Auckland": "planned", "America/New_York": "today"}
        )

    def test_lost_deal_does_not_count(self):
        self._schedule(self.lost)
        self._make_note(lead_id=self.lost.id, partner_id=self.olga.id)
        self.assertTrue(self._of(self.customer).feed_next)
        self.lost.action_set_lost()
        self.assertFalse(self._of(self.customer).feed_next)
        self.assertFalse(self._of(self.lost).feed_next)
        self.lost.action_unarchive()
        self.assertTrue(self._of(self.customer).feed_next)

    def test_archived_contact_counts(self):
        """The contact left; what was promised to the customer was not."""
        note = self._make_note(partner_id=self.olga.id)
        self.olga.active = False
        self.assertNext(self.customer, note)

    def test_merged_deals(self):
        note = self._make_note(lead_id=self.lead_bruno.id, partner_id=self.olga.id)
        (self.lead_ana | self.lead_bruno).merge_opportunity(user_id=self.ana.id)
        kept = (self.lead_ana | self.lead_bruno).exists()
        self.assertEqual(len(kept), 1)
        self.assertNext(kept, note)

    def test_private_meeting(self):
        self._make_meeting(
            self._in(hours=3),
            self.oleg | self.bruno.partner_id,
            name="Secret",
            privacy="private",
            user_id=self.bruno.id,
        )
        contact = self._of(self.customer).feed_next
        self.assertEqual(contact["title"], "Busy")
        mine = self._of(self.customer, self.bruno).feed_next
        self.assertEqual(mine["title"], "Secret")
        self.assertEqual(contact["date"], mine["date"])

    # ------------------------------------------------------------
    # Whose contacts
    # ------------------------------------------------------------

    def test_restricted_user_sees_another_date(self):
        hidden = self._schedule(self.lead_bruno, days=1, user=self.bruno)
        seen = self._schedule(self.lead_ana, days=3)
        self.assertNext(self.customer, seen, self.ana)
        self.assertNext(self.customer, hidden, self.mona)
        self._make_mail(self.lead_bruno, self._in(days=-1))
        self._make_mail(self.lead_ana, self._in(days=-3))
        self.assertEqual(
            self._of(self.customer, self.ana).feed_last_date, self._in(days=-3)
        )
        self.assertEqual(
            self._of(self.customer, self.mona).feed_last_date, self._in(days=-1)
        )

    def test_two_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        here = self.env.company
        self.ana.company_ids = [Command.link(company.id)]
        self._make_note(company_id=company.id)
        both = self._of(self.customer, allowed_company_ids=(here | company).ids)
        self.assertTrue(both.feed_next)
        self.assertFalse(
            self._of(self.customer, allowed_company_ids=here.ids).feed_next
        )

    def test_user_without_sales_rights(self):
        self._schedule(self.lead_ana)
        self.assertFalse(self._of(self.customer, self.otto).feed_next)
        note = self._make_note(user=self.otto)
        self.assertNext(self.customer, note, self.otto)

    # ------------------------------------------------------------
    # The last contact
    # ------------------------------------------------------------

    def test_last_of_all_kinds(self):
        def last():
            return self._of(self.customer).feed_last_date

        self._make_note().action_done("Ok", self._in(days=-9))
        self.assertEqual(last(), self._in(days=-9))
        self._make_mail(self.olga, self._in(days=-8))
        self.assertEqual(last(), self._in(days=-8))
        self._make_meeting(self._in(days=-7))
        self.assertEqual(last(), self._in(days=-7))
        activity = self._schedule(self.lead_ana)
        activity.action_feedback("Answered")
        self.assertAlmostEqual(
            last(), fields.Datetime.now(), delta=timedelta(minutes=5)
        )
        self.assertEqual(self._of(self.customer).feed_last["label"], "Call")
        self.assertEqual(self._of(self.customer).feed_silent_days, 0)

    def test_what_is_no_contact(self):
        """Logged notes, comments, stage changes and cancelled notes."""
        self._make_message(self.lead_ana, "Logged", date=self._in(days=-1))
        comment = self.env.ref("mail.mt_comment").id
        self._make_message(self.lead_ana, "Said", subtype_id=comment)
        self.lead_ana.stage_id = self.env["crm.stage"].search([], limit=1)
        self._track()
        self._make_note().action_cancel("No need")
        self.assertFalse(self._of(self.customer).feed_last)
        self.assertFalse(self._of(self.lead_ana).feed_last)

    def test_activity_without_report(self):
        activity = self._schedule(self.lead_ana, days=-5)
        activity.action_archive()
        self.assertTrue(self._of(self.lead_ana).feed_last["is_all_day"])
        self.assertTrue(self._of(self.customer).feed_last_date)

    def test_silent_days(self):
        self._set_date(self.customer, self._in(days=-40))
        self.assertEqual(self._of(self.customer).feed_silent_days, 40)
        self._make_mail(self.olga, self._in(days=-12))
        self.assertEqual(self._of(self.customer).feed_silent_days, 12)

    def test_before_messages_are_stamped(self):
        """While a large database is prepared, documents lead to the messages."""
        self._schedule(self.lead_ana)
        self._make_mail(self.lead_ana, self._in(days=-2))
        whole = self._of(self.customer)
        expected = whole.feed_next, whole.feed_last
        self.assertTrue(all(expected))
        Backfill = type(self.env["crm.feed.backfill"])
        for is_complete in (True, False):
            self.patch(Backfill, "_is_complete", lambda self, v=is_complete: v)
            customer = self._of(self.customer)
            self.assertEqual((customer.feed_next, customer.feed_last), expected)

    # ------------------------------------------------------------
    # Notes
    # ------------------------------------------------------------

    def test_note_count(self):
        self._make_note("Late", date_deadline=self._in(days=-2))
        self._make_note("Later", partner_id=self.olga.id, lead_id=self.lead_ana.id)
        self._make_note("Hidden", user=self.bruno, lead_id=self.lead_bruno.id)
        self._make_note("Done").action_done()
        customer = self._of(self.customer)
        self.assertEqual(customer.feed_note_count, 2)
        self.assertEqual(customer.feed_note_overdue_count, 1)
        self.assertEqual(self._of(self.customer, self.mona).feed_note_count, 3)
        self.assertEqual(self._of(self.lead_ana).feed_note_count, 1)
        notes = self.env["crm.feed.note"].with_user(self.ana)
        for record, count in ((self.customer, 2), (self.lead_ana, 1)):
            action = self._of(record).action_open_feed_notes()
            domain = [*action["domain"], ("state", "=", "open")]
            self.assertEqual(notes.search_count(domain), count)

    def test_new_record(self):
        """A form of a customer that is not saved yet."""
        partner = self.env["res.partner"].with_user(self.ana).new({"name": "New"})
        self.assertFalse(partner.feed_next)
        self.assertEqual(partner.feed_note_count, 0)
        lead = self.env["crm.lead"].with_user(self.ana).new({"name": "New"})
        self.assertFalse(lead.feed_last_date)
