from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine.errors import FeedHookError
from ..engine.hooks import check_source


class CrmFeedSource(models.Model):
    """The code that a source by code relies on, checked before it is used."""

    _inherit = "crm.feed.source"

    @api.constrains("model", "mode")
    def _check_code(self):
        """Refuse a source whose code cannot work: when its addon is installed."""
        for source in self.filtered(lambda source: source.mode == "mixin"):
            if not source.is_available:
                continue
            try:
                check_source(source)
            except FeedHookError as error:
                raise ValidationError(
                    self.env._(
                        "The source “%(name)s” cannot be used, its code is wrong: "
                        "%(reason)s. Tell the developer of the addon.",
                        name=source.name,
                        reason=error,
                    )
                ) from error
