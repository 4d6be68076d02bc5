from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from .common_note import NoteCommon

#: Ten in the morning in UTC; six in New York, and ten at night in Auckland.
NOW = "2031-05-07 10:00:00"
FILTERS = {
    "overdue_count": ["activities_overdue"],
    "today_count": ["activities_today"],
    "planned_count": ["activities_upcoming_all"],
    "total_count": ["activities_overdue", "activities_today"],
}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestNoteSystray(NoteCommon):
    """How many notes there are to do, beside the clock in the top bar."""

    def setUp(self):
        super().setUp()
        # The fixture was made today, and this is years later.
        self.note.unlink()

    def _make(self, deadline="2031-05-07", user=None, **vals):
        vals["user_id"] = (user or self.ana).id
        return self.Note.create(self._note_vals(date_deadline=deadline, **vals))

    def _group(self, user=None, **context):
        self.env.flush_all()
        users = self.env["res.users"].with_user(user or self.ana)
        groups = users.with_context(**context)._get_activity_groups()
        found = [group for group in groups if group["model"] == "crm.feed.note"]
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def _counts(self, user=None, **context):
        group = self._group(user, **context)
        return tuple(group[name] for name in FILTERS) if group else None

    def _click(self, names, user=None):
        """Return how many notes the list shows after a click on a number."""
        Note = self.Note.with_user(user or self.ana)
        arch = Note.get_view(
            self.env.ref("crm_activity_feed.crm_feed_note_view_search").id, "search"
        )["arch"]
        filters = {
            node.get("name"): literal_eval(
                node.get("domain").replace("uid", str(Note.env.uid))
            )
            for node in etree.fromstring(arch).iter("filter")
            if node.get("name") in {*names, "filter_activities_my"}
        }
        # Filters of one group are alternatives, those of several are all asked for.
        either = ["|"] * (len(names) - 1) + [t for n in names for t in filters[n]]
        return Note.search_count(["&", *filters["filter_activities_my"], *either])

    def assertClicksLead(self, user=None):
        """Check that each number is that of the list it opens."""
        group = self._group(user)
        self.assertEqual(
            {name: group[name] for name in FILTERS},
            {name: self._click(names, user) for name, names in FILTERS.items()},
        )

    def test_counts(self):
        self.assertIsNone(self._group())
        self._make("2031-05-01")
        self._make("2031-05-02")
        self._make()
        self._make("2031-05-09")
        self._make(user=self.bruno)
        self._make().action_done("ok")
        self._make().action_archive()
        self.assertEqual(self._counts(), (2, 1, 1, 3))
        self.assertClicksLead()
        group = self._group()
        self.assertEqual((group["type"], group["view_type"]), ("activity", "list"))
        self.assertEqual(
            group["icon"], "/crm_activity_feed/static/description/icon.png"
        )

    def test_notes_with_activities_count_once(self):
        """A note counts by its deadline, and by what one has planned on it."""
        late = self._make("2031-05-01")
        foreign = self._make("2031-05-01", self.bruno)
        archived = self._make("2031-05-20")
        for note, day in (
            (late, "2031-05-07"),
            (foreign, "2031-05-20"),
            (archived, "2031-05-07"),
        ):
            note.activity_schedule(
                "mail.mail_activity_data_todo", day, user_id=self.ana.id
            )
        archived.action_archive()
        # Bruno is late, Ana is not.
        self.assertEqual(self._counts(), (1, 2, 1, 2))
        self.assertClicksLead()

    def test_query_count(self):
        """Whoever has more to do waits no longer; activities ask no more of each."""
        counts = []
        for times in (1, 9):
            for number in range(times):
                note = self._make("2031-05-01", lead_id=self.lead_ana.id)
                note.activity_schedule(
                    "mail.mail_activity_data_todo",
                    "2031-05-07",
                    user_id=self.ana.id,
                    summary=f"Ask {times} {number}",
                )
            self._group()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            group = self.NoteAna._get_systray_group()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual((group["overdue_count"], group["today_count"]), (10, 10))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 8)

    def test_day_of_the_owner(self):
        """Three in the morning in London is the evening before in New York."""
        self._make("2031-05-07 03:00:00")
        self.assertEqual(self._counts(tz="America/New_York"), (1, 0, 0, 1))
        self._make("2031-05-07 23:00:00", self.bruno)
        self.assertEqual(self._counts(self.bruno, tz="Pacific/Auckland"), (0, 0, 1, 0))

    def test_companies(self):
        second = self.env["res.company"].create({"name": "Second"})
        first = self.ana.company_id
        self.ana.company_ids += second
        self._make(company_id=second.id)
        self.assertIsNone(self._group(allowed_company_ids=first.ids))
        both = (first + second).ids
        self.assertEqual(self._counts(allowed_company_ids=both), (0, 1, 0, 1))

    def test_without_sales_rights(self):
        self._make(user=self.lawyer)
        self.assertEqual(self._counts(self.lawyer), (0, 1, 0, 1))

    def _listen(self):
        """Return a list of ``(user, change)`` that what follows fills."""
        sent = []

        def spy(users, kind, message, **kwargs):
            if kind == "mail.activity/updated":
                sent.extend((user.login, message["count_diff"]) for user in users)

        self.patch(type(self.env["res.users"]), "_bus_send", spy)
        return sent

    def test_new_notes_are_told(self):
        """One message for all of a batch; none for what is not due."""
        sent = self._listen()
        vals = self._note_vals(date_deadline="2031-05-07")
        later = self._note_vals(date_deadline="2031-05-09")
        self.NoteAna.create([vals, vals, later])
        self.assertEqual(sent, [("note_ana", 2)])

    def test_changes_are_told(self):
        note = self._make()
        sent = self._listen()
        Note = note.with_user(self.ana)
        Note.action_reschedule("2031-05-09")
        Note.action_reschedule("2031-05-06")
        Note.action_reschedule("2031-05-05")
        Note.action_done("ok")
        Note.action_reopen()
        Note.name = "Other words"
        note.action_archive()
        note.action_unarchive()
        note.unlink()
        expected = [-1, 1, -1, 1, -1, 1, -1]
        self.assertEqual(sent, [("note_ana", change) for change in expected])

    def test_both_owners_are_told(self):
        """Also by somebody who does not see the note any more."""
        note = self._make(user=self.lawyer)
        sent = self._listen()
        note.with_user(self.lawyer).action_reassign(self.bruno.id)
        self.assertEqual(sorted(sent), [("note_bruno", 1), ("note_lawyer", -1)])

    def test_day_of_each_owner(self):
        """In Auckland the eighth begins at noon in London, in New York much later."""
        sent = self._listen()
        with freeze_time("2031-05-07 13:00:00"):
            note = self._make("2031-05-08")
            self.assertEqual(sent, [])
            note.action_reassign(self.bruno.id)
            self.assertEqual(sent, [("note_bruno", 1)])
            note.action_reassign(self.ana.id)
            self.assertEqual(sent[1:], [("note_bruno", -1)])
