from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .common_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportDates(ImportCommon):
    """The past is done on its own date, what lies ahead is planned."""

    def test_day(self):
        note = self._import(self._line())
        self.assertDone(note, "2019-03-01", True)
        self.assertEqual(note.create_date.date(), Datetime.now().date())
        self.assertEqual(note.date, note.date_done)

    def test_time_is_the_importer_s(self):
        note = self._import(self._line(date="2019-03-01 10:30:00"))
        self.assertDone(note, "2019-03-01 15:30:00", False)

    def test_entry_is_a_day_everywhere(self):
        """Midnight in UTC is the evening before in New York."""
        self._import(self._line(name="A day only"))
        page = (
            self.env["crm.feed.entry"]
            .with_user(self.ana)
            .get_page({"partner": self.customer.id}, {"text": "A day only"})
        )
        self.assertEqual(
            [(e["date"], e["is_all_day"], e["is_open"]) for e in page["entries"]],
            [("2019-03-01 00:00:00", True, False)],
        )
        # It did not keep to a plan, and was not a day early: there was none.
        self.assertFalse(page["entries"][0]["data"])

    def test_report_counts_it_but_not_as_on_time(self):
        self._import(self._line(), self._line(date="2019-03-01 10:30:00"))
        report = self.env["crm.feed.contact.report"].with_user(self.ana)
        groups = report.with_context(tz="America/New_York")._read_group(
            [("customer_id", "=", self.customer.id), ("is_open", "=", False)],
            ["date:day"],
            ["__count", "on_time:sum", "planned_on:max"],
        )
        self.assertEqual(sum(count for __, count, __, __ in groups), 2)
        self.assertFalse(any(on_time or plan for __, __, on_time, plan in groups))

    @freeze_time("2019-03-01 20:00:00")
    def test_today_is_done(self):
        self.assertDone(self._import(self._line()), "2019-03-01", True)

    @freeze_time("2019-03-01 03:00:00")
    def test_tomorrow_is_planned(self):
        """It is still February in New York."""
        note = self._import(self._line())
        self.assertEqual(note.state, "open")
        self.assertDeadline(note, "2019-03-01", True)

    def test_planned_contact_is_followed_in_silence(self):
        day = (Datetime.now() + timedelta(days=9)).strftime("%Y-%m-%d")
        mails = self.env["mail.mail"].search_count([])
        note = self._import(
            self._line(date=day, user_id="Bruno"), tracking_disable=True
        )
        self._commit_tracking()
        self.assertEqual(note.state, "open")
        self.assertEqual(note.message_partner_ids, self.bruno.partner_id)
        self.assertFalse(note.message_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_past_contact_leaves_no_trace(self):
        note = self._import(self._line(user_id="Bruno"), tracking_disable=False)
        self._commit_tracking()
        self.assertFalse(note.message_partner_ids)
        self.assertFalse(note.message_ids)

    def test_past_contact_that_was_cancelled(self):
        columns = ["date", "partner_id", "user_id", "name", "state"]
        note = self._import(self._line(state="Cancelled"), columns=columns)
        self.assertEqual(note.state, "cancelled")
        self.assertEqual(note.date_done, Datetime.to_datetime("2019-03-01"))

    def test_deadline_is_no_date(self):
        """Whoever imports what is to do finds it open, also when it is overdue."""
        columns = ["date_deadline", "partner_id", "user_id", "name"]
        note = self._import(self._line(date_deadline="2019-03-01"), columns=columns)
        self.assertEqual(note.state, "open")
        self.assertDeadline(note, "2019-03-01", True)

    def test_date_and_contact_in_the_api(self):
        note = self.NoteAna.create(
            {
                **self._note_vals(date_deadline=None),
                "date": "2019-03-01",
                "contact_id": self.contact.id,
            }
        )
        self.assertDone(note, "2019-03-01", True)
        self.assertEqual(note.partner_id, self.contact)
        note.contact_id = False
        self.assertEqual(note.partner_id, self.customer)
        note.date = "2019-04-01 08:00:00"
        self.assertEqual(note.date_done, Datetime.to_datetime("2019-04-01 08:00:00"))
        self.note.date = "2026-12-01"
        self.assertEqual(self.note.deadline_day.isoformat(), "2026-12-01")


@tagged("post_install", "-at_install")
class TestImportKeys(ImportCommon):
    """A line that was imported before makes no second note."""

    def test_same_key_changes_the_note(self):
        note = self._import(self._line(import_key="old 1"))
        again = self._import(
            self._line(
                import_key="old 1",
                name="Visited them",
                reason_id="Offer",
                outcome="Agreed",
                date="2019-03-02",
            )
        )
        self.assertEqual(again, note)
        self.assertEqual(
            (note.name, note.reason_id, note.outcome),
            ("Visited them", self.offer, "Agreed"),
        )
        self.assertDone(note, "2019-03-02", True)
        self.assertFalse(note.message_ids)

    def test_same_line_writes_nothing(self):
        line = self._line(import_key="old 1", outcome="Agreed", contact_id="Olga")
        note = self._import(line)
        with freeze_time(Datetime.now() + timedelta(days=1)):
            self.assertEqual(self._import(line), note)
            self.env.flush_all()
        self.env.cr.execute(
            "SELECT write_date FROM crm_feed_note WHERE id = %s", [note.id]
        )
        self.assertLess(self.env.cr.fetchone()[0], Datetime.now() + timedelta(hours=1))

    def test_line_without_key_is_known_by_its_content(self):
        lines = [self._line(), self._line(outcome="Nobody there")]
        notes = self._import(*lines)
        self.assertEqual(len(notes), 2)
        other_words = self._line(partner_id=f"id {self.customer.id}", name="Visited ")
        again = self._import(other_words, lines[1], user=self.head)
        self.assertEqual(again, notes)

    def test_line_without_key_does_not_undo_what_was_corrected(self):
        note = self._import(self._line())
        note.outcome = "Corrected by hand"
        self._import(self._line())
        self.assertEqual(note.outcome, "Corrected by hand")

    def test_the_same_line_twice_in_a_file_is_one_note(self):
        notes = self._import(self._line(), self._line(name="Called"), self._line())
        self.assertEqual(len(set(notes.ids)), 2)
        self.assertEqual(notes[0].id, self._load(self._line())["ids"][0])

    def test_what_was_done_in_odoo_stays_done(self):
        """The file still calls it a plan."""
        day = (Datetime.now() + timedelta(days=9)).strftime("%Y-%m-%d")
        line = self._line(import_key="old 1", date=day)
        note = self._import(line)
        note.with_user(self.ana).action_done(outcome="Came earlier")
        done = note.date_done
        self._import(line)
        self.assertEqual((note.state, note.date_done), ("done", done))

    def test_plan_is_done_when_the_file_says_what_came_of_it(self):
        with freeze_time("2019-02-01 12:00:00"):
            note = self._import(self._line(import_key="old 1"))
        self.assertEqual(note.state, "open")
        self._import(self._line(import_key="old 1"))
        self.assertEqual(note.state, "open")
        self._import(self._line(import_key="old 1", outcome="Agreed"))
        self.assertDone(note, "2019-03-01", True)

    def test_deal_tells_the_customer_again(self):
        line = self._line(import_key="old 1", partner_id="", lead_id="40 desks")
        note = self._import(line)
        self.assertEqual(self._import({**line, "outcome": "Agreed"}), note)
        self.assertEqual((note.partner_id, note.outcome), (self.customer, "Agreed"))

    def test_archived_note_keeps_its_key(self):
        note = self._import(self._line(import_key="old 1"))
        note.active = False
        self.assertEqual(self._import(self._line(import_key="old 1")), note)

    def test_order_of_the_file_is_the_order_of_the_ids(self):
        notes = self._import(
            self._line(import_key="b", name="First"),
            self._line(import_key="a", name="Second", date="2999-01-01"),
            self._line(import_key="c", name="Third"),
        )
        self.assertEqual(notes.mapped("name"), ["First", "Second", "Third"])

    def test_external_ids_work_as_everywhere(self):
        columns = ["id", "date", "partner_id", "user_id", "name"]
        note = self._import(self._line(id="old.visit_1"), columns=columns)
        columns = ["id", "name"]
        again = self._import({"id": "old.visit_1", "name": "Called"}, columns=columns)
        self.assertEqual(again, note)
        self.assertEqual(note.name, "Called")
