from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.access import readable_link


class CrmFeedNote(models.Model):
    """Who sees a note: its owner, its author, and who sees customer and deal.

    The rules of customers and deals are those of their own models. They are
    asked for inside the query and never copied: a page stays full, a count is
    right, and a changed rule holds here at once.
    """

    _inherit = "crm.feed.note"

    @api.model
    def _get_visible_domain(self):
        """Return the domain of the notes the current user may see."""
        own = Domain("user_id", "=", self.env.uid) | Domain(
            "create_uid", "=", self.env.uid
        )
        partner = readable_link(self, "partner_id")
        lead = Domain("lead_id", "=", False) | readable_link(self, "lead_id")
        return own | (partner & lead)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Search among the visible notes only."""
        if not (self.env.su or bypass_access):
            # Unlike the visible domain, the user's own one decides on archived
            # notes, so it has to be looked at by `super` as it is.
            domain = Domain(domain) & self._get_visible_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Hold for known ids what ``_search`` holds for queries.

        Creating is no matter of visibility: the author sees the note.
        """
        result = super()._check_access(operation)
        ids = [id_ for id_ in self._ids if id_]
        if operation == "create" or not ids or (result and result[0] == self):
            return result
        visible = self._search(Domain("id", "in", ids), active_test=False)
        hidden = self.browse(ids) - self.browse(visible.get_result_ids())
        if not hidden:
            return result
        return (hidden | result[0] if result else hidden), self._make_hidden_error

    def write(self, vals):
        """Stop telling a former owner who does not see the note any more."""
        former = self.grouped("user_id") if "user_id" in vals else {}
        result = super().write(vals)
        for user, notes in former.items():
            # As the user, in all of his companies and not in the writer's.
            own = notes.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            lost = own - own._filtered_access("read")
            lost.sudo().message_unsubscribe(user.partner_id.ids)
        return result

    def _make_hidden_error(self):
        # No name and no text: they belong to what may not be seen.
        return AccessError(
            self.env._(
                "You cannot open this note: its customer or its deal is not open to "
                "you. Ask its owner to hand the note over to you."
            )
        )
