"""What open feeds are told when something changes, and at what cost."""

import json
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from ..models import crm_feed_live
from .common import FeedCommon

ANY = ("group", "crm_feed")


@tagged("post_install", "-at_install")
class TestLive(FeedCommon):
    def setUp(self):
        super().setUp()
        self._read_told()

    def _read_rows(self):
        """Return the bus messages to feeds, once the transaction ends."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = (
            self.env["bus.bus"]
            .sudo()
            .search([])
            .filtered(lambda row: json.loads(row.message)["type"] == "crm_feed/changed")
        )
        found = [
            (json.loads(row.channel), json.loads(row.message)["payload"])
            for row in rows
        ]
        self.env["bus.bus"].sudo().search([]).unlink()
        return found

    def _read_told(self):
        """Return a list of the records whose feeds are told; of all feeds: ``ANY``."""
        told = []
        for (_db, model, record_id, name), payload in self._read_rows():
            if model == "res.groups":
                told.append(("group", name))
            else:
                self.assertEqual(name, "crm_feed")
                self.assertEqual(payload, {"model": model, "id": record_id})
                told.append((model, record_id))
        return sorted(told)

    def _places(self, *records):
        return sorted([ANY, *((record._name, record.id) for record in records)])

    @property
    def deal_places(self):
        return self._places(self.lead_ana, self.olga, self.customer)

    def test_message(self):
        """Contact, customer, deal and feeds of all are told; of what, nobody is."""
        self.lead_ana.with_user(self.ana).message_post(body="Secret price")
        rows = self._read_rows()
        self.assertEqual(len(rows), 4)
        self.assertNotIn("Secret", json.dumps(rows))
        self.assertEqual(
            {key for _channel, payload in rows for key in payload}, {"model", "id"}
        )

    def test_one_message_a_transaction(self):
        """However much a transaction changes, each feed is told once."""
        for number in range(30):
            self._make_message(self.lead_ana, f"Message {number}")
        self.lead_ana.activity_schedule("mail.mail_activity_data_call")
        self.lead_ana.expected_revenue = 7000
        self.assertEqual(self._read_told(), self.deal_places)

    def test_tracked_change(self):
        """What is tracked is written at the end: still one message each."""
        stage = self.env["crm.stage"].search([], order="sequence desc", limit=1)
        self.lead_ana.with_user(self.ana).stage_id = stage
        self.assertEqual(self._read_told(), self.deal_places)
        self.assertFalse(self._read_told())

    def test_note(self):
        note = self._make_note(lead_id=self.lead_ana.id)
        places = self._places(note, self.lead_ana, self.customer)
        self.assertEqual(self._read_told(), places)
        note.with_user(self.ana).action_done("Agreed")
        self.assertEqual(self._read_told(), places)
        note.unlink()
        self.assertEqual(self._read_told(), places)

    def test_note_changes_customer(self):
        """The customer that it leaves is told as well."""
        note = self._make_note()
        self._read_told()
        note.partner_id = self.other
        self.assertEqual(
            self._read_told(), self._places(note, self.customer, self.other)
        )

    def test_contact_changes_company(self):
        self.oleg.parent_id = self.other
        self.assertLessEqual(
            set(self._places(self.oleg, self.customer, self.other)),
            set(self._read_told()),
        )

    def test_activity(self):
        activity = self.lead_ana.activity_schedule("mail.mail_activity_data_call")
        self.assertEqual(self._read_told(), self.deal_places)
        activity.unlink()
        self.assertEqual(self._read_told(), self.deal_places)

    def test_meeting(self):
        """All who come, and who came before; the deal and its customer."""
        now = fields.Datetime.now()
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": now,
                "stop": now,
                "partner_ids": [Command.set((self.oleg + self.other).ids)],
            }
        )
        told = self._read_told()
        for record in (event, self.oleg, self.customer, self.other):
            self.assertIn((record._name, record.id), told)
        event.partner_ids = self.oleg
        self.assertIn(("res.partner", self.other.id), self._read_told())
        event.opportunity_id = self.lead_ana
        told = self._read_told()
        self.assertIn(("crm.lead", self.lead_ana.id), told)
        self.assertIn(("res.partner", self.olga.id), told)
        event.opportunity_id = False
        self.assertIn(("crm.lead", self.lead_ana.id), self._read_told())

    def test_like(self):
        note = self._make_note()
        self._read_told()
        entry = self._page()["open"][0]
        self.assertEqual(entry["res_id"], note.id)
        for is_liked in (True, False):
            self.Entry.with_user(self.ana).set_mark(entry["id"], "like", is_liked)
            self.assertEqual(self._read_told(), self._places(note, self.customer))

    def test_what_shows_in_no_feed(self):
        """Chat, notices to one person and other models disturb nobody."""
        chat = self.env["discuss.channel"].create({"name": "Chat"})
        chat.message_post(body="Hello", message_type="comment")
        self.lead_ana.message_notify(partner_ids=self.ana.partner_id.ids, body="You")
        self.env["crm.feed.reason"].create({"name": "Another"})
        self.assertFalse(self._read_told())

    def test_rolled_back(self):
        """What has not happened is not told."""
        savepoint = self.env.cr.savepoint()
        self._make_note()
        savepoint.close(rollback=True)
        self.assertFalse(self._read_told())

    def test_bulk(self):
        """An import is one message to all, whatever it has changed."""
        with patch.object(crm_feed_live, "MAX_RECORDS", 5):
            for number in range(6):
                self._make_message(self.lead_ana, f"Message {number}")
            self.assertEqual(self._read_told(), [("group", "crm_feed_bulk")])
        with patch.object(crm_feed_live, "MAX_PLACES", 5):
            for number in range(6):
                self._make_lead(f"Deal {number}", self.ana)
            self.assertEqual(self._read_told(), [("group", "crm_feed_bulk")])

    def _count_queries(self, number):
        """Return the queries at the end of a transaction that changes this much."""
        leads = [self._make_lead(f"Deal {index}", self.ana) for index in range(number)]
        self._read_told()
        for lead in leads:
            self._make_message(lead)
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env.cr.precommit.run()
        return self.cr.sql_log_count - before

    def test_cost(self):
        """One look-up and the messages themselves, for one change or for twenty."""
        self._count_queries(1)
        self.assertEqual(self._count_queries(1), 2)
        self.assertEqual(self._count_queries(20), 2)

    def test_what_shows_nowhere_costs_nothing(self):
        """Posting on what has no feed takes the queries that it takes without us."""
        team = self.env["crm.team"].create({"name": "No feed of its own"})
        self._read_told()
        team.message_post(body="Hello")
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env["crm.feed.live"]._send()
        self.assertEqual(self.cr.sql_log_count, before)

    def test_message_moves_before_the_end(self):
        """The feed it shows in is told, not the one it was written in."""
        other = self._make_lead("Other Deal", self.ana)
        self._read_told()
        message = self._make_message(self.lead_ana)
        message.res_id = other.id
        self.assertIn(("crm.lead", other.id), self._read_told())

    def test_new_contact(self):
        """Whoever has the company open is told of its new contact."""
        contact = self.env["res.partner"].create(
            {"name": "Nils", "parent_id": self.customer.id}
        )
        self.assertEqual(self._read_told(), self._places(contact, self.customer))

    def test_taking_down_costs_no_query(self):
        """A message costs as much as it would without any feed."""
        self._make_message(self.lead_ana)
        counts = []
        for is_source in (False, True):
            live = type(self.env["crm.feed.live"])
            with patch.object(live, "_is_source", lambda *args, on=is_source: on):
                self._make_message(self.lead_ana)
                self.env.flush_all()
                before = self.cr.sql_log_count
                self._make_message(self.lead_ana)
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            self._read_told()
        self.assertEqual(counts[0], counts[1])

    def test_broken_source(self):
        """A source that leads nowhere keeps nobody from working."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_feed_source SET partner_path = 'gone', lead_path = 'x.y'"
            " WHERE id = %s",
            [source.id],
        )
        source.invalidate_recordset()
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        note = self._make_note()
        self.assertEqual(self._read_told(), self._places(note))

    # ------------------------------------------------------------
    # Who may listen
    # ------------------------------------------------------------

    def _get_heard(self, user, *names):
        """Return the records that ``user`` gets channels of."""
        channels = self.env["crm.feed.live"].with_user(user)._get_channels(list(names))
        return [record for record, _name in channels if record._name != "res.groups"]

    def test_channels_of_readable_records_only(self):
        leads = self.lead_ana + self.lead_bruno
        names = [f"crm_feed/crm.lead/{lead.id}" for lead in leads]
        self.assertEqual(self._get_heard(self.ana, *names), [self.lead_ana])
        self.assertEqual(self._get_heard(self.bruno, *names), [self.lead_bruno])
        self.assertEqual(
            self._get_heard(self.mona, *names), [self.lead_ana, self.lead_bruno]
        )
        self.assertEqual(self._get_heard(self.otto, *names), [])

    def test_channels_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.other.company_id = company
        name = f"crm_feed/res.partner/{self.other.id}"
        self.assertEqual(self._get_heard(self.ana, name), [])
        self.ana.company_ids += company
        self.assertEqual(self._get_heard(self.ana, name), [self.other])

    def test_no_channels_at_all(self):
        """Nonsense, what is gone, and what has no records: left out, no error."""
        self.assertEqual(
            self._get_heard(
                self.ana,
                *("crm_feed/", "crm_feed/x", "crm_feed/res.partner/", "crm_feed/no/1"),
                *("crm_feed/res.partner/0", "crm_feed/res.partner/-1"),
                *("crm_feed/res.partner/99999999999", "crm_feed/res.partner/²"),
                *("crm_feed/mail.thread/1", "crm_feed/crm.feed.entry/257"),
                f"crm_feed/res.partner/{2**31 - 1}",
            ),
            [],
        )

    def test_channels_of_outsiders(self):
        """Customers with a login get none, not even those of all."""
        portal = self._make_user("portal", "base.group_portal")
        live = self.env["crm.feed.live"].with_user(portal)
        names = ["crm_feed/all", f"crm_feed/res.partner/{portal.partner_id.id}"]
        self.assertEqual(live._get_channels(names), [])

    def test_channels_are_limited(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(crm_feed_live.MAX_CHANNELS + 5)]
        )
        names = [f"crm_feed/res.partner/{partner.id}" for partner in partners]
        self.assertEqual(
            len(self._get_heard(self.mona, *names)), crm_feed_live.MAX_CHANNELS
        )
