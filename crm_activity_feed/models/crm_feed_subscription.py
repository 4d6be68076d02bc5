from odoo import api, fields, models
from odoo.tools import SQL

#: Reasons that may end, and then end the follow too if nothing else holds it.
WEAK_ORIGINS = ("policy", "customer")
#: Rows that the daily repair looks at in one go.
REPAIR_BATCH = 5000


class CrmFeedSubscription(models.Model):
    """Why a user follows a record; several reasons are several rows.

    The follow itself is core's ``mail.followers``. A follower without a row here has
    come by what core does by itself: as who made the document, is responsible for it
    or has written there. Nobody takes such a follow away, nor one made by hand; a
    follow that only policies (or the follow of its customer) hold ends with them.
    """

    _name = "crm.feed.subscription"
    _description = "Reason to Follow"
    _order = "date desc, id desc"
    _rec_name = "origin"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    origin = fields.Selection(
        [
            ("hand", "By hand"),
            ("policy", "By a policy"),
            ("customer", "You follow its customer"),
            ("other", "Added, or came with the work"),
        ],
        required=True,
        readonly=True,
    )
    policy_id = fields.Many2one(
        "crm.feed.policy", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Followed Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Whose follow has brought this one along.",
    )
    date = fields.Datetime("Since", required=True, readonly=True)

    _reason_uniq = models.UniqueIndex(
        "(user_id, res_model, res_id, origin, (COALESCE(policy_id, 0)))"
    )
    _record_idx = models.Index("(res_model, res_id)")

    # ------------------------------------------------------------
    # Keeping reasons; the caller has checked that the record may be read
    # ------------------------------------------------------------

    @api.model
    def _keep(self, records, users, origin, policy=None, customer=None):
        """Remember why users follow records; what is known already stays as it is.

        :param records: of one model
        :param users: ``res.users``
        :param str origin: one of those of the field
        :param policy: the ``crm.feed.policy`` of the origin ``policy``
        :param customer: the ``res.partner`` of the origin ``customer``
        """
        if not records or not users:
            return
        if origin == "customer":
            self._announce_brought(records._name)
        # By SQL: two jobs at the same time make one row and no error.
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_feed_subscription"
                " (user_id, res_model, res_id, origin, policy_id, partner_id, date)"
                " SELECT follower.id, %s, record.id, %s, %s, %s,"
                " now() AT TIME ZONE 'UTC' FROM unnest(%s) AS follower(id)"
                " CROSS JOIN unnest(%s) AS record(id) ON CONFLICT DO NOTHING",
                *(records._name, origin, policy and policy.id or None),
                *(customer and customer.id or None, users.ids, records.ids),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _keep_other(self, model, ids, partner_ids):
        """Remember that followers have one more reason than a policy.

        Only of those whom a reason that may end has brought: all others stay anyway.
        """
        if not ids or not partner_ids:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_feed_subscription"
                " (user_id, res_model, res_id, origin, date)"
                " SELECT DISTINCT weak.user_id, weak.res_model, weak.res_id, 'other',"
                " now() AT TIME ZONE 'UTC' FROM crm_feed_subscription AS weak"
                " JOIN res_users ON res_users.id = weak.user_id"
                " WHERE weak.res_model = %s AND weak.res_id IN %s"
                " AND weak.origin IN %s AND res_users.partner_id IN %s"
                " ON CONFLICT DO NOTHING",
                *(model, tuple(ids), WEAK_ORIGINS, tuple(partner_ids)),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _forget_followers(self, followers):
        """Forget the reasons of ``mail.followers`` that go."""
        if not followers:
            return
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_feed_subscription AS reason"
                " USING mail_followers AS follower, res_users AS person"
                " WHERE follower.id IN %s AND person.partner_id = follower.partner_id"
                " AND reason.user_id = person.id"
                " AND reason.res_model = follower.res_model"
                " AND reason.res_id = follower.res_id",
                tuple(followers.ids),
            )
        )
        self.invalidate_model(flush=False)

    # ------------------------------------------------------------
    # When reasons end
    # ------------------------------------------------------------

    def _end(self):
        """End these reasons, and every follow that nothing else holds.

        :return: how many follows have ended
        """
        pairs = {(row.user_id, row.res_model, row.res_id) for row in self}
        self.sudo().unlink()
        by_key = {}
        for user, model, res_id in pairs - self._get_held(pairs):
            by_key.setdefault((user, model), []).append(res_id)
        for (user, model), ids in by_key.items():
            self._find_followers(model, ids, user.sudo().partner_id.ids).unlink()
        return sum(map(len, by_key.values()))

    @api.model
    def _get_held(self, pairs):
        """Return those of ``{(user, model, id)}`` that have a reason to go on.

        Another row, or that the user is responsible for the record.
        """
        held = set()
        for model in {model for _user, model, _id in pairs}:
            ours = {pair for pair in pairs if pair[1] == model}
            rows = self.sudo().search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", [res_id for _user, _model, res_id in ours]),
                    ("user_id", "in", [user.id for user, _model, _id in ours]),
                ]
            )
            held |= {(row.user_id, row.res_model, row.res_id) for row in rows}
            if model in self.env and "user_id" in self.env[model]._fields:
                # Technical: whose record it is, nothing that is said in it.
                records = self.env[model].sudo().browse([pair[2] for pair in ours])
                held |= {
                    (user, model, record.id)
                    for record in records.exists()
                    for user in record.user_id
                }
        return held & pairs

    @api.model
    def _find_followers(self, model, ids, partner_ids):
        """Return the ``mail.followers`` of records, in sudo: nobody may change them."""
        return (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", ids),
                    ("partner_id", "in", partner_ids),
                ]
            )
        )

    # ------------------------------------------------------------
    # When records change
    # ------------------------------------------------------------

    @api.model
    def _move(self, model, old_ids, record_id):
        """Give the reasons of records to the one that takes their place.

        :param str model: of all of them
        :param old_ids: of those that go
        :param record_id: of the one that stays
        """
        if not old_ids:
            return
        for table, key in (
            ("crm_feed_subscription", "origin, policy_id, partner_id, date"),
            ("crm_feed_opt_out", "create_uid, create_date, write_uid, write_date"),
        ):
            names = SQL(key)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (user_id, res_model, res_id, %s)"
                    " SELECT user_id, res_model, %s, %s FROM %s"
                    " WHERE res_model = %s AND res_id IN %s ORDER BY id"
                    " ON CONFLICT DO NOTHING",
                    *(SQL.identifier(table), names, record_id, names),
                    *(SQL.identifier(table), model, tuple(old_ids)),
                )
            )
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE res_model = %s AND res_id IN %s",
                    *(SQL.identifier(table), model, tuple(old_ids)),
                )
            )
        self.env["crm.feed.opt.out"].invalidate_model(flush=False)
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_reasons(self):
        """Forget the reasons of follows that are gone: core deletes some by SQL."""
        self.env["mail.followers"].flush_model(["res_model", "res_id", "partner_id"])
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_feed_subscription AS reason WHERE reason.id IN ("
                " SELECT reason.id FROM crm_feed_subscription AS reason"
                " JOIN res_users AS person ON person.id = reason.user_id"
                " WHERE NOT EXISTS (SELECT FROM mail_followers AS follower"
                " WHERE follower.res_model = reason.res_model"
                " AND follower.res_id = reason.res_id"
                " AND follower.partner_id = person.partner_id) LIMIT %s)",
                REPAIR_BATCH,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        # Done, and whether there may be more: core's cleaning goes on then.
        return count, count == REPAIR_BATCH
