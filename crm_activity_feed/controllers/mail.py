from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from odoo.http import request

from odoo.addons.mail.controllers.mail import MailController


class FeedMailController(MailController):
    """Links of mails about comments: on to the entry, in the feed that shows it."""

    @classmethod
    def _redirect_to_record(cls, model, res_id, access_token=None, **kwargs):
        """Lead to the entry ``feed_entry`` if the user may read it, else as ever."""
        key = kwargs.get("feed_entry")
        shown = False
        if key and request.session.uid and model in request.env:
            # The link may be anybody's; all companies of the user count, as they do
            # for the document.
            entries = request.env(user=request.session.uid)["crm.feed.entry"]
            model, res_id, shown = entries._get_feed_path(model, res_id, key)
        response = super()._redirect_to_record(model, res_id, access_token, **kwargs)
        if shown:
            parts = urlsplit(response.location or "")
            if parts.path.startswith("/odoo/"):
                query = [*parse_qsl(parts.query), ("feed_entry", shown)]
                response.location = urlunsplit(parts._replace(query=urlencode(query)))
        return response
