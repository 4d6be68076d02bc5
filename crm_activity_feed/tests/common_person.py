from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.fields import Domain

from ..engine import shape
from .common import FeedCommon

#: Both ways to the messages of a person, whatever their number.
WALK = {"RECENT_MESSAGES": 10**6, "ENOUGH_MESSAGES": 0}
PERSON = {"RECENT_MESSAGES": 1}


class PersonCommon(FeedCommon):
    """What happens is Bruno's or Mona's doing; Ana only reads her feed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.feed.backfill"]._run()
        cls.moment = datetime(2026, 3, 2, 10, 0)

    def _say(self, record, body="Hello", user=None, **values):
        self.moment += timedelta(hours=1)
        author = (user or self.mona).partner_id
        return self._make_message(
            record, body, date=self.moment, author_id=author.id, **values
        )

    def _entries(self, scope, user=None, **kwargs):
        """Entries by record, the same by both ways and by the ORM."""
        user = user or self.ana
        found = []
        for thresholds in (WALK, PERSON):
            with patch.multiple(shape, **thresholds):
                page = self._page(scope, user, limit=200, **kwargs)
            self.assertFalse(page["older"])
            self.assertFalse(page["open_more"])
            found.append(page["open"] + page["entries"])
        keys = [[entry["key"] for entry in entries] for entries in found]
        self.assertEqual(*keys)
        domain = self.Entry.with_user(user)._get_scope_domain(scope)
        listed = self._search(domain & Domain("is_noise", "=", False), user)
        self.assertCountEqual(
            keys[0], [f"{e.source_id.number}-{e.res_id}" for e in listed]
        )
        return {(e["res_model"], e["res_id"]): e for e in found[0]}

    def _has(self, entries, record):
        return (record._name, record.id) in entries

    def _why(self, entries, record):
        """``[(code, name of who or what)]`` of the entry of a record."""
        return [
            (
                reason["code"],
                (reason["user"] or reason["record"] or {}).get("display_name"),
            )
            for reason in entries[record._name, record.id]["why"]
        ]
