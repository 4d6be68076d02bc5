from datetime import timedelta

from odoo.tests import tagged

from .common_move import MoveCommon


@tagged("post_install", "-at_install")
class TestMovePerson(MoveCommon):
    """Moves in the feeds of a person: what was at my customers stays mine."""

    def setUp(self):
        super().setUp()
        for days in (30, 5):
            self._said(days, f"{days} days ago")
            self._make_note(f"Note {days}", user=self.mona, partner_id=self.olga.id)
            self.env["calendar.event"].create(
                {
                    "name": f"Visit {days}",
                    "user_id": self.mona.id,
                    "start": self._ago(days),
                    "stop": self._ago(days),
                    "partner_ids": [(6, 0, self.olga.ids)],
                }
            )
        self._said(30, "other contact", self.oleg)
        self._move(self.beta, days=10)

    def _ago(self, days):
        return self.now - timedelta(days=days)

    def _seen(self, scope):
        """The titles of a feed of ana; the list of entries shows the same."""
        self.env.flush_all()
        page = self._page(scope, limit=200)
        self.assertFalse(page["broken"])
        entries = page["open"] + page["entries"]
        domain = self.Entry.with_user(self.ana)._get_scope_domain(scope)
        listed = self._search(domain).filtered(lambda entry: not entry.is_noise)
        self.assertEqual({entry["id"] for entry in entries}, set(listed.ids))
        return {self._text(e) for e in entries} | {e["title"] for e in entries}

    def _check(self, scope, old, new):
        seen = self._seen(scope)
        for text in ("30 days ago", "Visit 30", "other contact"):
            self.assertEqual(text in seen, old, f"{scope}: {text}")
        for text in ("5 days ago", "Visit 5", "Note 5", "Note 30"):
            self.assertEqual(text in seen, new, f"{scope}: {text}")

    def _own(self, partner):
        (self.lead_ana | self.lead_bruno).active = False
        self.env["res.partner"].search([("user_id", "=", self.ana.id)]).user_id = False
        partner.user_id = self.ana

    def test_mine_old(self):
        self._own(self.customer)
        self._check("mine", True, False)

    def test_mine_new(self):
        self._own(self.beta)
        self._check("mine", False, True)

    def test_mine_contact(self):
        self._own(self.olga)
        seen = self._seen("mine")
        for text in ("30 days ago", "5 days ago", "Visit 30", "Visit 5"):
            self.assertIn(text, seen)
        self.assertNotIn("other contact", seen)

    def _follow(self, partner):
        """Follow all that Follow has to offer."""
        subtypes = self.env["mail.message.subtype"].search(
            [("res_model", "in", (False, "res.partner"))]
        )
        partner.message_subscribe(self.ana.partner_id.ids, subtypes.ids)

    def test_following_old(self):
        self._follow(self.customer)
        self._check("following", True, False)

    def test_following_new(self):
        self._follow(self.beta)
        self._check("following", False, True)

    def test_why(self):
        self._follow(self.customer)
        page = self._page("following", limit=200)
        reasons = {
            self._text(entry): [why["code"] for why in entry["why"]]
            for entry in page["entries"]
        }
        self.assertEqual(reasons["30 days ago"], reasons["other contact"])
        self.assertTrue(reasons["30 days ago"])
