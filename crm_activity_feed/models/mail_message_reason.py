from odoo import fields, models
from odoo.exceptions import AccessError

from ..engine.marks import filter_visible, filter_writable
from .mail_message import PERSONAL_TYPES


class MailMessage(models.Model):
    """Why a message was written, and how: said in the feed, or by its activity."""

    _inherit = "mail.message"

    # Authors and recipients may write on a message, whoever owns its document: so
    # this is set by the feed alone, which asks for the document. No `restrict`: see
    # `crm.feed.note`.
    reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        copy=False,
        help="Why the contact took place. The feed sets and shows it.",
    )

    def _filter_feed_contacts(self):
        """Return those by which somebody talked to somebody: no log, no change."""
        # Of a record, that it exists would be asked message by message.
        report_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_activities")

        def is_contact(message):
            subtype = message.subtype_id
            if message.message_type in PERSONAL_TYPES or subtype.id == report_id:
                return True
            # What the system posts is a mail when it goes to somebody outside.
            is_public = bool(subtype) and not subtype.internal
            return is_public and any(message.partner_ids.mapped("partner_share"))

        return self.filtered(is_contact)

    def _filter_feed_classifiable(self):
        """Return the messages whose kind and reason the user may say.

        Contacts, on documents that the user may change: who is an author or a
        recipient need not be allowed to.
        """
        # What they are is no secret to who sees them; their documents decide.
        contacts = self.sudo().filtered("model")._filter_feed_contacts()
        documents = {(message.model, message.res_id) for message in contacts}
        allowed = filter_writable(self.env, filter_visible(self.env, documents))
        contacts = contacts.filtered(
            lambda message: (message.model, message.res_id) in allowed
        )
        return self.browse(contacts.ids)

    def _set_feed_kind_reason(self, vals):
        """Say kind and reason of the message.

        :raise AccessError: if the user may not change its document
        """
        if not self._filter_feed_classifiable():
            raise AccessError(
                self.env._(
                    "You cannot say what this message is about: that takes the right "
                    "to change its document. Ask whoever owns it."
                )
            )
        # Checked above.
        self.sudo().write(vals)

    def _get_feed_actions(self):
        actions = super()._get_feed_actions()
        for message in self._filter_feed_classifiable():
            actions[message.id] = [*actions[message.id], "set_kind_reason"]
        return actions

    def _run_feed_action(self, action, params):
        if action != "set_kind_reason":
            return super()._run_feed_action(action, params)
        vals = dict(params["kind_reason"])
        if "activity_type_id" in vals:
            vals["mail_activity_type_id"] = vals.pop("activity_type_id")
        self._set_feed_kind_reason(vals)
        return None

    def _get_feed_undo_values(self, action):
        if action != "set_kind_reason":
            return super()._get_feed_undo_values(action)
        # Whoever sees the entry sees both.
        message = self.sudo()
        return {
            "mail_activity_type_id": message.mail_activity_type_id.id,
            "reason_id": message.reason_id.id,
        }

    def _undo_feed_action(self, action, before, after):
        if action != "set_kind_reason":
            return super()._undo_feed_action(action, before, after)
        return self._set_feed_kind_reason(dict(before))
