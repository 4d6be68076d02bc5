from datetime import timedelta

from odoo import fields
from odoo.exceptions import MissingError, UserError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestEntryAccess(FeedCommon):
    """200 entries of one customer, of which Ana may read 60.

    Ana has 20 deals and Bruno 46 or 47; each deal is one entry and has two
    messages: 60 entries for Ana, 140 for Bruno (the last deal has one message).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.lead_ana + cls.lead_bruno).unlink()
        cls.leads = {}
        for user, count in ((cls.ana, 20), (cls.bruno, 47)):
            leads = cls.env["crm.lead"]
            for number in range(count):
                leads += cls._make_lead(f"Deal {user.login} {number}", user)
            cls.leads[user] = leads
            bodies = [
                f"About {lead.name}, part {part}" for lead in leads for part in (1, 2)
            ]
            records = [lead for lead in leads for _part in (1, 2)]
            extra = 140 - 3 * 47 if user == cls.bruno else None
            for record, body in list(zip(records, bodies, strict=True))[:extra]:
                cls._make_message(record, body, author_id=user.partner_id.id)
        cls.env.flush_all()
        cls.filters = {"kinds": ["lead", "message"]}
        cls.domain = Domain("kind", "in", ["lead", "message"]) & Domain(
            "customer_id", "=", cls.customer.id
        )
        cls.all = cls.Entry.with_user(cls.mona).search(cls.domain)
        cls.foreign = cls.all.filtered(lambda e: e.lead_id in cls.leads[cls.bruno])

    def test_fixture(self):
        self.assertEqual((len(self.all), len(self.foreign)), (200, 140))

    def test_every_page_is_full(self):
        pages = self._pages(limit=20, filters=self.filters)
        self.assertEqual([len(page) for page in pages], [20, 20, 20])
        shown = {entry["id"] for page in pages for entry in page}
        self.assertEqual(len(shown), 60)
        self.assertFalse(shown & set(self.foreign.ids))

    def test_orm_pages_are_full(self):
        Entry = self.Entry.with_user(self.ana)
        for offset in (0, 20, 40):
            entries = Entry.search(self.domain, limit=20, offset=offset)
            self.assertEqual(len(entries), 20)
            self.assertFalse(set(entries.ids) & set(self.foreign.ids))

    def test_count_and_groups(self):
        Entry = self.Entry.with_user(self.ana)
        self.assertEqual(Entry.search_count(self.domain), 60)
        groups = Entry._read_group(self.domain, ["kind"], ["__count"])
        self.assertEqual(dict(groups), {"lead": 20, "message": 40})
        leads = Entry._read_group(self.domain, ["lead_id"], ["__count"])
        self.assertEqual(
            {lead.id for lead, _count in leads}, set(self.leads[self.ana].ids)
        )

    def test_search_by_text(self):
        Entry = self.Entry.with_user(self.ana)
        mine = Domain("title", "ilike", "feed_ana")
        foreign = Domain("title", "ilike", "feed_bruno")
        self.assertEqual(Entry.search_count(self.domain & mine), 60)
        self.assertEqual(Entry.search_count(self.domain & foreign), 0)
        self.assertEqual(self._page(filters={"text": "feed_bruno"})["entries"], [])
        self.assertEqual(len(self._page(filters={"text": "feed_ana"})["entries"]), 40)

    def test_read_by_id(self):
        entry = self.foreign[0].with_user(self.ana)
        self.env.invalidate_all()
        self.assertFalse(entry.exists())
        self.assertFalse(entry.has_access("read"))
        self.assertEqual(entry.read(["date"]), [])
        with self.assertRaises(MissingError):
            entry.mapped("date")
        with self.assertRaises(MissingError):
            entry.check_access("read")
        self.assertTrue(entry.with_user(self.bruno).exists())

    def test_read_by_id_after_somebody_else_did(self):
        """What is in the cache of the transaction stays the other user's."""
        self.assertTrue(self.foreign[0].with_user(self.mona).title)
        self.assertTrue(self.foreign[0].sudo().date)
        entry = self.foreign[0].with_user(self.ana)
        with self.assertRaises(MissingError):
            entry.check_access("read")
        self.assertEqual(entry.read(["title", "date"]), [])

    def test_exists_keeps_order_and_readable_ones(self):
        mine = self._search(self.domain, limit=3)
        mixed = mine[2] + self.foreign[0].with_user(self.ana) + mine[0]
        self.assertEqual(mixed.exists(), mine[2] + mine[0])
        self.assertFalse(self.Entry.with_user(self.ana).browse().exists())

    def test_without_sales_rights(self):
        """A colleague sees what is on the customer, and no deal."""
        self._make_message(self.customer, "For everybody")
        entries = self._page(user=self.otto, limit=200)["entries"]
        self.assertTrue(entries)
        models = {entry["document_model"] for entry in entries}
        self.assertEqual(models, {"res.partner"})

    def test_scope_domain_of_mine(self):
        domain = self.Entry.with_user(self.ana)._get_scope_domain("mine") & self.domain
        self.assertEqual(len(self._search(domain)), 60)


@tagged("post_install", "-at_install")
class TestEntryMasks(FeedCommon):
    """What the host hides on the record is hidden in the feed."""

    def _make_meeting(self, **values):
        return (
            self.env["calendar.event"]
            .with_user(self.bruno)
            .create(
                {
                    "name": "Secret merger",
                    "description": "<p>With whom</p>",
                    "location": "Vault",
                    "start": fields.Datetime.now() + timedelta(days=1),
                    "stop": fields.Datetime.now() + timedelta(days=1, hours=1),
                    "privacy": "private",
                    "partner_ids": [
                        Command.set((self.olga + self.bruno.partner_id).ids)
                    ],
                    **values,
                }
            )
        )

    def test_private_meeting_reads_busy(self):
        event = self._make_meeting()
        self.env.invalidate_all()
        entry = self._page()["open"][0]
        self.assertEqual((entry["res_model"], entry["res_id"]), (event._name, event.id))
        self.assertEqual(entry["title"], "Busy")
        self.assertFalse(entry["body"])
        self.assertFalse(entry["status"])
        listed = self._search([("kind", "=", "meeting"), ("res_id", "=", event.id)])
        self.assertEqual(listed.title, "Busy")
        self.env.invalidate_all()
        own = self._page(user=self.bruno)["open"][0]
        self.assertEqual((own["title"], own["status"]), ("Secret merger", "Vault"))

    def test_private_meeting_is_not_found_by_its_words(self):
        self._make_meeting()
        for text in ("merger", "whom", "Vault"):
            with self.subTest(text=text):
                self.assertEqual(self._page(filters={"text": text})["open"], [])
                self.assertFalse(self._search([("title", "ilike", text)]))
                found = self._page(user=self.bruno, filters={"text": text})["open"]
                self.assertEqual(len(found), 1)

    def test_private_by_default_of_the_owner(self):
        self.bruno.res_users_settings_id.calendar_default_privacy = "private"
        self._make_meeting(privacy=False)
        self.env.invalidate_all()
        self.assertEqual(self._page()["open"][0]["title"], "Busy")
        self.assertEqual(self._page(filters={"text": "merger"})["open"], [])

    def test_meeting_of_an_unreadable_deal(self):
        self._make_meeting(privacy="public", opportunity_id=self.lead_bruno.id)
        self.assertEqual(self._page()["open"], [])
        self.assertEqual(len(self._page(user=self.bruno)["open"]), 1)

    def test_meeting_of_two_customers(self):
        """One entry, on the feed of each."""
        partners = self.olga + self.other + self.bruno.partner_id
        event = self._make_meeting(
            privacy="public", partner_ids=[Command.set(partners.ids)]
        )
        for partner in (self.customer, self.other):
            page = self._page({"partner": partner.id})
            self.assertEqual(self._records(page["open"]), [(event._name, event.id)])
        everywhere = self._search(
            [("res_model", "=", event._name), ("res_id", "=", event.id)]
        )
        self.assertEqual(len(everywhere), 1)

    def test_internal_meeting_is_nobodys(self):
        partners = self.ana.partner_id + self.bruno.partner_id
        event = self._make_meeting(
            privacy="public", partner_ids=[Command.set(partners.ids)]
        )
        self.assertFalse(
            self._search([("res_model", "=", event._name), ("res_id", "=", event.id)])
        )

    def test_activity_needs_the_right_to_post(self):
        """Core hides activities from whoever may only read the document."""
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask", user_id=self.mona.id
        )
        page = self._page(user=self.otto)
        self.assertEqual(page["open"], [])
        activity.user_id = self.otto
        self.assertEqual(len(self._page(user=self.otto)["open"]), 1)
        activity.with_user(self.otto).read(["summary"])

    def test_field_with_groups(self):
        """A field the user may not read gives no column, no word, no hit."""
        source = self.env.ref("crm_activity_feed.crm_feed_source_contact")
        self.customer.comment = "<p>Watch out: slow payer</p>"
        source.write(
            {"title_path": "comment", "text_paths": "comment", "user_path": "user_id"}
        )
        scope, filters = {"partner": self.customer.id}, {"kinds": ["contact"]}
        self.customer.user_id = self.mona
        before = [e for e in self._page(scope, filters=filters)["entries"]]
        self.assertIn("slow payer", str(before))
        fields_ = self.env["res.partner"]._fields
        self.patch(fields_["comment"], "groups", "base.group_system")
        self.patch(fields_["user_id"], "groups", "base.group_system")
        self.env.invalidate_all()
        after = self._page(scope, filters=filters)["entries"]
        self.assertEqual(len(after), len(before))
        self.assertNotIn("slow payer", str(after))
        self.assertFalse([e for e in after if e["user_id"]])
        self.assertFalse(self._search([("title", "ilike", "slow payer")]))
        text = {**filters, "text": "slow payer"}
        self.assertEqual(self._page(scope, filters=text)["entries"], [])

    def test_field_of_the_date_with_groups(self):
        field = self.env["crm.lead"]._fields["create_date"]
        self.patch(field, "groups", "base.group_system")
        self.env.invalidate_all()
        self.assertEqual(self._page(filters={"kinds": ["lead"]})["entries"], [])

    def test_tracked_field_with_groups(self):
        self.env.cr.precommit.run()
        self.lead_ana.expected_revenue = 4711
        self._track()
        field = self.env["crm.lead"]._fields["expected_revenue"]
        filters = {"kinds": ["log"], "noise": True}
        self.assertIn("4711", str(self._page(filters=filters)["entries"]))
        self.patch(field, "groups", "base.group_system")
        self.env.invalidate_all()
        self.assertNotIn("4711", str(self._page(filters=filters)["entries"]))

    def test_other_company(self):
        """What belongs to a company that is not switched on does not show."""
        company = self.env["res.company"].create({"name": "Branch"})
        self.ana.company_ids += company
        lead = self._make_lead("Branch deal", self.ana, company_id=company.id)
        filters = {"kinds": ["lead"]}
        Entry = self.Entry.with_user(self.ana)
        shown = {}
        for companies in (self.ana.company_id, self.ana.company_id + company):
            entry = Entry.with_context(allowed_company_ids=companies.ids)
            page = entry.get_page({"partner": self.customer.id}, filters)
            shown[len(companies)] = ("crm.lead", lead.id) in self._records(
                page["entries"]
            )
        self.assertEqual(shown, {1: False, 2: True})

    def test_user_notifications_never_show(self):
        self.customer.message_notify(
            partner_ids=self.ana.partner_id.ids, body="For your eyes only"
        )
        page = self._page(filters={"noise": True}, limit=200)
        self.assertNotIn("eyes only", str(page["entries"]))
        page = self._page("mine", filters={"noise": True}, limit=200)
        self.assertNotIn("eyes only", str(page["entries"]))

    def test_entries_are_read_only(self):
        self.env.flush_all()
        entry = self.Entry.search([], limit=1)
        self.assertTrue(entry)
        for user in (self.env.user, self.mona):
            record = entry.with_user(user)
            for call in (
                lambda record=record: record.create({"res_id": 1}),
                lambda record=record: record.write({"date": fields.Datetime.now()}),
                lambda record=record: record.unlink(),
            ):
                with self.assertRaisesRegex(UserError, "cannot be created, changed"):
                    call()
