from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestEntryWords(FeedCommon):
    """Who gets the words of an entry, and in which form."""

    def _titles(self, user, entry_id):
        Entry = self.Entry.with_user(user)
        self.env.invalidate_all()
        records = Entry.browse(entry_id)
        return [
            *[values.get("title") for values in records.read(["title"])],
            *[values.get("title") for values in records.web_read({"title": {}})],
            *[
                values["display_name"]
                for values in records.web_read({"display_name": {}})
            ],
        ]

    def test_id_of_a_message_opens_nothing(self):
        """Not of a chat, nor of a foreign deal, whatever source number one tries."""
        channel = self.env["discuss.channel"].create({"name": "Secret talk"})
        messages = self._make_message(channel, "Salary of Otto")
        messages += self._make_message(self.lead_bruno, "Price of chairs")
        self.env.cr.precommit.run()
        self.lead_bruno.user_id = self.mona
        self._track()
        messages += self.lead_bruno.message_ids
        self.env.flush_all()
        for message in messages:
            for number in range(1, 20):
                titles = self._titles(self.ana, message.id * 256 + number)
                self.assertFalse([title for title in titles if title], message.body)

    def test_id_of_a_foreign_meeting_opens_nothing(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Secret visit",
                "start": "2031-05-05 10:00:00",
                "stop": "2031-05-05 11:00:00",
                "opportunity_id": self.lead_bruno.id,
            }
        )
        self.env.flush_all()
        self.assertFalse(any(self._titles(self.ana, event.id * 256 + 5)))

    def test_ids_of_no_source(self):
        for entry_id in (255, 1 * 256 + 200, 7):
            self.assertFalse(any(self._titles(self.ana, entry_id)))

    def test_long_text_without_blanks(self):
        self._make_message(self.customer, "こ" * 150)
        self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", summary="漢" * 130, user_id=self.ana.id
        )
        page = self._page()
        (title,) = [e["title"] for e in page["entries"] if e["kind"] == "message"]
        self.assertEqual(title, "こ" * 119 + "…")
        self.assertTrue(page["open"][0]["title"].startswith("漢漢"))

    def test_one_unreadable_link_does_not_take_the_page_down(self):
        """A stage that its reader may not open is still named."""
        if "project.task" not in self.env:
            self.skipTest("Not installed: project")
        self.mona.group_ids += self.env.ref("project.group_project_user")
        project = self.env["project.project"].create({"name": "Fit-out"})
        stage = self.env["project.task.type"].create(
            {"name": "Mine", "user_id": self.env.ref("base.user_admin").id}
        )
        task = self.env["project.task"].create(
            {"name": "T", "project_id": project.id, "partner_id": self.customer.id}
        )
        self._make_message(self.customer, "Hello")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE project_task SET stage_id = %s WHERE id = %s", (stage.id, task.id)
        )
        self.env.invalidate_all()
        page = self._page(user=self.mona, limit=200)
        self.assertIn("Hello", [entry["title"] for entry in page["entries"]])
        self.assertIn("T", [entry["title"] for entry in page["entries"]])

    def test_two_activities_of_a_day(self):
        """Done with a report, and archived without: two facts."""
        first, second = (
            self.lead_ana.activity_schedule(
                "mail.mail_activity_data_todo", summary=name, user_id=self.ana.id
            )
            for name in ("First", "Second")
        )
        first.with_user(self.ana).action_feedback("Done so")
        second.action_archive()
        entries = self._page(filters={"kinds": ["activity"]})["entries"]
        self.assertEqual(len(entries), 2)
        self.assertEqual({e["outcome"] for e in entries}, {"Done so", False})

    def test_done_activity_of_before_the_feed(self):
        """Its message has no mark: it is recognised by document, type and day."""
        activity = self.lead_ana.activity_schedule(
            "mail.mail_activity_data_call", summary="Old", user_id=self.ana.id
        )
        activity.with_user(self.ana).action_feedback("Said yes")
        self.env["mail.message"].search([("feed_source_id", "!=", False)]).write(
            {"feed_source_id": False, "feed_res_id": False}
        )
        (entry,) = self._page(filters={"kinds": ["activity"]})["entries"]
        self.assertEqual(entry["outcome"], "Said yes")

    def test_archived_source_gives_nothing_to_another(self):
        self._make_message(
            self.customer,
            "A mail",
            message_type="email",
            subtype_id=self.env.ref("mail.mt_comment").id,
        )
        self.env.ref("crm_activity_feed.crm_feed_source_email").active = False
        entries = self._page(filters={"noise": True}, limit=200)["entries"]
        self.assertNotIn("A mail", [entry["title"] for entry in entries])

    def test_record_without_a_customer(self):
        """On its own form, a record shows its feed whether it has one or not."""
        lead = self._make_lead("No customer", self.ana, partner_id=False)
        scope = {"record": ["crm.lead", lead.id]}
        self.assertIn(
            ("crm.lead", lead.id), self._records(self._page(scope)["entries"])
        )
        if "project.task" in self.env:
            project = self.env["project.project"].create({"name": "Fit-out"})
            task = self.env["project.task"].create(
                {"name": "T", "project_id": project.id, "partner_id": False}
            )
            self._make_message(task, "About it")
            page = self._page({"record": ["project.task", task.id]}, self.env.user)
            self.assertIn("About it", [entry["title"] for entry in page["entries"]])
