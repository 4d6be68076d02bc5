"""The feed at work: salesperson, head of sales and administrator, in a browser."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .browser_common import FeedBrowserCase

#: What a tour may take on a busy machine, in seconds.
PATIENCE = 180


class TourCase(FeedBrowserCase):
    """``anna`` and ``bert`` sell, ``mona`` is their head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_user("Anna", "sales_team.group_sale_salesman")
        cls.bert = cls._make_user("Bert", "sales_team.group_sale_salesman")
        cls.mona = cls._make_user("Mona", "sales_team.group_sale_manager")
        cls.now = fields.Datetime.now()

    @classmethod
    def _make_user(cls, name, group):
        return new_test_user(
            cls.env, f"tour_{name.lower()}", groups=group, name=f"Tour {name}"
        )

    @classmethod
    def _make_customer(cls, name, user):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user.id}
        )

    @classmethod
    def _make_note(cls, name, customer, user, author=None):
        return (
            cls.env["crm.feed.note"]
            .with_user(author or user)
            .create(
                {
                    "name": name,
                    "partner_id": customer.id,
                    "user_id": user.id,
                    "date_deadline": cls.now + timedelta(days=1),
                }
            )
        )

    def go(self, url, name, user):
        self.start_tour(
            url, f"crm_activity_feed.{name}", login=user.login, timeout=PATIENCE
        )


@tagged("post_install", "-at_install")
class TestSalespersonTour(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer("Zebra Customer", cls.anna)
        # More than one page of the feed.
        days = {f"Talk {day}": cls.now - timedelta(days=day) for day in range(1, 46)}
        days["Sent the samples"] = cls.now - timedelta(hours=12)
        days["Founded"] = datetime(2024, 3, 15, 12)
        cls.notes = {}
        for name, date in days.items():
            cls.notes[name] = cls._make_note(name, cls.customer, cls.anna)
            cls.notes[name].action_done("", date)

    def test_marks_and_filters(self):
        self.go(f"/odoo/res.partner/{self.customer.id}", "salesperson", self.anna)
        marks = self.env["crm.feed.mark"].search([("user_id", "=", self.anna.id)])
        note = self.notes["Sent the samples"]
        self.assertEqual(set(marks.mapped("res_id")), {note.id})

    def test_log_a_call_for_a_colleague(self):
        self.go(f"/odoo/res.partner/{self.customer.id}", "call", self.anna)
        note = self.env["crm.feed.note"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "open")]
        )
        self.assertEqual(note.name, "Send the price list")
        self.assertEqual(note.user_id, self.bert)

    def test_link_to_an_old_entry(self):
        source = self.env.ref("crm_activity_feed.crm_feed_source_note")
        key = f"{source.number}-{self.notes['Founded'].id}"
        url = f"/odoo/res.partner/{self.customer.id}?feed_entry={key}"
        self.go(url, "link", self.anna)


@tagged("post_install", "-at_install")
class TestHeadOfSalesTour(TourCase):
    def test_customers_and_hand_over(self):
        """Find who has been forgotten, plan the next contact, give it away."""
        planned = self._make_customer("Zebra Planned", self.anna)
        forgotten = self._make_customer("Zebra Forgotten", self.bert)
        self._make_note("Show the samples", planned, self.anna)
        self.go("/odoo/action-base.action_partner_form", "head_of_sales", self.mona)
        note = self.env["crm.feed.note"].search([("partner_id", "=", forgotten.id)])
        self.assertEqual(note.name, "Ask who looks after them")
        self.assertEqual(note.user_id, self.anna)

    def test_my_feed(self):
        customer = self._make_customer("Zebra Customer", self.anna)
        self._make_note("Her own", customer, self.mona)
        self._make_note("Given to Anna", customer, self.anna, author=self.mona)
        self.go("/odoo/my-feed", "head_of_sales_my_feed", self.mona)


@tagged("post_install", "-at_install")
class TestAdministratorTour(TourCase):
    def setUp(self):
        super().setUp()
        self.admin = self.env.ref("base.user_admin")

    def test_source(self):
        """Allow deals to be created from the feed, and do so."""
        customer = self._make_customer("Zebra Customer", self.anna)
        self.env["crm.lead"].create(
            {"name": "Stripes", "type": "opportunity", "partner_id": customer.id}
        )
        source = self.env.ref("crm_activity_feed.crm_feed_source_lead")
        source.write({"name": "Zebra deal", "can_create": False})
        self.go(
            "/odoo/action-crm_activity_feed.crm_feed_source_action",
            "administrator_source",
            self.admin,
        )
        self.assertTrue(source.can_create)
        url = f"/odoo/res.partner/{customer.id}"
        self.go(url, "administrator_create", self.admin)

    def test_role(self):
        self.go(
            "/odoo/action-crm_activity_feed.crm_feed_role_action",
            "administrator_role",
            self.admin,
        )
        role = self.env["crm.feed.role"].search([("name", "=", "Zebra Keeper")])
        self.assertEqual(len(role), 1)
