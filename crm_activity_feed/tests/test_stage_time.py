from datetime import datetime

from odoo.tests import tagged

from .common import FeedCommon

DAY = 24 * 3600


@tagged("post_install", "-at_install")
class TestStageTime(FeedCommon):
    """From which stage to which, and after how long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = cls.env["crm.stage"].create(
            [
                {"name": "First", "sequence": 1},
                {"name": "Second", "sequence": 2},
                {"name": "Third", "sequence": 3},
                {"name": "Signed", "sequence": 4, "is_won": True},
            ]
        )
        cls.lead_ana.stage_id = cls.stages[0]
        cls.lead_ana.expected_revenue = 1500
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.lead_ana.message_ids.unlink()
        cls._set_date(cls.lead_ana, datetime(2026, 3, 1, 8))

    def _move(self, stage, moved_on):
        before = self.lead_ana.message_ids
        self.lead_ana.stage_id = stage
        self._track()
        message = self.lead_ana.message_ids - before
        message.date = moved_on

    def _changes(self, user=None, **filters):
        entries = self._page(user=user, filters={"kinds": ["change"], **filters})
        return entries["entries"]

    def test_time_in_each_stage(self):
        """Also with two moves in a day, and back again."""
        self._move(self.stages[1], datetime(2026, 3, 13, 8))
        self._move(self.stages[2], datetime(2026, 3, 20, 9))
        self._move(self.stages[1], datetime(2026, 3, 20, 11))
        seen = [
            (e["data"]["from"], e["data"]["to"], e["data"]["seconds"])
            for e in self._changes()
        ]
        self.assertEqual(
            seen,
            [
                ("Third", "Second", 2 * 3600),
                ("Second", "Third", 7 * DAY + 3600),
                ("First", "Second", 12 * DAY),
            ],
        )

    def test_the_move_before_is_on_another_page(self):
        self._move(self.stages[1], datetime(2026, 3, 13, 8))
        self._move(self.stages[2], datetime(2026, 3, 20, 8))
        (entry,) = self._changes(date_from="2026-03-15 00:00:00")
        self.assertEqual(entry["data"]["seconds"], 7 * DAY)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.stages[1].with_context(lang="fr_FR").name = "Deuxième"
        self._move(self.stages[1], datetime(2026, 3, 13, 8))
        self.env.flush_all()
        Entry = self.Entry.with_user(self.ana).with_context(lang="fr_FR")
        scope, filters = {"partner": self.customer.id}, {"kinds": ["change"]}
        (entry,) = Entry.get_page(scope, filters)["entries"]
        self.assertEqual(entry["data"]["to"], "Deuxième")

    def test_won(self):
        self._move(self.stages[3], datetime(2026, 3, 13, 8))
        (entry,) = self._changes()
        self.assertEqual(entry["data"]["tone"], "success")
        self.assertEqual(entry["amount"]["value"], 1500)
        self.assertEqual(entry["data"]["seconds"], 12 * DAY)

    def test_lost_with_a_reason(self):
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        self.lead_ana.action_set_lost(lost_reason_id=reason.id)
        self._track()
        (entry,) = self._changes()
        self.assertIn("Too dear", entry["title"])
        self.assertEqual(entry["data"]["tone"], "danger")
        self.assertEqual(entry["amount"]["value"], 1500)

    def test_of_foreign_deals_nothing(self):
        self.lead_bruno.stage_id = self.stages[2]
        self._track()
        self.assertFalse(self._changes())
        self.assertEqual(len(self._changes(self.mona)), 1)
