from odoo.tests import TransactionCase, tagged

ADDON = "odoo.addons.crm_activity_feed"

#: What clients call to change something. All else has to run on a read replica.
WRITES = {
    "action_accept",
    "action_apply",
    "action_cancel",
    "action_done",
    "action_feed_follow",
    "action_feed_move_correct",
    "action_feed_move_go",
    "action_feed_move_stay",
    "action_feed_set_home",
    "action_feed_unfollow",
    "action_feed_unset_home",
    "action_feedback_schedule_next",
    "action_log_call",
    "action_move",
    "action_next_week",
    "action_reassign",
    "action_refuse",
    "action_refuse_policy",
    "action_reopen",
    "action_reschedule",
    "action_reschedule_days",
    "action_run_crm_feed_backfill",
    "action_schedule_plan",
    "action_stop",
    "action_today",
    "action_tomorrow",
    "action_try_again",
    "action_unfollow",
    "create",
    "delete_comment",
    "execute_import",
    "load",
    "log_call",
    "log_meeting",
    "mark_comments_seen",
    "mark_seen",
    "message_subscribe",
    "message_unsubscribe",
    "mute_comments",
    "post_comment",
    "run_action",
    "set_feed_role",
    "set_follow",
    "set_mark",
    "set_section",
    "undo_action",
    "undo_move",
    "unlink",
    "write",
}
#: They read what was written a moment ago: a replica may not have it yet.
OF_FORMS = {
    "action_open_follows",
    "action_open_list",
    "action_open_records",
    "action_print",
}
#: Odoo asks the primary server for them, whatever a model says.
OF_ODOO = {
    "action_create_calendar_event",
    "copy_data",
    "default_get",
    "get_values",
    "set_values",
}


@tagged("post_install", "-at_install")
class TestReadonly(TransactionCase):
    """Calls that only read say so: Odoo then serves them from a read replica.

    That they keep their word is seen where they run: in tests, too, Odoo gives such a
    call a transaction that cannot write.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = {
            f"{model._name}.{name}": method
            for model in cls.registry.values()
            for name, method in cls._get_public_methods(model)
        }

    @staticmethod
    def _get_public_methods(model):
        for name in dir(model):
            if name.startswith("_"):
                continue
            definitions = [vars(cls)[name] for cls in model.mro() if name in vars(cls)]
            ours = [
                definition
                for definition in definitions
                if callable(definition)
                and getattr(definition, "__module__", "").startswith(ADDON)
            ]
            if ours and not any(hasattr(d, "_api_private") for d in definitions):
                yield name, definitions

    def _is_readonly(self, definitions):
        flags = [d._readonly for d in definitions if hasattr(d, "_readonly")]
        return bool(flags) and flags[0]

    def test_all_that_only_reads_says_so(self):
        silent = [
            method
            for method, definitions in self.methods.items()
            if method.split(".")[-1] not in WRITES | OF_FORMS | OF_ODOO
            and not self._is_readonly(definitions)
        ]
        self.assertEqual(
            silent,
            [],
            "Add @api.readonly to what only reads, and to WRITES what does not",
        )
        self.assertIn("crm.feed.entry.get_page", self.methods)
        self.assertIn("crm.feed.entry.action_open_document", self.methods)

    def test_nothing_that_writes_says_it_reads(self):
        found = {
            method.split(".")[-1]: self._is_readonly(definitions)
            for method, definitions in self.methods.items()
            if method.split(".")[-1] in WRITES
        }
        self.assertEqual(found, dict.fromkeys(WRITES, False))
