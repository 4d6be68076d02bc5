"""What is refused when a source is saved, and what is only said."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from ..engine.domains import exclude_each_other
from .common import FeedCommon


class SourceCommon(FeedCommon):
    """The sources are those of an administrator, not of the superuser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._make_user("adam", "base.group_system")
        cls.admin.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        cls.Source = cls.env["crm.feed.source"].with_user(cls.admin)

    def _values(self, **values):
        return {
            "name": "Visit",
            "model": "crm.lead",
            "partner_path": "partner_id",
            "kind": "other",
            **values,
        }

    def _make_source(self, **values):
        return self.Source.create(self._values(**values))

    def assertRefused(self, words, **values):
        with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
            self._make_source(**values)


@tagged("post_install", "-at_install")
class TestSourceCheck(SourceCommon):
    def test_ready_sources_fit_what_is_installed(self):
        sources = self.Source.search([])
        self.assertGreater(len(sources.filtered("is_available")), 10)
        for source in sources:
            with self.subTest(source=source.name):
                self.assertEqual(source._get_faults(), [])
                self.assertFalse(source.overlap_hint)

    def test_ready_source_may_name_a_field_of_a_further_app(self):
        """It can be changed although the app with that field is not installed."""
        deal = self.env.ref("crm_activity_feed.crm_feed_source_lead")
        deal.user_path = "field_of_another_app"
        deal.date_path = "create_date"
        with self.assertRaisesRegex(ValidationError, "no field"):
            deal.date_path = "field_of_another_app"
        with self.assertRaisesRegex(ValidationError, "not a user"):
            deal.user_path = "name"

    def test_date_that_is_computed_and_not_stored(self):
        self.assertFalse(self.env["crm.lead"]._fields["activity_date_deadline"].store)
        self.assertRefused(
            "“Date” cannot be “activity_date_deadline”.*not stored.*Choose another",
            date_path="activity_date_deadline",
        )

    def test_date_that_is_none(self):
        self.assertRefused(
            "“Date” cannot be “name”: it is not a date", date_path="name"
        )

    def test_path_that_leads_to_no_customer(self):
        for path in ("user_id", "name", "id"):
            with self.subTest(path=path):
                self.assertRefused("it is not a contact", partner_path=path)

    def test_no_customer_and_no_date(self):
        self.assertRefused("“Customer” is empty", partner_path=False)
        self.assertRefused("“Date” is empty", date_path=False)

    def test_unknown_field(self):
        self.assertRefused("no field “nothing”", user_path="nothing")
        self.assertRefused("no field “nothing”", title_path="partner_id.nothing")

    def test_path_through_several_records(self):
        words = "leads to several records"
        self.assertRefused(words, author_path="tag_ids.create_uid.partner_id")
        self.assertRefused(words, title_path="tag_ids.name")
        self.assertRefused(
            words,
            model="res.partner",
            partner_path="child_ids",
            date_path="create_date",
        )

    def test_path_through_no_record(self):
        self.assertRefused("“.*” leads to no other record", title_path="name.name")

    def test_each_path_must_end_in_what_it_stands_for(self):
        for fname, path, words in (
            ("user_path", "partner_id", "a user"),
            ("author_path", "user_id", "a contact"),
            ("lead_path", "partner_id", "an opportunity"),
            ("company_path", "partner_id", "a company"),
            ("body_path", "partner_id", "a text"),
            ("amount_path", "name", "a number"),
        ):
            with self.subTest(fname=fname):
                self.assertRefused(f"it is not {words}", **{fname: path})

    def test_field_behind_groups(self):
        field = self.env["crm.lead"]._fields["partner_id"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        words = "hidden from some colleagues"
        self.assertRefused(words)
        self.assertRefused(words, partner_path="partner_id.parent_id")
        self.patch(field, "groups", "base.group_user")
        self.assertTrue(self._make_source().is_available)

    def test_searched_field_behind_groups(self):
        field = self.env["crm.lead"]._fields["description"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertRefused("hidden from some colleagues", text_paths="name,description")

    def test_searched_field_that_cannot_be_searched(self):
        self.assertRefused("cannot be searched", text_paths="name,nothing")
        self.assertRefused("cannot be searched", text_paths="is_partner_visible")

    def test_model_that_nobody_may_read(self):
        values = {"model": "res.partner.bank", "partner_path": "partner_id"}
        source = self._make_source(**values)
        source.unlink()
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.bank")]
        )
        rights.perm_read = False
        self.assertRefused("no colleague may read it", **values)
        rights[0].write(
            {"perm_read": True, "group_id": self.env.ref("base.group_portal").id}
        )
        self.assertRefused("no colleague may read it", **values)

    def test_model_without_records_of_its_own(self):
        for model, words in (
            ("crm.feed.mixin", "no records of its own"),
            ("base.partner.merge.automatic.wizard", "soon deleted"),
            ("crm.feed.entry", "computed from other records"),
        ):
            with self.subTest(model=model):
                self.assertRefused(words, model=model, partner_path="partner_id")

    def test_code_that_is_not_there(self):
        self.assertRefused("has no code for the feed", mode="mixin")

    def test_filter_that_postgresql_cannot_run(self):
        field = self.env["crm.lead"]._fields["is_partner_visible"]
        self.assertFalse(field.store or field.search)
        for domain in (
            "[('is_partner_visible', '=', True)]",
            "[('nothing', '=', 1)]",
            "[('partner_id.nothing', '=', 1)]",
            "[('id', '=', 'abc')]",
            "[('create_date', '>', 'soon')]",
            "nonsense(",
            "[('name', '=', user.name)]",
        ):
            with self.subTest(domain=domain):
                self.assertRefused("The filter cannot be used", domain=domain)

    def test_all_reasons_are_told_at_once(self):
        with self.assertRaises(ValidationError) as caught:
            self._make_source(date_path="name", user_path="nothing", domain="[(']")
        self.assertIn("The filter cannot be used", str(caught.exception))
        with self.assertRaises(ValidationError) as caught:
            self._make_source(date_path="name", user_path="nothing")
        self.assertEqual(len(str(caught.exception).splitlines()), 3)

    def test_refused_when_changed(self):
        source = self._make_source()
        with self.assertRaisesRegex(ValidationError, "Visit.*cannot be used"):
            source.date_path = "name"

    def test_refused_when_imported(self):
        result = self.Source.load(
            ["name", "model", "partner_path", "date_path"],
            [["Visit", "crm.lead", "partner_id", "name"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("it is not a date", result["messages"][0]["message"])

    def test_more_than_255(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("crm_activity_feed.last_source_number", 254)
        self.assertEqual(self._make_source().number, 255)
        self.assertRefused("no room for one more source")

    def test_model_of_an_app_that_is_not_installed(self):
        source = self._make_source(
            model="contract.of.nowhere", domain="[('a', '=', 1)]"
        )
        self.assertFalse(source.is_available)
        self.assertFalse(source.fault)
        self.assertIn(source, self.Source.search([("is_available", "=", False)]))

    def test_date_that_may_be_empty(self):
        source = self._make_source(date_path="date_deadline")
        self.assertIn("day of creation", source.date_hint)
        entries = self._page(filters={"source_ids": source.ids})["entries"]
        self.assertEqual([e["res_id"] for e in entries], [self.lead_ana.id])
        source.date_path = "create_date"
        self.assertFalse(source.date_hint)

    def test_model_without_company(self):
        """Paths that nearly all models have are left out where one has not."""
        source = self._make_source(model="contract.of.nowhere")
        self.assertEqual(source.company_path, "company_id")
        source = self._make_source(model="calendar.attendee", partner_path="partner_id")
        self.assertFalse(source.company_path)
        self.assertEqual(source.author_path, "create_uid.partner_id")


@tagged("post_install", "-at_install")
class TestSourceOverlap(SourceCommon):
    def test_same_records_twice(self):
        source = self._make_source()
        self.assertIn("“Deal”", source.overlap_hint)
        deal = self.env.ref("crm_activity_feed.crm_feed_source_lead")
        self.assertIn("“Visit”", deal.with_user(self.admin).overlap_hint)
        source.active = False
        deal.invalidate_recordset()
        self.assertFalse(deal.overlap_hint)

    def test_filters_that_exclude_each_other(self):
        source = self._make_source(
            model="res.partner",
            partner_path="id",
            domain="[('partner_share','=',False)]",
        )
        self.assertFalse(source.overlap_hint)
        source.domain = "[('name', '!=', False)]"
        self.assertIn("“Contact added”", source.overlap_hint)

    def test_proof(self):
        """``True`` only where it is certain."""
        lead = self.env["crm.lead"]
        for first, second, expected in (
            ([("type", "=", "lead")], [("type", "=", "opportunity")], True),
            ([("type", "=", "lead")], [("type", "!=", "lead")], True),
            ([("type", "=", "lead")], [("type", "in", ["lead", "x"])], False),
            ([("type", "=", "lead")], [("active", "=", True)], False),
            ([("color", "=", 1)], ["!", ("color", "=", 1)], True),
            (
                [("type", "=", "lead"), ("active", "=", True)],
                ["|", ("type", "=", "opportunity"), ("active", "=", False)],
                True,
            ),
            (
                [("type", "=", "lead"), ("active", "=", True)],
                ["|", ("type", "=", "opportunity"), ("color", "=", 1)],
                False,
            ),
            ([], [], False),
            ([], [(0, "=", 1)], True),
        ):
            with self.subTest(first=first, second=second):
                domains = Domain(first), Domain(second)
                self.assertIs(exclude_each_other(lead, *domains), expected)

    def test_too_many_cases_prove_nothing(self):
        many = Domain.AND(
            Domain("color", "=", n) | Domain("type", "=", str(n)) for n in range(8)
        )
        lead = self.env["crm.lead"]
        self.assertFalse(exclude_each_other(lead, many, Domain("color", "=", 99)))


@tagged("post_install", "-at_install")
class TestSourceForm(SourceCommon):
    def test_choosing_records_suggests_the_rest(self):
        source = self.Source.new({})
        source.model_id = self.env["ir.model"]._get("crm.lead")
        source._onchange_model_id()
        self.assertEqual(source.model, "crm.lead")
        self.assertEqual(source.name, "Lead")
        self.assertEqual(source.partner_path, "partner_id")
        self.assertEqual(source.user_path, "user_id")
        self.assertEqual(source.amount_path, "expected_revenue")
        self.assertEqual(source.status_path, "stage_id")
        self.assertEqual(source.text_paths, "name,description")
        self.assertEqual(source._get_faults(), [])

    def test_all_that_is_offered_can_be_saved(self):
        """Choose any of the records, agree to what is suggested, save."""
        models = self.Source._get_possible_models()
        self.assertIn("crm.lead", models)
        self.assertNotIn("crm.feed.entry", models)
        self.assertNotIn("mail.message", models)
        for name in models:
            with self.subTest(model=name):
                values = self.Source._suggest_paths(self.env[name])
                source = self.Source.new({"model": name, "mode": "fields", **values})
                self.assertEqual(source._get_faults(), [])

    def test_customer_of_a_linked_record(self):
        find = self.Source._find_partner_path
        self.assertEqual(find(self.env["res.partner"]), "id")
        self.assertFalse(find(self.env["crm.stage"]))
        if "sale.order.line" in self.env:
            field = self.env["sale.order.line"]._fields["order_partner_id"]
            self.patch(field, "store", False)
            path = find(self.env["sale.order.line"])
            self.assertEqual(path, "order_id.partner_id")

    def test_only_administrators_see_reasons(self):
        with self.assertRaises(UserError):
            self.Source.with_user(self.ana).get_preview(False, {})
