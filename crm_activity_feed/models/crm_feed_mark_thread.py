from odoo import api, models


class CrmFeedMark(models.Model):
    """What users have seen of the comments on an entry, and who has left them."""

    _inherit = "crm.feed.mark"

    @api.model
    def _write_thread(self, source, res_id, values):
        """Remember something of the current user about the comments on a record.

        The caller has checked the access to the entry.

        :param source: ``crm.feed.source`` of the entry
        :param dict values: ``is_muted`` or ``last_comment_id``
        """
        self._put(source, res_id, "thread")
        marks = self._find(source.model, res_id, "thread")
        changed = marks.filtered(
            lambda mark: any(mark[name] != values[name] for name in values)
        )
        changed.write(values)
        # Pages read it by SQL.
        changed.flush_recordset()

    @api.model
    def _find_muted(self, model, res_id):
        """Return the users who have left the comments on a record of ``model``."""
        marks = self.sudo().search(
            [
                ("source_id", "in", self.env["crm.feed.source"]._get_siblings(model)),
                ("res_id", "=", res_id),
                ("mark", "=", "thread"),
                ("is_muted", "=", True),
            ]
        )
        return self.env["res.users"].browse(marks.user_id.ids)
