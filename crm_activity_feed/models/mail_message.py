from lxml import html

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

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

    feed_source_id = fields.Many2one(
        "crm.feed.source",
        ondelete="set null",
        help="With the record below: the entry of the feed that this message is about.",
    )
    feed_res_id = fields.Integer(string="Feed Record", aggregator=None)

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
        source = self.env.ref(
            f"crm_activity_feed.{source_name}", raise_if_not_found=False
        )
        if source and self:
            # Employees cannot write on messages; this mark gives nothing away.
            self.sudo().write({"feed_source_id": source.id, "feed_res_id": record.id})

    # ------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------

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

        def column(name):
            return self._field_to_sql(query.table, name, query)

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
        }

    @api.model
    def _get_feed_addressed_domain(self, partner):
        return Domain("partner_ids", "in", partner.ids)

    @api.model
    def _get_feed_text_domain(self, source, text):
        return Domain("subject", "ilike", text) | Domain("body", "ilike", text)

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _get_feed_contents(self, sources):
        changes = self._get_feed_changes()
        contents = {}
        for message in self:
            kind = sources[message.id].kind
            if kind == "activity":
                content = message._get_feed_done_activity()
            elif kind in ("change", "log") and changes[message.id]:
                content = message._get_feed_change(changes[message.id])
            else:
                content = message._get_feed_mail()
            contents[message.id] = content
        return contents

    def _get_feed_mail(self):
        body = False if tools.is_html_empty(self.body) else self.body
        text = tools.mail.html_to_inner_content(body or "")
        subtype = self.subtype_id
        title = self.subject or text or subtype.description or subtype.name
        says_all = not self.subject and len(text) <= TITLE_LENGTH
        return {
            "title": shorten(title or self.env._("Message")),
            "body": False if says_all else body,
        }

    def _get_feed_done_activity(self):
        """Split core's message: its first paragraph names the activity."""
        title, body, outcome = split_done_activity(self.body)
        if not title:
            return self._get_feed_mail()
        return {
            "title": shorten(title),
            "body": body,
            "outcome": outcome,
        }

    def _get_feed_changes(self):
        """Return ``{message id: [(field name, label, old, new), ...]}``.

        Only of fields that the user may read, as in core's chatter.
        """
        # Tracking values are the superuser's; the filter is core's own.
        values = self.sudo().tracking_value_ids._filter_has_field_access(self.env)
        formatted = {item["id"]: item for item in values._tracking_value_format()}
        stages = self._get_feed_stages(values)
        changes = {message.id: [] for message in self}
        for tracking in values:
            item = formatted[tracking.id]
            sides = (
                (item["oldValue"], tracking.old_value_integer),
                (item["newValue"], tracking.new_value_integer),
            )
            old, new = (
                stages.get((tracking.field_id.relation, stage_id))
                or self._get_feed_value(value)
                for value, stage_id in sides
            )
            label = item["fieldInfo"]["changedField"]
            change = (tracking.field_id.name, label, old, new)
            changes[tracking.mail_message_id.id].append(change)
        return changes

    def _get_feed_stages(self, values):
        """Return ``{(model, stage id): name}``, in the language of the reader.

        Tracking keeps the name in the language of whoever moved the deal.
        """
        ids = {}
        for tracking in values:
            if tracking.field_id.name == "stage_id" and tracking.field_id.relation:
                ids.setdefault(tracking.field_id.relation, set()).update(
                    (tracking.old_value_integer, tracking.new_value_integer)
                )
        return {
            (model, stage.id): stage.display_name
            for model, stage_ids in ids.items()
            for stage in self.env[model].sudo().browse(stage_ids - {0}).exists()
        }

    def _get_feed_value(self, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return str(value) if value not in (None, "") else False

    def _get_feed_step(self, old, new):
        nothing = self.env._("None")
        return f"{old or nothing} → {new or nothing}"

    def _get_feed_change(self, changes):
        """Return the words of a change: "Proposition → Won"."""
        stage = next((change for change in changes if change[0] == "stage_id"), None)
        subtype = self.subtype_id
        if stage:
            title = self._get_feed_step(*stage[2:])
        elif subtype and subtype.res_model:
            reason = next((c[3] for c in changes if c[0] == "lost_reason_id"), None)
            title = f"{subtype.name}: {reason}" if reason else subtype.name
        else:
            title = ", ".join(
                f"{label}: {self._get_feed_step(old, new)}"
                for _name, label, old, new in changes[:3]
            )
        return {
            "title": shorten(title),
            "body": False if tools.is_html_empty(self.body) else self.body,
            "status": subtype.name if stage and subtype.res_model else False,
        }


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
