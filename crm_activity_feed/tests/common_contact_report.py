from .common_contact import ContactCommon


class ContactReportCommon(ContactCommon):
    """Contacts of this class's two customers only, as a user's report counts them."""

    def _report(self, user=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        Report = self.env["crm.feed.contact.report"]
        return Report.with_user(user or self.ana).with_context(**context)

    @property
    def _ours(self):
        return [("customer_id", "in", (self.customer | self.other).ids)]

    def _group(self, groupby, aggregates=("__count",), domain=(), user=None, **context):
        """``[(group, ..., figure, ...)]`` of our customers."""
        return self._report(user, **context)._read_group(
            [*self._ours, *domain], groupby, aggregates
        )

    def _figure(self, aggregate="__count", domain=(), user=None, **context):
        return self._group([], [aggregate], domain, user, **context)[0][0]

    def _done_note(self, days_ago, **values):
        """A note that was done so many days ago."""
        note = self._make_note(**{"partner_id": self.olga.id, **values})
        note.action_done("Talked", self._in(days=-days_ago))
        return note
