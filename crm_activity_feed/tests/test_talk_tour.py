"""A question to a colleague, from the feed to the inbox and back, in a browser."""

from datetime import timedelta

from odoo.tests import tagged

from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestTalkTour(TourCase):
    def test_question_and_answer(self):
        """Mona finds the question in her inbox, which leads straight to the entry."""
        self.mona.notification_type = "inbox"
        customer = self._make_customer("Zebra Customer", self.anna)
        for number in range(3):
            note = self._make_note(f"Talk {number}", customer, self.anna)
            note.action_done("", self.now - timedelta(days=number + 1))
        note = self._make_note("Sent the samples", customer, self.anna)
        note.action_done("", self.now - timedelta(days=9))
        self.go(f"/odoo/res.partner/{customer.id}", "talk_ask", self.anna)
        question = note.sudo().message_ids.filtered("feed_source_id")
        self.assertEqual(question.partner_ids, self.mona.partner_id)
        self.assertTrue(question.with_user(self.mona).needaction)
        url = "/odoo/action-mail.action_discuss?active_id=mail.box_inbox"
        self.go(url, "talk_answer", self.mona)
        self.env.invalidate_all()
        # Who has read it in the feed has read it.
        self.assertFalse(question.with_user(self.mona).needaction)
        answer = note.sudo().message_ids.filtered("feed_source_id") - question
        self.assertEqual(answer.author_id, self.mona.partner_id)
        self.assertIn(self.anna.partner_id, answer.notified_partner_ids)
