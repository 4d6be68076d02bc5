from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.concurrency import inserting
from ..engine.news import NewsFilters
from ..engine.page import FeedPage
from ..engine.place import Place
from ..engine.reading import read_hint
from ..engine.scope import FeedScope
from ..engine.words import quote

#: More new entries than that are "99+".
MAX_NEW = 100
#: Feeds whose new entries are counted; what everybody does is too much to.
_COUNTED = ("mine", "following")


class CrmFeedEntry(models.Model):
    """What is new in a feed since the user looked at it last."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    def mark_seen(self, scope, moment):
        """Note down that the user has seen a feed up to a moment.

        Of several devices, the one that saw most counts: a moment before the one
        noted down changes nothing.

        :param str scope: "mine", "following" or "all"
        :param moment: "YYYY-MM-DD HH:MM:SS" (UTC), as ``visit["now"]`` of
            :meth:`get_page`
        :return: the moment that is noted down now, in the same form
        :raise UserError: on an unknown scope, or a moment that is none
        """
        self.check_access("read")
        if not isinstance(scope, str) or scope not in FeedScope.named:
            raise FeedScope._unknown(self.env, scope)
        try:
            seen = moment and fields.Datetime.to_datetime(moment)
        except (TypeError, ValueError):
            seen = None
        if not seen:
            raise UserError(
                self.env._(
                    "“%(moment)s” is no moment. Give it as “2031-05-31 23:59:59”, in "
                    "UTC.",
                    moment=quote(moment),
                )
            )
        seen = min(seen, fields.Datetime.now())
        Settings = self.env["res.users.settings"]
        with inserting(self.env):
            settings = Settings._find_or_create_for_user(self.env.user)
        return settings._set_crm_feed_seen(scope, fields.Datetime.to_string(seen))

    @api.model
    @api.readonly
    def get_new_counts(self):
        """Return how much others did since the user looked at his or her feeds.

        :return: ``{"mine": int, "following": int}``, at most 100; 0 for a feed that
            the user has never seen
        """
        self.check_access("read")
        return {scope: self._count_new(scope) for scope in _COUNTED}

    @api.model
    def _count_new(self, scope):
        since = self._get_seen(scope)
        if not since:
            return 0
        cursor = Place.parse(self.env, since).newer
        # Some of what is done stands at a date to come, and has been there for long.
        now = fields.Datetime.to_string(fields.Datetime.now())
        filters = NewsFilters(self.env, {"open": False, "date_to": now})
        page = FeedPage(FeedScope.parse(self.env, scope), filters, cursor, MAX_NEW - 1)
        part = read_hint(page, self.env["crm.feed.source"])
        return len(part.rows[:MAX_NEW]) if part else 0

    @api.model
    def _get_visit(self, scope):
        """Return ``visit`` of :meth:`get_page`.

        :param scope: :class:`~..engine.scope.FeedScope`
        """
        for name, scope_class in FeedScope.named.items():
            if type(scope) is scope_class:
                now = fields.Datetime.to_string(fields.Datetime.now())
                return {"since": self._get_seen(name), "now": now}
        return False

    @api.model
    def _get_seen(self, scope):
        """Return when the user has seen a feed last, or ``False``."""
        settings = self.env.user.sudo().res_users_settings_id
        return (settings.crm_feed_seen or {}).get(scope, False)
