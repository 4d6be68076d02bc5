from .common import FeedCommon


class PolicyCommon(FeedCommon):
    """Policies made by the sales manager; ``ana`` and ``bruno`` see own deals only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Chance must not decide: what the database has is not part of the test.
        policies = cls.env["crm.feed.policy"].with_context(active_test=False)
        policies.search([]).unlink()
        cls.Policy = policies.with_user(cls.mona)

    def _make_policy(self, users=None, **values):
        users = self.mona if users is None else users
        return self.Policy.create(
            {
                "name": "Large deals",
                "section": "deal",
                "domain": "[('expected_revenue', '>=', 1000)]",
                "user_ids": users.ids,
                **values,
            }
        )

    def _make_large(self, user=None, **values):
        return self._make_lead(
            "Large",
            self.bruno if user is None else user,
            **{"expected_revenue": 5000, **values},
        )

    def _follower(self, record, user):
        return self.env["mail.followers"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("partner_id", "=", user.partner_id.id),
            ]
        )

    def _follows(self, record, *users):
        """Return those of the users who follow a record."""
        return {user for user in users if self._follower(record, user)}

    def _reasons(self, record, user):
        """Return ``{(origin, policy)}``."""
        rows = self.env["crm.feed.subscription"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("user_id", "=", user.id),
            ]
        )
        return {(row.origin, row.policy_id) for row in rows}

    def _run_job(self):
        """What the scheduled job does, all of it, with a cursor of its own."""
        self._track()
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_activity_feed.crm_feed_policy_cron")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
