from markupsafe import escape

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

from ..engine.marks import filter_documents


class MailMessage(models.Model):
    """The way from a comment to its entry: a link, and a text that is searched."""

    _inherit = "mail.message"

    def _get_feed_comment_key(self):
        """Return the key of the entry that this is a comment on, or ``False``.

        It says nothing of the entry, and opens it to nobody.
        """
        message = self.sudo()
        if message.message_type != "comment" or not message.feed_source_id:
            return False
        return f"{message.feed_source_id.number}-{message.feed_res_id}"

    def _to_store_defaults(self, target):
        """Tell colleagues of the entry, so that the inbox can lead there."""
        fields = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            fields.append(
                Store.Attr(
                    "feed_entry",
                    value=lambda message: message._get_feed_comment_key(),
                    predicate=lambda message: message._get_feed_comment_key(),
                )
            )
        return fields

    @api.model
    def _find_feed_commented(self, text):
        """Return the records whose comments hold ``text``.

        Of the comments that the user may read; of the entries, the caller asks.

        :return: ``{model: ids of its records}``
        """
        models_by_id = {
            source_id: model
            for model, ids in self.env["crm.feed.source"]
            ._get_siblings_by_model()
            .items()
            for source_id in ids
        }
        domain = Domain("feed_source_id", "in", list(models_by_id))
        domain &= Domain("message_type", "=", "comment")
        # The text is stored as HTML: "A & B" reads "A &amp; B" there.
        domain &= Domain.OR(
            Domain("body", "ilike", wanted) for wanted in {text, str(escape(text))}
        )
        # Their documents are asked for below: core would do so one by one.
        messages = self.sudo().search_fetch(
            domain, ["model", "res_id", "feed_source_id", "feed_res_id"], order="id"
        )
        documents = {(message.model, message.res_id) for message in messages}
        readable = filter_documents(self.env, documents, "read")
        found = {}
        for message in messages:
            if (message.model, message.res_id) in readable:
                model = models_by_id[message.feed_source_id.id]
                found.setdefault(model, set()).add(message.feed_res_id)
        return found
