from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.documents import ALIAS
from ..engine.employments import Moment
from ..engine.scope import get_user_ids
from ..engine.words import shorten


class MailActivity(models.Model):
    """Planned activities of the customers' documents, and done ones without message."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "crm.feed.mixin", "crm.feed.stamp.mixin"]

    _feed_joins_documents = True
    _feed_link = ("res_model", "res_id")
    _feed_create_model = "mail.activity.schedule"

    feed_message_id = fields.Many2one(
        "mail.message",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=fields.NO_ACCESS,
        help="The message that reports this activity: the entry of the feed.",
    )

    # With the done ones: whoever deletes a contact looks for its activities.
    _feed_customer_idx = models.Index(
        "(feed_customer_id, active, date_trunc('second', date_deadline::timestamp),"
        " id) WHERE feed_customer_id IS NOT NULL"
    )
    _feed_document_idx = models.Index("(res_model, res_id)")
    _feed_deadline_idx = models.Index(
        "(date_trunc('second', date_deadline::timestamp), id) WHERE active IS TRUE"
    )
    # Few: what is done is reported, as a rule.
    _feed_unreported_idx = models.Index(
        "(date_trunc('second', COALESCE(date_done, date_deadline)::timestamp) DESC,"
        " id DESC) WHERE active IS NOT TRUE AND feed_message_id IS NULL"
    )
    _feed_customer_unreported_idx = models.Index(
        "(feed_customer_id,"
        " date_trunc('second', COALESCE(date_done, date_deadline)::timestamp) DESC,"
        " id DESC) WHERE active IS NOT TRUE AND feed_message_id IS NULL"
        " AND feed_customer_id IS NOT NULL"
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Mark each message with the activity it reports, or with its meeting."""
        messages, activities = self.env["mail.message"], self.browse()
        for activity in self:
            event, reason = activity.calendar_event_id, activity.reason_id
            posted, planned = super(MailActivity, activity)._action_done(
                feedback=feedback, attachment_ids=attachment_ids
            )
            if event._is_feed_entry():
                posted._set_feed_entry("crm_feed_source_meeting", event)
            else:
                posted._set_feed_entry("crm_feed_source_activity", activity)
            if reason:
                # The report is about the same thing; core gives it the kind.
                posted.sudo().reason_id = reason
            # A technical link: who may complete an activity may not always write.
            activity.sudo().feed_message_id = posted[:1]
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
        if query._joins:
            # A filter by another table: that of the activities must tell by itself.
            domain = Domain("id", "in", query)
            query = self._search(domain, bypass_access=True, active_test=False)
        if not source.is_open:
            report = self.sudo()._field_to_sql(query.table, "feed_message_id", query)
            query.add_where(SQL("%s IS NULL", report))
        branch = documents.make_branch(
            source,
            query,
            self._get_feed_columns(source, query),
            "mail.activity._get_feed_columns()",
            link=self._feed_link,
            people=self._get_feed_people(query),
        )
        for condition in self._get_feed_access(documents.models, query):
            branch.where(condition)
        if not source.is_open and not self.env["crm.feed.backfill"]._is_complete():
            branch.where(SQL("NOT EXISTS (%s)", self._get_feed_report(query.table)))
        return branch

    def _get_feed_people(self, query):
        """Conditions: the current user is to do the activity, or has planned it."""
        user_id, create_uid = (
            self._field_to_sql(query.table, name, query)
            for name in ("user_id", "create_uid")
        )
        return [
            SQL("%s = %s", user_id, self.env.uid),
            SQL("%s IN %s", create_uid, get_user_ids(self.env.user)),
        ]

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
            "reason_id": column("reason_id"),
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

    @api.model
    def _get_feed_report(self, table):
        """Return the SELECT of the messages that report an activity of before.

        Those have no mark: document, kind and day must do.

        :param str table: alias of the activities
        """
        # Technical: only the condition uses what nobody may read.
        Message = self.env["mail.message"].sudo()

        def mine(name):
            return self._field_to_sql(table, name)

        def theirs(name):
            return Message._field_to_sql("report", name)

        return SQL(
            "SELECT report.id FROM mail_message report WHERE %s = %s AND %s = %s"
            " AND %s = %s AND %s IS NULL AND %s IS NOT DISTINCT FROM %s"
            " AND %s::date BETWEEN %s - 1 AND %s + 1",
            *(theirs("model"), mine("res_model"), theirs("res_id"), mine("res_id")),
            *(theirs("subtype_id"), self.env.ref("mail.mt_activities").id),
            theirs("feed_source_id"),
            *(theirs("mail_activity_type_id"), mine("activity_type_id")),
            *(theirs("date"), mine("date_done"), mine("date_done")),
        )

    @api.model
    def _find_feed_reports(self, model, after_id, last_id):
        """Note down which message reports each activity that was done before.

        :param str model: model of the documents
        :param int after_id, last_id: range of the documents, without and with the end
        """
        self.env.execute_query(
            SQL(
                "UPDATE mail_activity SET feed_message_id = found.message_id FROM ("
                "SELECT activity.id, (%s ORDER BY report.id LIMIT 1) AS message_id"
                " FROM mail_activity activity WHERE activity.res_model = %s"
                " AND activity.res_id > %s AND activity.res_id <= %s"
                " AND activity.active IS NOT TRUE AND activity.feed_message_id IS NULL"
                ") AS found WHERE mail_activity.id = found.id"
                " AND found.message_id IS NOT NULL",
                self._get_feed_report("activity"),
                *(model, after_id, last_id),
            )
        )
        self.invalidate_model(["feed_message_id"])

    @api.model
    def _get_feed_stamp_moment(self):
        done = SQL("COALESCE(record.date_done, record.date_deadline)::timestamp")
        return Moment(done, SQL("record.active IS TRUE"), SQL("TRUE"))

    @api.model
    def _get_feed_deadline(self, query):
        return self._field_to_sql(query.table, "date_deadline", query)

    @api.model
    def _get_feed_text_domain(self, source, text):
        return (
            Domain("summary", "ilike", text)
            | Domain("note", "ilike", text)
            | Domain("feedback", "ilike", text)
        )

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.model
    def _get_feed_create_context(self, partner, lead):
        # As the chatter does it.
        document = lead or partner
        return {
            "active_model": document._name,
            "active_id": document.id,
            "active_ids": document.ids,
        }

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
                "data": activity._get_feed_punctuality(),
                "attachments": sorted(activity.attachment_ids.ids),
            }
            for activity in self
        }

    def _get_feed_punctuality(self):
        """How an activity that was done kept to its plan, or ``False``."""
        if self.active or not self.date_done:
            return False
        return {
            "planned": fields.Date.to_string(self.date_deadline),
            "days_late": (self.date_done - self.date_deadline).days,
        }
