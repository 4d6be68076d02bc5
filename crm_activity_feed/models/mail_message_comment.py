from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.marks import filter_documents

#: What is left of a message that was deleted in the chatter.
_EMPTY = r'^(\s|<span class="o-mail-Message-edited"[^>]*>|</span>|</?p>|<br\s*/?>)*$'


class MailMessage(models.Model):
    """Messages that are comments on an entry, and those that were deleted."""

    _inherit = "mail.message"

    @api.model
    def _find_feed_comments(self, model, res_ids):
        """Return the comments on the entries of records, the newest first.

        Without a look at rights: the caller knows about the entry, and has to ask
        for the documents of the comments.

        :param str model: model of the records
        :param tuple res_ids: their ids
        """
        sources = self.env["crm.feed.source"]._get_siblings(model)
        domain = Domain("feed_source_id", "in", sources)
        domain &= Domain("feed_res_id", "in", res_ids)
        domain &= Domain("message_type", "=", "comment")
        messages = self.sudo().search(domain, order="id desc")
        return messages.filtered(lambda message: not message._is_empty())

    # My feed looks for the comments of somebody, and to somebody: few of all messages.
    _feed_comment_idx = models.Index(
        "(author_id) WHERE feed_source_id IS NOT NULL AND message_type = 'comment'"
    )

    @api.model
    def _find_feed_comments_of(self, partner):
        """Return what ``partner`` commented on, or is addressed by a comment on.

        Whoever may read it: the page decides which entries show.

        :return: SELECT of ``model`` and ``id`` of the records of the entries, with
            ``author_id`` and ``message_id`` of each comment
        """
        # Technical: which entry it belongs to is nobody's to read or set.
        comment = self.sudo()

        def column(name):
            return comment._field_to_sql("comment", name)

        recipients = self._fields["partner_ids"]
        source = self.env["crm.feed.source"].sudo()
        comments = SQL(
            "SELECT %s AS model, %s AS id, %s AS author_id, comment.id AS message_id"
            " FROM mail_message comment"
            " JOIN crm_feed_source source ON source.id = %s"
            " WHERE %s IS NOT NULL AND %s = 'comment' AND NOT %s",
            source._field_to_sql("source", "model"),
            *(column("feed_res_id"), column("author_id")),
            *(column("feed_source_id"), column("feed_source_id")),
            *(column("message_type"), self._get_feed_deleted("comment")),
        )
        addressed = SQL(
            "comment.id IN (SELECT %s FROM %s WHERE %s = %s)",
            SQL.identifier(recipients.column1),
            SQL.identifier(recipients.relation),
            SQL.identifier(recipients.column2),
            SQL("%s", partner.id, to_flush=recipients),
        )
        return SQL(
            "%s AND %s = %s UNION %s AND %s",
            *(comments, column("author_id"), partner.id, comments, addressed),
        )

    def _get_feed_untold(self, query):
        """Condition: neither a comment on an entry nor a message that was deleted.

        A comment is part of its entry. Of a deleted message core keeps an empty shell.
        """

        # Technical: which entry it belongs to is nobody's to read or set.
        message = self.sudo()

        def column(name):
            return message._field_to_sql(query.table, name, query)

        return SQL(
            "%s AND (%s <> 'comment' OR (%s IS NULL AND NOT %s))",
            super()._get_feed_untold(query),
            *(column("message_type"), column("feed_source_id")),
            self._get_feed_deleted(query.table),
        )

    @api.model
    def _get_feed_deleted(self, alias):
        """Condition: the comment was deleted in the chatter.

        :param str alias: of the messages
        """
        body = SQL("COALESCE(%s, '')", self._field_to_sql(alias, "body"))
        attachments = self._fields["attachment_ids"]
        # The length comes first: it is told without reading the text.
        return SQL(
            "(octet_length(%s) < 200 AND %s ~ %s"
            " AND NOT EXISTS (SELECT FROM %s WHERE %s = %s))",
            *(body, body, _EMPTY),
            SQL.identifier(attachments.relation),
            SQL("%s", SQL.identifier(attachments.column1), to_flush=attachments),
            SQL.identifier(alias, "id"),
        )

    # ------------------------------------------------------------
    # Deleting, as the chatter allows it
    # ------------------------------------------------------------

    def _get_feed_actions(self):
        actions = super()._get_feed_actions()
        for message in self._filter_feed_deletable():
            actions[message.id] = [*actions[message.id], "delete"]
        return actions

    def _run_feed_action(self, action, params):
        if action == "delete":
            return self._delete_feed_message()
        return super()._run_feed_action(action, params)

    def _filter_feed_deletable(self):
        """Return the messages that the user may delete in the chatter.

        One's own, if one may still post there; all, for administrators. Never what
        was sent by mail or written by the system.
        """
        # What they are is no secret to who sees them; whose they are decides.
        own = self.sudo().filtered(
            lambda message: message.message_type == "comment"
            and message.model
            and (
                message.author_id == self.env.user.partner_id
                or self.env.user._is_admin()
            )
        )
        documents = {(message.model, message.res_id) for message in own}
        allowed = filter_documents(self.env, documents, "create")
        own = own.filtered(
            lambda message: (message.model, message.res_id) in allowed
            and not message.tracking_value_ids
        )
        return self.browse(own.ids)

    def _delete_feed_message(self):
        """Delete the message in the way of the chatter: what it says is gone.

        :raise AccessError: if it is somebody else's
        """
        self.ensure_one()
        if not self._filter_feed_deletable():
            raise AccessError(
                self.env._(
                    "You cannot delete this message: only its author can, as long as "
                    "he or she may write on the document."
                )
            )
        # Checked above; core's chatter does it in the same way.
        message = self.sudo()
        document = self.env[message.model].browse(message.res_id)
        document._message_update_content(message, body="", attachment_ids=[])
