from datetime import datetime, timedelta

from odoo.fields import Command

from .common import FeedCommon


class ContactCommon(FeedCommon):
    """The people of ``FeedCommon``; what is made here is dated from now.

    The customers and deals of the class have no contact before a test makes one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime.now().replace(microsecond=0)
        cls.lost = cls._make_lead("Lost deal", cls.ana)

    @classmethod
    def _in(cls, **delta):
        return cls.now + timedelta(**delta)

    @classmethod
    def _make_meeting(cls, start, attendees=None, hours=1, **values):
        return cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=hours),
                "partner_ids": [Command.set((attendees or cls.oleg).ids)],
                "user_id": cls.ana.id,
                **values,
            }
        )

    @classmethod
    def _make_mail(cls, record, date, **values):
        return cls._make_message(
            record, "Mail", message_type="email", date=date, subject="Mail", **values
        )

    @classmethod
    def _schedule(cls, record, days=1, user=None):
        return record.activity_schedule(
            "mail.mail_activity_data_call",
            (cls.now + timedelta(days=days)).date(),
            "Call them",
            user_id=(user or cls.ana).id,
        )

    def _of(self, record, user=None, **context):
        """The record as a user sees it, with a fresh cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user or self.ana).with_context(**context)

    def _find(self, domain, user=None, model="res.partner", order=None, **context):
        """Which of the records of this class a search finds."""
        self.env.flush_all()
        Model = self.env[model].with_user(user or self.ana).with_context(**context)
        ours = self.env[model].search([("id", ">=", self._first[model])])
        return Model.search([("id", "in", ours.ids), *domain], order=order)

    @property
    def _first(self):
        return {"res.partner": self.customer.id, "crm.lead": self.lead_ana.id}
