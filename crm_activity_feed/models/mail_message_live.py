from odoo import models

_LINKS = "crm_activity_feed.message_links"


class MailMessage(models.Model):
    """Messages show in the feeds of their documents."""

    _inherit = "mail.message"

    def _create(self, data_list):
        """Remember the documents of new messages until the feeds are told.

        The ORM forgets them: core drops what documents know of their messages, and
        with it what the messages know.
        """
        messages = super()._create(data_list)
        links = self.env.cr.precommit.data.setdefault(_LINKS, {})
        for data in data_list:
            stored = data["stored"]
            link = (stored.get("model"), stored.get("res_id"))
            is_shown = stored.get("message_type") != "user_notification"
            links[data["record"].id] = link if is_shown and all(link) else None
        return messages

    def _write_multi(self, vals_list):
        """Forget where messages were that move."""
        links = self.env.cr.precommit.data.get(_LINKS, {})
        for message, vals in zip(self, vals_list, strict=True):
            if not {"model", "res_id", "message_type"}.isdisjoint(vals):
                links.pop(message.id, None)
        return super()._write_multi(vals_list)

    def _get_feed_live_places(self):
        known = self.env.cr.precommit.data.get(_LINKS, {})
        links = {known[id_] for id_ in self._ids if known.get(id_)}
        live = self.env["crm.feed.live"]
        moved = self.browse(id_ for id_ in self._ids if id_ not in known)
        if moved:
            # What tells one user of something shows in nobody's feed.
            hidden = ("message_type", "user_notification")
            links.update(live._fetch_links(*self._feed_link, moved, hidden))
        return live._get_document_places(links)
