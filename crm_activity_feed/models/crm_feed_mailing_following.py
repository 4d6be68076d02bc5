from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time
from odoo.tools.urls import urljoin

from ..engine.access import SALESPERSON
from ..engine.follow_scope import FollowingScope
from ..engine.news import PeriodFilters
from ..engine.page import FeedPage
from ..engine.reading import read_page
from .crm_feed_mailing import Mailing, get_morning

#: A mail is read in a minute: what is more is told as a number.
MAX_ENTRIES, MAX_GROUPS, MAX_LINES = 200, 20, 5
#: What a long transaction has written by then is there; later, it is tomorrow's.
SETTLED = timedelta(minutes=10)


class CrmFeedMailing(models.AbstractModel):
    """What others did with what one follows since the last of these mails."""

    _inherit = "crm.feed.mailing"

    @api.model
    def _get_mailings(self):
        following = Mailing(
            title=self.env._("News of what you follow"),
            wanted="crm_feed_follow_mail",
            sent_on="crm_feed_follow_mail_on",
            get_period=get_morning,
            find_users=self._find_following_users,
            prepare=self._prepare_following,
        )
        return {**super()._get_mailings(), "following": following}

    @api.model
    def _find_following_users(self, domain):
        """Return those who asked for it: without settings, nobody has."""
        asked = Domain("res_users_settings_ids.crm_feed_follow_mail", "=", True)
        return self.env["res.users"].search(domain & asked)

    @api.model
    def _prepare_following(self, mailing):
        """Return what is to be told to the current user; see ``Mailing``."""
        # Technical: up to when it was told.
        settings = self.env.user.sudo().res_users_settings_id
        until = fields.Datetime.now() - SETTLED
        since = settings.crm_feed_follow_mail_until or until - timedelta(days=1)
        if since >= until or not self.env["crm.feed.entry"].has_access("read"):
            return None
        # Together with the mail: it is told and noted down, or neither.
        settings.crm_feed_follow_mail_until = until
        entries, is_cut = self._read_news(since, until)
        if not entries:
            return None
        groups = self._group_news(entries)
        values = {
            "groups": [
                self._prepare_group(place, found)
                for place, found in list(groups.items())[:MAX_GROUPS]
            ],
            "is_cut": is_cut or len(groups) > MAX_GROUPS,
            # Who does not sell has no such page.
            "feed_url": self.env.user.has_group(SALESPERSON)
            and urljoin(self.get_base_url(), "/odoo/following-feed"),
        }
        subject = self._get_following_subject(values["groups"], len(groups))
        return subject, "crm_activity_feed.crm_feed_mail_following", values

    @api.model
    def _read_news(self, since, until):
        """Return the entries that became known in a period, and whether there are more.

        :param since: moment (UTC) at which the period before ended
        :param until: moment (UTC), in the period
        :return: ``([entry, ...], bool)``, the newest first; see
            ``crm.feed.entry.get_page``
        """
        filters = PeriodFilters(self.env, since, until)
        page = FeedPage(FollowingScope(self.env), filters, None, MAX_ENTRIES)
        Source = self.env["crm.feed.source"]
        reading = read_page(page, Source)
        Source._remember(reading.faults, reading.worked)
        return page.entries, bool(page.older)

    @api.model
    def _group_news(self, entries):
        """Return ``{(model, id, name): entries}``, by customer where there is one."""
        groups = {}
        for entry in entries:
            model, link = "res.partner", entry["customer_id"]
            if not link:
                model, link = "crm.lead", entry["lead_id"]
            if not link:
                link = entry["document"] or {"id": 0, "display_name": entry["title"]}
                model = link.get("model")
            place = model, link["id"], link["display_name"]
            groups.setdefault(place, []).append(entry)
        return groups

    @api.model
    def _get_following_subject(self, groups, count):
        if count == 1:
            return self.env._("News of %(name)s", name=groups[0]["name"])
        return self.env._(
            "News of what you follow: %(name)s and more", name=groups[0]["name"]
        )

    @api.model
    def _prepare_group(self, place, entries):
        """Return what is new with one customer.

        :return: ``{"name", "url", "lines", "more"}``: ``lines`` are the newest, each
            ``{"title", "url", "when", "names"}``, ``more`` the number of the others
        """
        model, record_id, name = place
        path = self._get_path(model, record_id, False) if model else None
        return {
            "name": name,
            "url": path and urljoin(self.get_base_url(), path),
            "lines": [self._prepare_news_line(entry) for entry in entries[:MAX_LINES]],
            "more": max(len(entries) - MAX_LINES, 0),
        }

    @api.model
    def _prepare_news_line(self, entry):
        line = self._prepare_line(entry)
        author = entry["author_id"] or entry["user_id"]
        return {
            **line,
            "when": self._format_news_moment(entry),
            "names": [author["display_name"], entry["source"]["name"]]
            if author
            else [entry["source"]["name"]],
        }

    @api.model
    def _format_news_moment(self, entry):
        """Return day and time by the reader's clock: "Yesterday, 14:30"."""
        moment = fields.Datetime.to_datetime(entry["date"])
        if not entry["is_all_day"]:
            moment = fields.Datetime.context_timestamp(self, moment)
        days = (fields.Date.context_today(self) - moment.date()).days
        names = {0: self.env._("Today"), 1: self.env._("Yesterday")}
        day = names.get(days) or format_date(self.env, moment.date())
        if entry["is_all_day"]:
            return day
        return self.env._(
            "%(day)s, %(time)s",
            day=day,
            time=format_time(self.env, moment.time(), time_format="short"),
        )
