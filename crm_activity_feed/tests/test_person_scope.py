from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..engine import shape
from ..engine.scope import FeedScope
from .common import FeedCommon

_WALK = {"RECENT_MESSAGES": 10**6, "ENOUGH_MESSAGES": 0}
_PERSON = {"RECENT_MESSAGES": 1}


class PersonCommon(FeedCommon):
    """What happens is Bruno's or Mona's doing; Ana only reads her feed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.feed.backfill"]._run()
        cls.moment = datetime(2026, 3, 2, 10, 0)

    def _say(self, record, body="Hello", user=None, **values):
        self.moment += timedelta(hours=1)
        author = (user or self.mona).partner_id
        return self._make_message(
            record, body, date=self.moment, author_id=author.id, **values
        )

    def _entries(self, scope, user=None, **kwargs):
        """Entries by record, the same by both ways and by the ORM."""
        user = user or self.ana
        found = []
        for thresholds in (_WALK, _PERSON):
            with patch.multiple(shape, **thresholds):
                page = self._page(scope, user, limit=200, **kwargs)
            self.assertFalse(page["older"])
            self.assertFalse(page["open_more"])
            found.append(page["open"] + page["entries"])
        keys = [[entry["key"] for entry in entries] for entries in found]
        self.assertEqual(*keys)
        domain = self.Entry.with_user(user)._get_scope_domain(scope)
        listed = self._search(domain & Domain("is_noise", "=", False), user)
        self.assertCountEqual(
            keys[0], [f"{e.source_id.number}-{e.res_id}" for e in listed]
        )
        return {(e["res_model"], e["res_id"]): e for e in found[0]}

    def _has(self, entries, record):
        return (record._name, record.id) in entries

    def _why(self, entries, record):
        """``[(code, name of who or what)]`` of the entry of a record."""
        return [
            (
                reason["code"],
                (reason["user"] or reason["record"] or {}).get("display_name"),
            )
            for reason in entries[record._name, record.id]["why"]
        ]


@tagged("post_install", "-at_install")
class TestMine(PersonCommon):
    """My feed: what hangs on what one is responsible for, and why it is there."""

    def test_on_my_deal(self):
        """A colleague's note, mail and meeting on her deal; not those on his."""
        note = self._make_note("Colleague's", self.bruno, lead_id=self.lead_ana.id)
        foreign = self._make_note("His", self.bruno, lead_id=self.lead_bruno.id)
        said = self._say(self.lead_ana)
        entries = self._entries("mine")
        self.assertTrue(self._has(entries, note))
        self.assertFalse(self._has(entries, foreign))
        self.assertEqual(self._why(entries, said), [("responsible", None)])
        self.assertEqual(self._why(entries, note), [("deal", "Desks")])

    def test_on_my_customer(self):
        """Of a customer of hers all contacts; of a contact of hers only that one."""
        said = self._say(self.oleg)
        self.assertFalse(self._has(self._entries("mine"), said))
        self.oleg.user_id = self.ana
        to_olga = self._say(self.olga)
        entries = self._entries("mine")
        self.assertTrue(self._has(entries, said))
        self.assertFalse(self._has(entries, to_olga))
        self.oleg.user_id = False
        self.customer.user_id = self.ana
        (self.oleg | self.olga).user_id = self.bruno
        entries = self._entries("mine")
        self.assertEqual(self._why(entries, to_olga), [("customer", "Acme Tools")])
        self.assertFalse(
            self._has(self._entries("mine", self.otto), to_olga), "Nothing of his"
        )

    def test_rights_stay(self):
        """Being responsible for the customer opens nobody's deals."""
        self.customer.user_id = self.ana
        hidden = self._say(self.lead_bruno)
        shown = self._say(self.customer)
        entries = self._entries("mine")
        self.assertFalse(self._has(entries, hidden))
        self.assertTrue(self._has(entries, shown))

    def test_meeting_of_several(self):
        """A meeting shows to whoever answers for one of those who come."""
        self.other.user_id = self.ana
        meeting = self.env["calendar.event"].create(
            {
                "name": "Fair",
                "start": fields.Datetime.now() - timedelta(days=2),
                "stop": fields.Datetime.now() - timedelta(days=2, hours=-1),
                "user_id": self.bruno.id,
                "partner_ids": [Command.set((self.customer | self.other).ids)],
            }
        )
        self.assertTrue(self._has(self._entries("mine"), meeting))
        meeting.privacy = "private"
        self.assertFalse(
            self._has(self._entries("mine"), meeting),
            "With whom a private meeting is, is nobody's business",
        )

    def test_addressed(self):
        """Who mentions her, invites her or gives her something to do is named."""
        to_ana = [Command.link(self.ana.partner_id.id)]
        said = self._say(self.customer, partner_ids=to_ana)
        note = self._make_note("Do it", self.ana)
        note.invalidate_recordset()
        self._set_author(note, self.bruno)
        planned = self.lead_ana.with_user(self.mona).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        entries = self._entries("mine")
        mona, bruno = self.mona.name, self.bruno.name
        self.assertEqual(self._why(entries, said), [("mentioned", mona)])
        self.assertEqual(self._why(entries, note), [("assigned", bruno)])
        self.assertEqual(self._why(entries, planned), [("assigned", mona)])

    def _set_author(self, note, user):
        self.env.cr.execute(
            "UPDATE crm_feed_note SET create_uid = %s WHERE id = %s",
            (user.id, note.id),
        )
        note.invalidate_recordset()

    def test_own(self):
        said = self._say(self.customer, user=self.ana)
        note = self._make_note("For him", self.bruno, partner_id=self.other.id)
        self._set_author(note, self.ana)
        entries = self._entries("mine")
        self.assertEqual(self._why(entries, said), [("author", None)])
        self.assertEqual(self._why(entries, note), [("author", None)])

    def test_comments(self):
        """An entry is hers when a comment on it is addressed to her, or hers."""
        entry, other = self._say(self.customer), self._say(self.customer)
        self.assertFalse(self._has(self._entries("mine"), entry))
        key = self._key_of(entry)
        self.Entry.with_user(self.bruno).post_comment(key, "Ana?")
        comment = self.env["mail.message"]._find_feed_comments(
            "mail.message", entry.ids
        )
        comment.partner_ids = self.ana.partner_id
        self.Entry.with_user(self.ana).post_comment(self._key_of(other), "I see")
        entries = self._entries("mine")
        self.assertEqual(self._why(entries, entry), [("comment", self.bruno.name)])
        self.assertEqual(self._why(entries, other), [("commented", None)])
        comment._delete_feed_message()
        self.assertFalse(
            self._has(self._entries("mine"), entry), "Nothing is said any more"
        )

    def _key_of(self, record):
        page = self._page(user=self.mona, limit=200)
        keys = [
            entry["key"]
            for entry in page["entries"]
            if (entry["res_model"], entry["res_id"]) == (record._name, record.id)
        ]
        self.assertEqual(len(keys), 1)
        return keys[0]

    def test_tasks(self):
        """A task is of all who are assigned to it."""
        if "project.task" not in self.env:
            self.skipTest("The app for tasks is not installed")
        project_group = "project.group_project_user"
        self.ana.group_ids += self.env.ref(project_group)
        task = self.env["project.task"].create(
            {
                "name": "Assemble",
                "partner_id": self.customer.id,
                "project_id": self.env["project.project"].create({"name": "P"}).id,
                "user_ids": [Command.set((self.bruno | self.ana).ids)],
            }
        )
        said = self._say(task)
        entries = self._entries("mine")
        self.assertEqual(self._why(entries, task), [("responsible", None)])
        self.assertTrue(self._has(entries, said))
        task.user_ids = self.bruno
        self.assertFalse(self._has(self._entries("mine"), task))

    def test_other_company(self):
        """What belongs to a company she is not in stays out."""
        company = self.env["res.company"].create({"name": "Second"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            (self.ana.id, foreign.id),
        )
        foreign.invalidate_recordset()
        said = self._say(foreign)
        self.assertFalse(self._has(self._entries("mine"), said))
        self.ana.company_ids += company
        env_user = self.ana.with_context(
            allowed_company_ids=[self.ana.company_id.id, company.id]
        )
        self.assertTrue(self._has(self._entries("mine", env_user), said))


@tagged("post_install", "-at_install")
class TestFollowing(PersonCommon):
    """What happens on what one follows, and on what hangs on customers one follows."""

    def _follow(self, record, user=None):
        record.message_subscribe((user or self.ana).partner_id.ids)

    def setUp(self):
        super().setUp()
        # Who makes a record follows it.
        self.env["mail.followers"].search(
            [("partner_id", "=", self.ana.partner_id.id)]
        ).unlink()

    def test_nothing(self):
        self._say(self.lead_ana)
        self.assertEqual(self._entries("following"), {})

    def test_customer(self):
        """Of a customer, its contacts, what is said to them, and its deals."""
        on_olga, on_deal = self._say(self.olga), self._say(self.lead_ana)
        hidden, note = self._say(self.lead_bruno), self._make_note(user=self.bruno)
        elsewhere = self._say(self.other)
        self._follow(self.customer)
        entries = self._entries("following")
        for record in (on_olga, on_deal, note, self.lead_ana):
            self.assertTrue(self._has(entries, record), record)
            self.assertEqual(self._why(entries, record), [("follow", "Acme Tools")])
        self.assertFalse(self._has(entries, hidden))
        self.assertFalse(self._has(entries, elsewhere))

    def test_contact(self):
        """Of a contact what is hers, not what is her customer's."""
        on_olga, on_oleg = self._say(self.olga), self._say(self.oleg)
        on_customer = self._say(self.customer)
        self._follow(self.olga)
        entries = self._entries("following")
        self.assertTrue(self._has(entries, on_olga))
        self.assertFalse(self._has(entries, on_oleg))
        self.assertFalse(self._has(entries, on_customer))

    def test_deal(self):
        said = self._say(self.lead_ana)
        note = self._make_note(user=self.bruno, lead_id=self.lead_ana.id)
        self._follow(self.lead_ana)
        entries = self._entries("following")
        self.assertEqual(self._why(entries, said), [("follow", "Desks")])
        self.assertEqual(self._why(entries, note), [("follow", "Desks")])
        self.assertFalse(self._has(entries, self.olga))

    def test_note(self):
        """Any record one can follow."""
        note = self._make_note(user=self.bruno)
        self._follow(note)
        entries = self._entries("following")
        self.assertEqual(list(entries), [("crm.feed.note", note.id)])

    def test_unfollow(self):
        said = self._say(self.other)
        self._follow(self.other)
        self.assertTrue(self._has(self._entries("following"), said))
        self.other.message_unsubscribe(self.ana.partner_id.ids)
        self.assertEqual(self._entries("following"), {})

    def test_follows_open_nothing(self):
        """One may follow what one may not read any more."""
        self._say(self.lead_bruno)
        self._follow(self.lead_bruno)
        self.assertEqual(self._entries("following"), {})

    def test_pages(self):
        """Page by page the same as at once, filtered as well."""
        for number in range(9):
            self._say(self.olga if number % 2 else self.lead_ana, f"Word {number}")
        self._follow(self.customer)
        for thresholds in (_WALK, _PERSON):
            with patch.multiple(shape, **thresholds):
                (whole,) = self._pages("following", limit=200)
                pages = self._pages("following", limit=4)
                (found,) = self._pages(
                    "following", limit=200, filters={"text": "Word 7"}
                )
            self.assertEqual(
                [entry["key"] for page in pages for entry in page],
                [entry["key"] for entry in whole],
            )
            self.assertEqual([entry["title"] for entry in found], ["Word 7"])

    def test_choice(self):
        """Much that happens is found by date, little by what one follows."""
        self._follow(self.customer)
        self._say(self.customer)
        self.env.flush_all()
        scope = FeedScope.parse(self.env(user=self.ana), "following")
        self.assertEqual(shape.choose_shape(scope), shape.PERSON)
        with patch.object(shape, "ENOUGH_MESSAGES", 0):
            self.assertEqual(shape.choose_shape(scope), shape.WALK)
