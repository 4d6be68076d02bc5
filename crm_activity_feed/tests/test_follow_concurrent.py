"""Two transactions at the same time: nothing is kept twice, nobody gets an error."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user


@tagged("post_install", "-at_install")
class TestFollowConcurrent(BaseCase):
    """What is needed is committed, and deleted in the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.made = []
        cls.addClassCleanup(cls._clean, 0)
        with cls._transaction() as env:
            groups = {
                "mona": "sales_team.group_sale_manager",
                "bruno": "sales_team.group_sale_salesman",
            }
            for name, group in groups.items():
                user = mail_new_test_user(env, login=f"race_{name}", groups=group)
                setattr(cls, name, user.id)
                cls.made += [(user.partner_id._name, user.partner_id.id)]
                cls.made += [(user._name, user.id)]

    @classmethod
    def _clean(cls, number):
        """Delete what was made, except for the first ``number`` of it."""
        with cls._transaction() as env:
            while len(cls.made) > number:
                model, record_id = cls.made.pop()
                env[model].browse(record_id).exists().unlink()

    @classmethod
    @contextmanager
    def _transaction(cls, user_id=SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            context = {"tracking_disable": False, "mail_notify_force_send": False}
            yield api.Environment(cr, user_id, context)

    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean, len(self.made))
        self.lead = self._make("crm.lead", self._lead_values("Race"))

    def _make(self, model, values, user_id=SUPERUSER_ID):
        with self._transaction(user_id) as env:
            record = env[model].create(values)
            self.made.append((model, record.id))
            return record.id

    def _lead_values(self, name, **values):
        return {
            "name": name,
            "type": "opportunity",
            "user_id": self.bruno,
            "team_id": False,
            "expected_revenue": 10,
            **values,
        }

    def _make_policy(self, **values):
        return self._make(
            "crm.feed.policy",
            {
                "name": "Race",
                "section": "deal",
                "domain": "[('expected_revenue', '=', 4711)]",
                "user_ids": [(6, 0, [self.mona])],
                **values,
            },
        )

    def _race(self, first, second, user_id=None):
        """Have ``first`` committed after ``second`` has begun, as a request would.

        :param first: function of an environment, of the superuser
        :param second: function of an environment, of the user
        :return: how often ``second`` was tried
        """
        tries = []
        with self._transaction(user_id or self.mona) as env:

            def call():
                # From here on, it does not see what others commit.
                env.cr.execute("SELECT 1")
                if not tries:
                    with self._transaction() as other:
                        first(other)
                tries.append(1)
                return second(env)

            with (
                patch.object(service.random, "uniform", return_value=0),
                # The host writes down what it tries again.
                mute_logger("odoo.sql_db"),
            ):
                service.retrying(call, env)
        return len(tries)

    def _read(self, lead_id=None, user_id=None):
        """Return ``(number of followers, sorted reasons)`` of a deal, of a user."""
        with self._transaction() as env:
            user = env["res.users"].browse(user_id or self.mona)
            domain = [
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", lead_id or self.lead),
            ]
            followers = env["mail.followers"].search_count(
                [*domain, ("partner_id", "=", user.partner_id.id)]
            )
            rows = env["crm.feed.subscription"].search(
                [*domain, ("user_id", "=", user.id)]
            )
            return followers, sorted(rows.mapped("origin"))

    # ------------------------------------------------------------
    # What is done at the same time
    # ------------------------------------------------------------

    def _follow(self, env, is_following=True):
        env(user=self.mona)["crm.feed.subscription"].set_follow(
            "crm.lead", self.lead, is_following
        )

    def _meet(self, env):
        """Have the deal meet the criteria of the policy."""
        env["crm.lead"].browse(self.lead).expected_revenue = 4711

    def test_two_new_records(self):
        """Of two people, for the same policy: no matter to each other."""
        self._make_policy()
        made = []

        def create(env):
            values = self._lead_values("New", expected_revenue=4711)
            lead = env["crm.lead"].create(values)
            made.append(lead.id)
            self.made.append(("crm.lead", lead.id))

        self.assertEqual(self._race(create, create, self.bruno), 1)
        self.assertEqual(len(made), 2)
        self.assertEqual([self._read(id_) for id_ in made], [(1, ["policy"])] * 2)

    def test_two_changes(self):
        """Two people change one deal, by which two policies begin."""
        self._make_policy()
        self._make_policy(name="Two", domain="[('priority', '=', '3')]")

        def rate(env):
            env["crm.lead"].browse(self.lead).priority = "3"

        self.assertEqual(self._race(self._meet, rate, self.bruno), 2)
        self.assertEqual(self._read(), (1, ["policy", "policy"]))

    def test_by_hand_twice(self):
        """In two tabs."""
        self.assertEqual(self._race(self._follow, self._follow), 2)
        self.assertEqual(self._read(), (1, ["hand"]))

    def test_by_hand_while_a_policy_begins(self):
        self._make_policy()
        self.assertEqual(self._race(self._meet, self._follow), 2)
        self.assertEqual(self._read(), (1, ["hand", "policy"]))

    def test_policy_begins_while_by_hand(self):
        self._make_policy()
        self.assertEqual(self._race(self._follow, self._meet, self.bruno), 2)
        self.assertEqual(self._read(), (1, ["hand", "policy"]))

    def test_unfollowed_while_a_policy_applies(self):
        """It stays ended, in whatever order it comes."""
        self._make_policy()
        with self._transaction() as env:
            self._meet(env)

        def unfollow(env):
            self._follow(env, False)

        def change(env):
            env["crm.lead"].browse(self.lead).write(
                {"expected_revenue": 4711, "priority": "2"}
            )

        self._race(unfollow, change, self.bruno)
        self.assertEqual(self._read(), (0, []))
        with self._transaction() as env:
            change(env)
        self.assertEqual(self._read(), (0, []))

    def test_unfollowed_twice(self):
        self._make_policy()
        with self._transaction() as env:
            self._meet(env)

        def unfollow(env):
            self._follow(env, False)

        self._race(unfollow, unfollow)
        self.assertEqual(self._read(), (0, []))

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    def _run_step(self, policy_id):
        def run(env):
            self.done = env["crm.feed.policy"].browse(policy_id).sudo()._run_step()

        return run

    def test_by_hand_while_the_job_runs(self):
        """It is no error of the policy; the job looks at it again, and ends."""
        with self._transaction() as env:
            self._meet(env)
        policy = self._make_policy(apply_existing=True)
        step = self._run_step(policy)
        with self.assertNoLogs("odoo.addons.crm_activity_feed", "ERROR"):
            self._race(self._follow, step, SUPERUSER_ID)
            self.assertFalse(self.done)
            with self._transaction() as env:
                step(env)
        self.assertTrue(self.done)
        self.assertEqual(self._read(), (1, ["hand", "policy"]))

    def test_policy_changes_while_the_job_runs(self):
        """The step in between counts for nothing, and the job begins anew."""
        with self._transaction() as env:
            self._meet(env)
        policy = self._make_policy(apply_existing=True)
        step = self._run_step(policy)

        def change(env):
            env["crm.feed.policy"].browse(policy).domain = "[('id', '=', 0)]"

        with self.assertNoLogs("odoo.addons.crm_activity_feed", "ERROR"):
            self._race(change, step, SUPERUSER_ID)
        self.assertFalse(self.done)
        self.assertEqual(self._read(), (0, []))
        with self._transaction() as env:
            self.assertTrue(env["crm.feed.policy"].browse(policy).next_id)
            step(env)
        self.assertTrue(self.done)
        self.assertEqual(self._read(), (0, []))

    def test_record_is_deleted_while_the_job_runs(self):
        with self._transaction() as env:
            self._meet(env)
        policy = self._make_policy(apply_existing=True)
        step = self._run_step(policy)

        def delete(env):
            env["crm.lead"].browse(self.lead).unlink()

        with self.assertNoLogs("odoo.addons.crm_activity_feed", "ERROR"):
            self._race(delete, step, SUPERUSER_ID)
            with self._transaction() as env:
                step(env)
        self.assertTrue(self.done)
        self.assertEqual(self._read(), (0, []))

    def test_two_workers(self):
        """A second worker leaves the policy to the first."""
        policy = self._make_policy(apply_existing=True)
        with self._transaction() as env, self._transaction() as other:
            env["crm.feed.policy"].browse(policy).lock_for_update()
            self._run_step(policy)(other)
        self.assertFalse(self.done)

    # ------------------------------------------------------------
    # What is asked for twice
    # ------------------------------------------------------------

    def test_opt_out_twice(self):
        policy = self._make_policy()

        def refuse(env):
            env(user=self.mona)["crm.feed.policy"].browse(policy).action_refuse()

        self.assertEqual(self._race(refuse, refuse), 2)
        with self._transaction() as env:
            rows = env["crm.feed.opt.out"].search([("policy_id", "=", policy)])
            self.assertEqual(len(rows), 1)

    def test_section_twice(self):
        def choose(state):
            def run(env):
                policies = env(user=self.mona)["crm.feed.policy"]
                policies.set_section("contact", state)

            return run

        for state in ("follow", "mute"):
            with self.subTest(state):
                self._race(choose(state), choose(state))
                with self._transaction(self.mona) as env:
                    states = env["crm.feed.policy"].get_sections()
                    self.assertIn(state, {line["state"] for line in states})
                with self._transaction() as env:
                    choose("default")(env)

    def test_seen_twice(self):
        """On two devices, for the first time."""

        def see(scope):
            def run(env):
                entries = env(user=self.mona)["crm.feed.entry"]
                entries.mark_seen(scope, "2026-01-01 00:00:00")

            return run

        with self._transaction() as env:
            env["res.users.settings"].search([("user_id", "=", self.mona)]).unlink()
        self.assertEqual(self._race(see("mine"), see("following")), 2)
        with self._transaction() as env:
            settings = env["res.users"].browse(self.mona).res_users_settings_id
            self.assertEqual(set(settings.crm_feed_seen), {"mine", "following"})
