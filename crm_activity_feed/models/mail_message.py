from lxml import html

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.bodies import is_empty, read_own_text
from ..engine.dates import get_punctuality
from ..engine.employments import Moment
from ..engine.paths import domain_to_sql
from ..engine.words import TITLE_LENGTH, shorten

#: Message types that people write; the others are written by the system.
PERSONAL_TYPES = ("email", "comment", "email_outgoing")


class MailMessage(models.Model):
    """Messages of the customers' documents: mails, comments, logs, changes."""

    _name = "mail.message"
    _inherit = ["mail.message", "crm.feed.mixin", "crm.feed.stamp.mixin"]

    _feed_joins_documents = True
    _feed_link = ("model", "res_id")
    _feed_create_model = "mail.compose.message"

    feed_source_id = fields.Many2one(
        "crm.feed.source",
        ondelete="set null",
        # Employees copy messages, and cannot read this.
        copy=False,
        # Who could set it would hide a message from the feed, or put words under an
        # entry that is not open to him.
        groups=fields.NO_ACCESS,
        help="With the record below: the entry of the feed that this message is about.",
    )
    feed_res_id = fields.Integer(
        string="Feed Record", groups=fields.NO_ACCESS, aggregator=None, copy=False
    )

    _feed_entry_idx = models.Index(
        "(feed_source_id, feed_res_id) WHERE feed_source_id IS NOT NULL"
    )

    _feed_customer_idx = models.Index(
        "(feed_customer_id, date_trunc('second', COALESCE(date, create_date)) DESC,"
        " id DESC) WHERE feed_customer_id IS NOT NULL"
    )
    # Feeds of everybody go through the messages by date.
    _feed_date_idx = models.Index(
        "(date_trunc('second', COALESCE(date, create_date)) DESC, id DESC)"
    )

    def _set_feed_entry(self, source_name, record):
        """Tell that these messages are about the entry of ``record``.

        :param str source_name: XML id of one of our sources
        """
        # Not by ``env.ref``: it asks the database whether the source is there.
        source_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"crm_activity_feed.{source_name}"
        )
        if source_id and self:
            # Employees cannot write on messages; this mark gives nothing away.
            self.sudo().write({"feed_source_id": source_id, "feed_res_id": record.id})

    # ------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------

    @api.model
    def _get_feed_stamp_moment(self):
        date = SQL("date_trunc('second', COALESCE(record.date, record.create_date))")
        return Moment(date, SQL("FALSE"), SQL("FALSE"))

    @api.model
    def _get_feed_branches(self, sources, documents):
        """One SELECT for all: the first source whose filter fits has the message."""
        if not documents.models:
            return []
        # Archived sources too: what they would have shown is not another's.
        every = sources._get_model_sources(self._name)
        domain = Domain("model", "in", documents.models)
        domain &= Domain("message_type", "!=", "user_notification")
        # The access to a message is that of its document, which is joined below.
        # Core checks it in Python after LIMIT, hence the bypass.
        query = self._search(domain, bypass_access=True, active_test=False)
        branch = documents.make_branch(
            every,
            query,
            self._get_feed_columns(sources[0], query),
            "mail.message._get_feed_columns()",
            link=self._feed_link,
            people=self._get_feed_people(query),
            conditions=[
                domain_to_sql(self, source._get_domain(), query) for source in every
            ],
        )
        branch.keep(sources)
        for name in ("activity_type_id", "reason_id"):
            branch.fill_by_source(name)
        branch.where(self._get_feed_untold(query))
        return [branch]

    def _get_feed_people(self, query):
        """Conditions: the current user wrote the message, or it is to them."""
        partner = self.env.user.partner_id
        author = self._field_to_sql(query.table, "author_id", query)
        recipients = self._fields["partner_ids"]
        addressed = SQL(
            "%s IN (SELECT %s FROM %s WHERE %s = %s)",
            SQL.identifier(query.table, "id"),
            SQL.identifier(recipients.column1),
            SQL.identifier(recipients.relation),
            SQL.identifier(recipients.column2),
            SQL("%s", partner.id, to_flush=recipients),
        )
        return [SQL("%s = %s", author, partner.id), addressed]

    def _get_feed_untold(self, query):
        """Condition: the message is not of the system about a meeting that shows.

        One fact is one entry; of a meeting that is gone, the message is what is left.
        """

        # Technical: which entry it belongs to is nobody's to read or set.
        message = self.sudo()

        def column(name):
            return message._field_to_sql(query.table, name, query)

        meetings = self.env.ref("crm_activity_feed.crm_feed_source_meeting")
        active = self.env["calendar.event"]._field_to_sql("meeting", "active")
        return SQL(
            "(%s IS DISTINCT FROM %s OR %s IN %s OR NOT EXISTS ("
            "SELECT FROM calendar_event meeting WHERE meeting.id = %s AND %s))",
            *(column("feed_source_id"), meetings.id),
            *(column("message_type"), PERSONAL_TYPES),
            *(column("feed_res_id"), active),
        )

    @api.model
    def _get_feed_columns(self, source, query):
        def column(name):
            return self._field_to_sql(query.table, name, query)

        return {
            "date": SQL("COALESCE(%s, %s)", column("date"), column("create_date")),
            "recorded_on": column("create_date"),
            "is_open": False,
            "author_id": column("author_id"),
            "activity_type_id": column("mail_activity_type_id"),
            # Whoever sees the entry sees its reason.
            "reason_id": self.sudo()._field_to_sql(query.table, "reason_id", query),
        }

    @api.model
    def _get_feed_deadline(self, query):
        """The deadline of the activity that a message reports.

        By a look-up a row, not by a join: most messages report nothing, and most
        reports do not ask.
        """
        # Technical: which activity it was is nobody's to read, for when it was is.
        Activity = self.env["mail.activity"].sudo()
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN (SELECT MAX(%s) FROM mail_activity planned"
            " WHERE %s = %s) END",
            self._field_to_sql(query.table, "mail_activity_type_id", query),
            Activity._field_to_sql("planned", "date_deadline"),
            Activity._field_to_sql("planned", "feed_message_id"),
            SQL.identifier(query.table, "id"),
        )

    @api.model
    def _get_feed_addressed_domain(self, partner):
        return Domain("partner_ids", "in", partner.ids)

    @api.model
    def _get_feed_text_domain(self, source, text):
        return Domain("subject", "ilike", text) | Domain("body", "ilike", text)

    @api.model
    def _get_feed_create_context(self, partner, lead):
        # As the mail button of the deal does it.
        document = lead or partner
        return {
            "default_model": document._name,
            "default_res_ids": document.ids,
            "default_partner_ids": partner.ids,
            "default_composition_mode": "comment",
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _get_feed_contents(self, sources):
        """Say of each message what it is: a mail, a change, a report."""
        by_look = {}
        changes = self._get_feed_changes()
        for message in self:
            kind = sources[message.id].kind
            if kind in ("change", "log") and not changes[message.id]:
                kind = "message"
            by_look[kind] = by_look.get(kind, self.browse()) | message
        contents = {}
        for kind, messages in by_look.items():
            # One prefetch for the page, whatever the kinds.
            messages = messages.with_prefetch(self._prefetch_ids)
            if kind == "activity":
                contents.update(messages._get_feed_reports())
            elif kind in ("change", "log"):
                contents.update(messages._get_feed_steps(changes))
            elif kind == "email":
                contents.update(messages._get_feed_mails())
            else:
                contents.update(messages._get_feed_messages())
        return contents

    def _get_feed_messages(self):
        """Return ``{message id: content}`` of what colleagues wrote."""
        return {message.id: message._get_feed_message()[0] for message in self}

    def _get_feed_message(self):
        """Return ``(content, own text, whether that is all)`` of a message."""
        body = False if is_empty(self.body) else self.body
        text, is_all = read_own_text(body)
        subtype = self.subtype_id
        title = self.subject or text or subtype.description or subtype.name
        is_text_title = bool(text and not self.subject)
        says_all = is_text_title and is_all and len(text) <= TITLE_LENGTH
        content = {
            "title": shorten(title or self.env._("Message")),
            "body": False if says_all else body,
            "attachments": sorted(self.attachment_ids.ids),
            "data": {"is_text_title": is_text_title},
        }
        return content, text, is_all

    def _get_feed_reports(self):
        """Return ``{message id: content}`` of what reports a done activity."""
        planned = self._get_feed_planned()
        return {
            message.id: message._get_feed_done_activity(planned.get(message.id))
            for message in self
        }

    def _get_feed_done_activity(self, planned):
        """Split core's message: its first paragraph names the activity."""
        title, body, outcome = split_done_activity(self.body)
        if not title:
            return self._get_feed_message()[0]
        return {
            "title": shorten(title),
            "body": body,
            "outcome": outcome,
            "attachments": sorted(self.attachment_ids.ids),
            "data": get_punctuality(self, self.date, planned),
        }

    def _get_feed_planned(self):
        """Return ``{message id: date}``: for when the activity was planned."""
        Activity = self.env["mail.activity"].with_context(active_test=False)
        # The link is technical; what it leads to is read as the user.
        activities = Activity.sudo().search_fetch(
            [("feed_message_id", "in", self.ids)], ["feed_message_id"]
        )
        reports = {activity.id: activity.feed_message_id.id for activity in activities}
        readable = Activity.browse(reports)._filtered_access("read")
        return {reports[activity.id]: activity.date_deadline for activity in readable}


def split_done_activity(body):
    """Split the message that core posts for a done activity.

    Its template (``mail.message_activity_done``) has a first paragraph that names
    the activity, the note it was planned with, and the feedback under a bold head.

    :return: ``(title, rest as HTML or False, feedback or False)``
    """
    if tools.is_html_empty(body):
        return "", False, False
    root = html.fromstring(f"<div>{body}</div>")
    first = root.find(".//p")
    if first is None:
        return "", False, False
    feedback, rest = False, []
    for node in first.itersiblings():
        if not isinstance(node.tag, str) or not node.text_content().strip():
            continue
        head = node[0] if len(node) else None
        if head is not None and "fw-bold" in head.get("class", ""):
            lines = [head.tail, *(line.tail for line in node[1:])]
            feedback = "\n".join(line.strip() for line in lines if line) or False
        else:
            rest.append(html.tostring(node, encoding="unicode", with_tail=False))
    # The template leaves a blank before the colon.
    title = " ".join(first.text_content().split()).replace(" : ", ": ")
    return title, tools.html_sanitize("".join(rest)) if rest else False, feedback
