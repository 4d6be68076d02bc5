"""Customers and deals with all that a merge could lose, compared before and after."""

from datetime import date, datetime, timedelta

from odoo.fields import Command

from .common_talk import TalkCommon

#: What an entry says besides whose it is: that is what a merge changes.
SAID = (
    *("title", "body", "outcome", "status", "date", "recorded_on", "is_open"),
    *("state", "kind", "activity_type_id", "reason_id", "user_id", "amount", "data"),
    *("likes", "liked", "likers", "comments", "unseen_comments", "pinned"),
)


class MergeCommon(TalkCommon):
    """Three customers with the same kinds of entries; see :meth:`_fill`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls.env["res.partner"].create(
            {"name": "Third Customer", "is_company": True}
        )
        cls.role = cls.env["crm.feed.role"].create({"name": "Decides"})
        cls.other_role = cls.env["crm.feed.role"].create({"name": "Advises"})
        cls.wizard = cls.env["base.partner.merge.automatic.wizard"].create({})

    def _merge(self, kept, *gone):
        """Merge customers or contacts as an administrator does."""
        self._track()
        partners = kept.union(*gone)
        self.wizard._merge(partners.ids, kept, extra_checks=False)
        self._track()
        self.env.invalidate_all()
        self.assertEqual(partners.exists(), kept)

    def _fill(self, partner):
        """Give a customer one entry of each kind; return them by their name."""
        note = self._make_note(f"Note of {partner.name}", partner_id=partner.id)
        done = self._make_note(f"Done for {partner.name}", partner_id=partner.id)
        done.action_done(outcome="Signed")
        entries = {
            "note": note,
            "done": done,
            "message": partner.message_post(body=f"Said of {partner.name}"),
            "planned": self._plan(partner, "Plan"),
            "reported": self._plan(partner, "Reported"),
            "unreported": self._plan(partner, "Unreported"),
            "meeting": self._meet(partner),
            "deal": self._make_lead(f"Deal of {partner.name}", self.ana, partner),
        }
        entries["reported"].action_feedback("All said")
        entries["unreported"].action_archive()
        for record in (note, entries["deal"]):
            self._talk(record, f"Comment on {record.name}", user=self.mona)
            for user in (self.ana, self.mona):
                self._mark(record, user=user)
        self._mark(note, "pin")
        return entries

    def _plan(self, record, summary):
        return record.activity_schedule(
            "mail.mail_activity_data_call",
            summary=f"{summary} {record.name}",
            date_deadline=date.today() + timedelta(days=2),
            user_id=self.ana.id,
        )

    def _meet(self, *partners, **values):
        start = datetime.now().replace(microsecond=0) + timedelta(days=3)
        people = self.env["res.partner"].union(*partners)
        return self.env["calendar.event"].create(
            {
                "name": f"Meeting with {people[:1].name}",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": self.ana.id,
                "partner_ids": [Command.set(people.ids)],
                **values,
            }
        )

    def _say(self, scope, user=None):
        """``{(model, id): what it says}`` of all entries of a feed, noise too."""
        pages = self._pages_of(scope, user)
        return {
            (entry["res_model"], entry["res_id"]): {
                **{name: entry.get(name) for name in SAID},
                "author": (entry["author_id"] or {}).get("display_name"),
                "deal": (entry["lead_id"] or {}).get("id"),
            }
            for entry in pages
        }

    def _pages_of(self, scope, user=None):
        self._track()
        page = self._page(scope, user, limit=200, filters={"noise": True})
        self.assertFalse(page["older"])
        return page["open"] + page["entries"]

    def _pins(self, scope, user=None):
        return self._pinned(user, scope)
