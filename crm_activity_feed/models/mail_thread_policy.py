from collections import defaultdict

from odoo import api, models

_CHANGED = "crm_activity_feed.policy_changed"


class MailThread(models.AbstractModel):
    """Documents that policies let colleagues follow."""

    _inherit = "mail.thread"

    @api.model_create_multi
    def create(self, vals_list):
        """Let policies see what is made without a chatter, such as imports."""
        records = super().create(vals_list)
        if self.env.context.get("tracking_disable"):
            self.env["crm.feed.policy"]._follow_new(records)
        return records

    def write(self, vals):
        """Let policies see what has changed, before it is told in the chatter."""
        result = super().write(vals)
        self.env["crm.feed.policy"]._follow_changed(self, vals)
        return result

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Let policies see what is made, before it is told in the chatter.

        They look at the record: of what defaults and computed fields give, there is
        nothing in the values. Only ``create`` asks to update followers.
        """
        result = super()._message_auto_subscribe(
            updated_values, followers_existing_policy
        )
        if followers_existing_policy == "update":
            self.env["crm.feed.policy"]._follow_new(self)
        return result

    def _write_multi(self, vals_list):
        """Collect the records whose computed fields change: nobody writes these."""
        result = super()._write_multi(vals_list)
        watched = self.env["crm.feed.policy"]._get_watched(self._name)
        computed = {name for name in watched if self._fields[name].compute}
        changed = {
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if not computed.isdisjoint(vals)
        }
        if changed:
            data = self.env.cr.precommit.data
            if _CHANGED not in data:
                data[_CHANGED] = defaultdict(set)
                self.env.cr.precommit.add(self._follow_collected)
            data[_CHANGED][self._name] |= changed
        return result

    def _follow_collected(self):
        """Let policies see the records that were collected, at the end."""
        collected = self.env.cr.precommit.data.pop(_CHANGED, {})
        for model, ids in collected.items():
            records = self.env[model].sudo().browse(sorted(ids)).exists()
            self.env["crm.feed.policy"]._reconcile(records)
        self.env.flush_all()
