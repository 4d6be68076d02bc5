from odoo import api, fields, models

from ..engine.sections import SECTIONS

_CHOICES = [("follow", "Follow all"), ("mute", "Mute all")]


def _make_field(label, section):
    return fields.Selection(
        _CHOICES,
        label,
        compute="_compute_crm_feed_sections",
        # One each: in an inverse that fields share, those not written have no value.
        inverse=lambda users: users._choose_crm_feed_section(section),
        groups="base.group_user",
        help="Follow all: you are told of all that you may read, new ones and existing "
        "ones. Mute all: nothing makes you follow one, and you are told of none, "
        "unless somebody mentions you or you follow it by hand after that.",
    )


class ResUsers(models.Model):
    """Which sections of CRM a user follows or mutes as a whole."""

    _inherit = "res.users"

    crm_feed_section_lead = _make_field("All leads", "lead")
    crm_feed_section_deal = _make_field("All deals", "deal")
    crm_feed_section_company = _make_field("All companies", "company")
    crm_feed_section_contact = _make_field("All contacts", "contact")
    #: The host builds the form of preferences with all rights, so that groups in the
    #: view hide nothing there.
    crm_feed_uses_leads = fields.Boolean(
        compute="_compute_crm_feed_uses_leads", groups="base.group_user"
    )

    @property
    def SELF_READABLE_FIELDS(self):
        own = ["crm_feed_uses_leads", *self._get_crm_feed_sections()]
        return super().SELF_READABLE_FIELDS + own

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + list(self._get_crm_feed_sections())

    @api.model
    def _get_crm_feed_sections(self):
        """Return ``{name of the field: section}``."""
        return {f"crm_feed_section_{section}": section for section in SECTIONS}

    def _compute_crm_feed_uses_leads(self):
        for user in self:
            user.crm_feed_uses_leads = user.has_group("crm.group_use_lead")

    @api.depends_context("uid")
    def _compute_crm_feed_sections(self):
        # What a colleague wants to be told of is not to be read: one's own is.
        is_all = self.env.su or self.env.user._is_system()
        own = self if is_all else self.filtered(lambda u: u._origin == self.env.user)
        domain = [("user_id", "in", own.ids), ("section", "!=", False)]
        muted = self.env["crm.feed.opt.out"].sudo().search_fetch(domain)
        domain = [("owner_id", "in", own.ids)]
        followed = self.env["crm.feed.policy"].sudo().search_fetch(domain)
        choices = {(row.owner_id.id, row.section): "follow" for row in followed}
        choices |= {(row.user_id.id, row.section): "mute" for row in muted}
        for user in self:
            for name, section in self._get_crm_feed_sections().items():
                user[name] = choices.get((user._origin.id, section), False)

    def _choose_crm_feed_section(self, section):
        """Follow or mute a section as the field of it says, or neither."""
        for user in self.filtered(lambda user: user._is_internal()):
            state = user[f"crm_feed_section_{section}"] or "default"
            self.env["crm.feed.policy"].with_user(user).set_section(section, state)
