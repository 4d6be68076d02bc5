from odoo import api, models
from odoo.tools import SQL

from ..engine.access import readable_link
from ..engine.branch import FeedBranch


class CrmFeedEmployment(models.Model):
    """A move is an entry of both companies: of the old one and of the new one."""

    _inherit = "crm.feed.employment"

    @api.model
    def _get_feed_branches(self, sources, documents):
        leaving = sources.filtered(_tells_leaving)
        branches = super()._get_feed_branches(sources - leaving, documents)
        model = self.with_context(active_test=False)
        for source in leaving:
            # Who left is told to whoever may read the old company, even if the new
            # one is not open to them: its name is not told then.
            domain = source._get_domain()
            for name in ("partner_id", "from_partner_id"):
                domain &= readable_link(model, name)
            query = model._search(domain, bypass_access=True)
            if not query.is_empty():
                columns, origin, _has_customer = source._get_columns(query)
                branches.append(FeedBranch(source, query, columns, origin))
        return branches

    @api.model
    def _get_feed_columns(self, source, query):
        # What opens is the contact. The line itself may be of a company that is hidden.
        partner_id = self._field_to_sql(query.table, "partner_id", query)
        return {
            **super()._get_feed_columns(source, query),
            "document_model": SQL("%s", "res.partner"),
            "document_id": partner_id,
        }

    def _get_feed_contents(self, sources):
        names = self._get_feed_names()
        return {
            line.id: {"title": line._get_feed_title(sources[line.id], names[line.id])}
            for line in self.sudo()
        }

    def _get_feed_names(self):
        """Return the names of both companies, as far as the user may know them.

        One may know that somebody left and not where to.

        :return: ``{id: {"old", "new"}}``, each ``False`` if it is not to be told, or if
            the contact belonged to no company then
        """
        lines = self.sudo()
        companies = lines.commercial_partner_id | lines.from_partner_id
        readable = companies.with_env(self.env)._filtered_access("read").ids
        return {
            line.id: {
                key: company != line.partner_id
                and company.id in readable
                and company.display_name
                for key, company in (
                    ("old", line.from_partner_id),
                    ("new", line.commercial_partner_id),
                )
            }
            for line in lines
        }

    def _get_feed_title(self, source, names):
        """Return what a move reads.

        :param dict names: see :meth:`_get_feed_names`
        """
        contact = self.partner_id.name or self.partner_id.display_name
        if _tells_leaving(source):
            if not names["new"]:
                return self.env._("%(contact)s left", contact=contact)
            return self.env._(
                "%(contact)s left to %(company)s",
                contact=contact,
                company=names["new"],
            )
        if self.commercial_partner_id == self.partner_id:
            if not names["old"]:
                return self.env._("%(contact)s left the company", contact=contact)
            return self.env._(
                "%(contact)s left %(company)s", contact=contact, company=names["old"]
            )
        if not names["old"]:
            return self.env._("%(contact)s came", contact=contact)
        return self.env._(
            "%(contact)s came from %(company)s", contact=contact, company=names["old"]
        )


def _tells_leaving(source):
    """Whether the entries of a source are those of the company that is left."""
    return source.partner_path == "from_partner_id"
