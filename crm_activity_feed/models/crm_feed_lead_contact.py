from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.access import readable_link


class CrmFeedLeadContact(models.Model):
    """Who at the customer plays which role in one deal.

    Whoever may read the deal may read this, and whoever may write it may change this:
    the rules are those of the deal, asked for inside the query and never copied.
    """

    _name = "crm.feed.lead.contact"
    _description = "Contact of a Deal"
    _order = "sequence, id"
    _rec_name = "partner_id"

    lead_id = fields.Many2one(
        "crm.lead", "Deal", required=True, index=True, ondelete="cascade"
    )
    # By contact, the index below finds it.
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade"
    )
    role_id = fields.Many2one(
        "crm.feed.role", "Role", required=True, index=True, ondelete="restrict"
    )
    role_color = fields.Integer(
        related="role_id.color", string="Color of the Role", aggregator=None
    )
    sequence = fields.Integer(default=10, aggregator=None)

    _lead_partner_uniq = models.UniqueIndex(
        "(partner_id, lead_id)",
        "This contact has a role in the deal already. Change that line instead.",
    )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Search in the readable deals only."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & readable_link(self, "lead_id")
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """To read asks for the right to read the deal, to change to write it."""
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids) or (result and result[0] == self):
            return result
        # Technical: which deal it is decides whether one may know.
        leads = self.sudo().lead_id.sudo(False)
        needed = "read" if operation == "read" else "write"
        forbidden_leads = leads - leads.exists()._filtered_access(needed)
        hidden = self.filtered(lambda line: line.sudo().lead_id in forbidden_leads)
        if not hidden:
            return result
        return (hidden | result[0] if result else hidden), self._make_hidden_error

    def write(self, vals):
        """Nobody moves a contact into a deal that is not open to them."""
        result = super().write(vals)
        if "lead_id" in vals:
            self.check_access("write")
        return result

    def _make_hidden_error(self):
        return AccessError(
            self.env._(
                "You cannot open or change who plays which role in this deal: the deal "
                "is not open to you. Ask its salesperson."
            )
        )

    @api.model
    def _merge_feed_contacts(self, name, kept, others):
        """Leave one line where a merge would make two of it.

        The database would refuse them, upon which a merge of contacts deletes all
        lines of those that go, also those that are in nobody's way.

        :param str name: ``lead_id`` or ``partner_id``, what is merged
        :param kept: record that survives
        :param others: records that are merged into it
        """
        key = "partner_id" if name == "lead_id" else "lead_id"
        # A merge is about all lines, also of deals that who merges may not read.
        lines = self.sudo().search([(name, "in", (kept | others).ids)])
        for group in lines.grouped(key).values():
            ordered = group.sorted(lambda line: line[name] != kept)
            ordered[:1]._log_merged_roles(ordered[1:], kept)
            ordered[1:].unlink()
        self.env.flush_all()

    def _log_merged_roles(self, others, kept):
        """Tell in the chatter of the deal which roles have made room for this one.

        :param others: lines of the same contact in the same deal, as it is then
        :param kept: the contact or the deal that survives
        """
        if not (roles := others.role_id - self.role_id):
            return
        lead = kept if kept._name == "crm.lead" else self.lead_id
        contact = kept if kept._name == "res.partner" else self.partner_id
        lead._message_log(
            body=self.env._(
                "%(contact)s had several roles here when two records were merged. "
                "“%(role)s” stays, it was also: %(others)s.",
                contact=contact.display_name,
                role=self.role_id.name,
                others=", ".join(roles.mapped("name")),
            )
        )
