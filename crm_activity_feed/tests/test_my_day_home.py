from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestMyDayHome(FeedCommon):
    """My Day opens at login, for oneself and for the colleagues of a group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("crm_activity_feed.crm_feed_my_day_action")
        cls.erwin = cls._make_user("erwin", "base.group_erp_manager")

    def _run(self, name, records, user=None):
        """Run a server action from the list of ``records``, as an administrator."""
        action = self.env.ref(f"crm_activity_feed.{name}")
        self.env.flush_all()
        return (
            action.with_user(user or self.erwin)
            .with_context(
                active_model=records._name,
                active_ids=records.ids,
                active_id=records[:1].id,
            )
            .run()
        )

    def test_for_oneself(self):
        """As the screen does it, without any more rights."""
        self.ana.with_user(self.ana).write({"action_id": self.action.id})
        self.assertEqual(self.ana.action_id.id, self.action.id)
        self.ana.with_user(self.ana).write({"action_id": False})
        self.assertFalse(self.ana.action_id)

    def test_not_for_a_colleague(self):
        with self.assertRaises(AccessError):
            self.bruno.with_user(self.ana).action_feed_set_home()
        with self.assertRaises(AccessError):
            self._run("res_users_action_feed_set_home", self.bruno, self.ana)
        self.assertFalse(self.bruno.action_id)

    def test_for_users(self):
        """Whoever has no access to sales is named, and left out."""
        result = self._run("res_users_action_feed_set_home", self.ana + self.otto)
        self.assertEqual(self.ana.action_id.id, self.action.id)
        self.assertFalse(self.otto.action_id)
        self.assertEqual(result["tag"], "display_notification")
        self.assertIn("1", result["params"]["title"])
        self.assertIn(self.otto.name, result["params"]["message"])

    def test_for_a_group(self):
        """Also those who are in the group by way of another one."""
        group = self.env.ref("sales_team.group_sale_salesman")
        self._run("res_groups_action_feed_set_home", group)
        sellers = self.ana + self.bruno + self.mona
        self.assertEqual(sellers.action_id.id, self.action.id)
        self.assertFalse(self.otto.action_id)
        other = self.env.ref("crm_activity_feed.crm_feed_my_action")
        self.bruno.action_id = other.id
        self._run("res_groups_action_feed_unset_home", group)
        self.assertFalse(self.ana.action_id)
        self.assertEqual(self.bruno.action_id.id, other.id)
