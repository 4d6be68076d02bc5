from odoo import Command
from odoo.tests import freeze_time, tagged

from .common_signal import SignalCommon

DONE, OVERDUE = "kpi_crm_feed_contacts_done", "kpi_crm_feed_notes_overdue"


@tagged("post_install", "-at_install")
@freeze_time("2031-11-23 12:00:00")
class TestDigest(SignalCommon):
    """In a year without any other notes: what is counted is made here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Figures",
                "user_ids": [Command.set((cls.ana | cls.lawyer).ids)],
                "company_id": cls.company.id,
                DONE: True,
                OVERDUE: True,
            }
        )

    def _figures(self, user):
        """Return ``{figure: [last 24 hours, 7 days, 30 days]}``."""
        digest = self.digest.with_user(user).with_company(self.company)
        return {
            kpi["kpi_name"]: [kpi[f"kpi_col{col}"]["value"] for col in (1, 2, 3)]
            for kpi in digest._compute_kpis(self.company, user)
        }

    def _make_done(self, text, date, **vals):
        note = self._make_note(text, date_deadline=date, **vals)
        note.action_done(date_done=f"{date} 09:00:00")
        return note

    def test_contacts_done_in_each_period(self):
        before = self._figures(self.ana)[DONE]
        self._make_done("Now", "2031-11-23")
        self._make_done("This week", "2031-11-19")
        self._make_done("This month", "2031-11-01")
        self._make_done("Long ago", "2031-09-01")
        self._make_note("To do", date_deadline="2031-11-23")
        after = self._figures(self.ana)[DONE]
        gained = [new - old for new, old in zip(after, before, strict=True)]
        self.assertEqual(gained, [1, 2, 3])

    def test_notes_overdue_in_each_period(self):
        self._make_note("Yesterday", date_deadline="2031-11-22")
        self._make_note("This week", date_deadline="2031-11-18")
        self._make_note("Today", date_deadline="2031-11-23")
        self._make_done("Done", "2031-11-22")
        self._make_note("Cancelled", date_deadline="2031-11-22").action_cancel()
        self.assertEqual(self._figures(self.ana)[OVERDUE], [1, 2, 2])

    def test_only_what_the_reader_may_read(self):
        bruno = {"lead_id": self.lead_bruno.id, "user_id": self.bruno.id}
        note = self._make_note("His", self.bruno, date_deadline="2031-11-22", **bruno)
        self.assertFalse(note.with_user(self.ana).has_access("read"))
        self.assertEqual(self._figures(self.ana)[OVERDUE], [0, 0, 0])
        self.assertEqual(self._figures(self.bruno)[OVERDUE], [1, 1, 1])

    def test_of_the_company_of_the_digest(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ana.company_ids |= other
        own = self._make_note("Own", date_deadline="2031-11-22")
        foreign = self._make_note("Foreign", date_deadline="2031-11-22")
        self._make_note("Of none", date_deadline="2031-11-22").sudo().company_id = False
        own.sudo().company_id, foreign.sudo().company_id = self.company, other
        self.assertEqual(self._figures(self.ana)[OVERDUE], [2, 2, 2])

    def test_no_figures_for_who_does_not_sell(self):
        self.assertEqual(self._figures(self.lawyer), {})

    def test_figures_lead_to_lists(self):
        actions = self.digest._compute_kpis_actions(self.company, self.ana)
        for name in (DONE, OVERDUE):
            xmlid = actions[name].partition("?")[0]
            self.assertEqual(self.env.ref(xmlid)._name, "ir.actions.act_window")
