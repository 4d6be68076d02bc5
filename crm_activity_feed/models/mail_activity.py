from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.branch import FeedBranch
from ..engine.documents import ALIAS
from ..engine.words import shorten


class MailActivity(models.Model):
    """Planned activities of the customers' documents, and done ones without message."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "crm.feed.mixin"]
    _feed_joins_documents = True

    def _action_done(self, feedback=False, attachment_ids=None):
        """Mark each message with the activity it reports, or with its meeting."""
        messages, activities = self.env["mail.message"], self.browse()
        for activity in self:
            event = activity.calendar_event_id
            posted, planned = super(MailActivity, activity)._action_done(
                feedback=feedback, attachment_ids=attachment_ids
            )
            if event._is_feed_entry():
                posted._set_feed_entry("crm_feed_source_meeting", event)
            else:
                posted._set_feed_entry("crm_feed_source_activity", activity)
            messages += posted
            activities += planned
        return messages, activities

    # ------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------

    @api.model
    def _get_feed_branches(self, sources, documents):
        if not documents.models:
            return []
        model = self.with_context(active_test=False)
        return [model._make_feed_branch(source, documents) for source in sources]

    def _make_feed_branch(self, source, documents):
        domain = Domain("res_model", "in", documents.models) & source._get_domain()
        # The access to an activity is that of its document, which is joined
        # below. Core checks it in Python after LIMIT, hence the bypass.
        query = self._search(domain, bypass_access=True, active_test=False)
        documents.join(query, self, "res_model", "res_id")
        branch = FeedBranch(
            source,
            query,
            self._get_feed_columns(source, query) | documents.columns(),
            "mail.activity._get_feed_columns()",
            is_scoped=documents.is_bounded,
        )
        # The owner of an activity is its responsible, not that of the document.
        branch.columns["user_id"] = self._field_to_sql(query.table, "user_id", query)
        for condition in self._get_feed_access(documents.models, query):
            branch.where(condition)
        if not source.is_open:
            branch.where(self._get_feed_unreported(query))
        return branch

    @api.model
    def _get_feed_columns(self, source, query):
        def column(name):
            return self._field_to_sql(query.table, name, query)

        date = column("date_deadline")
        if not source.is_open:
            date = SQL("COALESCE(%s, %s)", column("date_done"), date)
        User, user = self._fields["create_uid"].join(self, query.table, query)
        return {
            "date": date,
            "is_all_day": SQL("TRUE"),
            "recorded_on": column("create_date"),
            "is_open": source.is_open,
            "activity_type_id": column("activity_type_id"),
            "author_id": User._field_to_sql(user, "partner_id", query),
            "user_id": column("user_id"),
        }

    def _get_feed_access(self, model_names, query):
        """Yield conditions for documents that must be more than readable.

        Core shows an activity to its owner and to whoever may *post* on the
        document, for which many models ask for the right to write.
        """
        mine = SQL(
            "%s = %s", self._field_to_sql(query.table, "user_id", query), self.env.uid
        )
        if self.env.su:
            return
        Rule = self.env["ir.rule"]
        for name in model_names:
            model = self.env[name].with_context(active_test=False)
            operation = getattr(model, "_mail_post_access", "read")
            if operation == "read":
                continue
            condition = SQL("FALSE")
            if model.has_access(operation):
                domain = Rule._compute_domain(name, operation)
                if domain == Rule._compute_domain(name, "read"):
                    continue
                allowed = model.sudo()._search(domain, active_test=False)
                condition = SQL(
                    "%s IN %s", SQL.identifier(ALIAS, "id"), allowed.subselect()
                )
            yield SQL(
                "(%s OR %s <> %s OR %s)",
                mine,
                SQL.identifier(ALIAS, "model"),
                name,
                condition,
            )

    def _get_feed_unreported(self, query):
        """Condition: no message reports that the activity was done.

        The message is the entry when there is one. Those of before the feed was
        installed have no mark, and those of a meeting another one: document, type
        and day must do.
        """
        Message = self.env["mail.message"]
        source = self.env.ref("crm_activity_feed.crm_feed_source_activity")

        def mine(name):
            return self._field_to_sql(query.table, name, query)

        def theirs(name):
            return Message._field_to_sql("report", name)

        return SQL(
            "NOT EXISTS (SELECT FROM mail_message report WHERE %s = %s AND %s = %s)"
            " AND NOT EXISTS (SELECT FROM mail_message report WHERE %s = %s"
            " AND %s = %s AND %s = %s AND %s IS DISTINCT FROM %s"
            " AND %s IS NOT DISTINCT FROM %s AND %s::date BETWEEN %s - 1 AND %s + 1)",
            *(theirs("feed_source_id"), source.id),
            *(theirs("feed_res_id"), SQL.identifier(query.table, "id")),
            *(theirs("model"), mine("res_model"), theirs("res_id"), mine("res_id")),
            *(theirs("subtype_id"), self.env.ref("mail.mt_activities").id),
            *(theirs("feed_source_id"), source.id),
            *(theirs("mail_activity_type_id"), mine("activity_type_id")),
            *(theirs("date"), mine("date_done"), mine("date_done")),
        )

    @api.model
    def _get_feed_text_domain(self, source, text):
        return (
            Domain("summary", "ilike", text)
            | Domain("note", "ilike", text)
            | Domain("feedback", "ilike", text)
        )

    # ------------------------------------------------------------
    # Words and actions
    # ------------------------------------------------------------

    def _get_feed_contents(self, sources):
        return {
            activity.id: {
                "title": shorten(
                    activity.summary
                    or activity.activity_type_id.display_name
                    or self.env._("Activity")
                ),
                "body": False if tools.is_html_empty(activity.note) else activity.note,
                "outcome": activity.feedback,
            }
            for activity in self
        }

    def _get_feed_actions(self):
        allowed = self.filtered("active")._filtered_access("write")
        return {
            activity.id: ["done", "reschedule"] if activity in allowed else []
            for activity in self
        }

    def _run_feed_action(self, action, params):
        if action == "done":
            self.action_feedback(feedback=params.get("outcome"))
        elif action == "reschedule":
            self.date_deadline = params["date_deadline"].date()
        else:
            return super()._run_feed_action(action, params)
        return None
