from odoo import api, models
from odoo.fields import Domain


class CrmFeedContactMixin(models.AbstractModel):
    """Lists of records that are found by their contacts.

    To find them costs far more than to show them: one search serves the page and the
    count, where the host makes two.
    """

    _inherit = "crm.feed.contact.mixin"

    @api.model
    @api.readonly
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        is_bounded = limit and count_limit and offset + limit <= count_limit
        if not is_bounded or not self._is_feed_contact_domain(domain):
            return super().web_search_read(
                domain, specification, offset, limit, order, count_limit
            )
        found = self.search(domain, order=order, limit=count_limit)
        # As the host does it: a page beyond the end has no length either.
        page = self.browse(found.ids[offset : offset + limit])
        return {
            "length": len(found) if page else 0,
            "records": page.web_read(specification),
        }

    @api.model
    def _is_feed_contact_domain(self, domain):
        names = (
            "feed_next_",
            "feed_last_",
            "feed_silent_",
            "feed_is_silent",
            "feed_decision_",
        )
        return any(
            condition.field_expr.startswith(names)
            for condition in Domain(domain or []).iter_conditions()
        )
