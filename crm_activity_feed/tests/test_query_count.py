import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestQueryCount(FeedCommon):
    """What a page costs does not depend on how much there is."""

    def _make_round(self, number):
        """One entry of each source that CRM alone has: ten of them."""
        moment = fields.Datetime.now() - timedelta(days=number + 1)
        lead = self._make_lead(f"Deal {number}", self.ana)
        self._make_message(lead, "Logged", date=moment)
        comment = {"subtype_id": self.env.ref("mail.mt_comment").id, "date": moment}
        self._make_message(lead, "Said", **comment)
        self._make_message(
            self.olga,
            "Mail",
            message_type="email",
            subject="S",
            partner_ids=[Command.link(self.ana.partner_id.id)],
            attachment_ids=[
                Command.create(
                    {"name": "A", "res_model": "res.partner", "res_id": self.olga.id}
                )
            ],
            **comment,
        )
        self.env["crm.feed.lead.contact"].create(
            {
                "lead_id": lead.id,
                "partner_id": self.olga.id,
                "role_id": self.env.ref("crm_activity_feed.crm_feed_role_user").id,
            }
        )
        self._make_note(f"Open {number}", lead_id=lead.id)
        self._make_note(f"Done {number}").action_done("ok", moment)
        lead.activity_schedule("mail.mail_activity_data_call", user_id=self.ana.id)
        done = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ana.id
        )
        done.action_feedback("Answered")
        quiet = lead.activity_schedule(
            "mail.mail_activity_data_email", user_id=self.ana.id
        )
        quiet.action_archive()
        self.env["calendar.event"].create(
            {
                "name": f"Visit {number}",
                "start": moment,
                "stop": moment + timedelta(hours=1),
                "partner_ids": [Command.set(self.oleg.ids)],
            }
        )
        self.env.cr.precommit.run()
        lead.stage_id = self.env["crm.stage"].search([], limit=1, order="id desc")
        self._track()

    def _make_documents(self):
        """One quotation, order, invoice and task, if their apps are there."""
        values = {"partner_id": self.customer.id, "user_id": self.mona.id}
        if "sale.order" in self.env:
            orders = self.env["sale.order"].create([values, values])
            orders[0].action_confirm()
        if "project.task" in self.env:
            self.env["project.task"].create(
                {"name": "T", "partner_id": self.customer.id}
            )

    def _count(self, scope=None, user=None, **kwargs):
        """Queries of a page on a fresh cache; the page too."""
        self.env.flush_all()
        Entry = self.Entry.with_user(user or self.mona)
        scope = scope or {"partner": self.customer.id}
        return self._measure(lambda: Entry.get_page(scope, **kwargs))

    def _measure(self, call):
        """Return the queries of ``call`` on a fresh cache, and its result."""
        for _time in range(2):
            # Fills the caches of the registry, also of what is read once only.
            call()
            self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = call()
        return self.cr.sql_log_count - before, result

    @staticmethod
    def _sources(page):
        return {entry["source_id"] for entry in page["open"] + page["entries"]}

    def test_page(self):
        self._make_documents()
        self._make_round(0)
        few, small = self._count(limit=200)
        wanted = 12 if "sale.order" in self.env else 10
        self.assertGreaterEqual(len(self._sources(small)), wanted)
        for number in range(1, 9):
            self._make_round(number)
        many, large = self._count(limit=200)
        self.assertEqual(self._sources(small), self._sources(large))
        self.assertGreater(len(large["entries"]), len(small["entries"]) + 60)
        self.assertEqual(many, few)
        first, page = self._count()
        self.assertEqual(len(page["entries"]), 40)
        self.assertLessEqual(first, many)
        older, page = self._count(cursor=page["older"])
        self.assertGreater(len(page["entries"]), 10)
        self.assertLessEqual(older, many)
        # One each beside the words: the recipients of mails, attachments, attendees,
        # roles in deals, when deals moved before; two for when reports were planned.
        # Pins of the customer, marks of the entries; three for what may be done with
        # notes and meetings.
        self.assertLessEqual(many, 60)

    def test_person(self):
        """Why entries are there is read at once, however many they are."""
        self.customer.user_id = self.ana
        self.lead_ana.message_subscribe(self.ana.partner_id.ids)
        self.customer.message_subscribe(self.ana.partner_id.ids)
        self._make_documents()
        self._make_round(0)
        scopes = ("mine", "following")
        few = [self._count(scope, self.ana, limit=200) for scope in scopes]
        for number in range(1, 5):
            self._make_round(number)
        for scope, (count, small) in zip(scopes, few, strict=True):
            many, large = self._count(scope, self.ana, limit=200)
            self.assertGreater(len(large["entries"]), len(small["entries"]) + 20)
            self.assertEqual(self._sources(small), self._sources(large))
            self.assertTrue(all(entry["why"] for entry in large["entries"]))
            self.assertLessEqual(many, count, scope)
            # Beside a customer's page: the way, the last visit, and why: what is
            # addressed, comments; or what is followed.
            self.assertLessEqual(many, 68, scope)

    def test_keys_are_one_query(self):
        """However many sources, the keys of a page come in one statement."""
        self._make_round(0)
        self.env.flush_all()
        statements = []
        execute = type(self.cr).execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(getattr(query, "code", query))
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.cr), "execute", spy)
        self.Entry.with_user(self.ana).get_page({"partner": self.customer.id})
        unions = [code for code in statements if "is_open_part" in code]
        self.assertEqual(len(unions), 1)
        # OFFSET 0 skips nothing: it is a fence for the planner.
        skips = re.compile(r"OFFSET (?!0)", re.IGNORECASE)
        self.assertFalse([code for code in unions if skips.search(code)])
        self.assertFalse([code for code in statements if "COUNT(*)" in code.upper()])

    def test_list_view(self):
        """The list of entries: the words of a page cost as much as of one line."""
        self._make_round(0)
        spec = {name: {} for name in ("title", "date_text", "state", "document_name")}
        spec.update({"customer_id": {"fields": {"display_name": {}}}})
        counts = []
        for rounds in (range(0), range(1, 9)):
            for number in rounds:
                self._make_round(number)
            self.env.flush_all()
            Entry = self.Entry.with_user(self.mona)
            domain = [("customer_id", "=", self.customer.id)]
            count, result = self._measure(
                lambda Entry=Entry, domain=domain: Entry.web_search_read(
                    domain, spec, limit=200
                )
            )
            counts.append((count, len(result["records"])))
        self.assertGreater(counts[1][1], counts[0][1] + 30)
        self.assertEqual(counts[0][0], counts[1][0])
