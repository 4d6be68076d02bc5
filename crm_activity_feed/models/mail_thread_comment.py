from odoo import models

from ..engine.talk import get_comment_of

#: Documents whose form shows the feed: a link to them can lead to an entry.
_HOSTS = ("res.partner", "crm.lead")


class MailThread(models.AbstractModel):
    """Notices of comments on an entry lead to the entry, not only to its document."""

    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """Tell which entry a comment is about, before anybody is told of it."""
        comment_of = get_comment_of(self.env)
        # Answers of those who are out of office are posted on the way; they are none.
        if comment_of and msg_values.get("message_type") == "comment":
            # Employees cannot write on all messages; this link gives nothing away.
            message.sudo().write(
                {
                    "feed_source_id": comment_of.source_id,
                    "feed_res_id": comment_of.res_id,
                }
            )
        return super()._message_post_after_hook(message, msg_values)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Have the button of the mail lead colleagues to the entry."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        key = message._get_feed_comment_key()
        if key:
            button = {
                "url": self._notify_get_action_link(
                    "view",
                    model=message.model,
                    res_id=message.res_id,
                    feed_entry=key,
                ),
                "title": self.env._("See it in the feed"),
            }
            for name, _is_in, values in groups:
                if name == "user":
                    values["button_access"] = button
        return groups

    def _get_action_link_params(self, link_type, **kwargs):
        """Keep the entry that a link leads to, also on the way through the log-in."""
        params = super()._get_action_link_params(link_type, **kwargs)
        if link_type == "view" and kwargs.get("feed_entry"):
            params["feed_entry"] = kwargs["feed_entry"]
        return params

    def _notify_by_web_push_prepare_payload(self, message, *args, **kwargs):
        """Have a click on the notice of the browser lead to the entry.

        The host opens ``/odoo/<model>/<res_id>``, so the entry goes along with the id.
        """
        payload = super()._notify_by_web_push_prepare_payload(message, *args, **kwargs)
        data = payload["options"]["data"]
        if data.get("model") not in _HOSTS or not data.get("res_id"):
            return payload
        if key := message._get_feed_comment_key():
            data["res_id"] = f"{data['res_id']}?feed_entry={key}"
        return payload
