from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import shape
from ..engine.scope import FeedScope
from .common import FeedCommon

_START = datetime(2025, 1, 1)


@tagged("post_install", "-at_install")
class TestShape(FeedCommon):
    """Every way to a page shows the same entries, in the same order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Backfill = cls.env["crm.feed.backfill"]
        cls.Backfill._run()
        for number in range(12):
            moment = _START + timedelta(hours=number // 2)
            for record in (cls.olga, cls.lead_ana, cls.lead_bruno, cls.other):
                cls._make_message(
                    record, f"Word {number}", date=moment, author_id=cls.olga.id
                )
            lead = cls._make_lead(f"Deal {number}", cls.ana, cls.oleg)
            cls._make_message(
                lead, "By me", date=moment, author_id=cls.bruno.partner_id.id
            )
            cls._make_message(
                cls.lead_bruno,
                "To you",
                date=moment,
                author_id=(cls.mona if number % 3 else cls.ana).partner_id.id,
                partner_ids=[(6, 0, cls.ana.partner_id.ids)],
            )
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=(cls.ana if number % 2 else cls.mona).id,
                date_deadline=moment.date(),
            )
            cls._make_note(f"Note {number}").action_done("ok", moment)
        cls.env.cr.precommit.run()
        cls.env.flush_all()

    def _ways(self):
        """``{way: thresholds}`` that make a page go each way."""
        return {
            shape.DOCUMENTS: {"MANY_MESSAGES": 10**6},
            shape.CUSTOMER: {"MANY_MESSAGES": 0},
            shape.WALK: {"RECENT_MESSAGES": 10**6, "ENOUGH_MESSAGES": 0},
            shape.PERSON: {"RECENT_MESSAGES": 1},
        }

    def _read(self, scope, user, way, **kwargs):
        """All entries by one way: the open ones, then the history page by page."""
        taken = []
        choose = shape.choose_shape

        def spy(scope):
            taken.append(choose(scope))
            return taken[-1]

        documents = "odoo.addons.crm_activity_feed.engine.documents.choose_shape"
        with patch.multiple(shape, **self._ways()[way]), patch(documents, spy):
            first = self._page(scope, user, limit=7, **kwargs)
            pages = [first]
            while pages[-1]["older"]:
                cursor = pages[-1]["older"]
                pages.append(self._page(scope, user, limit=7, cursor=cursor, **kwargs))
            back = []
            while pages[-1]["newer"]:
                cursor = pages[-1]["newer"]
                pages.append(self._page(scope, user, limit=7, cursor=cursor, **kwargs))
                back = pages[-1]["entries"] + back
        self.assertEqual(set(taken), {way})
        history = [page["entries"] for page in pages if page["entries"]]
        self.assertTrue(history)
        return {
            "open": self._keys(first["open"]),
            "history": [self._keys(entries) for entries in history],
        }

    @staticmethod
    def _keys(entries):
        return [entry["key"] for entry in entries]

    def _compare(self, scope, user, ways, **kwargs):
        one, other = (self._read(scope, user, way, **kwargs) for way in ways)
        self.assertEqual(one, other)
        return one

    def test_customer(self):
        """By documents, by the customer's messages, and through the ORM."""
        scope = {"partner": self.customer.id, "roll_up": True}
        ways = (shape.DOCUMENTS, shape.CUSTOMER)
        sizes = set()
        for user in (self.ana, self.bruno, self.mona):
            found = self._compare(scope, user, ways)
            listed = self._search(
                self.Entry.with_user(user)._get_scope_domain(scope)
                & Domain("is_open", "=", False)
                & Domain("is_noise", "=", False),
                user,
            )
            keys = sorted(f"{e.source_id.number}-{e.res_id}" for e in listed)
            shown = {key for keys in found["history"] for key in keys}
            self.assertEqual(sorted(shown), keys)
            sizes.add(len(shown))
        self.assertGreater(len(sizes), 1)

    def test_customer_filtered(self):
        scope = {"partner": self.olga.id, "roll_up": True}
        ways = (shape.DOCUMENTS, shape.CUSTOMER)
        for filters in (
            {"text": "Word"},
            {"kinds": ["message"]},
            {"noise": True},
            {"author_ids": self.olga.ids},
            {"partner_ids": self.oleg.ids},
            {"date_from": "2025-01-01 01:00:00", "date_to": "2025-01-01 03:00:00"},
        ):
            with self.subTest(filters=filters):
                self._compare(scope, self.bruno, ways, filters=filters)

    def test_mine(self):
        """By all messages, and by the person's own."""
        for user in (self.ana, self.bruno, self.mona):
            with self.subTest(user=user.login):
                self._compare("mine", user, (shape.WALK, shape.PERSON))

    def test_mine_of_two_users(self):
        """What somebody did by a second login is theirs by every way."""
        twin = self.mona.copy(
            {"login": "feed_twin", "partner_id": self.bruno.partner_id.id}
        )
        planned = self.lead_ana.with_user(twin).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.mona.id
        )
        deal = (
            self.env["crm.lead"]
            .with_user(twin)
            .create(
                {"name": "By twin", "partner_id": self.olga.id, "user_id": self.mona.id}
            )
        )
        self.bruno.group_ids = self.mona.group_ids
        found = self._compare("mine", self.bruno, (shape.WALK, shape.PERSON))
        self.assertIn(f"2-{planned.id}", found["open"])
        self.assertIn(
            f"9-{deal.id}", {key for keys in found["history"] for key in keys}
        )
        domain = self.Entry.with_user(self.bruno)._get_scope_domain("mine")
        listed = self._search(domain, self.bruno)
        self.assertIn(
            deal.id, listed.filtered(lambda e: e.kind == "lead").mapped("res_id")
        )

    def test_choice(self):
        """Which way a page takes by itself."""

        def choose(value):
            env = self.env(user=self.ana)
            return shape.choose_shape(FeedScope.parse(env, value))

        whole = {"partner": self.customer.id, "roll_up": True}
        self.assertEqual(choose(whole), shape.DOCUMENTS)
        self.assertEqual(choose("all"), shape.WALK)
        self.assertEqual(choose("mine"), shape.PERSON)
        with patch.object(shape, "MANY_MESSAGES", 20):
            self.assertEqual(choose(whole), shape.CUSTOMER)
            contact = {"partner": self.customer.id, "roll_up": False}
            self.assertEqual(choose(contact), shape.DOCUMENTS)
            self.assertEqual(choose({"lead": self.lead_ana.id}), shape.DOCUMENTS)
            self.assertEqual(
                choose({"partner": self.other.id}),
                shape.DOCUMENTS,
                "A customer with few messages",
            )
            # What is not stamped would be missing.
            self.env["crm.feed.backfill"].search([], limit=1).next_id = 1
            self.env.registry.clear_cache()
            self.assertEqual(choose(whole), shape.DOCUMENTS)

    def test_hook_sees_its_branch(self):
        """Code that narrows the SELECT of its model is asked on every way."""
        Note = type(self.env["crm.feed.note"])
        make = Note._get_feed_branches
        scope = {"partner": self.customer.id, "roll_up": True}
        shown = self._page(scope, self.mona, limit=200)["entries"]
        self.assertIn("crm.feed.note", {entry["res_model"] for entry in shown})

        def hide(model, sources, documents):
            branches = make(model, sources, documents)
            for branch in branches:
                branch.where(SQL("FALSE"))
            return branches

        with patch.object(Note, "_get_feed_branches", hide):
            for way in (shape.DOCUMENTS, shape.CUSTOMER):
                with patch.multiple(shape, **self._ways()[way]):
                    page = self._page(scope, self.mona, limit=200)
                models = {entry["res_model"] for entry in page["entries"]}
                self.assertNotIn("crm.feed.note", models)
                self.assertIn("mail.message", models)
