from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.undo import digest


class MailActivity(models.Model):
    """What can be done with a planned activity in the feed, and undone."""

    _name = "mail.activity"
    _inherit = ["mail.activity"]

    _feed_undo_fields = {
        "done": ("active", "feedback"),
        "reschedule": ("date_deadline",),
        "reassign": ("user_id",),
        "set_kind_reason": ("activity_type_id", "reason_id"),
    }

    def _get_feed_actions(self):
        writable = self._filtered_access("write")
        allowed = writable.filtered("active")
        shared = allowed._filter_feed_shared()
        return {
            activity.id: [
                *(["done", "reschedule"] if activity in allowed else []),
                *(["reassign"] if activity in shared else []),
                *(["set_kind_reason"] if activity in writable else []),
            ]
            for activity in self
        }

    def _filter_feed_shared(self):
        """Those whose document the user may write on: the new owner will follow it."""
        shared = self.browse()
        bound = self.filtered("res_model")
        for model, activities in bound.grouped("res_model").items():
            documents = self.env[model].browse(set(activities.mapped("res_id")))
            writable = set(documents._filtered_access("write").ids)
            shared |= activities.filtered(lambda a, ids=writable: a.res_id in ids)
        return shared

    def _run_feed_action(self, action, params):
        if action == "done":
            self.action_feedback(feedback=params.get("outcome"))
            return self.sudo().feed_message_id.sudo(False) or None
        if action == "reschedule":
            self.date_deadline = params["date_deadline"].date()
        elif action == "reassign":
            self._reassign_in_feed(self.env["res.users"].browse(params["user_id"]))
        elif action == "set_kind_reason":
            self.write(params["kind_reason"])
        else:
            return super()._run_feed_action(action, params)
        return None

    def _get_feed_document(self):
        return self.env[self.res_model].browse(self.res_id)

    def _reassign_in_feed(self, user):
        """Hand over to a colleague, who has to see what it is about."""
        document = self._get_feed_document()
        theirs = document.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        if not theirs.has_access("read"):
            raise UserError(
                self.env._(
                    "%(user)s cannot take this over: “%(document)s” is not open to "
                    "%(user)s. Choose another colleague, or write a note and hand that "
                    "over.",
                    user=user.name,
                    document=document.display_name,
                )
            )
        self.user_id = user

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def _get_feed_undo_values(self, action):
        values = super()._get_feed_undo_values(action)
        if action == "reassign":
            values["_followers"] = self._get_feed_document().message_partner_ids.ids
        elif action == "done":
            values.update(self._get_feed_done_values())
        return values

    def _get_feed_done_values(self):
        """What core leaves behind an activity that is done: see ``_action_done``."""
        # Technical links and what others did with the message, not its words.
        message = self.sudo().feed_message_id
        followers_up = self.sudo().search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("previous_activity_type_id", "=", self.activity_type_id.id),
                ("create_uid", "=", self.env.uid),
            ],
            order="id",
        )
        event = self.calendar_event_id
        return {
            "message": message.id,
            # Comments and likes of the feed go back to the activity with it.
            "answers": [digest(message.body), len(message.reaction_ids)],
            "next": [[activity.id, activity.write_date] for activity in followers_up],
            "notes": digest(event.notes),
            "_notes": event.notes,
        }

    def _undo_feed_action(self, action, before, after):
        result = super()._undo_feed_action(action, before, after)
        if action == "done":
            self._undo_feed_done(before, after)
        elif action == "reassign":
            document = self._get_feed_document()
            new = set(after["_followers"]) - set(before["_followers"])
            document.message_unsubscribe(
                list(new & set(document.message_partner_ids.ids))
            )
        return result

    def _undo_feed_done(self, before, after):
        """Take back what doing it left: the report, the follow-up, the feedback."""
        planned = {item[0] for item in after["next"]}
        planned -= {item[0] for item in before["next"]}
        self.browse(planned).unlink()
        if before["notes"] != after["notes"]:
            self.calendar_event_id.notes = before["_notes"]
        # Core lets whoever has an activity report on a document that is not theirs
        # to change. Its author takes the report back the same way: the undo is
        # signed, and nobody has answered.
        message = self.env["mail.message"].sudo().browse(after["message"] or [])
        attachments = message.attachment_ids.filtered(
            lambda attachment: attachment.res_model == message._name
        )
        attachments.write({"res_model": self._name, "res_id": self.id})
        message.attachment_ids = [Command.clear()]
        self.env["crm.feed.mark"]._move(message._name, message.ids, self)
        message.unlink()
