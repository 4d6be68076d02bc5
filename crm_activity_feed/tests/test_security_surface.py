"""All that can be called from outside, as those who have no part in the feed."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_open import OpenCommon

ADDON = "odoo.addons.crm_activity_feed"


@tagged("post_install", "-at_install")
class TestSecuritySurface(OpenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._make_user("portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        # What a portal user may read in Odoo: himself, and his company.
        cls.portal.partner_id.parent_id = cls.customer
        cls.note = cls._make_note(partner_id=cls.portal.partner_id.id)

    def _get_models(self):
        """The models of the addon that have records."""
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if model._module == "crm_activity_feed" and not model._abstract
        ]

    def test_no_access_to_any_model(self):
        models = [m for m in self._get_models() if m._name.startswith("crm.feed.")]
        self.assertGreater(len(models), 15)
        allowed = {
            (user.login, model._name, operation)
            for user in (self.portal, self.public)
            for model in models
            for operation in ("read", "write", "create", "unlink")
            if model.with_user(user).has_access(operation)
        }
        self.assertEqual(allowed, set())

    def _get_calls(self):
        """One call of each public method that is the addon's own, nearly right.

        :return: ``[(records, method, arguments)]``
        """
        by_name = self._get_calls_by_name()
        calls = [(records, name, args) for name, (records, args) in by_name.items()]
        # The report is a list of entries, and can do all that they can.
        Report = self.env["crm.feed.contact.report"]
        calls += [
            (Report.browse(records.ids), name, args)
            for records, name, args in calls
            if records._name == "crm.feed.entry"
        ]
        # What has the same name with several models.
        role = ("set_feed_role", [self.portal.partner_id.id, False])
        for records in (self.lead_ana, self.env["crm.feed.contact.mixin"].browse(1)):
            calls += [(records, "action_open_feed_notes", []), (records, *role)]
        thread = self.env["mail.thread"]
        calls += [
            (thread, f"action_feed_{name}", []) for name in ("follow", "unfollow")
        ]
        return calls

    def _get_calls_by_name(self):
        partner, key = self.portal.partner_id, f"1-{self.note.id}"
        scope = {"partner": partner.id}
        Entry, Note = self.env["crm.feed.entry"], self.env["crm.feed.note"]
        Source, Policy = self.env["crm.feed.source"], self.env["crm.feed.policy"]
        Subscription = self.env["crm.feed.subscription"]
        section = {"res_model": "res.partner", "res_id": partner.id}
        following = self.env["crm.feed.following"].browse(1)
        return {
            **{
                name: (Entry, [scope])
                for name in ("get_page", "get_first_date", "get_filter_options")
            },
            **{
                name: (Entry, [key])
                for name in (
                    *("get_body", "get_comments", "search_mentions", "mute_comments"),
                    *("mark_comments_seen", "get_entry_place"),
                )
            },
            "post_comment": (Entry, [key, "Hello"]),
            "delete_comment": (Entry, [key, 1]),
            "get_comment_notice": (Entry, [self._make_message(self.lead_ana).id]),
            "set_mark": (Entry, [key, "like"]),
            "run_action": (Entry, [key, "done"]),
            "undo_action": (Entry, ["x"]),
            "mark_seen": (Entry, ["mine", "2031-01-01 00:00:00"]),
            "get_new_counts": (Entry, []),
            "get_my_plan": (Entry, []),
            "action_open_document": (Entry.browse(self.note.id * 256 + 1), []),
            "get_dashboard": (self.env["crm.feed.contact.report"], []),
            "action_open_feed_notes": (partner, []),
            "get_reminders": (Note, [self.note.ids]),
            "get_composer_defaults": (Note, [partner.id]),
            "search_deals": (Note, [partner.id]),
            "log_call": (Note, [{"partner_id": partner.id, "result": "Sold"}]),
            "action_reassign": (self.note, [self.portal.id]),
            "action_reschedule": (self.note, ["2031-01-01"]),
            "action_reschedule_days": (self.note, [1]),
            "get_pulse": (self.env["crm.feed.live"], [["crm_feed/all"]]),
            "action_move": (self.note, [self.customer.id]),
            "undo_move": (Note, ["x"]),
            "set_feed_role": (partner, [partner.id, False]),
            **{
                f"action_feed_move_{answer}": (partner, [])
                for answer in ("go", "stay", "correct")
            },
            **{
                name: (self.note, [])
                for name in (
                    *("action_done", "action_cancel", "action_reopen"),
                    *("action_open_done", "action_open_plan"),
                    "action_open_move",
                )
            },
            "get_preview": (Source, [False, {"model": "res.partner"}]),
            "get_create_action": (Source, [Source.search([], limit=1).id, partner.id]),
            "action_try_again": (Source.search([], limit=1), []),
            "get_follow": (Subscription, list(section.values())),
            "set_follow": (Subscription, [*section.values(), True]),
            "get_sections": (Policy, []),
            "set_section": (Policy, ["contact", "follow"]),
            **{
                name: (self._make_policy(), [])
                for name in (
                    *("action_refuse", "action_accept", "action_apply", "action_stop"),
                    *("action_open_records", "action_open_follows"),
                )
            },
            "action_open": (following, []),
            "action_open_sections": (following, []),
            "action_unfollow": (following, []),
            "action_refuse_policy": (following, []),
            "action_feed_follow": (partner, []),
            "action_feed_unfollow": (partner, []),
            "action_feed_without_next_contact": (partner, []),
            "action_feed_silent": (partner, []),
            "action_feed_set_home": (self.portal, []),
            "action_feed_unset_home": (self.portal, []),
            "action_run_crm_feed_backfill": (self.env["res.config.settings"], []),
        }

    def _make_policy(self):
        return self.env["crm.feed.policy"].create(
            {"name": "All deals", "section": "deal", "user_ids": self.ana.ids}
        )

    def _get_public_methods(self):
        """Return ``{(model, method)}`` that Odoo has not, and lets be called.

        What everything with a chatter has counts once, as that of ``mail.thread``.
        """
        found = set()
        thread = self.env.registry["mail.thread"]
        for model in self.env.registry.values():
            for name in dir(model):
                classes = [cls for cls in model.__mro__ if name in vars(cls)]
                is_ours = classes and classes[-1].__module__.startswith(ADDON)
                if name.startswith("_") or not is_ours:
                    continue
                if callable(getattr(model, name)) and self._is_public(model, name):
                    in_chatter = issubclass(model, thread) and hasattr(thread, name)
                    found.add(("mail.thread" if in_chatter else model._name, name))
        return found

    def _is_public(self, model, name):
        try:
            get_public_method(self.env[model._name], name)
        except AccessError:
            return False
        return True

    #: Of dialogs nobody can have one who may not create one.
    DIALOGS = {
        ("crm.feed.call.wizard", "action_log_call"),
        ("crm.feed.handover.wizard", "action_print"),
        ("crm.feed.handover.wizard", "action_open_list"),
        ("crm.feed.move.wizard", "action_apply"),
        ("crm.feed.note.done.wizard", "action_apply"),
        *(
            ("crm.feed.note.plan.wizard", f"action_{name}")
            for name in ("apply", "today", "tomorrow", "next_week")
        ),
    }

    def test_all_methods_are_here(self):
        """A new public method has to join the test below, with each model."""
        public = self._get_public_methods()
        self.assertGreater(len(public), 80)
        called = {(records._name, name) for records, name, _args in self._get_calls()}
        self.assertEqual(public - called - self.DIALOGS, set())
        self.assertEqual(self.DIALOGS - public, set())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_outsiders_get_nothing(self):
        """No method answers a portal user or a visitor, or does anything for them."""
        followers = self.env["mail.followers"].search_count([])
        answers = {}
        for records, name, args in self._get_calls():
            for user in (self.portal, self.public):
                self.env.flush_all()
                self.env.invalidate_all()
                method = getattr(records.with_user(user), name)
                try:
                    with self.env.cr.savepoint():
                        answer = method(*args)
                except AccessError:
                    continue
                if answer:
                    answers[records._name, name, user.login] = answer
        self.assertEqual(sorted(answers), [])
        self.assertEqual(self.note.state, "open")
        self.assertEqual(self.env["mail.followers"].search_count([]), followers)
        self.assertFalse(self.env["crm.feed.mark"].search([]).user_id & self.portal)


@tagged("post_install", "-at_install")
class TestSecurityRoutes(OpenCommon, HttpCase):
    """What the addon answers in a browser: one page, and calls of models."""

    def _get_routes(self):
        """Return ``{path: routing}`` of the addon's own controllers."""
        modules = ["base", "web", "mail", ADDON.rpartition(".")[2]]
        return {
            url: endpoint.routing
            for url, endpoint in http._generate_routing_rules(modules, False, {})
            if endpoint.func.__module__.startswith(ADDON)
        }

    def test_routes(self):
        """Only the link at the end of a mail is for everybody; its token decides."""
        routes = self._get_routes()
        self.assertIn("/crm_feed/mail/<string:name>", routes)
        public = {path for path, r in routes.items() if r["auth"] != "user"}
        # That of the chatter is Odoo's, and keeps what Odoo says of it.
        self.assertEqual(
            public - {"/mail/thread/subscribe"}, {"/crm_feed/mail/<string:name>"}
        )
        unsafe = {path for path, r in routes.items() if r.get("csrf") is False}
        self.assertLessEqual(unsafe, {"/crm_feed/mail/<string:name>"})

    def test_nobody_calls_without_a_login(self):
        answer = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": "crm.feed.entry",
                    "method": "get_page",
                    "args": ["all"],
                    "kwargs": {},
                }
            },
        ).json()
        self.assertEqual(
            answer["error"]["data"]["name"], "odoo.http.SessionExpiredException"
        )

    def test_other_page_cannot_send_a_form(self):
        """A form that another site sends along with the cookie is no call."""
        self.ana.password = self.ana.login
        self.authenticate(self.ana.login, self.ana.login)
        note = self._make_note()
        answer = self.url_open(
            "/web/dataset/call_kw",
            data={
                "model": "crm.feed.note",
                "method": "action_done",
                "args": f"[[{note.id}]]",
                "kwargs": "{}",
            },
        )
        self.assertGreaterEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(note.state, "open")
