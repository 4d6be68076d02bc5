from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class CrmFeedRole(models.Model):
    """What part a contact plays in a decision: who decides, who advises..."""

    _name = "crm.feed.role"
    _description = "Role of a Contact"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    influence = fields.Selection(
        [
            ("decides", "Decides"),
            ("influences", "Has a say"),
            ("takes_part", "Takes part"),
        ],
        required=True,
        default="takes_part",
        help="Whether a contact with this role counts as one who decides. Customers "
        "and deals without any are pointed out.",
    )
    color = fields.Integer(aggregator=None)
    active = fields.Boolean(default=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def _update_field_translations(self, *args, **kwargs):
        self.env.registry.clear_cache()
        return super()._update_field_translations(*args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Name the role that is in use, instead of a foreign key error."""
        # All companies' and deals': what counts is whether the role may go.
        in_deals = self.env["crm.feed.lead.contact"].sudo()
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        for role in self:
            count = in_deals.search_count([("role_id", "=", role.id)])
            count += contacts.search_count([("feed_role_id", "=", role.id)])
            if count:
                raise UserError(
                    self.env._(
                        'The role "%(role)s" cannot be deleted: it is in use (number '
                        "of contacts: %(count)s). Archive it, then nobody can choose "
                        "it any more.",
                        role=role.name,
                        count=count,
                    )
                )

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _get_influences(self):
        """Return ``{id: influence}`` of all roles; archived ones are had still."""
        every = self.sudo().with_context(active_test=False)
        roles = every.search([])  # pylint: disable=no-search-all
        return {role.id: role.influence for role in roles}

    @api.model
    def _get_deciding_ids(self):
        """Return the ids of the roles of those who decide, in a tuple for SQL."""
        influences = self._get_influences()
        return tuple(id_ for id_, part in influences.items() if part == "decides")

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_feed_badges(self):
        """Return ``{id: {"id", "display_name", "color"}}`` of all roles.

        A page shows a badge on every other entry; the dictionary is short and hardly
        ever changes. Archived roles too: what somebody was, he was.
        """
        every = self.sudo().with_context(active_test=False)
        roles = every.search([])  # pylint: disable=no-search-all
        return {
            role.id: {
                "id": role.id,
                "display_name": role.display_name,
                "color": role.color,
            }
            for role in roles
        }
