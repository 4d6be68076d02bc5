from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_move import MoveCommon


@tagged("post_install", "-at_install")
class TestMoveAnswer(MoveCommon):
    """After a move: what is open stays or goes along, or it was no move at all."""

    def setUp(self):
        super().setUp()
        self.deal = self._make_lead("Tables", self.ana)
        self.note = self._make_note("Call", partner_id=self.olga.id)
        self.deal_note = self._make_note(
            "Offer", partner_id=self.olga.id, lead_id=self.deal.id
        )
        self.foreign_deal = self._make_lead("Lamps", self.ana, self.oleg)
        self.foreign_note = self._make_note(
            "Ask Olga", partner_id=self.olga.id, lead_id=self.foreign_deal.id
        )
        self.call = self.olga.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        self._said(20, "before")
        self._move(self.beta, days=10, user=self.ana)

    @property
    def asked(self):
        """The contact, as ana sees it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.olga.with_user(self.ana)

    def test_asks(self):
        self.assertIn("from Acme Tools to Beta", self.asked.feed_move_text)
        self.assertIn("notes 3, activities 1, deals 2", self.asked.feed_move_open_text)
        oleg = self.oleg.with_user(self.ana)
        self.assertFalse(oleg.feed_move_text or oleg.feed_move_open_text)
        # Who may not read them is not told of them.
        self.assertNotIn("3", self.olga.with_user(self.bruno).feed_move_open_text)

    def test_stay(self):
        self.lead_bruno.active = False
        self.assertFalse(self.asked.action_feed_move_stay())
        for record in (self.note, self.deal, self.deal_note, self.foreign_note):
            self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(self.call.res_id, self.customer.id)
        self.assertFalse(self.asked.feed_move_text)
        # What is known of the past stays where it was.
        self.assertIn("before", self._bodies(self.customer))
        self.assertEqual(self.olga.parent_id, self.beta)

    def test_go(self):
        self.asked.action_feed_move_go()
        for record in (self.note, self.deal, self.deal_note):
            self.assertEqual(record.partner_id, self.olga)
        self.assertEqual(self.call.res_id, self.olga.id)
        # Its deal stays with Oleg, who stays: so does the note.
        self.assertEqual(self.foreign_note.partner_id, self.customer)
        self.assertFalse(self.asked.feed_move_text)
        with self.assertRaisesRegex(UserError, "confirmed already"):
            self.asked.action_feed_move_go()

    def test_correction(self):
        self.asked.action_feed_move_correct()
        self.assertFalse(self._lines())
        self.assertFalse(self.asked.feed_move_text)
        self.assertFalse(self.olga.feed_has_moved)
        self.assertIn("before", self._bodies(self.beta))
        self.assertEqual(self._bodies(self.customer), [])

    def test_correction_of_the_last_one(self):
        self._move(self.other)
        self.asked.action_feed_move_correct()
        companies = self._lines().commercial_partner_id
        self.assertEqual(companies, self.customer | self.other)

    def test_moves_again_before_the_answer(self):
        self._move(self.other)
        self.assertIn("from Beta to Other", self.asked.feed_move_text)
        self.assertEqual(self._lines().filtered("is_asked"), self._lines()[-1])

    def test_nothing_open(self):
        (self.note | self.deal_note | self.foreign_note).action_cancel()
        self.call.unlink()
        (self.deal | self.lead_ana | self.lead_bruno).active = False
        self.assertTrue(self.asked.feed_move_text)
        self.assertFalse(self.asked.feed_move_open_text)

    def test_who_may_not_change_the_contact(self):
        with self.assertRaises(AccessError):
            self.olga.with_user(self.otto).action_feed_move_go()
        self.assertTrue(self._lines()[-1].is_asked)
