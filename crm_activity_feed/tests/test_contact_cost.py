from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.branch import NEWEST_FIRST
from ..engine.contacts import CustomerScope, RecordContacts
from .common_contact import ContactCommon

_FIELDS = ("feed_next", "feed_next_date", "feed_last", "feed_last_date")
_NAMES = ("feed_next_user_id", "feed_next_activity_type_id")


@tagged("post_install", "-at_install")
class TestContactCost(ContactCommon):
    """A list costs the same number of queries, however many customers it shows."""

    def _make_customers(self, numbers):
        """Customers with a contact, a deal and each kind of open and done entries."""
        customers = self.env["res.partner"]
        for number in numbers:
            customer = self.env["res.partner"].create(
                {"name": f"Customer {number}", "is_company": True}
            )
            contact = self.env["res.partner"].create(
                {"name": f"Contact {number}", "parent_id": customer.id}
            )
            lead = self._make_lead(f"Deal {number}", self.ana, contact)
            shift = number % 3
            self._make_note(
                f"Note {number}",
                partner_id=contact.id,
                lead_id=lead.id,
                date_deadline=self._in(days=2 + shift),
                activity_type_id=self.call.id,
            )
            self._schedule(lead, days=2 + (number + 1) % 3)
            self._make_meeting(
                self._in(days=2 + (number + 2) % 3), contact, opportunity_id=lead.id
            )
            self._make_mail(lead, self._in(days=-number - 1))
            customers += customer
        return customers

    def _count(self, records, user):
        spec = {name: {} for name in ("display_name", "feed_note_count", *_FIELDS)}
        spec.update({name: {"fields": {"display_name": {}}} for name in _NAMES})
        Model = records.with_user(user).browse()
        domain = [("id", "in", records.ids)]
        self.env.flush_all()
        for _time in range(2):
            Model.web_search_read(domain, spec, limit=100)
            self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = Model.web_search_read(domain, spec, limit=100)["records"]
        self.assertEqual(len(result), len(records))
        self.assertTrue(all(values["feed_next"] for values in result))
        self.assertTrue(all(values["feed_last"] for values in result))
        kinds = {values["feed_next"]["kind"] for values in result}
        self.assertEqual(kinds, {"note", "activity", "meeting"})
        return self.cr.sql_log_count - before

    def test_lists(self):
        few = self._make_customers(range(5))
        many = few + self._make_customers(range(5, 80))
        for user in (self.ana, self.mona):
            costs = [self._count(records, user) for records in (few, many)]
            self.assertEqual(costs[0], costs[1])
            self.assertLessEqual(costs[0], 30)
            deals = [
                self.env["crm.lead"].search([("partner_id", "child_of", records.ids)])
                for records in (few, many)
            ]
            costs = [self._count(records, user) for records in deals]
            self.assertEqual(costs[0], costs[1])
            self.assertLessEqual(costs[0], 30)

    def test_search(self):
        """One statement: nothing is read of customers to know whom to look for."""
        self._make_customers(range(3))
        Partner = self.env["res.partner"].with_user(self.ana)
        domains = (
            [("feed_next_date", "=", False)],
            [("feed_next_state", "=", "overdue")],
            [("feed_next_user_id", "=", self.ana.id)],
            [("feed_silent_days", ">=", 30)],
            [("feed_note_count", ">", 0)],
        )
        for domain in domains:
            self.env.flush_all()
            Partner.search_count(domain)
            before = self.cr.sql_log_count
            Partner.search_count(domain)
            # Messages ask which sources there are.
            self.assertLessEqual(self.cr.sql_log_count - before, 3, domain)

    def test_logs_are_passed_over(self):
        """The last contact is not looked for among logs, row by row."""
        customer = self._make_customers([0])
        lead = self.env["crm.lead"].search([("partner_id", "child_of", customer.ids)])
        mail = (
            self.env["mail.message"]
            .search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)])
            .filtered(lambda message: message.message_type == "email")
        )
        self.assertEqual(len(mail), 1)
        log = lead._message_log(body="Changed")
        self.env.flush_all()
        env = self.env(user=self.ana)
        contacts = RecordContacts(CustomerScope(env, SQL("%s", customer.id)))
        (branch,) = (b for b in contacts.branches if b.model._name == "mail.message")
        wheres = list(branch._get_key_wheres(None, NEWEST_FIRST, None))
        keys = env.execute_query(branch.keys.select(wheres, SQL("DESC")))
        ids = [key_id for key_id, _date in keys]
        self.assertIn(mail.id, ids)
        self.assertNotIn(log.id, ids)
