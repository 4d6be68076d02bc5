from odoo import api, fields, models

from .crm_feed_note_reminder import REMINDERS


class ResUsers(models.Model):
    """What a user chooses for the feed, among his preferences.

    Kept in ``res.users.settings``; who has none there has the defaults.
    """

    _inherit = "res.users"

    crm_feed_daily_mail = fields.Boolean(
        "Plan of the day by e-mail",
        compute="_compute_crm_feed_settings",
        inverse="_inverse_crm_feed_daily_mail",
        help="Every morning: what is overdue and what is due today. Nothing is sent "
        "when there is nothing to do.",
        groups="base.group_user",
    )
    crm_feed_reminder = fields.Selection(
        REMINDERS,
        "Note reminder",
        compute="_compute_crm_feed_settings",
        inverse="_inverse_crm_feed_reminder",
        help="What new notes of yours start with. Each note can have its own.",
        groups="base.group_user",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + self._get_crm_feed_settings()

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + self._get_crm_feed_settings()

    @api.model
    def _self_accessible_fields(self):
        """Leave portal users what the host has: of the feed, they have no choice.

        The two properties cannot say so: the host asks them once for all users.
        """
        readable, writeable = super()._self_accessible_fields()
        if self.env.user._is_internal():
            return readable, writeable
        ours = {name for name in readable | writeable if name.startswith("crm_feed_")}
        return readable - ours, writeable - ours

    @api.model
    def _get_crm_feed_settings(self):
        """Return the fields that users and their settings share. Hook: add yours."""
        return ["crm_feed_daily_mail", "crm_feed_reminder"]

    @api.depends(
        lambda self: [
            f"res_users_settings_ids.{name}" for name in self._get_crm_feed_settings()
        ]
    )
    def _compute_crm_feed_settings(self):
        names = self._get_crm_feed_settings()
        defaults = self.env["res.users.settings"].default_get(names)
        for user in self:
            # Another's settings are not to be read; what he wants of us is.
            settings = user.sudo().res_users_settings_ids
            for name in names:
                value = settings[name] if settings else defaults[name]
                if not value and self._fields[name].type != "boolean":
                    value = defaults[name]
                user[name] = value

    def _inverse_crm_feed_daily_mail(self):
        self._write_crm_feed_setting("crm_feed_daily_mail")

    def _inverse_crm_feed_reminder(self):
        self._write_crm_feed_setting("crm_feed_reminder")

    def _write_crm_feed_setting(self, name):
        """Keep one of :meth:`_get_crm_feed_settings`; each has an inverse of its own.

        In an inverse that fields share, those that are not written have no value.
        """
        Settings = self.env["res.users.settings"]
        for user in self.filtered(lambda user: user._is_internal()):
            value = user[name]
            Settings._find_or_create_for_user(user)[name] = value

    def _get_crm_feed_reminders(self):
        """Return the reminder that new notes of these users start with.

        :return: ``{user id: reminder}``, see ``crm.feed.note.reminder``
        """
        Settings = self.env["res.users.settings"]
        default = Settings.default_get(["crm_feed_reminder"])["crm_feed_reminder"]
        # Whoever writes the note: it is its owner who is reminded.
        own = Settings.sudo().search_fetch(
            [("user_id", "in", self.ids)], ["user_id", "crm_feed_reminder"]
        )
        wishes = {settings.user_id.id: settings.crm_feed_reminder for settings in own}
        return {user.id: wishes.get(user.id) or default for user in self}
