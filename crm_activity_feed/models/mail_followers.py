from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # No default: followers of before the installation would all get one moment.
    feed_since = fields.Datetime("Since", readonly=True, groups="base.group_user")

    # Record rules, such as those of tasks, ask for all that somebody follows.
    _feed_partner_idx = models.Index("(partner_id, res_model) INCLUDE (res_id)")

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        return super().create([{"feed_since": now, **vals} for vals in vals_list])

    def unlink(self):
        """Forget why they followed."""
        # While the addon is removed, its tables go before the last followers.
        is_removed = self.env.context.get(MODULE_UNINSTALL_FLAG) and not column_exists(
            self.env.cr, "crm_feed_subscription", "user_id"
        )
        if not is_removed:
            self.env["crm.feed.subscription"]._forget_followers(self)
        return super().unlink()

    def _insert_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes=None,
        customer_ids=None,
        check_existing=True,
        existing_policy="skip",
    ):
        """Leave out who has muted the section: all that comes by itself passes here."""
        options = {
            "subtypes": subtypes,
            "customer_ids": customer_ids,
            "check_existing": check_existing,
            "existing_policy": existing_policy,
        }
        records = self.env[res_model].browse(res_ids)
        muted = self.env["crm.feed.opt.out"]._get_muted(records, partner_ids)
        unmuted = [pid for pid in partner_ids if pid not in muted]
        result = None
        if unmuted or not muted:
            result = super()._insert_followers(res_model, res_ids, unmuted, **options)
        for partner_id, ids in muted.items():
            if left := [res_id for res_id in res_ids if res_id not in ids]:
                super()._insert_followers(res_model, left, [partner_id], **options)
        return result

    @api.model
    def _move_feed_followers(self, record, old_records):
        """Have all followers of records follow the one that takes their place.

        Who follows several of them is told there of what they were told of in each.

        :param record: the one that stays, of the same model
        :param old_records: those that go
        """
        model, olds = record._name, (old_records - record).ids
        every = self.sudo().search(
            [("res_model", "=", model), ("res_id", "in", [record.id, *olds])]
        )
        # The reasons go first: with its follower, a reason is forgotten.
        self.env["crm.feed.subscription"]._move(model, olds, record.id)
        if record._name == "crm.lead":
            # Customers who follow a deal are left to core: it may be another one now.
            every = every.filtered(lambda row: not row.partner_id.partner_share)
        for followers in every.grouped("partner_id").values():
            kept = followers.filtered(lambda follower: follower.res_id == record.id)
            kept = kept or followers[0]
            values = followers._get_feed_united_values()
            (followers - kept).unlink()
            kept.write({"res_id": record.id, **values})
        self.env["crm.feed.opt.out"]._settle(record)

    def _get_feed_united_values(self):
        """Return what one follower has who takes the place of all of these."""
        return {
            "subtype_ids": [Command.set(self.subtype_ids.ids)],
            "feed_since": min(filter(None, self.mapped("feed_since")), default=False),
        }

    @api.model
    def _merge_feed_people(self, partner, old_partners):
        """Leave one follower where contacts that become one follow the same record.

        Core would delete all that the others follow, as soon as they meet once. It
        moves what is left here.

        :param partner: the contact that stays
        :param old_partners: those that go
        """
        self.flush_model(["res_model", "res_id", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT array_agg(id ORDER BY partner_id = %s DESC, id)"
                " FROM mail_followers WHERE partner_id IN %s"
                " GROUP BY res_model, res_id HAVING count(*) > 1",
                *(partner.id, (partner | old_partners)._ids),
            )
        )
        twins = []
        for (ids,) in rows:
            followers = self.sudo().browse(ids)
            followers[0].write(followers._get_feed_united_values())
            twins += ids[1:]
        if not twins:
            return
        self.flush_model()
        # By SQL: the reasons of a user stay, he goes on to follow.
        self.env.cr.execute(
            SQL("DELETE FROM mail_followers WHERE id IN %s", tuple(twins))
        )
        self.env.invalidate_all(flush=False)
