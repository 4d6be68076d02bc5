import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.filters import ID_FILTERS, FeedFilters
from ..engine.words import is_text

#: Kinds of pages that remember their filters, each its own.
PAGES = ("customer", "contact", "lead", "record", "mine", "all", "following")
#: Text and period belong to what one is looking for now, a contact to its customer.
REMEMBERED = {"kinds", "noise", "open", *ID_FILTERS} - {"partner_ids"}
#: They come along with every page of Odoo that is loaded.
MAX_SIZE = 8000


class ResUsersSettings(models.Model):
    """The filters of the feed that a user has set last."""

    _inherit = "res.users.settings"

    crm_feed_filters = fields.Json(
        string="Feed Filters",
        help="Filters of the feed by kind of page: those that the user has set last.",
        groups="base.group_user",
    )

    @api.constrains("crm_feed_filters")
    def _check_crm_feed_filters(self):
        for settings in self:
            value = settings.crm_feed_filters
            if value and not self._is_crm_feed_filters(value):
                raise ValidationError(
                    self.env._(
                        "These filters of the feed cannot be remembered: they are too "
                        "many, or none of its filters. Clear the filters and choose "
                        "them again."
                    )
                )

    @api.model
    def _is_crm_feed_filters(self, value):
        if not isinstance(value, dict) or len(json.dumps(value)) > MAX_SIZE:
            return False
        return all(
            page in PAGES and self._is_filters(filters)
            for page, filters in value.items()
        )

    @api.model
    def _is_filters(self, filters):
        if not isinstance(filters, dict) or not set(filters) <= REMEMBERED:
            return False
        # The app that brought a kind may be gone: the page leaves it out by itself.
        kinds = filters.get("kinds", [])
        if not isinstance(kinds, list) or not all(map(is_text, kinds)):
            return False
        try:
            FeedFilters(self.env, {**filters, "kinds": None})
        except UserError:
            return False
        return True
