from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine.columns import (
    complete_columns,
    decode_id,
    encode_id,
    export_id,
    parse_id,
)
from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestSource(FeedCommon):
    def _make_source(self, **values):
        return self.env["crm.feed.source"].create(
            {
                "name": "Team",
                "model": "res.partner",
                "partner_path": "id",
                "kind": "other",
                **values,
            }
        )

    def test_ids(self):
        self.assertEqual(encode_id(7, 3), 1795)
        self.assertEqual(decode_id(1795), (7, 3))

    def test_ids_of_clients(self):
        """XML-RPC has integers of 32 bits only: a larger id goes out as a float."""
        big = encode_id(8_388_608, 3)
        self.assertIs(type(export_id(big)), float)
        self.assertIs(type(export_id(2**31 - 1)), int)
        for named in (big, export_id(big), "3-8388608"):
            self.assertEqual((parse_id(named), type(parse_id(named))), (big, int))
        for wrong in (True, 1.5, float("inf"), 1e300, -1, 2**60, None, [], "x", "3-"):
            self.assertIsNone(parse_id(wrong), wrong)
        for wrong in ("0-7", "256-7", "-3-7", "3-7-1", "3-99999999999999", "3-²"):
            self.assertIsNone(parse_id(wrong), wrong)

    def test_shipped_sources_of_crm_are_available(self):
        """All but those of apps that are not installed."""
        for source in self.env["crm.feed.source"].search([]):
            self.assertEqual(source.is_available, source.model in self.env, source.name)

    def test_model_that_is_not_installed(self):
        source = self._make_source(model="helpdesk.ticket.of.nowhere")
        self.assertFalse(source.is_available)
        self.assertTrue(self._page()["entries"])
        self.assertNotIn(source, self.env["crm.feed.source"]._get_sources())

    def test_dotted_path(self):
        source = self._make_source(
            model="crm.lead",
            partner_path="partner_id.parent_id",
            user_path="team_id.user_id",
            title_path="partner_id.name",
        )
        entries = self._page(filters={"source_ids": source.ids})["entries"]
        self.assertEqual([e["res_id"] for e in entries], [self.lead_ana.id])
        self.assertEqual(entries[0]["partner_id"]["id"], self.customer.id)
        self.assertEqual(entries[0]["title"], "Olga")

    def test_second_source_of_a_document_with_another_customer(self):
        """Its records are not those that the documents of the page stand for."""
        source = self._make_source(partner_path="parent_id")
        scope = {"partner": self.customer.id, "roll_up": False}
        entries = self._page(scope, filters={"source_ids": source.ids})["entries"]
        found = {entry["res_id"] for entry in entries}
        self.assertEqual(found, {self.olga.id, self.oleg.id})

    def test_new_source_shows_at_once_and_goes_at_once(self):
        source = self._make_source()
        filters = {"source_ids": source.ids}
        self.assertEqual(len(self._page(filters=filters)["entries"]), 3)
        source.active = False
        self.assertEqual(self._page(filters=filters)["entries"], [])
        source.active = True
        self.assertEqual(len(self._page(filters=filters)["entries"]), 3)
        source.unlink()
        self.assertEqual(self._page(filters=filters)["entries"], [])

    def test_constants_of_the_source(self):
        source = self._make_source(
            activity_type_id=self.call.id, reason_id=self.reason.id
        )
        entry = self._page(filters={"source_ids": source.ids})["entries"][0]
        self.assertEqual(entry["activity_type_id"]["id"], self.call.id)
        self.assertEqual(entry["reason_id"]["id"], self.reason.id)

    def test_without_any_source(self):
        self.env["crm.feed.source"].search([]).active = False
        page = self._page(limit=200)
        self.assertEqual((page["open"], page["entries"]), ([], []))
        self.assertFalse(self._search([]))
        self.assertEqual(self.Entry.with_user(self.ana).search_count([]), 0)

    def test_numbers_are_never_given_twice(self):
        first = self._make_source()
        number = first.number
        self.assertGreaterEqual(number, 100)
        first.unlink()
        self.assertEqual(self._make_source().number, number + 1)

    def test_number_is_unique_and_in_range(self):
        for number in (1, 256, -1):
            with (
                self.subTest(number=number),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._make_source(number=number)

    def test_domain_is_checked(self):
        for domain in ("nonsense(", "[('x']", "5", "{'a': 1}", "[('foo', '=', 1)]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._make_source(domain=domain)

    def test_only_administrators_change_sources(self):
        source = self._make_source()
        self.assertTrue(source.with_user(self.ana).name)
        for user in (self.ana, self.mona):
            with self.assertRaises(AccessError):
                source.with_user(user).write({"name": "x"})

    def test_shipped_source_is_archived_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.env.ref("crm_activity_feed.crm_feed_source_lead").unlink()

    def test_wrong_columns_name_the_hook(self):
        for columns, words in (
            ({"date": SQL("now()"), "colour": SQL("1")}, "colour"),
            ({"partner_id": SQL("1")}, "date"),
        ):
            with self.assertRaisesRegex(
                ValueError, "Visit._get_feed_columns.*" + words
            ):
                complete_columns(columns, "Visit._get_feed_columns()")
