from datetime import timedelta

from odoo import fields
from odoo.tools import html2plaintext

from .common import FeedCommon


class MoveCommon(FeedCommon):
    """``olga`` of ``customer`` goes to ``beta``; some time ago everything began."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beta = cls.env["res.partner"].create({"name": "Beta", "is_company": True})
        cls.now = fields.Datetime.now()
        cls.begin = cls.now - timedelta(days=100)
        for partner in (cls.customer, cls.olga, cls.oleg, cls.other, cls.beta):
            cls._set_date(partner, cls.begin)
        cls.Employment = cls.env["crm.feed.employment"]

    def _move(self, company=None, days=0, partner=None, user=None, **context):
        """Change the company of a contact, as if it were so many days ago."""
        partner = partner or self.olga
        partner = partner.with_user(user or self.env.user).with_context(**context)
        partner.parent_id = company
        self.env.flush_all()
        if days:
            self._date_move(self.now - timedelta(days=days), partner)

    def _date_move(self, date, partner=None):
        """Date the last move of a contact."""
        lines = self._lines(partner)
        lines[-1:].date_from = date

    def _lines(self, partner=None):
        partner = partner or self.olga
        domain = [("partner_id", "=", partner.id)]
        return self.Employment.search(domain, order="date_from, id")

    def _said(self, days, text, record=None, **values):
        """A message so many days ago (a number, or a moment)."""
        if isinstance(days, int | float):
            days = self.now - timedelta(days=days)
        return self._make_message(record or self.olga, text, date=days, **values)

    def _bodies(self, partner, user=None, **scope):
        """The texts of the messages in a feed, the newest first, and of the moves."""
        page = self._page(
            {"partner": partner.id, **scope}, user or self.mona, limit=200
        )
        self.assertFalse(page["broken"])
        return [
            self._text(entry)
            for entry in page["entries"]
            if entry["kind"] == "message" or entry["res_model"] == self.Employment._name
        ]

    @staticmethod
    def _text(entry):
        body = entry["body"] and html2plaintext(entry["body"]).strip()
        return body or entry["title"]
