from datetime import datetime, timedelta

from odoo.fields import Domain

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.mail.tests.common import mail_new_test_user


class FeedCommon(BaseCommon):
    """A customer with two contacts; two salespersons who see their own deals only.

    ====== =============================== ===================
    user   group                           own deal
    ====== =============================== ===================
    ana    own documents                   ``lead_ana``
    bruno  own documents                   ``lead_bruno``
    mona   sales manager
    otto   internal user, no sales rights
    ====== =============================== ===================

    ``customer`` is a company with the contacts ``olga`` and ``oleg``; both deals
    are deals of ``olga``. ``other`` is another customer.
    """

    @classmethod
    def default_env_context(cls):
        # Real chatter: what Odoo logs by itself is part of what is tested.
        return {"tz": "UTC", "mail_notify_force_send": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana = cls._make_user("ana", "sales_team.group_sale_salesman")
        cls.bruno = cls._make_user("bruno", "sales_team.group_sale_salesman")
        cls.mona = cls._make_user("mona", "sales_team.group_sale_manager")
        cls.otto = cls._make_user("otto", "base.group_user")
        Partner = cls.env["res.partner"]
        cls.customer = Partner.create({"name": "Acme Tools", "is_company": True})
        cls.olga = Partner.create({"name": "Olga", "parent_id": cls.customer.id})
        cls.oleg = Partner.create({"name": "Oleg", "parent_id": cls.customer.id})
        cls.other = Partner.create({"name": "Other Customer", "is_company": True})
        cls.lead_ana = cls._make_lead("Desks", cls.ana)
        cls.lead_bruno = cls._make_lead("Chairs", cls.bruno)
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.reason = cls.env["crm.feed.reason"].create({"name": "Test reason"})
        cls.Entry = cls.env["crm.feed.entry"]

    @classmethod
    def _make_user(cls, login, group):
        return mail_new_test_user(
            cls.env, login=f"feed_{login}", groups=group, tz="UTC"
        )

    @classmethod
    def _make_lead(cls, name, user, partner=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": (partner or cls.olga).id,
                "user_id": user.id,
                "team_id": False,
                **values,
            }
        )

    @classmethod
    def _make_note(cls, text="Call back", user=None, **values):
        return cls.env["crm.feed.note"].create(
            {
                "name": text,
                "partner_id": cls.customer.id,
                "user_id": (user or cls.ana).id,
                "date_deadline": datetime.now().replace(microsecond=0)
                + timedelta(days=1),
                "is_all_day": False,
                **values,
            }
        )

    @classmethod
    def _set_date(cls, record, date, column="create_date"):
        """Backdate a record; the ORM would not let us."""
        cls.env.flush_all()
        cls.env.cr.execute(
            f"UPDATE {record._table} SET {column} = %s WHERE id = %s",  # noqa: S608
            (date, record.id),
        )
        record.invalidate_recordset()

    @classmethod
    def _make_message(cls, record, body="Hello", **values):
        """A message as a user leaves it, without the mail machinery."""
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "body": body,
                "message_type": "comment",
                "subtype_id": cls.env.ref("mail.mt_note").id,
                **values,
            }
        )

    def _track(self):
        """Write the tracked changes, as the end of a request does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _page(self, scope=None, user=None, **kwargs):
        self.env.flush_all()
        scope = scope or {"partner": self.customer.id}
        return self.Entry.with_user(user or self.ana).get_page(scope, **kwargs)

    def _pages(self, scope=None, user=None, limit=20, filters=None):
        """All entries of the history, page by page."""
        entries, cursor = [], None
        while True:
            page = self._page(scope, user, limit=limit, filters=filters, cursor=cursor)
            entries.append(page["entries"])
            cursor = page["older"]
            if not cursor:
                return entries

    def _search(self, domain, user=None, **kwargs):
        self.env.flush_all()
        return self.Entry.with_user(user or self.ana).search(Domain(domain), **kwargs)

    def _records(self, entries):
        """``[(model, id)]`` of the entries of a page."""
        return [(entry["res_model"], entry["res_id"]) for entry in entries]
