from odoo import models
from odoo.tools.mail import email_split_tuples

from ..engine.bodies import PREVIEW_LENGTH
from ..engine.words import shorten

#: How many recipients are named.
MAX_RECIPIENTS = 6


class MailMessage(models.Model):
    """What an e-mail says: who wrote to whom, and the beginning of the text."""

    _inherit = "mail.message"

    def _get_feed_mails(self):
        """Return ``{message id: content}`` of e-mails."""
        return {message.id: message._get_feed_mail() for message in self}

    def _get_feed_mail(self):
        """Return the words of an e-mail; see ``crm.feed.mixin`` for their shape.

        ``data`` has ``direction`` ("in" or "out"), ``from`` and ``to`` (``{"id",
        "display_name"}``, the id ``False`` if it is no contact; of ``to``, a list of
        the first ones; the page adds their ``role``), ``to_more`` (number of the
        others), ``preview`` (plain text without quoted history and signature),
        ``is_all`` (whether that is all) and ``is_text_title`` (whether the title is
        the beginning of the text, as it has no subject).
        """
        content, text, is_all = self._get_feed_message()
        # Names as the host shows them: who may read a mail sees from and to.
        author = self.sudo().author_id
        recipients = self._get_feed_recipients()
        content["data"] |= {
            "direction": "out" if author and not author.partner_share else "in",
            "from": {
                "id": author.id,
                "display_name": author.name or get_mail_name(self.email_from),
            },
            "to": recipients[:MAX_RECIPIENTS],
            "to_more": max(len(recipients) - MAX_RECIPIENTS, 0),
            "preview": shorten(text, PREVIEW_LENGTH),
            "is_all": is_all and len(text) <= PREVIEW_LENGTH and "<a" not in self.body,
        }
        return content

    def _get_feed_recipients(self):
        """Return whom a mail went to, by its own account: with and without contact."""
        contacts = self.sudo().partner_ids
        people = [
            {"id": contact.id, "display_name": contact.name or contact.display_name}
            for contact in contacts
        ]
        known = {contact.email_normalized for contact in contacts}
        written = f"{self.incoming_email_to or ''},{self.outgoing_email_to or ''}"
        for name, address in email_split_tuples(written):
            if address.lower() not in known:
                known.add(address.lower())
                people.append({"id": False, "display_name": name or address})
        return people


def get_mail_name(address):
    """Return the name in an address such as ``"Olga" <olga@acme.example>``."""
    pairs = email_split_tuples(address or "")
    return next((name or email for name, email in pairs), "")
