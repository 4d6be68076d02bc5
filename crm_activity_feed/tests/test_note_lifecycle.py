from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestNoteLifecycle(NoteCommon):
    """What happens to notes when customers, deals and reasons go or merge.

    Ana's ``note`` is about ``customer``; ``deal_note`` is bound to ``lead_ana``,
    ``hidden`` to Bruno's deal, and ``archived`` to ``other`` and its deal.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal_note = cls.NoteAna.create(cls._note_vals(lead_id=cls.lead_ana.id))
        cls.hidden = cls.Note.with_user(cls.bruno).create(
            cls._note_vals(
                name="Secret", user_id=cls.bruno.id, lead_id=cls.lead_bruno.id
            )
        )
        cls.archived = cls.NoteAna.create(
            cls._note_vals(
                partner_id=cls.other.id, lead_id=cls.lead_other.id, active=False
            )
        )
        cls._commit_tracking()

    @mute_logger("odoo.models.unlink")
    def test_customer_with_notes_is_kept(self):
        with self.assertRaisesRegex(
            UserError, "Acme.*notes.*[(]3[)].*Archive"
        ) as caught:
            self.customer.unlink()
        self.assertNotIn("Secret", str(caught.exception))
        # One that is archived counts as well.
        with self.assertRaisesRegex(UserError, "Other customer.*notes.*[(]1[)]"):
            self.other.unlink()
        self.customer.action_archive()
        self.assertEqual(self.note.with_user(self.ana).partner_id, self.customer)

    @mute_logger("odoo.models.unlink")
    def test_customer_without_notes_can_go(self):
        self.contact.unlink()
        self.assertFalse(self.contact.exists())

    @mute_logger("odoo.models.unlink")
    def test_deleted_deal_leaves_its_notes(self):
        notes = self.deal_note | self.hidden
        (self.lead_ana | self.lead_bruno).unlink()
        self.assertEqual(notes.mapped("lead_id"), self.env["crm.lead"])
        self.assertEqual(notes.mapped("partner_id"), self.customer)
        self.assertIn("40 desks", self.deal_note.sudo().message_ids[:1].body)
        self.assertIn("10 chairs", self.hidden.sudo().message_ids[:1].body)

    @mute_logger("odoo.models.unlink")
    def test_note_of_a_deleted_deal_keeps_its_company(self):
        self.lead_ana.company_id = self.env.company
        note = self.NoteAna.create(self._note_vals(lead_id=self.lead_ana.id))
        self.lead_ana.unlink()
        self.assertEqual(note.company_id, self.env.company)

    @mute_logger("odoo.models.unlink")
    def test_merged_deals_keep_all_notes(self):
        """Also notes nobody sees and notes about another customer."""
        notes = (self.deal_note | self.hidden | self.archived).sudo()
        merged = (self.lead_ana | self.lead_bruno | self.lead_other).merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual([note.lead_id for note in notes], [merged] * 3)
        self.assertEqual(self.archived.partner_id, self.other)
        self.assertEqual(self.archived.name, "Send the contract")
        self.archived.action_done("Still usable")

    @mute_logger("odoo.models.unlink")
    def test_merged_customers_keep_all_notes(self):
        third = self.env["res.partner"].create({"name": "Third", "is_company": True})
        third_note = self.NoteAna.create(self._note_vals(partner_id=third.id))
        notes = (
            self.note | self.deal_note | self.hidden | self.archived | third_note
        ).sudo()
        self.deal_note.sudo().message_post(body="Talked")
        messages = self.deal_note.sudo().message_ids
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other | third).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(len(notes.exists()), 5)
        self.assertEqual(notes.mapped("partner_id"), self.customer)
        self.assertEqual(self.deal_note.sudo().message_ids, messages)
        self.assertEqual(self.deal_note.lead_id, self.lead_ana)

    @mute_logger("odoo.models.unlink")
    def test_used_reason_is_kept(self):
        reason = self.env["crm.feed.reason"].create({"name": "Tea"})
        self.note.reason_id = reason
        self.note.active = False
        with self.assertRaisesRegex(UserError, "Tea.*\\(1\\).*Archive it"):
            reason.unlink()
        self.note.reason_id = False
        reason.unlink()
        self.assertFalse(reason.exists())

    def test_follow_up_on_a_note_is_not_its_kind(self):
        """The kind of a note and the next activity planned on it do not mix."""
        call = self.env.ref("mail.mail_activity_data_call")
        self.note.activity_type_id = call
        self.note.activity_schedule("mail.mail_activity_data_todo", user_id=self.ana.id)
        self.assertEqual(self.note.activity_type_id, call)
        domain = [("id", "=", self.note.id), ("activity_type_id", "=", call.id)]
        self.assertEqual(self.NoteAna.search(domain), self.note)
        self.assertEqual(self.note.activity_state, "today")

    def test_systray_filters(self):
        """The names the systray asks for exist and run."""
        view = self.NoteAna.get_view(
            self.env.ref("crm_activity_feed.crm_feed_note_view_search").id, "search"
        )
        for name in (
            "filter_activities_my",
            "activities_overdue",
            "activities_today",
            "activities_upcoming_all",
        ):
            self.assertIn(f'name="{name}"', view["arch"])
        overdue = [
            "|",
            "&",
            ("state", "=", "open"),
            ("deadline_day", "<", "today"),
            ("my_activity_date_deadline", "<", "today"),
        ]
        self.note.date_deadline = "2020-01-01"
        found = self.NoteAna.search([*overdue, ("partner_id", "=", self.customer.id)])
        self.assertEqual(found, self.note)
