"""Follow in the chatter is Follow in the feed."""

from odoo.tests import HttpCase, tagged

from .common_follow import FollowCommon


@tagged("post_install", "-at_install")
class TestFollowChatter(FollowCommon, HttpCase):
    def _subscribe(self, record, partner):
        self.authenticate(self.ana.login, self.ana.login)
        return self.make_jsonrpc_request(
            "/mail/thread/subscribe",
            {
                "res_model": record._name,
                "res_id": record.id,
                "partner_ids": partner.ids,
            },
        )

    def test_by_hand(self):
        """Of everything, and with its reason."""
        self._subscribe(self.customer, self.ana.partner_id)
        self.env.invalidate_all()
        self.assertEqual(self._origins(self.customer), ["hand"])
        follow = self._get_follow(self.customer)
        self.assertTrue(all(item["is_chosen"] for item in follow["choices"]))

    def test_colleague(self):
        """Whom somebody else adds has not chosen it by hand."""
        self._subscribe(self.customer, self.mona.partner_id)
        self.env.invalidate_all()
        self.assertTrue(self._follower(self.customer, self.mona))
        self.assertFalse(self._origins(self.customer, self.mona))

    def _get_offered(self, record):
        """Return what the dialog of a follower offers to be told of."""
        self.authenticate(self.ana.login, self.ana.login)
        self.env.flush_all()
        answer = self.make_jsonrpc_request(
            "/mail/read_subscription_data",
            {"follower_id": self._follower(record).id},
        )
        return self.env["mail.message.subtype"].browse(answer["subtype_ids"])

    def test_absent_apps(self):
        """Documents that no app has are not offered, in the host's dialog neither."""
        note = self.env.ref("crm_activity_feed.mt_partner_note")
        meeting = self.env.ref("crm_activity_feed.mt_partner_meeting")
        comment = self.env.ref("mail.mt_comment")
        self._subscribe(self.customer, self.ana.partner_id)
        self.assertLessEqual(note | meeting | comment, self._get_offered(self.customer))
        self.env.ref("crm_activity_feed.crm_feed_source_note").active = False
        offered = self._get_offered(self.customer)
        self.assertLessEqual(meeting | comment, offered)
        self.assertNotIn(note, offered)
