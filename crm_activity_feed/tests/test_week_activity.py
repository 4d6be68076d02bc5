from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_contact import ContactCommon

#: In UTC, at noon.
MONDAY, TUESDAY, SATURDAY = "2026-11-23", "2026-11-24", "2026-11-28"
NEXT_MONDAY = "2026-11-30"


@tagged("post_install", "-at_install")
class TestWeekActivity(ContactCommon):
    """A to-do for each customer without a next contact, once a week.

    Ana and Bruno have two customers each, Otto, who sells nothing, has one. Whatever
    the database has besides is nobody's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        Partner.search([("user_id", "!=", False)]).user_id = False
        cls.of_ana = cls._make_customers(2, cls.ana)
        cls.of_bruno = cls._make_customers(2, cls.bruno)
        cls.of_otto = cls._make_customers(1, cls.otto)
        cls._set("activity", "True")

    @classmethod
    def _set(cls, name, value):
        key = f"crm_activity_feed.watch_{name}"
        cls.env["ir.config_parameter"].set_param(key, value)

    @classmethod
    def _make_customers(cls, count, user, **values):
        return cls.env["res.partner"].create(
            [
                {"name": f"{user.name} {number}", "user_id": user.id, **values}
                for number in range(count)
            ]
        )

    def _plan(self, day=MONDAY):
        """Run the job; return the activities that are there then."""
        self.env.flush_all()
        with freeze_time(f"{day} 12:00:00"), self.enter_registry_test_mode():
            cron = self.env.ref("crm_activity_feed.crm_feed_week_activity_cron")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self._activities()

    def _activities(self):
        summary = "Nothing is planned: what next?"
        return self.env["mail.activity"].search([("summary", "=", summary)])

    def _customers(self, activities):
        return self.env["res.partner"].browse(activities.mapped("res_id"))

    def test_to_the_salesperson(self):
        activities = self._plan()
        self.assertEqual(self._customers(activities), self.of_ana | self.of_bruno)
        for activity in activities:
            customer = self._customers(activity)
            self.assertEqual(activity.user_id, customer.user_id)
        self.assertEqual(len(activities), 4)
        friday = activities.mapped("date_deadline")
        self.assertEqual({str(day) for day in friday}, {"2026-11-27"})

    def test_off(self):
        self._set("activity", False)
        self.assertFalse(self._plan())

    def test_off_at_first(self):
        """Nobody gets activities because the addon was installed."""
        self._set("activity", False)
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.crm_feed_week_activity)

    def test_once_a_week(self):
        """Neither twice for a customer, nor once more when it is done."""
        activities = self._plan()
        self.assertEqual(self._plan(TUESDAY), activities)
        activities[0].action_done()
        self.assertEqual(self._plan(TUESDAY), activities[1:])
        again = self._plan(NEXT_MONDAY)
        self.assertEqual(len(again), 4)
        self.assertEqual(again & activities, activities[1:])

    def test_the_week_is_over(self):
        self.assertFalse(self._plan(SATURDAY))
        self.assertEqual(len(self._plan(NEXT_MONDAY)), 4)

    def test_limit_of_an_owner(self):
        """Those first with whom there was no contact for longest."""
        self._make_mail(self.of_ana[0], "2026-10-01 08:00:00")
        self._make_mail(self.of_ana[1], "2026-09-01 08:00:00")
        self._set("activity_limit", "1")
        activities = self._plan()
        mine = activities.filtered(lambda activity: activity.user_id == self.ana)
        self.assertEqual(self._customers(mine), self.of_ana[1])
        self.assertEqual(len(activities), 2)
        # The others have to wait for next week, not for the next run.
        self.assertEqual(self._plan(TUESDAY), activities)

    def test_what_is_planned_already(self):
        with freeze_time(f"{MONDAY} 08:00:00"):
            self._make_note(partner_id=self.of_ana[0].id, user=self.bruno)
            self._make_meeting(self._in(days=3), self.of_bruno[0])
        customers = self._customers(self._plan())
        self.assertEqual(customers, self.of_ana[1] | self.of_bruno[1])

    def test_archived_customers_and_users(self):
        self.of_ana[0].active = False
        self.bruno.active = False
        self.assertEqual(self._customers(self._plan()), self.of_ana[1])

    def test_no_single_contacts(self):
        contact = self._make_customers(1, self.ana, parent_id=self.of_ana[0].id)
        self.assertNotIn(contact, self._customers(self._plan()))

    def test_customer_that_the_owner_may_not_read(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.of_ana[0].company_id = other
        self.assertNotIn(self.of_ana[0], self._customers(self._plan()))

    def test_customers_of_all_companies_of_the_owner(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.ana.company_ids = [Command.link(other.id)]
        self.of_ana[0].company_id = other
        self.assertIn(self.of_ana[0], self._customers(self._plan()))

    def test_owner_is_not_mailed(self):
        before = self.env["mail.mail"].sudo().search_count([])
        messages = self.env["mail.message"].search_count([])
        self._plan()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)

    def test_what_fails_for_one_owner(self):
        Watch = type(self.env["crm.feed.watch"])
        plan = Watch._plan_activities

        def fail(watch, customers, owner, last_day):
            if owner == self.ana:
                raise ValueError("Broken")
            return plan(watch, customers, owner, last_day)

        self.patch(Watch, "_plan_activities", fail)
        with mute_logger(
            "odoo.addons.crm_activity_feed.models.crm_feed_watch_activity"
        ):
            self.assertEqual(self._customers(self._plan()), self.of_bruno)
        self.patch(Watch, "_plan_activities", plan)
        self.assertEqual(len(self._plan(TUESDAY)), 4)
