from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common_person import PersonCommon


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
