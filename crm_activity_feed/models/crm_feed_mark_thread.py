from odoo import api, models
from odoo.tools import SQL


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

    # ------------------------------------------------------------
    # When records change
    # ------------------------------------------------------------

    @api.model
    def _move(self, model, old_ids, record):
        """Keep what is new to a user, when comments of several records come together.

        Whoever had seen the newest comment on one need not have seen an older one on
        another.
        """
        seen = self._get_merged_threads(model, tuple(old_ids), record)
        result = super()._move(model, old_ids, record)
        sources = self.env["crm.feed.source"]._get_siblings(record._name)
        for mark in self.sudo().search(
            [
                ("source_id", "in", sources),
                ("res_id", "=", record.id),
                ("mark", "=", "thread"),
                ("user_id", "in", list(seen)),
            ]
        ):
            mark.write(seen[mark.user_id.id])
        return result

    @api.model
    def _get_merged_threads(self, model, old_ids, record):
        """Return ``{user id: values}`` of the marks on comments that come together.

        Muted is who has muted all of them.
        """
        Source = self.env["crm.feed.source"]
        sources = Source._get_siblings(model), Source._get_siblings(record._name)
        if not (old_ids and record and all(sources)):
            return {}
        # Technical: up to where whoever has seen it, nothing of what was said.
        self.env["mail.message"].sudo().flush_model()
        self.env["mail.notification"].sudo().flush_model(["is_read"])
        self.sudo().flush_model()

        def is_merged(source, res_id):
            return SQL(
                "((%s IN %s AND %s IN %s) OR (%s IN %s AND %s = %s))",
                *(source, sources[0], res_id, old_ids),
                *(source, sources[1], res_id, record.id),
            )

        self.env.cr.execute(
            SQL(
                "SELECT mark.user_id, bool_and(COALESCE(mark.is_muted, FALSE)),"
                " max(mark.last_comment_id), (%s)"
                " FROM crm_feed_mark mark JOIN res_users person"
                " ON person.id = mark.user_id WHERE mark.mark = 'thread' AND %s"
                " GROUP BY mark.user_id, person.partner_id",
                self._select_first_unseen(
                    is_merged(SQL("message.feed_source_id"), SQL("message.feed_res_id"))
                ),
                is_merged(SQL("mark.source_id"), SQL("mark.res_id")),
            )
        )
        return {
            user_id: {
                "is_muted": is_muted,
                "last_comment_id": new_id - 1 if new_id else last_id or False,
            }
            for user_id, is_muted, last_id, new_id in self.env.cr.fetchall()
        }

    def _select_first_unseen(self, condition):
        """SELECT of the first comment to ``mark.user_id`` that he has not seen.

        See ``engine.marks`` for what is unseen.

        :param condition: SQL on ``message``: what records the comments are on
        """
        told = self.env["mail.message"]._fields["partner_ids"]
        return SQL(
            "SELECT min(message.id)"
            " FROM mail_message message JOIN %s told ON told.%s = message.id"
            " JOIN crm_feed_source source ON source.id = message.feed_source_id"
            " WHERE told.%s = person.partner_id AND %s"
            " AND message.message_type = 'comment'"
            " AND message.id > COALESCE((SELECT max(seen.last_comment_id)"
            " FROM crm_feed_mark seen"
            " JOIN crm_feed_source known ON known.id = seen.source_id"
            " WHERE seen.mark = 'thread' AND seen.user_id = mark.user_id"
            " AND seen.res_id = message.feed_res_id AND known.model = source.model), 0)"
            " AND NOT EXISTS (SELECT FROM mail_notification notice"
            " WHERE notice.mail_message_id = message.id"
            " AND notice.res_partner_id = person.partner_id"
            " AND notice.notification_type = 'inbox' AND notice.is_read)",
            SQL.identifier(told.relation),
            SQL.identifier(told.column1),
            SQL.identifier(told.column2),
            condition,
        )
