from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_role import RoleCommon


@tagged("post_install", "-at_install")
class TestRolePeople(RoleCommon):
    """Who has which role, on the form of a customer or a deal."""

    def _people(self, record, user=None):
        return self._of(record, user).feed_people["people"]

    def _roles(self, record, user=None):
        """``{name: [(role, deal or False)]}``, in their order."""
        return {
            person["name"]: [
                (role["display_name"], role["lead"] and role["lead"]["display_name"])
                for role in person["roles"]
            ]
            for person in self._people(record, user)
        }

    def test_nobody(self):
        self.assertEqual(
            self._of(self.customer).feed_people,
            {
                "people": [],
                "more": 0,
                "customer": {"id": self.customer.id, "display_name": "Acme Tools"},
                "can_edit": True,
            },
        )

    def test_who_decides_comes_first(self):
        self.olga.feed_role_id = self.uses
        self.oleg.feed_role_id = self.boss
        advisor = self.env["res.partner"].create(
            {
                "name": "Ada",
                "parent_id": self.customer.id,
                "feed_role_id": self.advises.id,
            }
        )
        people = self._people(self.customer)
        self.assertEqual(
            [(person["id"], person["influence"]) for person in people],
            [
                (self.oleg.id, "decides"),
                (advisor.id, "influences"),
                (self.olga.id, "takes_part"),
            ],
        )

    def test_roles_in_deals(self):
        self.olga.feed_role_id = self.uses
        self._make_line()
        self._make_line(self.lead_bruno, self.oleg)
        self._make_line(self.lost, self.oleg)
        both = [("Who uses it", False), ("The boss", "Desks")]
        self.assertEqual(self._roles(self.customer), {"Olga": both})
        self.assertEqual(self._roles(self.lead_ana), {"Olga": both[1:]})
        # What is lost is lost, what is Bruno's is Mona's too.
        self.assertEqual(
            self._roles(self.customer, self.mona),
            {"Oleg": [("The boss", "Chairs")], "Olga": both},
        )
        self.assertEqual(
            self._roles(self.lost),
            {"Oleg": [("The boss", "Lost deal")], "Olga": both[:1]},
        )

    def test_last_contact_with_each(self):
        self.olga.feed_role_id = self.boss
        self.oleg.feed_role_id = self.uses
        self._speak(self.olga, days=9)
        mail = self._speak(self.olga, days=5)
        olga, oleg = self._people(self.customer)
        self.assertEqual(
            olga["last"],
            {"date": str(mail.date), "is_all_day": False, "label": "Email"},
        )
        self.assertIs(oleg["last"], False)

    def test_contact_in_a_deal_that_may_not_be_read(self):
        self.oleg.feed_role_id = self.boss
        self._speak(self.lead_bruno).partner_ids = self.oleg
        (person,) = self._people(self.customer, self.ana)
        self.assertIs(person["last"], False)
        (person,) = self._people(self.customer, self.bruno)
        self.assertTrue(person["last"]["date"])

    def test_who_decided_and_left(self):
        self.olga.feed_role_id = self.boss
        self.oleg.feed_role_id = self.uses
        (self.olga | self.oleg).active = False
        (person,) = self._people(self.customer)
        self.assertEqual((person["name"], person["left"]), ("Olga", True))

    def test_who_works_elsewhere(self):
        self.olga.feed_role_id = self.boss
        third = self.env["res.partner"].create(
            {"name": "Third", "parent_id": self.customer.id}
        )
        third.feed_role_id = self.uses
        self._make_line(person=self.oleg)
        self.lead_ana.partner_id = self.customer
        (self.olga | self.oleg | third).parent_id = self.other
        for record in (self.customer, self.lead_ana):
            people = self._people(record)
            self.assertEqual(
                [(person["name"], person["left"]) for person in people],
                [("Oleg", True), ("Olga", True)],
            )
        self.assertEqual(
            [(person["name"], person["left"]) for person in self._people(self.other)],
            [("Olga", False), ("Third", False)],
        )

    def test_contact_that_may_not_be_read(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self._make_line()
        self.oleg.feed_role_id = self.boss
        (self.olga | self.oleg).company_id = company
        self.assertEqual(self._people(self.customer), [])
        self.assertEqual(self._people(self.lead_ana), [])

    def test_who_has_no_people(self):
        person = self.env["res.partner"].create({"name": "Private Person"})
        for record in (self.olga, person):
            self.assertIs(self._of(record).feed_people, False)

    def test_deal_of_a_private_person(self):
        """Somebody may have a say there, too."""
        person = self.env["res.partner"].create({"name": "Private Person"})
        deal = self._make_lead("One chair", self.ana, person)
        self.assertIs(self._of(deal).feed_people, False)
        self._make_line(deal, self.oleg, self.advises)
        self.assertEqual(self._roles(deal), {"Oleg": [("Who advises", "One chair")]})

    def test_new_record(self):
        partner = self.env["res.partner"].with_user(self.ana).new({"is_company": True})
        self.assertIs(partner.feed_people, False)
        self.assertIs(partner.feed_decision_state, False)
        with Form(self.env["crm.lead"].with_user(self.ana)) as form:
            form.name = "New"

    def test_cost(self):
        """The number of queries is that of one person, whatever their number."""
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self._make_line(role=self.uses)

        def count():
            record = self._of(self.customer)
            self.assertTrue(record.name)
            before = self.cr.sql_log_count
            self.assertTrue(record.feed_people["people"])
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            person = self.env["res.partner"].create(
                {
                    "name": f"Person {number}",
                    "parent_id": self.customer.id,
                    "feed_role_id": self.advises.id,
                }
            )
            self._speak(person)
            deal = self._make_lead(f"Deal {number}", self.ana, person)
            self._make_line(deal, person)
        self.assertEqual(count(), few)
        self.assertEqual(len(self._people(self.customer)), 21)

    # ------------------------------------------------------------
    # To change them
    # ------------------------------------------------------------

    def test_role_in_general(self):
        customer = self.customer.with_user(self.ana)
        self.assertIs(customer.set_feed_role(self.olga.id, self.boss.id), False)
        self.assertEqual(self.olga.feed_role_id, self.boss)
        self.assertEqual(customer.set_feed_role(self.olga.id, False), self.boss.id)
        self.assertFalse(self.olga.feed_role_id)

    def test_role_in_a_deal(self):
        self.olga.feed_role_id = self.uses
        deal = self.lead_ana.with_user(self.ana)
        deal.set_feed_role(self.olga.id, self.boss.id)
        self.assertEqual(self._roles(deal), {"Olga": [("The boss", "Desks")]})
        before = deal.set_feed_role(self.olga.id, self.advises.id)
        self.assertEqual(before, self.boss.id)
        self.assertEqual(len(self.lead_ana.feed_contact_ids), 1)
        deal.set_feed_role(self.olga.id, False)
        self.assertEqual(self._roles(deal), {"Olga": [("Who uses it", False)]})

    def test_role_in_a_deal_of_a_colleague(self):
        with self.assertRaises(AccessError):
            self.lead_bruno.with_user(self.ana).set_feed_role(
                self.olga.id, self.boss.id
            )

    def test_contact_of_another_customer(self):
        customer = self.other.with_user(self.ana)
        with self.assertRaisesRegex(UserError, "a contact of another customer"):
            customer.set_feed_role(self.olga.id, self.boss.id)

    def test_what_is_gone(self):
        gone = self.env["crm.feed.role"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        with self.assertRaisesRegex(UserError, "Reload the page"):
            self.customer.with_user(self.ana).set_feed_role(self.olga.id, gone_id)

    def test_who_may_not_edit(self):
        self.olga.feed_role_id = self.boss
        people = self._of(self.customer, self.otto).feed_people
        self.assertIs(people["can_edit"], False)
        self.assertEqual(len(people["people"]), 1)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.otto).set_feed_role(self.olga.id, False)

    # ------------------------------------------------------------
    # Entries, names, imports
    # ------------------------------------------------------------

    def test_entry_of_a_deal_that_may_not_be_read(self):
        """Its note is Ana's to do; who decides in Bruno's deal is not hers to know."""
        self._make_line(self.lead_bruno)
        self._make_note(partner_id=self.olga.id, lead_id=self.lead_bruno.id)
        (entry,) = self._page(user=self.ana)["open"]
        self.assertIs(entry["role"], False)
        (entry,) = self._page(user=self.mona)["open"]
        self.assertEqual(entry["role"]["id"], self.boss.id)

    def test_translated_name(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.boss.with_context(lang="fr_FR").name = "Le chef"
        self.olga.feed_role_id = self.boss
        people = self._of(self.customer, lang="fr_FR").feed_people["people"]
        self.assertEqual(people[0]["roles"][0]["display_name"], "Le chef")

    def test_import_by_name(self):
        Partner = self.env["res.partner"].with_user(self.ana)
        result = Partner.load(["name", "feed_role_id"], [["Imported", "The boss"]])
        self.assertEqual(result["messages"], [])
        self.assertEqual(Partner.browse(result["ids"]).feed_role_id.id, self.boss.id)

    def test_import_in_deals_by_name(self):
        Lead = self.env["crm.lead"].with_user(self.ana)
        names = ["name", "type", "feed_contact_ids/partner_id/.id"]
        result = Lead.load(
            [*names, "feed_contact_ids/role_id"],
            [
                ["Imported", "opportunity", str(self.olga.id), "The boss"],
                ["", "", str(self.oleg.id), "Who uses it"],
            ],
        )
        self.assertEqual(result["messages"], [])
        lines = Lead.browse(result["ids"]).feed_contact_ids
        self.assertEqual(lines.role_id, self.boss | self.uses)

    def test_import_of_an_unknown_role(self):
        result = (
            self.env["res.partner"]
            .with_user(self.ana)
            .load(["name", "feed_role_id"], [["Imported", "Nobody's role"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("Nobody's role", result["messages"][0]["message"])
