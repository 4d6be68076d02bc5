"""Sources of models that were made by hand, and are deleted by hand."""

from odoo import Command
from odoo.tests import tagged

from .test_source_check import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceManual(SourceCommon):
    def setUp(self):
        super().setUp()
        # A model is more than a row: what is loaded is put back, too.
        self.addCleanup(self.registry.reset_changes)
        self.model = self.env["ir.model"].create(
            {
                "name": "Contract",
                "model": "x_contract",
                "field_id": [
                    self._field("x_name", "char"),
                    self._field("x_partner_id", "many2one", relation="res.partner"),
                    self._field("x_date", "date"),
                    self._field("x_amount", "float"),
                    self._field("x_boss_id", "many2one", relation="res.users"),
                ],
                "access_ids": [
                    Command.create(
                        {
                            "name": "x_contract user",
                            "group_id": self.env.ref("base.group_user").id,
                            "perm_read": True,
                        }
                    )
                ],
            }
        )
        self.contract = self.env["x_contract"].create(
            {
                "x_name": "Lease",
                "x_partner_id": self.olga.id,
                "x_date": "2026-03-01",
                "x_amount": 7,
                "x_boss_id": self.ana.id,
            }
        )

    @staticmethod
    def _field(name, ttype, **values):
        return Command.create(
            {"name": name, "ttype": ttype, "field_description": name, **values}
        )

    def _make_contracts(self, **values):
        return self._make_source(
            name="Contract",
            model="x_contract",
            partner_path="x_partner_id",
            date_path="x_date",
            title_path="x_name",
            amount_path="x_amount",
            text_paths="x_name",
            **values,
        )

    def _delete_field(self, name):
        self.env["ir.model.fields"]._get("x_contract", name).unlink()

    def _shown(self, source):
        """Records of ``source`` on Ana's page, and in her list."""
        page = self._page(filters={"source_ids": source.ids})
        domain = [("source_id", "in", source.ids)]
        listed = self._search(domain).mapped("res_id")
        paged = [entry["res_id"] for entry in page["entries"]]
        self.assertEqual(paged, listed)
        return paged

    def assertFeedIsWhole(self):
        page = self._page()
        self.assertIn(("crm.lead", self.lead_ana.id), self._records(page["entries"]))
        self.assertEqual(page["broken"], [])
        self.assertTrue(self._search([("res_model", "=", "crm.lead")]))

    def test_suggestions(self):
        self.assertIn("x_contract", self.Source._get_possible_models())
        paths = self.Source._suggest_paths(self.env["x_contract"])
        self.assertEqual(paths["partner_path"], "x_partner_id")
        self.assertEqual(paths["date_path"], "x_date")
        self.assertEqual(paths["user_path"], "x_boss_id")
        self.assertEqual(paths["text_paths"], "x_name")
        self.assertFalse(paths["company_path"])

    def test_shows(self):
        source = self._make_contracts()
        entry = self._page(filters={"source_ids": source.ids})["entries"][0]
        self.assertEqual((entry["title"], entry["amount"]["value"]), ("Lease", 7))
        self.assertEqual(entry["date"][:10], "2026-03-01")
        filters = {"source_ids": source.ids, "text": "leas"}
        self.assertEqual(len(self._page(filters=filters)["entries"]), 1)

    def test_other_workers_are_told_of_changes(self):
        source = self._make_contracts()
        for change in (
            lambda: source.write({"active": False}),
            source.unlink,
            self._make_contracts,
        ):
            self.registry.cache_invalidated.clear()
            change()
            self.assertIn("default", self.registry.cache_invalidated)

    def test_deleted_words(self):
        """Without its amount, the entry still shows."""
        source = self._make_contracts()
        self.assertEqual(self._shown(source), self.contract.ids)
        self._delete_field("x_amount")
        self.assertEqual(self._shown(source), self.contract.ids)
        self.assertFeedIsWhole()

    def _check_gone(self, name, **values):
        """Without the field ``name``, the source has no entries, and that is all."""
        source = self._make_contracts(**values)
        self.assertEqual(self._shown(source), self.contract.ids)
        self._delete_field(name)
        source.invalidate_recordset()
        self.assertFalse(source.is_available)
        self.assertIn(name, source.fault)
        self.assertEqual(self._shown(source), [])
        self.assertFeedIsWhole()

    def test_deleted_customer(self):
        self._check_gone("x_partner_id")

    def test_deleted_date(self):
        self._check_gone("x_date")

    def test_deleted_field_of_the_filter(self):
        self._check_gone("x_amount", domain="[('x_amount', '>', 1)]")

    def test_deleted_model(self):
        source = self._make_contracts(can_create=True, has_messages=True)
        self.assertEqual(self._shown(source), self.contract.ids)
        self.assertIn(source.id, self.Source._get_source_ids())
        self.registry.registry_invalidated = False
        self.model.unlink()
        self.assertNotIn("x_contract", self.env)
        # So the end of the request tells the other workers to load it anew.
        self.assertTrue(self.registry.registry_invalidated)
        self.assertNotIn(source.id, self.Source._get_source_ids())
        source.invalidate_recordset()
        self.assertFalse(source.is_available)
        self.assertFalse(source.model_id)
        self.assertEqual(self._shown(source), [])
        self.assertFeedIsWhole()
        self.assertIn(
            "not installed", self.Source.get_preview(source.id, {})["problem"]
        )
        source.name = "Old contracts"
        source.unlink()
