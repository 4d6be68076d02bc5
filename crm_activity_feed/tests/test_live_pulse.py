from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FeedCommon

PULSE = "odoo.addons.crm_activity_feed.models.crm_feed_live_pulse"


@tagged("post_install", "-at_install")
class TestLivePulse(FeedCommon):
    """What a browser asks the server for, when the bus may have kept it to itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Live = cls.env["crm.feed.live"].with_user(cls.ana)

    def _tell(self, record):
        record.message_post(body="Something happened")
        self.env.cr.precommit.run()

    def _pulse(self, *records, last_id=None):
        if last_id is None:
            last_id = self.env["bus.bus"].sudo()._bus_last_id()
        names = [f"crm_feed/{record._name}/{record.id}" for record in records]
        return self.Live.get_pulse(names, last_id)

    def test_only_what_is_new_and_asked_for(self):
        self._tell(self.lead_ana)
        before = self._pulse(self.lead_ana)
        self.assertEqual(before["sent"], [])
        self._tell(self.lead_ana)
        self._tell(self.other)
        after = self._pulse(self.lead_ana, last_id=before["last_id"])
        (((id_, payload)),) = after["sent"]
        self.assertEqual(payload, {"model": "crm.lead", "id": self.lead_ana.id})
        self.assertTrue(before["last_id"] < id_ <= after["last_id"])
        again = self._pulse(self.lead_ana, last_id=after["last_id"])
        self.assertEqual(again, {"last_id": after["last_id"], "sent": []})

    def test_the_last_minute_at_first(self):
        self._tell(self.lead_ana)
        self.assertEqual(len(self._pulse(self.lead_ana, last_id=0)["sent"]), 1)

    def test_nothing_of_what_one_may_not_read(self):
        self._tell(self.lead_ana)
        last_id = self._pulse(self.lead_ana)["last_id"]
        self._tell(self.lead_bruno)
        self._tell(self.lead_ana)
        sent = self._pulse(self.lead_ana, self.lead_bruno, last_id=last_id)["sent"]
        self.assertEqual(
            [payload for _id, payload in sent],
            [{"model": "crm.lead", "id": self.lead_ana.id}],
        )

    def test_all_in_one_when_it_is_much(self):
        self._tell(self.lead_ana)
        last_id = self._pulse(self.lead_ana)["last_id"]
        for _number in range(3):
            self._tell(self.lead_ana)
        with patch(f"{PULSE}.MAX_MISSED", 3):
            sent = self._pulse(self.lead_ana, last_id=last_id)["sent"]
            self.assertEqual(len(sent), 3)
        with patch(f"{PULSE}.MAX_MISSED", 2):
            sent = self._pulse(self.lead_ana, last_id=last_id)["sent"]
        self.assertEqual(sent, [[0, {"bulk": True}]])

    def test_what_is_no_question(self):
        self.assertEqual(self.Live.get_pulse([None, 7, "crm_feed/x"], 1)["sent"], [])
        for names, last_id in (("crm_feed/all", 1), ([], "1"), ([], -1), ([], True)):
            with self.subTest(names=names, last_id=last_id):
                with self.assertRaises(UserError):
                    self.Live.get_pulse(names, last_id)
