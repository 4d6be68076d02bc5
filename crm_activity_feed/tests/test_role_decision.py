from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_role import RoleCommon


@tagged("post_install", "-at_install")
class TestRoleDecision(RoleCommon):
    """Whether it is known who decides, as a salesperson may know it."""

    def assertState(self, record, state, user=None):
        """The state on the form, and by which search the record is found."""
        self.assertEqual(self._of(record, user).feed_decision_state, state)
        found = [
            value
            for value in ("unknown", "left", "silent", "known", False)
            if record
            in self._find([("feed_decision_state", "=", value)], user, record._name)
        ]
        self.assertEqual(found, [state])

    def test_nobody_is_known(self):
        self.olga.feed_role_id = self.uses
        self.assertState(self.customer, "unknown")
        self.assertState(self.lead_ana, "unknown")

    def test_a_contact_who_decides_in_general(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self.assertState(self.customer, "known")
        self.assertState(self.lead_ana, "known")

    def test_the_role_in_the_deal_goes_before(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self._make_line(role=self.uses)
        self.assertState(self.lead_ana, "unknown")
        # Bruno's deal, in which she still decides, is none of Ana's business.
        self.assertState(self.customer, "unknown")
        self.assertState(self.customer, "known", self.mona)

    def test_a_contact_who_decides_in_one_deal(self):
        second = self._make_lead("Lamps", self.ana)
        self._make_line()
        self._speak(self.olga)
        self.assertState(self.lead_ana, "known")
        self.assertState(second, "unknown")
        self.assertState(self.customer, "known")

    def test_a_deal_that_may_not_be_read_tells_nothing(self):
        self._make_line(self.lead_bruno)
        self._speak(self.olga)
        self.assertState(self.customer, "unknown", self.ana)
        self.assertState(self.customer, "known", self.bruno)
        found = self._find([("feed_decision_state", "!=", False)], model="crm.lead")
        self.assertEqual(found, self.lead_ana.with_user(self.ana))

    def test_a_contact_of_another_company_is_none(self):
        theirs = self.env["res.partner"].create(
            {"name": "Theirs", "parent_id": self.other.id, "feed_role_id": self.boss.id}
        )
        self._speak(theirs)
        self.assertState(self.customer, "unknown")

    def test_archived_contact_left(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self.olga.active = False
        self.assertState(self.customer, "left")
        self.assertState(self.lead_ana, "left")

    def test_who_works_elsewhere_left(self):
        self._make_line(person=self.oleg)
        self._speak(self.oleg)
        self.assertState(self.lead_ana, "known")
        self.oleg.parent_id = self.other
        self.assertState(self.lead_ana, "left")
        self.assertState(self.customer, "left")

    def test_who_decides_in_general_works_elsewhere(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        # Else the deal goes along with her.
        self.lead_ana.partner_id = self.customer
        self.olga.parent_id = self.other
        self.assertState(self.customer, "left")
        self.assertState(self.lead_ana, "left")

    def test_who_came_back(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self.olga.parent_id = self.other
        self.olga.parent_id = self.customer
        self.assertState(self.customer, "known")

    def test_wrong_company_was_corrected(self):
        """Then nobody has left: she has never been there."""
        self.olga.feed_role_id = self.boss
        self.olga.with_context(crm_feed_correction=True).parent_id = self.other
        # The deal is another customer's then.
        self.lead_ana.partner_id = self.oleg
        self.assertState(self.customer, "unknown")

    def test_adviser_from_outside(self):
        adviser = self.env["res.partner"].create(
            {"name": "Adviser", "parent_id": self.other.id}
        )
        self._make_line(person=adviser)
        self._speak(adviser)
        self.assertState(self.lead_ana, "known")
        # That somebody else has moved changes nothing.
        self.oleg.parent_id = self.other
        self.assertState(self.lead_ana, "known")

    def test_somebody_took_over(self):
        self.olga.feed_role_id = self.boss
        self.olga.active = False
        self.oleg.feed_role_id = self.boss
        self._speak(self.oleg)
        self.assertState(self.customer, "known")

    def test_archived_role_is_had_still(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self.boss.active = False
        self.assertState(self.customer, "known")

    def test_role_that_does_not_decide_any_more(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga)
        self.assertState(self.customer, "known")
        self.boss.influence = "influences"
        self.assertState(self.customer, "unknown")

    # ------------------------------------------------------------
    # Silence
    # ------------------------------------------------------------

    def test_never_talked_to(self):
        self.olga.feed_role_id = self.boss
        self.assertState(self.customer, "silent")
        self.assertState(self.lead_ana, "silent")

    def test_met_lately(self):
        self.olga.feed_role_id = self.boss
        self._set_date(self.olga, self._in(days=-3))
        self.assertState(self.customer, "known")

    def test_days_of_the_settings(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.olga, days=20)
        self.assertState(self.customer, "known")
        self.env["res.config.settings"].create({"crm_feed_decision_days": 20}).execute()
        self.assertState(self.customer, "silent")
        self.env["res.config.settings"].create({"crm_feed_decision_days": 21}).execute()
        self.assertState(self.customer, "known")
        with self.assertRaisesRegex(ValidationError, "from 1 to 3650"):
            self.env["res.config.settings"].create({"crm_feed_decision_days": 0})

    def test_talking_to_others_does_not_count(self):
        self.olga.feed_role_id = self.boss
        self._speak(self.oleg)
        self._make_note("Done", partner_id=self.oleg.id).action_done()
        self.assertState(self.customer, "silent")

    def test_one_of_two_is_enough(self):
        self.olga.feed_role_id = self.boss
        self.oleg.feed_role_id = self.boss
        self._speak(self.oleg)
        self.assertState(self.customer, "known")

    def test_mail_in_a_deal_of_somebody_else(self):
        """It is to Oleg, or of him, though the deal is with Olga."""
        self.oleg.feed_role_id = self.boss
        mail = self._speak(self.lead_ana)
        self.assertState(self.customer, "silent")
        mail.partner_ids = self.oleg
        self.assertState(self.customer, "known")
        mail.write({"partner_ids": False, "author_id": self.oleg.id})
        self.assertState(self.customer, "known")

    def test_mail_in_a_deal_that_may_not_be_read(self):
        self.oleg.feed_role_id = self.boss
        mail = self._speak(self.lead_bruno)
        mail.author_id = self.oleg
        self.assertState(self.customer, "silent", self.ana)
        self.assertState(self.customer, "known", self.bruno)

    def test_meeting_with_several(self):
        self.oleg.feed_role_id = self.boss
        self._make_meeting(self._in(days=-2), self.olga | self.oleg)
        self.assertState(self.customer, "known")

    def test_private_meeting_of_a_colleague(self):
        self.oleg.feed_role_id = self.boss
        meeting = self._make_meeting(
            self._in(days=-2), self.oleg, user_id=self.bruno.id
        )
        self.assertState(self.customer, "known")
        meeting.privacy = "private"
        self.assertState(self.customer, "silent", self.ana)
        self.assertState(self.customer, "known", self.bruno)

    # ------------------------------------------------------------
    # Of whom it is asked
    # ------------------------------------------------------------

    def test_customer_without_an_open_deal(self):
        self.assertState(self.other, False)
        (self.lead_ana | self.lead_bruno).action_set_lost()
        self.assertState(self.customer, False)
        self.assertIs(self._of(self.lead_ana).feed_decision_state, False)

    def test_person_who_decides_alone(self):
        person = self.env["res.partner"].create({"name": "Private Person"})
        deal = self._make_lead("One chair", self.ana, person)
        self.assertState(person, False)
        self.assertState(deal, False)

    def test_contacts_of_a_company_are_no_customers(self):
        self.assertState(self.olga, False)

    def test_leads_are_not_asked_yet(self):
        self.lead_ana.type = "lead"
        self.assertState(self.lead_ana, False)

    def test_several_values(self):
        self.olga.feed_role_id = self.boss
        for values, is_found in (
            (["silent", "unknown"], True),
            (["left", "unknown"], False),
            (["silent", "known"], True),
            ([False, "unknown"], False),
        ):
            found = self._find([("feed_decision_state", "in", values)])
            self.assertEqual(self.customer in found, is_found, values)
            others = self._find([("feed_decision_state", "not in", values)])
            self.assertEqual(self.customer in others, not is_found, values)

    def test_sorted_and_grouped(self):
        self.olga.feed_role_id = self.boss
        Partner = self.env["res.partner"].with_user(self.ana)
        self.env.flush_all()
        groups = Partner._read_group(
            [("id", "in", (self.customer | self.other).ids)],
            ["feed_decision_state"],
            ["__count"],
        )
        self.assertEqual(dict(groups), {"silent": 1, False: 1})
        found = self._find(
            [("id", "in", (self.other | self.customer).ids)],
            order="feed_decision_state, id",
        )
        self.assertEqual(found, (self.customer | self.other).with_user(self.ana))

    def test_contact_of_another_company_of_ours(self):
        """Whom one may not read, one need not talk to, and nothing is told of."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.olga.feed_role_id = self.boss
        self.olga.company_id = company
        self.assertState(self.customer, "unknown")

    def test_who_may_not_read_deals(self):
        self.assertState(self.customer, False, self.otto)

    def test_one_statement(self):
        Partner = self.env["res.partner"].with_user(self.ana)
        self.olga.feed_role_id = self.boss
        for model in ("res.partner", "crm.lead"):
            for state in ("unknown", "left", "silent", "known"):
                domain = [("feed_decision_state", "=", state)]
                Partner = self.env[model].with_user(self.ana)
                self.env.flush_all()
                Partner.search_count(domain)
                before = self.cr.sql_log_count
                Partner.search_count(domain)
                self.assertLessEqual(self.cr.sql_log_count - before, 3, domain)
