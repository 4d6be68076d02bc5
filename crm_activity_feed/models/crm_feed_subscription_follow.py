from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ..engine.concurrency import inserting


class CrmFeedSubscription(models.Model):
    """How follows begin and end, with their reasons."""

    _inherit = "crm.feed.subscription"

    # ------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------

    @api.model
    def _follow_by_hand(self, records, subtype_ids=None):
        """Have the current user follow records that they may read.

        :param records: of one model, a thread
        :param subtype_ids: what to be told of; by default, of everything. Records
            that are followed already are changed only if it is given.
        :raise AccessError: if a record may not be read
        """
        if not records:
            return
        records.check_access("read")
        user = self.env.user
        partner = user.partner_id
        self.env["crm.feed.opt.out"]._accept(user, records)
        followers = self._find_followers(records._name, records.ids, partner.ids)
        if subtype_ids is not None:
            followers.write({"subtype_ids": [Command.set(subtype_ids)]})
        else:
            subtype_ids = self._get_everything(records._name)
        new = set(records.ids) - set(followers.mapped("res_id"))
        # Not core's `_insert_followers`: that is for what comes by itself, and leaves
        # out who has muted the section.
        with inserting(self.env):
            self.env["mail.followers"].sudo().create(
                [
                    {
                        "res_model": records._name,
                        "res_id": res_id,
                        "partner_id": partner.id,
                        "subtype_ids": [Command.set(subtype_ids)],
                    }
                    for res_id in sorted(new)
                ]
            )
        self._keep(records, user, "hand")

    @api.model
    def _get_everything(self, model):
        """Return the ids of all subtypes that an employee follows a record with."""
        subtypes = self.env["mail.message.subtype"]
        default = subtypes.sudo().default_subtypes(model)[0]
        ids = [*default.ids, *subtypes._get_feed_progress(model)]
        ids += subtypes._get_feed_reach(model).values()
        return sorted(set(ids))

    # ------------------------------------------------------------
    # By a policy, or because the customer is followed
    # ------------------------------------------------------------

    @api.model
    def _follow(self, records, user, origin, subtype_ids, policy=None, customer=None):
        """Have a user follow records for a reason that may end.

        Left out is what they may not read, and what they do not want. Who follows a
        record already gets the subtypes in addition.

        :param records: of one model, a thread; found by whoever it may be
        :param user: ``res.users``
        :param str origin: ``policy`` or ``customer``
        :param subtype_ids: what they are told of
        :param policy: the ``crm.feed.policy`` that asks
        :param customer: the ``res.partner`` whose follow brings it along
        :return: the records that they follow now
        """
        refused = self.env["crm.feed.opt.out"]._get_refused(records, user, policy)
        records = records.filtered(lambda record: record.id not in refused)
        records = records.browse(records._get_feed_followable(user).ids)
        if not records:
            return records
        partner = user.sudo().partner_id
        self._keep_known(records, user)
        with inserting(self.env):
            self.env["mail.followers"]._insert_followers(
                records._name,
                records.ids,
                partner.ids,
                subtypes={partner.id: list(subtype_ids)},
                check_existing=True,
                existing_policy="update",
            )
        self._keep(records, user, origin, policy, customer)
        return records

    @api.model
    def _keep_known(self, records, user):
        """Remember that a user followed records before, for a reason nobody knows."""
        self.env["mail.followers"].flush_model(["res_model", "res_id", "partner_id"])
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_feed_subscription"
                " (user_id, res_model, res_id, origin, date)"
                " SELECT %s, follower.res_model, follower.res_id, 'other',"
                " COALESCE(follower.feed_since, now() AT TIME ZONE 'UTC')"
                " FROM mail_followers AS follower WHERE follower.res_model = %s"
                " AND follower.res_id IN %s AND follower.partner_id = %s"
                " AND NOT EXISTS (SELECT FROM crm_feed_subscription AS reason"
                " WHERE reason.user_id = %s AND reason.res_model = follower.res_model"
                " AND reason.res_id = follower.res_id) ON CONFLICT DO NOTHING",
                *(user.id, records._name, records._ids),
                *(user.sudo().partner_id.id, user.id),
            )
        )
        self.invalidate_model(flush=False)

    # ------------------------------------------------------------
    # The end
    # ------------------------------------------------------------

    @api.model
    def _unfollow_by_hand(self, records):
        """End the follow of records by the current user, whatever the reason.

        What only the follow of a customer has brought along ends with it. No policy
        brings back what was ended by hand: see ``mail.thread.message_unsubscribe``.
        """
        records.message_unsubscribe(self.env.user.partner_id.ids)
