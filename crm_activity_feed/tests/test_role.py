from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestRole(FeedCommon):
    """Who plays which part, in general and in one deal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Not those of the data: demo data uses them.
        cls.decides, cls.uses, cls.unused = cls.env["crm.feed.role"].create(
            [
                {"name": "Who decides", "color": 10},
                {"name": "Who uses it"},
                {"name": "Nobody"},
            ]
        )
        cls.Line = cls.env["crm.feed.lead.contact"]

    def _make_line(self, lead=None, partner=None, role=None):
        return self.Line.create(
            {
                "lead_id": (lead or self.lead_ana).id,
                "partner_id": (partner or self.olga).id,
                "role_id": (role or self.decides).id,
            }
        )

    def _get_role(self, record, user=None):
        self._make_message(record, "Something was said")
        entry = self._page(user=user, filters={"kinds": ["message"]})["entries"][0]
        return entry["role"] and entry["role"]["display_name"]

    def test_no_role(self):
        self.assertIs(self._get_role(self.lead_ana), False)

    def test_role_in_the_deal_before_that_in_general(self):
        self.olga.feed_role_id = self.uses
        self.assertEqual(self._get_role(self.lead_ana), "Who uses it")
        self._make_line()
        self.assertEqual(self._get_role(self.lead_ana), "Who decides")
        self.assertEqual(self._get_role(self.olga), "Who uses it")

    def test_badge(self):
        self._make_line()
        note = self._make_note(partner_id=self.olga.id, lead_id=self.lead_ana.id)
        (entry,) = self._page()["open"]
        self.assertEqual(entry["res_id"], note.id)
        self.assertEqual(
            entry["role"],
            {
                "id": self.decides.id,
                "display_name": "Who decides",
                "color": self.decides.color,
            },
        )

    def test_renamed_role_shows_at_once(self):
        self._make_line()
        self.assertEqual(self._get_role(self.lead_ana), "Who decides")
        self.decides.name = "Boss"
        self.assertEqual(self._get_role(self.lead_ana), "Boss")

    def test_archived_role_still_shows(self):
        self._make_line()
        self.decides.active = False
        self.assertEqual(self._get_role(self.lead_ana), "Who decides")

    def test_used_role_cannot_be_deleted(self):
        self._make_line(role=self.uses)
        with self.assertRaisesRegex(
            UserError, r"\(number of contacts: 1\). Archive it"
        ):
            self.uses.unlink()
        self.unused.unlink()

    def test_access_is_that_of_the_deal(self):
        own, foreign = self._make_line(), self._make_line(self.lead_bruno)
        Line = self.Line.with_user(self.ana)
        self.assertEqual(Line.search([]), own.with_user(self.ana))
        with self.assertRaises(AccessError):
            foreign.with_user(self.ana).read(["role_id"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.ana).role_id = self.uses
        with self.assertRaises(AccessError):
            own.with_user(self.ana).lead_id = self.lead_bruno
        with self.assertRaises(AccessError):
            Line.create(
                {
                    "lead_id": self.lead_bruno.id,
                    "partner_id": self.oleg.id,
                    "role_id": self.uses.id,
                }
            )
        own.with_user(self.ana).role_id = self.uses
        own.with_user(self.ana).unlink()

    def test_dictionary_is_the_managers(self):
        self.assertTrue(self.decides.with_user(self.otto).name)
        with self.assertRaises(AccessError):
            self.decides.with_user(self.ana).name = "X"
        self.decides.with_user(self.mona).name = "X"

    @mute_logger("odoo.sql_db")
    def test_one_role_a_deal(self):
        self._make_line()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._make_line(role=self.uses)
            self.env.flush_all()

    def test_merged_contacts_keep_their_roles(self):
        """The line of who stays wins; in other deals nothing is lost."""
        third = self.env["res.partner"].create({"name": "O."})
        kept = self._make_line(partner=self.olga)
        self._make_line(partner=self.oleg, role=self.uses)
        other = self._make_line(self.lead_bruno, self.oleg, self.uses)
        self._make_line(self.lead_bruno, third, self.decides)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.olga | self.oleg | third).ids, self.olga)
        self.env.invalidate_all()
        lines = self.Line.search([("partner_id", "=", self.olga.id)])
        self.assertEqual(lines, kept | other)
        self.assertEqual(kept.role_id, self.decides)

    def test_merged_deals_keep_their_contacts(self):
        second = self._make_lead("Desks again", self.ana)
        kept = self._make_line(self.lead_ana, self.olga)
        self._make_line(second, self.olga, self.uses)
        self._make_line(second, self.oleg, self.uses)
        merged = (
            (self.lead_ana | second)
            .with_user(self.ana)
            ._merge_opportunity(user_id=self.ana.id, auto_unlink=True)
        )
        self.env.invalidate_all()
        people = {line.partner_id: line.role_id for line in merged.feed_contact_ids}
        self.assertEqual(set(people), {self.olga, self.oleg})
        self.assertEqual(len(self.Line.search([("lead_id", "=", merged.id)])), 2)
        self.assertTrue(kept)
