from odoo import api, models
from odoo.exceptions import UserError

from ..engine.scope import FeedScope
from ..engine.words import is_text, spell


class CrmFeedSubscription(models.Model):
    """The button Follow, and what it offers to be told of."""

    _inherit = "crm.feed.subscription"

    @api.model
    @api.readonly
    def get_follow(self, model, res_id):
        """Return whether and how the current user follows a record.

        :param str model: one of the feed, a thread
        :param int res_id: id of a record that the user may read
        :return: a dict of

            * ``is_following``
            * ``reasons``: texts, why; the strongest first
            * ``choices``: ``[{"key", "name", "is_chosen"}]``, what to be told of;
              those of a follow that begins are all chosen
            * ``subtype_ids``: ids, to be given to :meth:`set_follow` to go back
        :raise UserError: if records of the model cannot be followed
        :raise AccessError: if the record may not be read
        """
        record = self._get_followed_record(model, res_id)
        follower = self._find_own_followers(record)
        chosen = set(follower.subtype_ids.ids)
        return {
            "is_following": bool(follower),
            "reasons": self._get_reasons(record) if follower else [],
            "choices": [
                {
                    "key": key,
                    "name": name,
                    "is_chosen": not follower or chosen.issuperset(ids),
                }
                for key, name, ids in self._get_choices(model)
            ],
            "subtype_ids": sorted(chosen),
        }

    @api.model
    def set_follow(self, model, res_id, is_following, keys=None, subtype_ids=None):
        """Follow a record by hand, or unfollow it, and be told of what is chosen.

        :param str model: one of the feed, a thread
        :param int res_id: id of a record that the user may read
        :param bool is_following:
        :param keys: of the choices to be told of; by default, of all
        :param subtype_ids: instead of ``keys``: what :meth:`get_follow` gave, to undo
        :return: as :meth:`get_follow`
        :raise UserError: if records of the model cannot be followed
        :raise AccessError: if the record may not be read
        """
        record = self._get_followed_record(model, res_id)
        if not is_following:
            self._unfollow_by_hand(record)
        else:
            if subtype_ids is not None:
                subtype_ids = self._check_subtypes(model, subtype_ids)
            elif keys is not None:
                subtype_ids = self._choose(record, keys)
            self._follow_by_hand(record, subtype_ids)
        return self.get_follow(model, res_id)

    @api.model
    def _get_followed_record(self, model, res_id):
        self.check_access("read")
        models_ = self.env["crm.feed.source"]._get_followed_models()
        if not isinstance(model, str) or model not in models_:
            raise UserError(
                self.env._(
                    "%(model)s cannot be followed from the feed: it is no document of "
                    "the feed. Follow it from its chatter, if it has one.",
                    model=spell(model),
                )
            )
        return FeedScope.parse(self.env, {"record": [model, res_id]}).record

    @api.model
    def _find_own_followers(self, records):
        partner = self.env.user.partner_id
        return self._find_followers(records._name, records.ids, partner.ids)

    @api.model
    def _get_reasons(self, record):
        """Return why the current user follows a record, as texts."""
        rows = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ],
            order="date, id",
        )
        reasons = [self.env._("By hand")] if "hand" in rows.mapped("origin") else []
        # Technical: to tell the users of themselves, whatever fields they may see.
        owner = record.sudo().user_id if "user_id" in record._fields else None
        if owner == self.env.user:
            reasons.append(self.env._("You are responsible"))
        reasons += [policy._get_reason_text() for policy in rows.policy_id]
        if "customer" in rows.mapped("origin"):
            reasons.append(self.env._("You follow its customer"))
        return reasons or [self.env._("Added, or came with the work")]

    @api.model
    def _get_choices(self, model):
        """Return what there is to be told of: ``[(key, name, ids of subtypes)]``."""
        Subtype = self.env["mail.message.subtype"]
        comment = self.env.ref("mail.mt_comment", raise_if_not_found=False)
        choices = []
        if comment:
            choices.append(("comment", self.env._("Messages"), comment.ids))
        if progress := Subtype._get_feed_progress(model):
            name = self.env._("Its progress")
            if model == "crm.lead":
                name = self.env._("Stages, won and lost")
            choices.append(("progress", name, list(progress)))
        reach = Subtype._get_feed_reach(model)
        names = {
            subtype.id: subtype.name
            for subtype in Subtype.sudo().browse(reach.values())
        }
        available = Subtype._get_feed_available_kinds(model)
        choices += [
            (kind, names[subtype_id], [subtype_id])
            for kind, subtype_id in reach.items()
            if kind in available
        ]
        return choices

    @api.model
    def _choose(self, record, keys):
        """Return the ids of subtypes for what is chosen; what is not offered stays."""
        follower = self._find_own_followers(record)
        choices = self._get_choices(record._name)
        known = {key for key, _name, _ids in choices}
        if not isinstance(keys, list | tuple):
            keys = [keys]
        if unknown := [key for key in keys if not is_text(key) or key not in known]:
            raise UserError(
                self.env._(
                    "There is nothing to be told of by the name “%(key)s” here. Load "
                    "the page again, and choose anew.",
                    key=spell(unknown[0]),
                )
            )
        offered = {res_id for _key, _name, ids in choices for res_id in ids}
        ids = set(follower.subtype_ids.ids) - offered
        ids |= {res_id for key, _name, ids in choices if key in keys for res_id in ids}
        return sorted(ids)

    @api.model
    def _check_subtypes(self, model, subtype_ids):
        """Return those of the ids that are subtypes of a model."""
        if not isinstance(subtype_ids, list | tuple):
            subtype_ids = [subtype_ids]
        subtype_ids = [value for value in subtype_ids if type(value) is int]
        subtypes = self.env["mail.message.subtype"].sudo()
        return subtypes.search(
            [("id", "in", subtype_ids), ("res_model", "in", [model, False])]
        ).ids
