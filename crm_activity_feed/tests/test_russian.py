"""The addon in Russian, in a browser: nothing of it is left in English.

All that the test writes is Russian, so that each Latin word on the screen is a string
that was not translated, or not marked for translation.
"""

from datetime import timedelta

from markupsafe import Markup

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .browser_common import FeedBrowserCase

_LANG = "ru_RU"


class RussianCase(FeedBrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(_LANG)
        ours = cls.env.ref("base.module_crm_activity_feed")
        # The apps that ours needs, and those of its sources, give names to much of what
        # our screens show.
        needed = ours.upstream_dependencies(exclude_states=("uninstalled",))
        sources = cls.env["crm.feed.source"].search([]).filtered("is_available")
        models = {cls.env.registry[source.model] for source in sources if source.model}
        needed |= needed.search(
            [("name", "in", [model._original_module for model in models])]
        )
        (ours | needed)._update_translations([_LANG], overwrite=True)
        cls.env.company.name = "Столы и стулья"
        cls.now = fields.Datetime.now()

    @classmethod
    def _make_user(cls, login, name, group):
        return new_test_user(
            cls.env, login, groups=f"sales_team.{group}", name=name, lang=_LANG
        )

    def go(self, url, name, user):
        self.start_tour(
            url, f"crm_activity_feed.russian_{name}", login=user.login, timeout=180
        )


@tagged("post_install", "-at_install")
class TestRussian(RussianCase):
    """Anna sells, and sees her own documents only; her customer has one of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_user("feed_anna", "Анна", "group_sale_salesman")
        cls.boris = cls._make_user("feed_boris", "Борис", "group_sale_salesman")
        env = cls.env(user=cls.anna, context={"lang": _LANG})
        Partner = env["res.partner"]
        cls.customer = Partner.create({"name": "Ромашка", "is_company": True})
        cls.olga, cls.oleg = Partner.create(
            [
                {"name": name, "parent_id": cls.customer.id, "email": "a@example.com"}
                for name in ("Ольга", "Олег")
            ]
        )
        cls.customer.user_id = cls.anna
        cls._make_deal(env)
        cls._make_notes(env)
        cls.customer.message_subscribe(cls.anna.partner_id.ids)

    @classmethod
    def _make_notes(cls, env):
        """Overdue, today, tomorrow, planned, done, cancelled; liked and pinned."""
        days = {
            "Выслать договор": -3,
            "Позвонить Ольге": 0,
            "Уточнить размеры": 1,
            "Посетить новый офис": 5,
            "Получить отзыв": -21,
            "Пригласить на выставку": -2,
        }
        notes = env["crm.feed.note"].create(
            [
                {
                    "name": name,
                    "partner_id": cls.customer.id,
                    "lead_id": cls.lead.id,
                    "user_id": cls.anna.id,
                    "date_deadline": cls.now + timedelta(days=number),
                    "is_all_day": True,
                }
                for name, number in days.items()
            ]
        )
        done, cancelled = notes[-2:]
        done.action_done("Напишет на этой неделе")
        cancelled.action_cancel()
        source = env.ref("crm_activity_feed.crm_feed_source_note")
        key = f"{source.number}-{done.id}"
        Entry = env["crm.feed.entry"]
        Entry.set_mark(key, "like", True)
        Entry.set_mark(key, "pin", True)
        Entry.post_comment(key, "Отлично", [])

    @classmethod
    def _make_deal(cls, env):
        """A call to make, a meeting, an e-mail with files, a message, a won deal."""
        lead = cls.lead = env["crm.lead"].create(
            {
                "name": "Сорок столов",
                "type": "opportunity",
                "partner_id": cls.olga.id,
                "user_id": cls.anna.id,
            }
        )
        role = env.ref("crm_activity_feed.crm_feed_role_decision_maker")
        env["crm.feed.lead.contact"].create(
            {"lead_id": lead.id, "partner_id": cls.olga.id, "role_id": role.id}
        )
        for days in (-1, 2):
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                summary="Позвонить о столах",
                date_deadline=fields.Date.today() + timedelta(days=days),
            )
        for days in (-2, 3):
            env["calendar.event"].create(
                {
                    "name": "Показать образцы",
                    "opportunity_id": lead.id,
                    "start": cls.now + timedelta(days=days),
                    "stop": cls.now + timedelta(days=days, hours=1),
                    "partner_ids": [Command.set((cls.anna.partner_id | cls.olga).ids)],
                }
            )
        lead.message_post(body="Сообщение", message_type="comment")
        lead.message_post(
            body=Markup("<p>Добрый день</p>") * 40,
            subject="Столы",
            message_type="email",
            author_id=cls.olga.id,
            attachments=[(f"План {number}.txt", b"1") for number in range(8)],
        )
        cls._track()
        lead.priority = "2"
        lead.expected_revenue = 1000
        cls._track()
        lead.stage_id = lead.stage_id.search([("is_won", "=", True)], limit=1)
        cls._track()

    @classmethod
    def _track(cls):
        """Log what was changed, as the end of a request does."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def test_customer(self):
        self.go(f"/odoo/res.partner/{self.customer.id}", "customer", self.anna)

    def test_screens(self):
        self.go("/odoo/my-day", "screens", self.anna)

    def test_head_of_sales(self):
        olga = self._make_user("feed_olga", "Ольга Петровна", "group_sale_manager")
        olga.group_ids += self.env.ref("base.group_system")
        self.go("/odoo/contacts-dashboard", "head", olga)
