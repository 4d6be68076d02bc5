from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..engine.bodies import make_inert
from ..engine.marks import filter_documents, get_thread
from ..engine.talk import COMMENT_OF, CommentOf, make_body
from ..engine.words import check_text, spell

#: Comments of an entry that are read at a time.
COMMENTS = 10
#: Characters of a comment, as many as make a long letter.
MAX_LENGTH = 10000


class CrmFeedEntry(models.Model):
    """Comments: messages in the chatter of the document that belong to an entry."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    @api.readonly
    def get_comments(self, entry_id, before=None):
        """Return what was said about an entry, the last comments first to be told.

        :param entry_id: ``id`` of the entry, as int or float, or its ``key``
        :param int before: id of a comment: those earlier than that
        :return: ``{"comments": [comment, ...], "earlier": bool, "count": int, "muted":
            bool, "takes_part": bool}``, at most 10, newest last; ``earlier``: whether
            there are more before; ``count``: how many there are in all; ``muted``,
            ``takes_part``: see :meth:`mute_comments`. A comment is ``{"id", "date"
            (UTC), "author": {"id", "display_name"} or False, "body" (sanitized HTML),
            "can_delete"}``
        :raise MissingError: if there is no such entry for this user
        """
        row, source = self._get_row(entry_id)
        if before is not None and type(before) is not int:
            raise UserError(
                self.env._(
                    "There is no comment “%(id)s”. Give the number of one.",
                    id=spell(before),
                )
            )
        messages = self._find_comments(source.model, row["res_id"])
        found = messages.filtered(lambda message: not before or message.id < before)
        return {
            "comments": self._get_comments(found[:COMMENTS].sorted("id")),
            "earlier": len(found) > COMMENTS,
            "count": len(messages),
            **self._get_thread_state(row, source, messages),
        }

    @api.model
    def post_comment(self, entry_id, body, mention_ids=None):
        """Say something about an entry.

        It is logged in the chatter of the document, for colleagues only, and belongs
        to the entry: the feed shows it there and nowhere else. Who takes part is told,
        in the inbox or by e-mail, as everybody prefers.

        :param entry_id: see :meth:`get_comments`
        :param str body: plain text; ``@Name`` mentions a colleague
        :param mention_ids: ids of the contacts of those colleagues; who is not named in
            the text is not mentioned
        :return: the comment, as of :meth:`get_comments`, and ``unreachable``: ``[{"id",
            "display_name"}]`` of those who are mentioned, may not read the entry, and
            were told nothing
        :raise UserError: if there is nothing to say, or no place to say it; if too many
            are mentioned
        :raise AccessError: if the user may not post on the document
        :raise MissingError: if there is no such entry for this user
        """
        body = self._check_comment(body)
        mentions = self._check_mentions(mention_ids)
        row, source = self._get_row(entry_id)
        document = self._get_thread(row, source)
        told, unreachable, mentioned = self._find_told(
            row, source, document, body, mentions
        )
        comment_of = CommentOf(source.id, row["res_id"])
        message = document.with_context(**{COMMENT_OF: comment_of}).message_post(
            body=make_body(body, mentioned - unreachable),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=told.ids,
        )
        self._tell(told, message)
        comment = self._get_comments(message.with_env(self.env))[0]
        comment["unreachable"] = [
            {"id": partner.id, "display_name": partner.name} for partner in unreachable
        ]
        return comment

    @api.model
    def _check_comment(self, body):
        """Return the text of a comment that a client sends.

        :raise UserError: if there is none, or too much of it
        """
        body = (check_text(self.env, self.env._("Comment"), body) or "").strip()
        if not body or len(body) > MAX_LENGTH:
            raise UserError(
                self.env._("The comment is empty. Write what there is to say.")
                if not body
                else self.env._(
                    "The comment is too long: %(number)s characters are the most. "
                    "Shorten it, or attach a file to the document.",
                    number=MAX_LENGTH,
                )
            )
        return body

    @api.model
    def delete_comment(self, entry_id, comment_id):
        """Delete a comment on an entry, as the chatter does: its author may.

        :param entry_id: see :meth:`get_comments`
        :param int comment_id: ``id`` of the comment
        :raise AccessError: if it is not one's own
        :raise MissingError: if there is no such entry for this user
        """
        row, source = self._get_row(entry_id)
        found = self._find_comments(source.model, row["res_id"])
        comment = found.filtered(lambda message: message.id == comment_id)
        if comment:
            comment._delete_feed_message()
        return True

    @api.model
    def _find_comments(self, model, res_id):
        """Return the comments on a record that the user may read, the newest first."""
        messages = self.env["mail.message"]._find_feed_comments(model, (res_id,))
        documents = {(message.model, message.res_id) for message in messages}
        readable = filter_documents(self.env, documents, "read")
        messages = messages.filtered(
            lambda message: (message.model, message.res_id) in readable
        )
        return self.env["mail.message"].browse(messages.ids)

    @api.model
    def _get_comments(self, messages):
        """Return what clients are told of comments that the user may read."""
        deletable = messages._filter_feed_deletable()
        comments = []
        for message in messages.sudo():
            author = message.author_id
            comments.append(
                {
                    "id": message.id,
                    "date": str(message.date.replace(microsecond=0)),
                    "author": bool(author)
                    and {"id": author.id, "display_name": author.display_name},
                    "body": make_inert(message.body) or "",
                    "can_delete": message.id in deletable._ids,
                }
            )
        return comments

    @api.model
    def _get_thread(self, row, source):
        """Return the document on whose chatter the user may comment an entry.

        :raise UserError: if nothing has a chatter
        :raise AccessError: if the user may not post there
        """
        partner = self.env["res.partner"].sudo().browse(row["partner_id"] or ())
        customers = {partner.id: partner.commercial_partner_id.id}
        thread = get_thread(self.env, (source.model, row["res_id"]), row, customers)
        if thread is None:
            raise UserError(
                self.env._(
                    "This entry cannot be commented: neither its document nor a "
                    "customer has a place for messages. Write a note instead."
                )
            )
        if thread not in filter_documents(self.env, [thread], "create"):
            raise AccessError(
                self.env._(
                    "You cannot comment on this entry: you may not write on its "
                    "document. Ask whoever is responsible for it, or write a note."
                )
            )
        return self.env[thread[0]].browse(thread[1])
