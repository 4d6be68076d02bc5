from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import shape
from ..models import crm_feed_backfill
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestStamp(FeedCommon):
    """Messages and activities carry the customer of their document, always."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Backfill = cls.env["crm.feed.backfill"]
        cls.Backfill._run()

    def _stamp(self, record):
        self.env.flush_all()
        record.invalidate_recordset()
        return record.feed_customer_id

    def _make_call(self, record):
        return record.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )

    def _check_pages(self):
        """The stamps lead to what the documents lead to, for every customer."""
        self.env.flush_all()
        self.assertTrue(self.Backfill._is_complete())
        for partner in (self.customer, self.other):
            scope = {"partner": partner.id}
            pages = []
            for many in (10**6, 0):
                with patch.object(shape, "MANY_MESSAGES", many):
                    page = self._page(scope, self.mona, limit=200)
                pages.append([entry["key"] for entry in page["open"] + page["entries"]])
            self.assertTrue(pages[0])
            self.assertEqual(pages[0], pages[1])

    # ------------------------------------------------------------
    # New records, and documents that change hands
    # ------------------------------------------------------------

    def test_created(self):
        message = self._make_message(self.lead_ana)
        self.assertEqual(self._stamp(message), self.customer)
        self.assertEqual(self._stamp(self._make_message(self.oleg)), self.customer)
        self.assertEqual(self._stamp(self._make_call(self.lead_ana)), self.customer)
        nobody = self._make_lead("Nobody's", self.ana, partner_id=False)
        self.assertFalse(self._stamp(self._make_message(nobody)))
        users = self._make_message(self.env["res.users"].browse(self.ana.id))
        self.assertFalse(self._stamp(users), "No document of the feed")

    def test_posting_costs_one_query(self):
        """Of two columns, with an index."""
        lead = self.lead_ana.with_user(self.ana)
        lead.message_post(body="Fills the caches")
        Message = type(self.env["mail.message"])
        find = Message._find_customers
        counts = []

        def count(messages, links):
            before = self.cr.sql_log_count
            found = find(messages, links)
            counts.append(self.cr.sql_log_count - before)
            return found

        with patch.object(Message, "_find_customers", count):
            lead.message_post(body="Hello")
            self.env.flush_all()
        self.assertEqual(counts, [1])

    def test_document_changes_customer(self):
        message = self._make_message(self.lead_ana)
        call = self._make_call(self.lead_ana)
        self.lead_ana.partner_id = self.other
        self.assertEqual(self._stamp(message), self.other)
        self.assertEqual(self._stamp(call), self.other)
        self._check_pages()
        self.lead_ana.partner_id = False
        self.assertFalse(self._stamp(message))
        self._check_pages()

    def test_contact_changes_company(self):
        """What was said stays with the old company, what is open goes along."""
        earlier = fields.Datetime.now() - timedelta(hours=1)
        self._set_date(self.olga, earlier - timedelta(days=1))
        message = self._make_message(self.lead_ana, date=earlier)
        own = self._make_message(self.olga, date=earlier)
        call = self._make_call(self.lead_ana)
        for change, company in (
            ({"parent_id": self.other.id}, self.other),
            ({"is_company": True}, self.olga),
        ):
            self.olga.write(change)
            self.assertEqual(self._stamp(message), self.customer)
            self.assertEqual(self._stamp(own), self.customer)
            self.assertEqual(self._stamp(call), company)
            self._check_pages()

    def test_company_is_corrected(self):
        message, own = self._make_message(self.lead_ana), self._make_message(self.olga)
        call = self._make_call(self.lead_ana)
        olga = self.olga.with_context(crm_feed_correction=True)
        olga.parent_id = self.other
        for record in (message, own, call):
            self.assertEqual(self._stamp(record), self.other)
        self._check_pages()
        olga.is_company = True
        self.assertEqual(self._stamp(message), self.olga)
        self._check_pages()

    def test_message_moves(self):
        lead = self._make_lead("Other's", self.ana, self.other)
        message = self._make_message(self.lead_ana)
        message.res_id = lead.id
        self.assertEqual(self._stamp(message), self.other)
        self._check_pages()

    def test_leads_are_merged(self):
        lead = self._make_lead("Other's", self.ana, self.other)
        message, call = self._make_message(lead), self._make_call(lead)
        (lead + self.lead_ana).merge_opportunity()
        kept = (lead + self.lead_ana).exists()
        self.assertEqual(len(kept), 1)
        self.assertEqual(message.res_id, kept.id)
        customer = kept.partner_id.commercial_partner_id
        self.assertEqual(self._stamp(message), customer)
        self.assertEqual(self._stamp(call), customer)
        self._check_pages()

    def test_partners_are_merged(self):
        """A contact of one customer is merged into a contact of another."""
        contact = self.env["res.partner"].create(
            {"name": "Olga", "parent_id": self.other.id}
        )
        message, own = self._make_message(self.lead_ana), self._make_message(self.olga)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.olga + contact).ids, contact, extra_checks=False)
        self.assertEqual(self.lead_ana.partner_id, contact)
        self.assertEqual(self._stamp(message), self.other)
        self.assertEqual(self._stamp(own), self.other)
        self._check_pages()

    def test_document_is_deleted(self):
        message = self._make_message(self.lead_ana)
        self.lead_ana.unlink()
        self.assertFalse(message.exists())
        self._check_pages()

    def test_repair(self):
        """What SQL has changed is found when its document was written lately."""
        message = self._make_message(self.lead_ana)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s, write_date = now() WHERE id = %s",
            (self.other.id, self.lead_ana.id),
        )
        self.env.invalidate_all()
        self.assertEqual(self._stamp(message), self.customer)
        keys = [e["res_id"] for e in self._page(user=self.mona, limit=200)["entries"]]
        self.assertNotIn(message.id, keys, "A stamp is no right to be shown")
        self.Backfill._repair(fields.Datetime.now() - timedelta(days=1))
        self.assertEqual(self._stamp(message), self.other)
        self._check_pages()

    # ------------------------------------------------------------
    # What was there before
    # ------------------------------------------------------------

    def _forget(self):
        """As after the installation into a database that has been used."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_message SET feed_customer_id = NULL")
        self.env.cr.execute(
            "UPDATE mail_activity SET feed_customer_id = NULL, feed_message_id = NULL"
        )
        self.env.cr.execute(
            "UPDATE mail_message SET feed_source_id = NULL, feed_res_id = NULL"
        )
        self.env.invalidate_all()
        self.Backfill.search([]).unlink()
        self.env.registry.clear_cache()

    def _show(self, user=None):
        page = self._page(user=user or self.mona, limit=200)
        return [entry["key"] for entry in page["open"] + page["entries"]]

    def test_every_moment_of_the_backfill(self):
        for number in range(6):
            lead = self._make_lead(f"Deal {number}", self.ana)
            self._make_message(lead, f"Word {number}")
            self._make_call(lead).action_feedback("Answered")
            self._make_call(lead)
        self.env.flush_all()
        expected = self._show()
        self.assertGreater(len(expected), 20)
        self._forget()
        with (
            patch.object(shape, "MANY_MESSAGES", 0),
            patch.object(crm_feed_backfill, "BATCH", 3),
        ):
            self.assertEqual(self._show(), expected)
            self.Backfill._synchronize()
            self.assertLess(self.Backfill._get_progress(), 0.1)
            steps, progress = 0, [self.Backfill._get_progress()]
            leads = self.Backfill.search([("model", "=", "crm.lead")])
            others = self.Backfill.search([("model", "!=", "crm.lead")])
            while leads.next_id:
                leads._run_batch()
                progress.append(self.Backfill._get_progress())
                steps += 1
                if steps % 5 == 0 or not leads.next_id:
                    self.assertEqual(self._show(), expected)
                    self.assertFalse(self.Backfill._is_complete())
                if steps == 2:
                    # Meanwhile people go on.
                    self._make_message(self.lead_ana, "Meanwhile")
                    self.lead_bruno.partner_id = self.other
                    self.env.flush_all()
                    with patch.object(shape, "MANY_MESSAGES", 10**6):
                        expected = self._show()
                    self.assertIn("Meanwhile", self._titles())
            self.assertEqual(progress, sorted(progress))
        self.assertTrue(others.filtered("next_id"), "An interrupted run")
        self.assertTrue(self.Backfill._run(), "goes on where it was")
        self.assertEqual(self.Backfill._get_progress(), 1)
        self.assertTrue(self.Backfill._is_complete())
        with patch.object(shape, "MANY_MESSAGES", 0):
            self.assertEqual(self._show(), expected)
        self._check_pages()

    def _titles(self):
        page = self._page(user=self.mona, limit=200)
        return [entry["title"] for entry in page["entries"]]

    def test_reports_of_before(self):
        """A done activity of before is known by the message that reports it."""
        call = self._make_call(self.lead_ana)
        call.action_feedback("Answered")
        quiet = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_email", user_id=self.ana.id
        )
        quiet.action_archive()
        message = call.feed_message_id
        self.assertEqual(message.model, "crm.lead")
        self._forget()
        before = self._show()
        self.Backfill._run()
        self.env.invalidate_all()
        self.assertEqual(call.feed_message_id, message)
        self.assertFalse(quiet.feed_message_id)
        self.assertEqual(self._show(), before)
        self.assertIn(f"4-{quiet.id}", before)
        self.assertNotIn(f"4-{call.id}", before)
        message.unlink()
        self.assertFalse(call.feed_message_id)
        self.assertIn(f"4-{call.id}", self._show(), "Without report, itself")

    def test_source_changes(self):
        """A model that becomes a document is prepared; one that ends is forgotten."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        source.has_messages = False
        self.assertTrue(self.Backfill._is_complete())
        self.Backfill._synchronize()
        self.assertNotIn(source.model, self.Backfill.search([]).mapped("model"))
        source.has_messages = True
        self.assertFalse(self.Backfill._is_complete())
        self.assertTrue(self.Backfill._run())
        self.assertTrue(self.Backfill._is_complete())

    def test_scheduled_job(self):
        self._forget()
        cron = self.env.ref("crm_activity_feed.crm_feed_backfill_cron")
        self.env["crm.feed.backfill"]._plan()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(self.Backfill._is_complete())

    def test_job_looks_again_when_documents_move(self):
        """What is posted by somebody else at that moment carries the old customer."""
        cron = self.env.ref("crm_activity_feed.crm_feed_backfill_cron")
        message = self._make_message(self.lead_ana)
        self.env.flush_all()
        self.env.cr.precommit.run()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.lead_ana.partner_id = self.other
        self.env.flush_all()
        found = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        asked = found - triggers
        self.assertEqual(len(asked), 1)
        self.assertGreater(asked.call_at, fields.Datetime.now())
        # As the other transaction has left it.
        self.env.cr.execute(
            "UPDATE mail_message SET feed_customer_id = %s WHERE id = %s",
            (self.customer.id, message.id),
        )
        self.Backfill._repair_all()
        self.assertEqual(self._stamp(message), self.other)
        self._check_pages()

    def test_settings(self):
        self._forget()
        self.Backfill._synchronize()
        settings = self.env["res.config.settings"].create({})
        self.assertLess(settings.crm_feed_backfill_progress, 10)
        self.Backfill._run()
        settings.invalidate_recordset()
        self.assertEqual(settings.crm_feed_backfill_progress, 100)

    def test_no_rights_needed(self):
        """Whoever may change a document moves its messages, theirs or not."""
        self._make_message(self.lead_ana, "Of Mona", author_id=self.mona.partner_id.id)
        message = self._make_message(self.lead_ana)
        lead = self.lead_ana.with_user(self.ana)
        lead.write({"partner_id": self.other.id})
        self.assertEqual(self._stamp(message), self.other)

    def test_raw_window(self):
        """The batch ends are inclusive above, exclusive below."""
        leads = self.lead_ana + self.lead_bruno
        messages = [self._make_message(lead) for lead in leads]
        self._forget()
        count = self.env["mail.message"]._restamp(
            "crm.lead", "partner_id", [SQL("document.id = %s", leads[0].id)]
        )
        self.assertTrue(count)
        self.assertEqual(self._stamp(messages[0]), self.customer)
        self.assertFalse(self._stamp(messages[1]))

    def test_meeting_report(self):
        """The message of a meeting's activity is its report, too."""
        start = datetime(2025, 3, 3, 10)
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start,
                "partner_ids": [Command.set(self.olga.ids)],
            }
        )
        meeting = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_meeting",
            user_id=self.ana.id,
            calendar_event_id=event.id,
        )
        meeting.action_feedback("We met")
        self.assertTrue(meeting.feed_message_id)
