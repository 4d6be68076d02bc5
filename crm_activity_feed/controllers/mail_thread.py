from odoo import http
from odoo.http import request

from odoo.addons.mail.controllers.thread import ThreadController


class FeedThreadController(ThreadController):
    """Follow in the chatter and Follow in the feed are one thing."""

    @http.route()
    def mail_thread_subscribe(self, res_model, res_id, partner_ids):
        """Keep that a user follows by hand, and have all come that the feed offers."""
        Subscription = request.env["crm.feed.subscription"]
        is_own = set(partner_ids) == set(request.env.user.partner_id.ids)
        models = request.env["crm.feed.source"]._get_followed_models()
        if is_own and request.env.user._is_internal() and res_model in models:
            record = request.env[res_model].browse(res_id)
            if record.has_access("read"):
                Subscription._follow_by_hand(record)
        return super().mail_thread_subscribe(res_model, res_id, partner_ids)
