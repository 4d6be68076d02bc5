from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import shape
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestStampEdges(FeedCommon):
    """Stamps when things come in an unusual order, or from unusual code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Backfill = cls.env["crm.feed.backfill"]
        cls.Backfill._run()

    def _stamp(self, record):
        self.env.flush_all()
        record.invalidate_recordset()
        return record.sudo().feed_customer_id

    def _keys(self, many=10**6, partner=None, user=None, **kwargs):
        scope = {"partner": (partner or self.customer).id}
        with patch.object(shape, "MANY_MESSAGES", many):
            page = self._page(scope, user or self.ana, limit=200, **kwargs)
        self.assertEqual(page["broken"], [])
        return [entry["key"] for entry in page["open"] + page["entries"]]

    # ------------------------------------------------------------
    # What waits to be written
    # ------------------------------------------------------------

    def test_message_moves_while_a_document_changes(self):
        """A stamp that is not written yet is not lost with the cache."""
        message = self._make_message(self.lead_ana)
        stays = self._make_message(self.lead_bruno)
        others = self._make_lead("Other's", self.ana, self.other)
        self.env.flush_all()
        message.res_id = others.id
        self.assertEqual(message.feed_customer_id, self.other)
        self.lead_bruno.partner_id = self.other
        self.lead_bruno.flush_recordset()
        self.assertEqual(self._stamp(message), self.other)
        self.assertEqual(self._stamp(stays), self.other)

    def test_message_moves_to_a_document_that_changes(self):
        """The last customer counts, in whatever order things are written."""
        message = self._make_message(self.lead_ana)
        self.env.flush_all()
        message.res_id = self.lead_bruno.id
        self.assertEqual(message.feed_customer_id, self.customer)
        self.lead_bruno.partner_id = self.other
        self.lead_bruno.flush_recordset()
        self.assertEqual(self._stamp(message), self.other)

    def test_company_is_deleted(self):
        message = self._make_message(self.lead_ana)
        self.assertEqual(self._stamp(message), self.customer)
        self.customer.unlink()
        self.assertEqual(self._stamp(message), self.olga)

    def test_document_is_lost(self):
        """An activity whose document went behind Odoo's back can be completed."""
        call = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [self.lead_ana.id])
        self.env.invalidate_all()
        call.with_user(self.ana).action_feedback("Answered")
        self.env.flush_all()
        self.assertFalse(call.exists())

    # ------------------------------------------------------------
    # What nobody kept up
    # ------------------------------------------------------------

    def test_posted_without_the_addon(self):
        """Another worker posts during the installation: the next repair finds it."""
        message = self._make_message(self.lead_ana)
        call = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        self.env.flush_all()
        for table in ("mail_message", "mail_activity"):
            self.env.cr.execute(
                SQL("UPDATE %s SET feed_customer_id = NULL", SQL.identifier(table))
            )
        self.env.cr.execute("UPDATE crm_lead SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.Backfill._repair(fields.Datetime.now() - timedelta(days=1))
        self.assertEqual(self._stamp(message), self.customer)
        self.assertEqual(self._stamp(call), self.customer)

    def test_job_of_an_administrator(self):
        """The job works as whoever it is set to run as."""
        message = self._make_message(self.lead_ana)
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_message SET feed_customer_id = NULL")
        self.Backfill.search([]).unlink()
        admin = self.env.ref("base.user_admin")
        self.assertTrue(self.Backfill.with_user(admin)._run())
        self.assertEqual(self._stamp(message), self.customer)

    def test_contact_is_deleted_by_index(self):
        """PostgreSQL looks for the stamps of every contact that is deleted."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for table in ("mail_message", "mail_activity"):
            self.env.cr.execute(
                SQL(
                    "EXPLAIN SELECT FROM %s WHERE feed_customer_id = 5",
                    SQL.identifier(table),
                )
            )
            plan = " ".join(line for (line,) in self.env.cr.fetchall())
            self.assertIn("feed_customer_idx", plan)

    def test_source_comes_back(self):
        """What is posted while the source is archived does not go missing."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_lead")
        source.active = False
        message = self._make_message(self.lead_ana)
        self.assertFalse(self._stamp(message))
        source.active = True
        self.assertFalse(self.Backfill._is_complete())
        self.assertIn(f"8-{message.id}", self._keys(many=0))
        self.Backfill._run()
        self.assertTrue(self.Backfill._is_complete())
        self.assertEqual(self._stamp(message), self.customer)

    def test_new_contacts_cost_little(self):
        Partner = self.env["res.partner"]

        def count():
            Partner.create({"name": "Nina"})
            before = self.cr.sql_log_count
            Partner.create({"name": "Nils"})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        ours = count()
        nothing = lambda backfill, ids: None  # noqa: E731
        with patch.object(type(self.Backfill), "_restamp_partners", nothing):
            without = count()
        self.assertEqual(ours, without)

    def test_new_contact_of_an_old_deal(self):
        """What was posted before has the customer that is computed at the end."""
        lead = self._make_lead("Deal of Nobody", self.ana, partner_id=False)
        message = self._make_message(lead)
        self.env.flush_all()
        contact = self.env["res.partner"].create(
            {"name": "Nils", "parent_id": self.customer.id}
        )
        lead.partner_id = contact
        self.env["crm.lead"].flush_model()
        self.env.flush_all()
        message.invalidate_recordset()
        self.assertEqual(message.sudo().feed_customer_id, self.customer)

    def test_new_contact_changes_company_at_once(self):
        """Only its first customer is nothing new to what belongs to it."""
        contact = self.env["res.partner"].create({"name": "Nils"})
        message = self._make_message(contact)
        self.env.flush_all()
        contact.parent_id = self.customer
        self.env.flush_all()
        message.invalidate_recordset()
        self.assertEqual(message.sudo().feed_customer_id, self.customer)

    # ------------------------------------------------------------
    # Code and paths that tell the customer in other ways
    # ------------------------------------------------------------

    def _patch_note(self, **hooks):
        note = type(self.env["crm.feed.note"])
        for name, hook in hooks.items():
            patcher = patch.object(note, name, hook)
            patcher.start()
            self.addCleanup(patcher.stop)
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)

    def test_code_tells_another_customer(self):
        """A column by code is none that a stamp could follow."""
        note = self._make_note()
        message = self._make_message(note)
        columns = type(note)._get_feed_columns
        other = SQL("%s", self.other.id)
        self._patch_note(
            _get_feed_columns=lambda model, source, query: {
                **columns(model, source, query),
                "partner_id": other,
            }
        )
        self.assertFalse(self.Backfill._is_complete())
        self.assertIn(f"8-{message.id}", self._keys(many=0, partner=self.other))

    def test_code_tells_several_customers(self):
        self._patch_note(
            _get_feed_partner_domain=lambda model, ids: [("id", "!=", 0)],
        )
        self.assertNotIn(
            "crm.feed.note", self.env["crm.feed.source"]._get_stamp_paths()
        )

    def test_wrong_code_stops_no_message(self):
        def fail(model, source, query):
            raise ZeroDivisionError

        self._patch_note(_get_feed_columns=fail)
        self.assertEqual(self._stamp(self._make_message(self.lead_ana)), self.customer)

    def test_code_narrows_its_select(self):
        """Its SELECT asks the documents, even when nobody else does."""
        note = self._make_note()
        branches = type(note)._get_feed_branches
        self._patch_note(
            _get_feed_branches=lambda model, sources, documents: branches(
                model, sources, documents
            )
        )
        for kinds in (["note"], ["note", "lead"]):
            with self.subTest(kinds=kinds):
                self.assertIn(f"1-{note.id}", self._keys(filters={"kinds": kinds}))

    def test_customer_by_company(self):
        """A customer that each company has its own of is no column to join."""
        self.addCleanup(self.registry.reset_changes)
        self.env["ir.model"].create(
            {
                "name": "Contract",
                "model": "x_contract",
                "field_id": [
                    Command.create(
                        {
                            "name": "x_partner_id",
                            "ttype": "many2one",
                            "relation": "res.partner",
                            "company_dependent": True,
                            "field_description": "Customer",
                        }
                    )
                ],
            }
        )
        names = self.env["crm.feed.source"]._get_partner_columns("x_contract")
        self.assertNotIn("x_partner_id", names)

    def test_filter_by_another_table(self):
        """The filter of planned activities may ask for what their kind says."""
        calls, mail = (
            self.lead_ana.activity_schedule(kind, user_id=self.ana.id)
            for kind in (
                "mail.mail_activity_data_call",
                "mail.mail_activity_data_email",
            )
        )
        source = self.env.ref("crm_activity_feed.crm_feed_source_activity")
        source.domain = '[("activity_category", "=", "phonecall")]'
        for many in (10**6, 0):
            keys = self._keys(many)
            self.assertIn(f"2-{calls.id}", keys)
            self.assertNotIn(f"2-{mail.id}", keys)

    # ------------------------------------------------------------
    # Who may see a stamp
    # ------------------------------------------------------------

    def test_message_is_copied(self):
        """By an employee, who may not read what the feed notes down on it."""
        message = self._make_message(self.lead_ana).with_user(self.ana)
        twin = message.copy()
        self.assertEqual(twin.sudo().feed_customer_id, self.customer)

    def test_stamp_is_nobodys_business(self):
        """Otto is told of a message, not of the customer of its document."""
        message = self._make_message(
            self.lead_ana, partner_ids=[Command.set(self.otto.partner_id.ids)]
        ).with_user(self.otto)
        self.assertIn("Hello", message.read(["body"])[0]["body"])
        with self.assertRaises(AccessError):
            message.read(["feed_customer_id"])
        self.assertNotIn("feed_customer_id", message.read()[0])
        own = self.lead_ana.with_user(self.ana).message_post(body="Mine")
        with self.assertRaises(AccessError):
            own.with_user(self.ana).feed_customer_id = self.other
        self.assertEqual(self._stamp(own), self.customer)

    def test_anybody_makes_stamped_records(self):
        message = (
            self.env["mail.message"]
            .with_user(self.ana)
            .create(
                {
                    "model": "crm.lead",
                    "res_id": self.lead_ana.id,
                    "body": "Hello",
                    "message_type": "comment",
                }
            )
        )
        self.assertEqual(self._stamp(message), self.customer)
        lead = self.lead_ana.with_user(self.ana)
        call = lead.activity_schedule("mail.mail_activity_data_call")
        self.assertEqual(self._stamp(call), self.customer)
        call.action_feedback("Answered")
        self.assertTrue(call.sudo().feed_message_id)
        self.assertFalse(call.copy().sudo().feed_message_id)
