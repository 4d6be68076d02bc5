from odoo import api, fields, models, tools
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from ..engine import sections
from ..engine.concurrency import inserting


class CrmFeedOptOut(models.Model):
    """What a user does not want to be told of, whoever thinks otherwise.

    Of one policy, of a whole section (all deals, say) or of one record that a policy
    had made them follow. It stays when the policy changes. A record that the user
    follows by hand after that is followed all the same.
    """

    _name = "crm.feed.opt.out"
    _description = "Opt-Out From Following"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    policy_id = fields.Many2one(
        "crm.feed.policy", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    section = fields.Selection(
        [
            ("lead", "Leads"),
            ("deal", "Deals"),
            ("company", "Companies"),
            ("contact", "Contacts"),
        ],
        readonly=True,
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    _policy_uniq = models.UniqueIndex(
        "(user_id, policy_id) WHERE policy_id IS NOT NULL"
    )
    _section_uniq = models.UniqueIndex("(user_id, section) WHERE section IS NOT NULL")
    _record_uniq = models.UniqueIndex(
        "(res_model, res_id, user_id) WHERE res_id IS NOT NULL"
    )
    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(policy_id, section, res_model) = 1"
        " AND (res_model IS NULL) = (res_id IS NULL))",
        "An opt-out is of one policy, one section or one record.",
    )

    # ------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_muting_partners(self):
        """Return ``{section: frozenset of the ids of partners who mute it}``."""
        if not self.pool.ready and not table_exists(self.env.cr, self._table):
            # While modules are loaded, documents may be made before our table is there.
            return {}
        muting = {}
        for row in self.sudo().search([("section", "!=", False)]):
            partners = muting.setdefault(row.section, set())
            partners.add(row.user_id.partner_id.id)
        return {section: frozenset(ids) for section, ids in muting.items()}

    @api.model
    def _get_muted(self, records, partner_ids):
        """Return which of the partners have muted which of the records.

        :param records: of any one model; nothing is asked where nobody mutes
        :param partner_ids: ids, of followers to be
        :return: ``{partner id: ids of records, as a set}``
        """
        if records._name not in sections.MODELS or not records:
            return {}
        muting = {
            section: ids.intersection(partner_ids)
            for section, ids in self._get_muting_partners().items()
        }
        if not any(muting.values()):
            return {}
        muted = {}
        for section, found in sections.split(records.sudo()).items():
            for partner_id in muting.get(section, ()):
                muted.setdefault(partner_id, set()).update(found.ids)
        return muted

    @api.model
    def _set_section(self, user, section, is_muted):
        """Mute a section for a user, or end that."""
        row = self.sudo().search([("user_id", "=", user.id), ("section", "=", section)])
        if is_muted and not row:
            with inserting(self.env):
                self.sudo().create({"user_id": user.id, "section": section})
        elif not is_muted:
            row.unlink()

    # ------------------------------------------------------------
    # Policies and records
    # ------------------------------------------------------------

    @api.model
    def _get_refused(self, records, user, policy=None):
        """Return the ids of the records that a user does not want to follow.

        Automatically, that is: by a policy or by the follow of a customer.

        :param records: of one model
        :param policy: ``crm.feed.policy`` that asks, or ``None``
        """
        if not records:
            return set()
        subject = SQL("res_model = %s AND res_id IN %s", records._name, records._ids)
        if policy:
            subject = SQL("(%s) OR policy_id = %s", subject, policy.id)
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM crm_feed_opt_out WHERE user_id = %s AND (%s)",
                *(user.id, subject),
            )
        )
        refused = {res_id for (res_id,) in rows}
        if None in refused:
            # Of the policy: of all there is.
            return set(records._ids)
        partner_id = user.sudo().partner_id.id
        return refused | self._get_muted(records, [partner_id]).get(partner_id, set())

    @api.model
    def _refuse(self, user, policy=None, records=None):
        """Keep that a user does not want a policy, or to follow records."""
        values = [{"user_id": user.id, "policy_id": policy.id}] if policy else []
        if records:
            known = self.sudo().search(
                [
                    ("user_id", "=", user.id),
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                ]
            )
            values += [
                {"user_id": user.id, "res_model": records._name, "res_id": res_id}
                for res_id in set(records.ids) - set(known.mapped("res_id"))
            ]
        with inserting(self.env):
            self.sudo().create(values)

    @api.model
    def _accept(self, user, records):
        """Forget that a user did not want to follow records."""
        self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        ).unlink()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
