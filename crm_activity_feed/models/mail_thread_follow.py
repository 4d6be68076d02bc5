from odoo import api, models
from odoo.tools import SQL


class MailThread(models.AbstractModel):
    """Documents that are followed: why, and by whom when they are new."""

    _inherit = "mail.thread"

    # ------------------------------------------------------------
    # Reasons
    # ------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Remember that it was not only a policy that has brought the followers."""
        result = super().message_subscribe(partner_ids, subtype_ids)
        if result and self._is_feed_followed():
            self.env["crm.feed.subscription"]._keep_other(
                self._name, self.ids, partner_ids
            )
        return result

    def message_unsubscribe(self, partner_ids=None):
        """Keep what a user ends by themselves from being begun again by a policy."""
        Subscription = self.env["crm.feed.subscription"]
        if not partner_ids or not self or not self._is_feed_followed():
            return super().message_unsubscribe(partner_ids)
        user = self.env.user
        if set(partner_ids) == set(user.partner_id.ids):
            rows = Subscription.sudo().search(
                [
                    ("user_id", "=", user.id),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("origin", "in", ["policy", "customer"]),
                ]
            )
            refused = self.browse(set(rows.mapped("res_id")))
            self.env["crm.feed.opt.out"]._refuse(user, records=refused)
        result = super().message_unsubscribe(partner_ids)
        # Technical: only to find whose reasons end.
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        Subscription._end_brought(self, partners.user_ids)
        return result

    @api.model
    def _is_feed_followed(self):
        """Whether the feed cares who follows documents of this model."""
        return self._name in self.env["crm.feed.source"]._get_followed_models()

    def _get_feed_followable(self, user):
        """Return those of these records that a user may read, as that user.

        Hook: a model that hides what one may read by its rules leaves it out here.
        """
        # The companies of the user, not those that are switched on here at the moment.
        companies = list(user.sudo()._get_company_ids())
        records = self.with_user(user).with_context(allowed_company_ids=companies)
        return records._filtered_access("read")

    # ------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------

    def action_feed_follow(self):
        """Follow these records by hand, all that happens there; for menus of lists.

        :raise AccessError: if the user may not read one of them, or is no employee
        """
        self.env["crm.feed.subscription"].check_access("read")
        self.env["crm.feed.subscription"]._follow_by_hand(self)
        message = self.env._("You follow it now.")
        if len(self) > 1:
            message = self.env._("You follow these %(count)s now.", count=len(self))
        return self.env["crm.feed.following"]._tell(message)

    def action_feed_unfollow(self):
        """Unfollow these records, whatever the reason; for menus of lists.

        :raise AccessError: if the user is no employee
        """
        self.env["crm.feed.subscription"].check_access("read")
        self.env["crm.feed.subscription"]._unfollow_by_hand(self)
        message = self.env._("You do not follow it any more.")
        if len(self) > 1:
            message = self.env._(
                "You do not follow these %(count)s any more.", count=len(self)
            )
        return self.env["crm.feed.following"]._tell(message)

    # ------------------------------------------------------------
    # What comes with a customer or a deal
    # ------------------------------------------------------------

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Have the followers of the customer and the deal follow what is new there.

        Core says by the second argument that the documents are new; their customer
        may be a default or computed, and is not among the values then.
        """
        result = super()._message_auto_subscribe(
            updated_values, followers_existing_policy
        )
        names = self._get_feed_parent_fields()
        is_new = followers_existing_policy == "update"
        if names and (is_new or any(updated_values.get(name) for name in names)):
            self._follow_feed_parents()
        return result

    @api.model
    def _get_feed_parent_fields(self):
        """Return the names of the fields that hold the customer and the deal.

        Hook: many2one or many2many fields to ``res.partner`` and ``crm.lead``. By
        default, those that the source of the model names, if they are columns.
        """
        return self.env["crm.feed.source"]._get_follow_fields().get(self._name, ())

    def _follow_feed_parents(self):
        """Have whoever follows the customer or the deal of these follow them too."""
        parents = {record: record._get_feed_parents() for record in self.sudo()}
        found = self._find_feed_parent_followers(parents.values())
        if not found:
            return
        Subscription = self.env["crm.feed.subscription"]
        told = self.env["mail.message.subtype"]._get_feed_told(self._name)
        wanted = {}
        for record, keys in parents.items():
            for key in keys:
                for user in found.get(key, ()):
                    customer = key[1] if key[0] == "res.partner" else False
                    records = wanted.setdefault((user, customer), self.browse())
                    wanted[user, customer] = records | self.browse(record.id)
        for (user, customer), records in wanted.items():
            customer = self.env["res.partner"].browse(customer or [])
            Subscription._follow(records, user, "customer", told, customer=customer)

    def _get_feed_parents(self):
        """Return ``{(model, id)}`` of the customers and the deals of this record."""
        keys = set()
        for name in self._get_feed_parent_fields():
            for parent in self[name]:
                keys.add((parent._name, parent.id))
                if parent._name == "res.partner":
                    # Who follows the company is told of what its contacts do.
                    above = parent.parent_id | parent.commercial_partner_id
                    keys |= {(above._name, res_id) for res_id in above.ids}
        return keys

    @api.model
    def _find_feed_parent_followers(self, parents):
        """Return ``{(model, id): users}`` who want documents of this model.

        :param parents: sets of ``(model, id)``
        """
        Subtype = self.env["mail.message.subtype"]
        kind = Subtype._get_feed_kind(self._name)
        wheres = []
        for model in ("res.partner", "crm.lead"):
            ids = {key[1] for keys in parents for key in keys if key[0] == model}
            subtype_id = Subtype._get_feed_reach(model).get(kind)
            if ids and subtype_id:
                wheres.append(
                    SQL(
                        "(follower.res_model = %s AND follower.res_id IN %s"
                        " AND chosen.mail_message_subtype_id = %s)",
                        *(model, tuple(ids), subtype_id),
                    )
                )
        if not wheres:
            return {}
        self.env["mail.followers"].flush_model(["partner_id", "subtype_ids"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT follower.res_model, follower.res_id, person.id"
                " FROM mail_followers AS follower"
                " JOIN mail_followers_mail_message_subtype_rel AS chosen"
                " ON chosen.mail_followers_id = follower.id"
                " JOIN res_users AS person ON person.partner_id = follower.partner_id"
                " AND person.active AND NOT person.share WHERE %s ORDER BY 1, 2, 3",
                SQL(" OR ").join(wheres),
            )
        )
        found = {}
        for model, res_id, user_id in rows:
            users = found.setdefault((model, res_id), self.env["res.users"])
            found[model, res_id] = users | self.env["res.users"].browse(user_id)
        return found

    def _get_feed_told_subtype(self, subtype):
        """Return a subtype of ours to post with, if there is anybody to be told.

        Otherwise what happens stays a line in the log, as core writes it: that costs
        less, a thousand imported notes are a thousand lines.
        """
        followers = self.env["mail.followers"].sudo()
        is_wanted = subtype and followers.search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("subtype_ids", "in", subtype.ids),
            ],
            limit=1,
        )
        return subtype if is_wanted else subtype and subtype.browse()

    def _mail_get_message_subtypes(self):
        """Offer followers no documents of apps that are not there.

        Core's dialog of a follower asks this; our own menu offers the same.
        """
        subtypes = super()._mail_get_message_subtypes()
        reach = subtypes._get_feed_reach(self._name)
        available = reach and subtypes._get_feed_available_kinds(self._name)
        absent = [id_ for kind, id_ in reach.items() if kind not in available]
        return subtypes - subtypes.browse(absent)

    # ------------------------------------------------------------
    # Muted sections
    # ------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out followers who have muted the section, unless they are meant."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if len(self) != 1:
            return recipients
        ids = [data["id"] for data in recipients if data["id"]]
        muted = self.env["crm.feed.opt.out"]._get_muted(self, ids)
        if not muted:
            return recipients
        msg_vals = msg_vals or {}
        meant = msg_vals.get("partner_ids") or message.sudo().partner_ids.ids
        silent = set(muted) - set(meant) - self._find_feed_hand_followers(muted)
        return [data for data in recipients if data["id"] not in silent]

    def _find_feed_hand_followers(self, partner_ids):
        """Return those of the partners who follow it by hand since they muted it."""
        rows = self.env.execute_query(
            SQL(
                "SELECT person.partner_id FROM crm_feed_subscription AS reason"
                " JOIN res_users AS person ON person.id = reason.user_id"
                " WHERE reason.res_model = %s AND reason.res_id = %s"
                " AND reason.origin = 'hand' AND person.partner_id IN %s"
                " AND reason.date >= (SELECT max(create_date) FROM crm_feed_opt_out"
                " WHERE user_id = person.id AND section IS NOT NULL)",
                *(self._name, self.id, tuple(partner_ids)),
            )
        )
        return {partner_id for (partner_id,) in rows}
