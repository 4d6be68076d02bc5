import logging
from collections.abc import Callable
from datetime import time
from typing import NamedTuple
from urllib.parse import urlencode

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.urls import urljoin

from .note_deadline import get_timezone, to_local

_logger = logging.getLogger(__name__)

#: Regular mails go out in the morning of their reader: from seven, not after noon.
MORNING_FROM, MORNING_TO = time(hour=7), time(hour=12)


class Mailing(NamedTuple):
    """A mail that users get regularly, each at most once a period.

    :param title: what it is called, in the language of the environment
    :param wanted: field of ``res.users.settings``: whether the user wants it
    :param sent_on: field of ``res.users.settings``: first day of the last period done
    :param get_period: ``(moment) -> date``: first day of the period to send the mail
        for at a moment of the user's own clock; ``None``: not now
    :param find_users: ``(domain) -> res.users``: of the users of a domain, those who
        may have something to be told; called without anybody's rights, to save work
    :param prepare: ``(Mailing) -> (subject, template, values)``, called in the
        environment of the user: his rights, companies, language and time zone;
        ``None`` when there is nothing to tell
    """

    title: str
    wanted: str
    sent_on: str
    get_period: Callable
    find_users: Callable
    prepare: Callable


def get_morning(moment):
    """Return the day of ``moment`` in the morning: the period of a daily mail."""
    return moment.date() if MORNING_FROM <= moment.time() < MORNING_TO else None


class CrmFeedMailing(models.AbstractModel):
    """Regular mails of the feed: to whom, when, how often, and how to opt out.

    To add one: an entry in :meth:`_get_mailings`, a boolean that defaults to ``True``
    and a date on ``res.users.settings`` (the boolean on ``res.users`` as well, see
    there), a QWeb template that calls ``crm_activity_feed.crm_feed_mail_layout``, and a
    scheduled job that calls :meth:`_cron_send` often enough to meet all mornings.
    """

    _name = "crm.feed.mailing"
    _description = "Regular mails of the feed"

    @api.model
    def _get_mailings(self):
        """Return ``{name: Mailing}``. Hook: add yours to those of ``super``."""
        return {}

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self, name):
        """Send the mailing ``name`` to all whose turn it is, as a scheduled job.

        Can be stopped after any user, and run as often as one likes. What fails for one
        user is logged and tried again by the next run, as long as it is his morning.
        """
        users = self._find_due_users(name)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(users))
        has_mail = False
        for user in users:
            try:
                with self.env.cr.savepoint():
                    mail = self._send_once(name, user)
            except Exception:
                # Whatever it is, the others get their mail.
                _logger.exception("No mail %r of the feed to user %s", name, user.id)
            else:
                has_mail = has_mail or bool(mail)
            if not cron._commit_progress(1):
                break
        if has_mail:
            self._trigger_queue()

    @api.model
    def _find_due_users(self, name):
        """Return the users whose turn it is and who may have something to be told."""
        mailing = self._get_mailings()[name]
        domain = Domain([("share", "=", False), ("email", "!=", False)])
        users = mailing.find_users(domain).sorted("id")
        settings = self.env["res.users.settings"].search_fetch(
            [("user_id", "in", users.ids)], ["user_id", mailing.wanted, mailing.sent_on]
        )
        settings = settings.grouped("user_id")
        no_settings = self.env["res.users.settings"]
        return users.filtered(
            lambda user: self._get_due_period(
                mailing, user, settings.get(user, no_settings)
            )
        )

    @api.model
    def _get_due_period(self, mailing, user, settings):
        """Return the first day of the period to send the mail for, or ``None``."""
        now = to_local(fields.Datetime.now(), get_timezone(user.tz))
        period = mailing.get_period(now)
        if not period or (settings and not settings[mailing.wanted]):
            return None
        # Later than the period: who travels west lives through a morning again.
        is_done = settings[mailing.sent_on] and settings[mailing.sent_on] >= period
        return None if is_done else period

    @api.model
    def _send_once(self, name, user):
        """Send the mailing to ``user``, unless it was done, or is being done.

        That it is done is written in the transaction that makes the mail: either both
        are there, or none. Having nothing to tell is done, too.

        :return: ``mail.mail``, or nothing
        """
        mailing = self._get_mailings()[name]
        settings = self.env["res.users.settings"]._find_or_create_for_user(user)
        settings = settings.try_lock_for_update(allow_referencing=True)
        if not settings or not self._get_due_period(mailing, user, settings):
            return self.env["mail.mail"]
        settings[mailing.sent_on] = self._get_due_period(mailing, user, settings)
        return self._send(name, user)

    @api.model
    def _send(self, name, user):
        """Send the mailing to ``user`` as he may read it, if there is anything to tell.

        :return: ``mail.mail``, or nothing
        """
        own = self._as_user(user)
        mailing = own._get_mailings()[name]
        content = mailing.prepare(mailing)
        if not content:
            return self.env["mail.mail"]
        subject, template, values = content
        opt_out_url = self._get_opt_out_url(name, user)
        body = own.env["ir.qweb"]._render(
            template,
            {
                "user": own.env.user,
                "company": own.env.company,
                "title": mailing.title,
                "opt_out_url": opt_out_url,
                "text_direction": self.env["res.lang"]
                ._get_data(code=user.lang)
                .direction,
                "preferences_url": self._get_preferences_url(user),
                **values,
            },
        )
        sender = user.company_id.partner_id.email_formatted
        return self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_from": sender or self.env.user.email_formatted,
                "email_to": user.email_formatted,
                "author_id": self.env.user.partner_id.id,
                "auto_delete": True,
                "headers": {
                    # The one click of mail programs (RFC 8058), as the host's digest.
                    "List-Unsubscribe": f"<{opt_out_url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    "X-Auto-Response-Suppress": "OOF",
                },
            }
        )

    @api.model
    def _as_user(self, user):
        """Return this model in the environment of ``user``, in all his companies."""
        companies = user.company_id | user.company_ids
        return self.with_user(user).with_context(
            allowed_company_ids=companies.ids, lang=user.lang, tz=user.tz
        )

    @api.model
    def _trigger_queue(self):
        """Have the host send what is in its queue now, not in an hour.

        At the end of a job, that is: a queue that is through does not come back.
        """
        queue = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if queue:
            queue._trigger()

    # ------------------------------------------------------------
    # Opt-out
    # ------------------------------------------------------------

    @api.model
    def _get_opt_out_url(self, name, user):
        """Return the address that stops a mailing for ``user`` without a password."""
        query = {"user_id": user.id, "token": self._get_token(name, user.id)}
        path = f"/crm_feed/mail/{name}?{urlencode(query)}"
        return urljoin(self.get_base_url(), path)

    @api.model
    def _get_preferences_url(self, user):
        return urljoin(self.get_base_url(), f"/odoo/my-preferences/{user.id}")

    @api.model
    def _get_token(self, name, user_id):
        # The secret of the database is nobody's to read.
        return tools.hmac(self.env(su=True), "crm_feed_mailing", (name, user_id))

    @api.model
    def _find_reader(self, name, user_id, token):
        """Return the user whom a link of opting out was made for, if it is right.

        :param user_id, token: whatever the link says
        :return: ``res.users`` of the superuser; nobody if the link is wrong
        """
        nobody = self.env["res.users"].sudo()
        if not str(user_id).isdecimal() or name not in self._get_mailings():
            return nobody
        if not tools.consteq(self._get_token(name, int(user_id)), str(token)):
            return nobody
        return nobody.browse(int(user_id)).exists()

    @api.model
    def _set_wanted(self, name, user, is_wanted):
        """Switch a mailing on or off for ``user``."""
        settings = self.env["res.users.settings"]._find_or_create_for_user(user)
        settings[self._get_mailings()[name].wanted] = is_wanted
