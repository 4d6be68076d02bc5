"""What the addon adds to Odoo's models is for employees; the portal works as before."""

from collections import defaultdict
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_open import OpenCommon

#: Fields of ours that one may hear of without being an employee. Odoo opens the form of
#: the settings to administrators only, and none of its own fields names groups.
FOR_ALL = {"res.config.settings"}


@tagged("post_install", "-at_install")
class TestSecurityPortal(OpenCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._make_user("portal", "base.group_portal")
        cls.portal.password = cls.portal.login
        cls.public = cls.env.ref("base.public_user")
        cls.person = cls.portal.partner_id
        # With a role, and one move: what the addon knows of a contact.
        cls.role = cls.env["crm.feed.role"].create({"name": "Secret role"})
        # Whoever was entered this very second has not been anywhere else yet.
        cls._set_date(cls.person, datetime.now() - timedelta(days=1))
        cls.person.write({"parent_id": cls.customer.id, "feed_role_id": cls.role.id})
        cls.person.parent_id = cls.other
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2031-03-03 08:00:00",
                "stop": "2031-03-03 09:00:00",
                "user_id": cls.ana.id,
                "partner_ids": [Command.set((cls.person + cls.ana.partner_id).ids)],
                "reason_id": cls.reason.id,
            }
        )

    # ------------------------------------------------------------
    # What is not theirs
    # ------------------------------------------------------------

    def _get_our_fields(self):
        """Return ``{model of another addon: names of the fields that ours adds}``."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "crm_activity_feed"), ("model", "=", "ir.model.fields")]
        )
        found = defaultdict(set)
        for field in self.env["ir.model.fields"].browse(data.mapped("res_id")):
            # Odoo gives each model of an addon its own name for these two.
            if field.name not in ("id", "display_name"):
                found[field.model].add(field.name)
        return {
            model: names
            for model, names in found.items()
            if not model.startswith("crm.feed.") and not self.env[model]._abstract
        }

    def test_fields_are_for_employees(self):
        ours = self._get_our_fields()
        self.assertLessEqual(
            {"res.partner", "res.users", "crm.lead", "calendar.event", *FOR_ALL},
            set(ours),
        )
        told = {
            model
            for model, names in ours.items()
            for user in (self.portal, self.public)
            if names & self.env[model].with_user(user).fields_get().keys()
        }
        self.assertEqual(told, FOR_ALL)
        opened = [
            (model, operation)
            for model in FOR_ALL
            for operation in ("read", "write", "create", "unlink")
            if self.env[model].with_user(self.portal).has_access(operation)
        ]
        self.assertEqual(opened, [])

    @mute_logger("odoo.orm.models", "odoo.models")
    def test_values_are_not_read(self):
        """Neither shown, nor found, nor set: of what they may read in Odoo."""
        self.assertTrue(self.person.feed_has_moved)
        portal = self.portal.with_user(self.portal)
        person = self.person.with_user(self.portal)
        meeting = self.meeting.with_user(self.portal)
        self.assertTrue(person.read(["name"]) and meeting.read(["name"]))
        calls = {
            "role": lambda: person.read(["feed_role_id"]),
            "by role": lambda: person.search([("feed_role_id.name", "like", "Sec")]),
            "move": lambda: person.search([("feed_has_moved", "=", True)]),
            "customer": lambda: person.read(["feed_is_customer"]),
            "of the user": lambda: portal.read(["feed_role_id"]),
            "reason": lambda: meeting.read(["reason_id"]),
            "by reason": lambda: meeting.search([("reason_id", "!=", False)]),
            "choice": lambda: portal.read(["crm_feed_daily_mail"]),
            "to choose": lambda: portal.write({"crm_feed_daily_mail": True}),
            "section": lambda: portal.read(["crm_feed_section_deal"]),
        }
        for name, call in calls.items():
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AccessError):
                call()

    def test_employees_choose(self):
        """One without any rights besides reads and writes what is his own."""
        otto = self.otto.with_user(self.otto)
        otto.write({"crm_feed_daily_mail": False, "tz": "Asia/Tokyo"})
        (read,) = otto.read(["crm_feed_daily_mail", "crm_feed_section_deal", "tz"])
        self.assertEqual(
            (read["crm_feed_daily_mail"], read["tz"]), (False, "Asia/Tokyo")
        )

    # ------------------------------------------------------------
    # What stays
    # ------------------------------------------------------------

    def test_own_profile(self):
        portal = self.portal.with_user(self.portal)
        portal.write({"phone": "+32 2 123", "tz": "Asia/Tokyo"})
        (read,) = portal.read(["phone", "tz", "name"])
        self.assertEqual((read["phone"], read["tz"]), ("+32 2 123", "Asia/Tokyo"))
        self.assertIn("phone", portal.fields_get())

    def test_own_addresses(self):
        """A portal user changes his address, and adds one."""
        self.authenticate(self.portal.login, self.portal.login)
        country = self.env.ref("base.be")
        address = {
            "csrf_token": Request.csrf_token(self),
            "name": self.person.name,
            "email": "portal@example.com",
            "phone": "+32 2 123 45 67",
            "street": "Rue de la Paix 1",
            "city": "Brussels",
            "zip": "1000",
            "country_id": str(country.id),
        }
        own = {**address, "partner_id": str(self.person.id)}
        for form in (own, {**address, "address_type": "delivery"}):
            answer = self.url_open("/my/address/submit", data=form)
            self.assertIn("redirectUrl", answer.json())
        self.env.invalidate_all()
        self.assertEqual(self.person.street, "Rue de la Paix 1")
        # Neither role nor history went.
        self.assertEqual(self.person.feed_role_id, self.role)
        self.assertTrue(self.person.feed_has_moved)
        added = self.env["res.partner"].search(
            [("create_uid", "=", self.portal.id), ("street", "=", "Rue de la Paix 1")]
        )
        self.assertEqual(len(added), 1)

    def test_invitation(self):
        self.authenticate(self.portal.login, self.portal.login)
        attendee = self.meeting.attendee_ids.filtered(
            lambda one: one.partner_id == self.person
        )
        token = f"token={attendee.access_token}&id={self.meeting.id}"
        answer = self.url_open(f"/calendar/meeting/accept?{token}")
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(attendee.state, "accepted")
        self.assertEqual(self.meeting.reason_id, self.reason)

    def test_post(self):
        """As the portal posts on a shared document, and as an answer by mail."""
        shared = self.lead_ana.with_user(self.portal).sudo()
        shared.message_post(body="From the portal", author_id=self.person.id)
        self.env["mail.thread"].with_user(self.portal).sudo().message_process(
            "crm.lead",
            f"From: {self.portal.email}\nTo: sales@example.com\nSubject: Re\n"
            f"Message-Id: <answer@example.com>\n\nBy mail",
            thread_id=self.lead_ana.id,
        )
        said = self.lead_ana.message_ids.filtered(
            lambda message: message.author_id == self.person
        )
        self.assertEqual(len(said), 2)

    def test_sign_up(self):
        """Who comes as a visitor becomes a contact and a user."""
        Users = self.env["res.users"].with_user(self.public).sudo()
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        login, __ = Users.signup(
            {"login": "new@example.com", "name": "New", "password": "New and long"}
        )
        user = self.env["res.users"].search([("login", "=", login)])
        self.assertTrue(user.share)
        self.assertEqual(user.partner_id.name, "New")
