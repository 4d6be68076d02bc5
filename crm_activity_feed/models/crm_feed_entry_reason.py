from odoo import api, models
from odoo.exceptions import UserError

#: The action that says how and why a contact took place.
SET_KIND_REASON = "set_kind_reason"
#: Key of what it changes, in the parameters of an action and in what undoes it.
KIND_REASON = "kind_reason"
_MODELS = {"activity_type_id": "mail.activity.type", "reason_id": "crm.feed.reason"}


class CrmFeedEntry(models.Model):
    """Kind and reason of an entry, said along with any action, and taken back."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def _check_kind_reason(self, action, params):
        """Return kind and reason as a client names them: those that it names.

        :return: ``{"activity_type_id", "reason_id"}``, each an id or ``False``
        :raise UserError: if one of them cannot be chosen, or none is named
        """
        values = {}
        for name, model in _MODELS.items():
            if name in params:
                value = params[name] or False
                is_id = type(value) is int and value > 0
                # Archived ones and other companies' are not to be chosen any more.
                if value and not (
                    is_id and self.env[model].search_count([("id", "=", value)])
                ):
                    raise UserError(self._get_choice_error(name))
                values[name] = value
        if action == SET_KIND_REASON and not values:
            raise UserError(
                self.env._("There is nothing to change. Choose a kind or a reason.")
            )
        return values

    @api.model
    def _get_choice_error(self, name):
        if name == "reason_id":
            return self.env._(
                "This reason cannot be chosen: it is archived, or not one of your "
                "companies'. Choose another one."
            )
        return self.env._(
            "This kind cannot be chosen: it is archived, or there is none like it. "
            "Choose another one."
        )

    @api.model
    def _get_undo_values(self, record, action, has_reason):
        """Return what undoing has to put back, see ``crm.feed.mixin``.

        :param bool has_reason: whether kind or reason change along with ``action``
        """
        values = record._get_feed_undo_values(action)
        if values is None or not has_reason:
            return values
        more = record._get_feed_undo_values(SET_KIND_REASON)
        return None if more is None else {**values, KIND_REASON: more}

    @api.model
    def _undo(self, record, action, before, after):
        record._undo_feed_action(action, before, after)
        if KIND_REASON in before:
            record._undo_feed_action(
                SET_KIND_REASON, before[KIND_REASON], after[KIND_REASON]
            )
