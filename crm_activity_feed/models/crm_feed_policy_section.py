from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.concurrency import inserting
from ..engine.sections import SECTIONS
from ..engine.words import spell


class CrmFeedPolicy(models.Model):
    """What users want of whole sections: a policy of their own, or an opt-out."""

    _inherit = "crm.feed.policy"

    owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="Who follows all of a section: nobody else's concern.",
    )

    _owner_uniq = models.UniqueIndex("(owner_id, section) WHERE owner_id IS NOT NULL")

    @api.model
    @api.readonly
    def get_sections(self):
        """Return what the current user wants of each section.

        :return: list of ``{"section": str, "label": str, "state": str}``; the states
            are ``follow`` (all that may be read), ``mute`` and ``default``
        """
        self.check_access("read")
        user = self.env.user
        # Technical: what users want is theirs; they only see and change their own.
        followed = self.sudo().search([("owner_id", "=", user.id)])
        muted = self.env["crm.feed.opt.out"].sudo()
        muted = muted.search([("user_id", "=", user.id), ("section", "!=", False)])
        states = dict.fromkeys(followed.mapped("section"), "follow")
        states.update(dict.fromkeys(muted.mapped("section"), "mute"))
        labels = dict(self._fields["section"]._description_selection(self.env))
        return [
            {
                "section": section,
                "label": labels[section],
                "state": states.get(section, "default"),
            }
            for section, (model, _part) in SECTIONS.items()
            if self.env[model].has_access("read")
        ]

    @api.model
    def set_section(self, section, state):
        """Follow, mute or leave a section to the policies, for the current user.

        Existing records are seen to by the job, new ones at once.

        :param str section: ``lead``, ``deal``, ``company`` or ``contact``
        :param str state: ``follow``, ``mute`` or ``default``
        :return: see :meth:`get_sections`
        :raise UserError: if there is no such section or state
        :raise AccessError: if the user may not read such records at all
        """
        self.check_access("read")
        is_known = isinstance(section, str) and section in SECTIONS
        if not is_known or state not in ("follow", "mute", "default"):
            raise UserError(
                self.env._(
                    "There is no choice “%(state)s” for “%(section)s”. Reload the "
                    "page and choose again.",
                    section=spell(section),
                    state=spell(state),
                )
            )
        user = self.env.user
        self.env[SECTIONS[section][0]].check_access("read")
        self.env["crm.feed.opt.out"]._set_section(user, section, state == "mute")
        every = self.sudo().with_context(active_test=False)
        own = every.search([("owner_id", "=", user.id), ("section", "=", section)])
        if state == "follow" and not own:
            with inserting(self.env):
                own.create(self._prepare_section(user, section))
        elif own.active != (state == "follow"):
            own.active = state == "follow"
        return self.get_sections()

    @api.model
    def _prepare_section(self, user, section):
        names = {
            "lead": self.env._("All leads"),
            "deal": self.env._("All deals"),
            "company": self.env._("All companies"),
            "contact": self.env._("All contacts"),
        }
        told = self.env["crm.feed.subscription"]._get_everything(SECTIONS[section][0])
        return {
            "name": names[section],
            "owner_id": user.id,
            "section": section,
            "user_ids": user.ids,
            "subtype_ids": told,
            "apply_existing": True,
        }
