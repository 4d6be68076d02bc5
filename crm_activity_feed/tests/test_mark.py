"""Likes and pins of entries."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.crm_feed_mark import PIN_LIMIT
from .common import FeedCommon


class MarkCommon(FeedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source_note = cls.env.ref("crm_activity_feed.crm_feed_source_note")
        cls.Mark = cls.env["crm.feed.mark"]

    def _key(self, record, number=None):
        numbers = {"crm.feed.note": 1, "crm.lead": 9, "calendar.event": 5}
        return f"{number or numbers[record._name]}-{record.id}"

    def _mark(self, record, mark="like", on=True, user=None, number=None):
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.ana)
        return Entry.set_mark(self._key(record, number), mark, on)

    def _entry(self, record, user=None, scope=None):
        """The entry of ``record`` on the page of its customer."""
        page = self._page(scope, user, limit=200)
        (entry,) = [
            entry
            for entry in page["open"] + page["entries"]
            if (entry["res_model"], entry["res_id"]) == (record._name, record.id)
        ]
        return entry

    def _pinned(self, user=None, scope=None, **kwargs):
        return self._records(self._page(scope, user, **kwargs)["pinned"])


@tagged("post_install", "-at_install")
class TestLike(MarkCommon):
    def test_like(self):
        """A like is one's own, shows to all who read the entry, and goes again."""
        answer = self._mark(self.lead_ana)
        self.assertEqual((answer["likes"], answer["liked"]), (1, True))
        answer = self._mark(self.lead_ana, user=self.mona)
        self.assertEqual((answer["likes"], answer["liked"]), (2, True))
        entry = self._entry(self.lead_ana)
        self.assertEqual((entry["likes"], entry["liked"]), (2, True))
        self.assertEqual(set(entry["likers"]), {self.ana.name, self.mona.name})
        answer = self._mark(self.lead_ana, on=False)
        self.assertEqual((answer["likes"], answer["liked"]), (1, False))
        self.assertEqual(answer["likers"], [self.mona.name])

    def test_twice_is_once(self):
        """Two clicks, were they at the same time, are one like."""
        self._mark(self.lead_ana)
        self.assertEqual(self._mark(self.lead_ana)["likes"], 1)
        source = self.env.ref("crm_activity_feed.crm_feed_source_lead")
        # What the second of two that do not see each other does.
        self.patch(type(self.Mark), "_find", lambda self, *args: self.browse())
        self.Mark.with_user(self.ana)._put(source, self.lead_ana.id, "like")
        self.assertEqual(self._entry(self.lead_ana)["likes"], 1)
        self._mark(self.lead_ana, on=False)

    def test_foreign_entry(self):
        """Of what she may not read, Ana cannot mark or guess anything."""
        self._mark(self.lead_bruno, user=self.bruno)
        foreign, missing = self.lead_bruno, self.lead_bruno.browse(2**30)
        errors = []
        for record in (foreign, missing):
            with self.assertRaises(MissingError) as caught:
                self._mark(record)
            errors.append(str(caught.exception))
        self.assertEqual(errors[0], errors[1])
        self.assertEqual(self.Mark.search_count([("user_id", "=", self.ana.id)]), 0)

    def test_no_way_around(self):
        """The table itself is nobody's: no RPC reads or writes it."""
        self._mark(self.lead_ana)
        Mark = self.Mark.with_user(self.ana)
        values = {
            "source_id": self.source_note.id,
            "res_id": 1,
            "user_id": self.bruno.id,
            "mark": "like",
        }
        with self.assertRaises(AccessError):
            Mark.create(values)
        with self.assertRaises(AccessError):
            Mark.search([])
        with self.assertRaises(AccessError):
            Mark.with_user(self.mona).search_count([])

    def test_wrong_input(self):
        for mark, on in (("love", True), (None, True), ("like", 1), (["pin"], True)):
            with self.subTest(mark=mark, on=on), self.assertRaises(UserError):
                self._mark(self.lead_ana, mark, on)
        for entry_id in (0, -5, None, "9-", "abc", 1.5, 2**70, {}, True):
            with self.subTest(entry_id=entry_id), self.assertRaises(MissingError):
                self.Entry.with_user(self.ana).set_mark(entry_id, "like", True)

    def test_likers_are_ten(self):
        users = [
            self._make_user(f"fan{n}", "sales_team.group_sale_manager")
            for n in range(12)
        ]
        for user in users:
            self._mark(self.lead_ana, user=user)
        entry = self._entry(self.lead_ana)
        self.assertEqual((entry["likes"], len(entry["likers"])), (12, 10))
        self.assertFalse(entry["liked"])

    def test_stays_with_the_record(self):
        """A quotation that becomes an order is another source, and the same record."""
        if "sale.order" not in self.env:
            self.skipTest("needs sales")
        seller = self._make_user("seller", "sales_team.group_sale_salesman_all_leads")
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": seller.id}
        )
        self._mark(order, user=seller, number=12)
        Entry = self.Entry.with_user(seller)
        Entry.post_comment(self._key(order, 12), "Good price")
        order.action_confirm()
        entry = self._entry(order, seller)
        self.assertEqual(entry["key"], self._key(order, 13))
        self.assertEqual((entry["likes"], entry["comments"]), (1, 1))
        self.assertEqual(
            self._mark(order, on=False, user=seller, number=13)["likes"], 0
        )

    def test_source_goes(self):
        """The marks of a source go with it."""
        source = self.env["crm.feed.source"].create(
            {
                "name": "Birthday",
                "model": "res.partner",
                "partner_path": "id",
                "date_path": "create_date",
            }
        )
        self._mark(self.customer, number=source.number)
        mark = self.Mark.search([("source_id", "=", source.id)])
        self.assertEqual(mark.res_id, self.customer.id)
        source.unlink()
        self.assertFalse(mark.exists())


@tagged("post_install", "-at_install")
class TestPin(MarkCommon):
    def test_pin(self):
        """A pin is the customer's: who may read the entry sees it, on top."""
        note = self._make_note()
        self.assertTrue(self._mark(note, "pin")["pinned"])
        self.assertTrue(self._entry(note)["pinned"])
        here = [("crm.feed.note", note.id)]
        self.assertEqual(self._pinned(), here)
        self.assertEqual(self._pinned(self.bruno), here)
        contact = {"partner": self.customer.id, "roll_up": False}
        self.assertEqual(self._pinned(scope=contact), here)
        other_contact = {"partner": self.oleg.id, "roll_up": False}
        self.assertEqual(self._pinned(scope=other_contact), [])
        self.assertEqual(self._pinned(scope={"lead": self.lead_ana.id}), [])
        self._mark(note, "pin", False, user=self.bruno)
        self.assertEqual(self._pinned(), [])
        self.assertFalse(self._entry(note)["pinned"])

    def test_all_kinds(self):
        """A message, a meeting, a document of the customer: the last pin first."""
        message = self._make_message(self.lead_ana, "Remember the ramp")
        note = self._make_note()
        done = self._make_note("Done")
        done.action_done("ok")
        for record, number in ((self.lead_ana, 9), (message, 8), (note, 1), (done, 1)):
            self._mark(record, "pin", number=number)
        expected = [
            ("crm.feed.note", done.id),
            ("crm.feed.note", note.id),
            ("mail.message", message.id),
            ("crm.lead", self.lead_ana.id),
        ]
        self.assertEqual(self._pinned(), expected)
        deal = {"lead": self.lead_ana.id}
        self.assertEqual(self._pinned(scope=deal), expected[2:])
        kinds = {"kinds": ["message"]}
        self.assertEqual(self._pinned(filters=kinds), expected[2:3])
        self.assertEqual(self._pinned(self.bruno), expected[:2])

    def test_first_page_only(self):
        note = self._make_note()
        self._mark(note, "pin")
        page = self._page(limit=1)
        self.assertEqual(len(page["pinned"]), 1)
        self.assertTrue(page["older"])
        self.assertEqual(self._page(limit=1, cursor=page["older"])["pinned"], [])
        self.assertEqual(self._page("all")["pinned"], [])

    def test_limit(self):
        """Seven of those one sees; others' neither count nor show."""
        hidden = [
            self._make_message(self.lead_bruno, f"Hidden {n}") for n in range(PIN_LIMIT)
        ]
        for message in hidden:
            self._mark(message, "pin", user=self.bruno, number=8)
        notes = [self._make_note(f"Note {n}") for n in range(PIN_LIMIT + 1)]
        for note in notes[:PIN_LIMIT]:
            self._mark(note, "pin")
        self.assertEqual(len(self._pinned()), PIN_LIMIT)
        with self.assertRaisesRegex(UserError, "Unpin one"):
            self._mark(notes[-1], "pin")
        self.assertTrue(self._mark(notes[0], "pin")["pinned"], "it is pinned already")
        self._mark(notes[0], "pin", False)
        self._mark(notes[-1], "pin")
        self.assertEqual(self._pinned()[0], ("crm.feed.note", notes[-1].id))
        self.assertEqual(len(self._pinned(self.mona)), PIN_LIMIT)

    def test_deal_without_customer(self):
        lead = self._make_lead("From the web", self.ana)
        lead.partner_id = False
        message = self._make_message(lead, "Call after ten")
        self._mark(message, "pin", number=8)
        deal = {"lead": lead.id}
        self.assertEqual(self._pinned(scope=deal), [("mail.message", message.id)])
        lead.partner_id = self.customer
        self.assertEqual(self._pinned(scope=deal), [("mail.message", message.id)])
        self.Mark._gc_marks()
        self.assertEqual(self._pinned(), [("mail.message", message.id)])

    def test_entry_changes_hands(self):
        """A deal that goes to another customer takes its pins along, by tomorrow."""
        self._mark(self.lead_ana, "pin")
        self.lead_ana.partner_id = self.other
        self.assertEqual(self._pinned(), [])
        self.Mark._gc_marks()
        scope = {"partner": self.other.id}
        self.assertEqual(self._pinned(scope=scope), [("crm.lead", self.lead_ana.id)])


@tagged("post_install", "-at_install")
class TestMarkCost(MarkCommon):
    def _count(self):
        """Queries of a page on a fresh cache."""
        self.env.flush_all()
        Entry = self.Entry.with_user(self.ana)
        scope = {"partner": self.customer.id}
        for _time in range(2):
            page = Entry.get_page(scope)
            self.env.invalidate_all()
        before = self.cr.sql_log_count
        Entry.get_page(scope)
        return self.cr.sql_log_count - before, page

    def test_number_of_marks(self):
        """A page costs the same with one mark of each kind and with many."""
        notes = [self._make_note(f"Note {n}") for n in range(6)]
        nothing, _page = self._count()
        Entry = self.Entry.with_user(self.ana)

        def mark(note):
            for user in (self.ana, self.mona):
                self._mark(note, user=user)
            self._mark(note, "pin")
            for text in ("One", "Two"):
                Entry.post_comment(self._key(note), text)

        mark(notes[0])
        few, page = self._count()
        self.assertEqual([e["comments"] for e in page["pinned"]], [2])
        for note in notes[1:]:
            mark(note)
        many, page = self._count()
        self.assertEqual([e["likes"] for e in page["pinned"]], [2] * 6)
        self.assertEqual(many, few)
        # Only to find out whether the chatters of the comments may be read.
        self.assertLessEqual(few, nothing + 2)


@tagged("post_install", "-at_install")
class TestMarkLifecycle(MarkCommon):
    def test_deleted_record(self):
        """What is gone is forgotten by the daily cleaning, the rest stays."""
        kept, gone = self._make_note(), self._make_note()
        message = self._make_message(self.lead_ana, "Old")
        self._mark(kept, "pin")
        self._mark(gone, "pin")
        self._mark(gone)
        Entry = self.Entry.with_user(self.ana)
        comment = Entry.post_comment(self._key(message, 8), "Really?")
        gone_ids = gone.ids
        gone.unlink()
        message.unlink()
        self.Mark._gc_marks()
        domain = [("source_id", "=", self.source_note.id)]
        domain += [("res_id", "in", kept.ids + gone_ids)]
        self.assertEqual(self.Mark.search(domain).mapped("res_id"), kept.ids)
        # What was said stays in the chatter, and shows by itself from now on.
        comment = self.env["mail.message"].browse(comment["id"])
        self.assertEqual(self._entry(comment)["title"], "Really?")

    def test_merged_customers(self):
        """Likes, pins and comments of both are there, each once."""
        double = self.env["res.partner"].create({"name": "Acme", "is_company": True})
        note = self._make_note(partner_id=double.id)
        self._mark(note, "pin")
        for partner in (self.customer, double):
            self._mark(partner, number=11)
        self._mark(double, user=self.mona, number=11)
        self.Entry.with_user(self.mona).post_comment(self._key(double, 11), "Same firm")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.customer.id, double.id], self.customer, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(self._pinned(), [("crm.feed.note", note.id)])
        entry = self._entry(self.customer)
        self.assertEqual((entry["likes"], entry["comments"]), (2, 1))

    def test_merged_deals(self):
        double = self._make_lead("Desks again", self.ana)
        self._mark(double)
        self._mark(double, "pin")
        self.Entry.with_user(self.ana).post_comment(self._key(double), "Twice?")
        self.lead_ana.probability = 90
        (self.lead_ana | double).with_user(self.mona).merge_opportunity()
        head = (self.lead_ana | double).exists()
        entry = self._entry(head)
        self.assertEqual((entry["likes"], entry["comments"]), (1, 1))
        self.assertTrue(entry["pinned"])

    def test_done_activity(self):
        """The report of an activity takes over what was said about the plan."""
        activity = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        self._mark(activity, number=2)
        self.Entry.with_user(self.ana).post_comment(self._key(activity, 2), "Ask Oleg")
        activity.with_user(self.ana).action_feedback("Answered")
        self._track()
        page = self._page()
        (entry,) = [e for e in page["entries"] if e["kind"] == "activity"]
        self.assertEqual((entry["likes"], entry["comments"]), (1, 1))

    @mute_logger("odoo.sql_db")
    def test_deleted_user(self):
        fan = self._make_user("fan", "sales_team.group_sale_manager")
        self._mark(self.lead_ana, user=fan)
        fan.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._entry(self.lead_ana)["likes"], 0)
