from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class CrmFeedMailingController(http.Controller):
    """What the link at the end of a regular mail leads to.

    Nobody needs to log in: the link is signed for one mailing and one user. Looking at
    the page changes nothing, since mail programs open the links of a mail to check
    them; its button does, and the one click of mail programs (RFC 8058).
    """

    @http.route(
        "/crm_feed/mail/<string:name>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def show(self, name, user_id=None, token=None, **_kwargs):
        """Show whether the mailing is sent, and offer to stop it or to begin again."""
        user = self._find_reader(name, user_id, token)
        return self._render(name, user, token)

    # The button comes from whoever holds the link, logged in or not: the token proves
    # it, as no session of the browser could.
    @http.route(
        "/crm_feed/mail/<string:name>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        website=True,
    )
    def switch(self, name, user_id=None, token=None, wanted=None, **_kwargs):
        """Stop the mailing, or begin again if ``wanted`` is "1"."""
        user = self._find_reader(name, user_id, token)
        request.env["crm.feed.mailing"].sudo()._set_wanted(name, user, wanted == "1")
        return self._render(name, user, token, is_changed=True)

    def _find_reader(self, name, user_id, token):
        mailing = request.env["crm.feed.mailing"].sudo()
        user = mailing._find_reader(name, user_id, token)
        if not user:
            raise NotFound
        request.update_context(lang=user.lang)
        return user

    def _render(self, name, user, token, is_changed=False):
        mailings = request.env["crm.feed.mailing"].sudo()
        mailing = mailings._get_mailings()[name]
        return request.render(
            "crm_activity_feed.crm_feed_mail_opt_out",
            {
                "mailing": mailing,
                "is_wanted": user[mailing.wanted],
                "is_changed": is_changed,
                "action": f"/crm_feed/mail/{name}",
                "reader_id": user.id,
                "token": token,
                "preferences_url": mailings._get_preferences_url(user),
            },
        )
