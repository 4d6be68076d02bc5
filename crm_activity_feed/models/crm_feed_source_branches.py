import ast

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import hooks
from ..engine.branch import FeedBranch
from ..engine.columns import SourceColumns


class CrmFeedSource(models.Model):
    """From a source to SQL: the SELECTs of its entries."""

    _inherit = "crm.feed.source"

    def _get_model(self):
        # Lost deals and archived contacts have a history too.
        return self.env[self.model].with_context(active_test=False)

    def _get_domain(self):
        """Return the filter of the source.

        :raise ValueError: if it is not a domain
        """
        value = ast.literal_eval(self.domain or "[]")
        if not isinstance(value, list):
            raise ValueError(f"Not a domain: {self.domain}")
        return Domain(value)

    def _get_branches(self, documents):
        """Return the SELECTs of these sources.

        :param documents: :class:`~..engine.documents.FeedDocuments`
        :return: list of :class:`~..engine.branch.FeedBranch`
        """
        branches = []
        for sources in self.grouped("model").values():
            model = sources[0]._get_model()
            for source in sources.filtered(lambda source: source.mode == "fields"):
                branches.append(source._make_branch(documents=documents))
            if by_code := sources.filtered(lambda source: source.mode == "mixin"):
                branches += hooks.get_branches(model, by_code, documents)
        if documents.own:
            branches.append(documents.own.make_branch())
        return [branch for branch in branches if branch is not None]

    def _get_columns(self, query):
        """Return what the entries of this source are, in SQL.

        :param query: :class:`~odoo.tools.Query` on its model; joins may be added
        :return: :class:`~..engine.columns.SourceColumns`
        """
        model = self._get_model()
        if self.mode == "mixin":
            columns, origin = hooks.get_columns(self, model, query)
        else:
            columns = self._get_path_columns(query)
            origin = f"crm.feed.source({self.number})"
        has_customer = columns.pop("has_customer", None)
        return SourceColumns(columns, origin, has_customer)

    def _has_plain_branches(self):
        """Whether no code of its model wants to see the SELECT of this source."""
        if self.mode != "mixin":
            return True
        plain = self.env.registry["crm.feed.mixin"]._get_feed_branches
        return type(self.env[self.model])._get_feed_branches is plain

    def _has_same_scope(self, other):
        """Whether two sources of a model tell customer and deal in the same way."""
        names = ("mode", "partner_path", "lead_path")
        return all(self[name] == other[name] for name in names)

    def _make_branch(self, domain=None, documents=None, needs_customer=True):
        """Return the SELECT of this source's records under their record rules.

        :param domain: other domain than the source's own
        :param documents: :class:`~..engine.documents.FeedDocuments`; records that
            are documents of a bounded scope are taken from there, where the record
            rules have been applied
        :param bool needs_customer: leave out what concerns no customer
        :return: :class:`~..engine.branch.FeedBranch`, or ``None`` if the user can
            have no entry of it
        """
        model = self._get_model()
        domain = self._get_domain() if domain is None else domain
        if self.mode == "mixin":
            domain &= hooks.get_domain(model, "_get_feed_domain")
        is_covered = documents is not None and documents.covers(self)
        if is_covered and documents.own and self._has_plain_branches():
            documents.own.add(self, domain)
            return None
        query = model._search(domain, active_test=False, bypass_access=is_covered)
        if query.is_empty():
            return None
        columns, origin, has_customer = self._get_columns(query)
        if columns.get("date") is None:
            return None
        branch = FeedBranch(
            self,
            query,
            columns,
            origin,
            is_scoped=is_covered,
        )
        if is_covered:
            branch.where(SQL("%s IN %s", branch.res_id, documents.ids_of(self.model)))
        elif needs_customer:
            # The feed is about customers: nobody's meeting or task stays out.
            partner, lead = branch.columns["partner_id"], branch.columns["lead_id"]
            branch.where(
                has_customer or SQL("COALESCE(%s, %s) IS NOT NULL", partner, lead)
            )
        return branch
