"""The feed Following: what happens on what I follow, and on what that brings along."""

from odoo.fields import Domain
from odoo.tools import SQL

from . import why
from .employments import Moment, has_any, select_customer
from .person_scope import DOCUMENTS, LEADS, PersonScope
from .reach import FollowReach
from .scope import FeedScope

_REFUSED = "feed_scope_refused"


class FollowingScope(PersonScope):
    """What happens on records I follow, and on what these follows reach.

    A follow of a customer reaches its contacts, and of what hangs on them the kinds of
    documents that were chosen; see :mod:`.reach`.
    """

    def __init__(self, env):
        super().__init__(env)
        self.reach = FollowReach(env)

    # ------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------

    def _find_leads(self):
        return self.reach.select_ids("crm.lead")

    def _find_partners(self):
        return SQL(" UNION ").join([self.reach.select_tree(), *self._find_leavers()])

    def _find_direct(self):
        return self.reach.select_ids("res.partner")

    def _find_documents(self):
        return {name: self.reach.select_ids(name) for name in self._get_models()}

    def _get_models(self):
        sources = self.env["crm.feed.source"]._get_sources()
        return sorted({*sources.mapped("model"), *self.reach.kinds} - {"mail.message"})

    def get_tables(self):
        return {
            LEADS: self._find_leads(),
            **self._get_partner_tables(),
            # One look-up for all models.
            DOCUMENTS: self.reach.select("!=", "mail.message"),
            _REFUSED: self.reach.select_refused(),
        }

    # ------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------

    def _match(self, branch, name, link):
        match, model = (
            super()._match(branch, name, link),
            branch.columns["document_model"],
        )
        if name == LEADS:
            chosen = self.reach.is_chosen("crm.lead", model, link)
        elif not has_any(self.env):
            chosen = self.reach.is_chosen("res.partner", model, link)
        elif branch.is_document:
            # Of whichever customer its entries are: they have dates of their own.
            return match
        else:
            company = select_customer(self.env, link, Moment.of(branch.columns))
            chosen = self.reach.is_chosen("res.partner", model, link, company)
        return SQL("(%s AND %s)", match, chosen)

    def get_document_conditions(self, branch):
        *reached, itself = super().get_document_conditions(branch)
        return [*(self._leave_out(branch, found) for found in reached), itself]

    def _get_concern_condition(self, branch):
        concerns = super()._get_concern_condition(branch)
        return None if concerns is None else self._leave_out(branch, concerns)

    def _leave_out(self, branch, condition):
        """Return the condition without what the person does not want.

        What has no document cannot be left out.
        """
        document = branch.columns["document_model"], branch.columns["document_id"]
        refused = self._look_up(branch, _REFUSED, "model, id")
        parts = [condition, SQL("((%s, %s) IN %s) IS NOT TRUE", *document, refused)]
        if is_muted := self.reach.is_muted(*document):
            parts.append(SQL("%s IS NOT TRUE", is_muted))
        return SQL("(%s)", SQL(" AND ").join(parts))

    def get_recent_condition(self, alias):
        model, customer = (
            SQL.identifier(alias, name) for name in ("model", "feed_customer_id")
        )
        return SQL(
            "(%s IN (%s) AND %s OR (%s, %s) IN (%s))",
            *(customer, self.reach.select_ids("res.partner")),
            self.reach.is_chosen("res.partner", model, customer),
            *(model, SQL.identifier(alias, "res_id")),
            self.reach.select("!=", "mail.message"),
        )

    # ------------------------------------------------------------
    # The same for the ORM
    # ------------------------------------------------------------

    def _get_domains(self):
        for name, select in self._find_documents().items():
            yield _is_document(name, select)
        reached = []
        for kind, names in self.reach.get_models_by_kind().items():
            operator = "not in" if kind == self.reach.OTHER else "in"
            leads = self.reach.select_kinds("crm.lead")
            partners = self.reach.select_kinds("res.partner", has_tree=True)
            partners = self._find_of_kind(partners, kind)
            direct = self.reach.select_kinds("res.partner")
            direct = self._select_of_kind(direct, kind)
            links = [
                Domain("lead_id", "in", self._find_of_kind(leads, kind)),
                self._get_partner_domain(partners, direct),
                *self._get_concerned_domains(kind, partners, direct),
            ]
            reached.append(Domain("document_model", operator, names) & Domain.OR(links))
        yield Domain.OR(reached) & ~Domain.OR(self._get_left_out_domains())

    @staticmethod
    def _select_of_kind(select, kind):
        return SQL("SELECT id FROM (%s) AS reached WHERE kind = %s", select, kind)

    def _find_of_kind(self, select, kind):
        return SQL("(%s)", self._select_of_kind(select, kind))

    def _get_concerned_domains(self, kind, partners, direct):
        """Yield what else concerns contacts, of the documents of a kind."""
        for name in self._get_models():
            if self.reach.get_kind(name) != kind:
                continue
            if links := self._get_links(self.env[name]):
                yield self._get_concerned_domain(name, links, partners, direct)

    def _get_left_out_domains(self):
        refused = self.reach.select_refused()
        for name in self._get_models():
            ids = SQL("SELECT id FROM (%s) AS refused WHERE model = %s", refused, name)
            yield _is_document(name, ids)
        for section in self.reach.muted:
            yield _is_document(*self.reach.select_muted(section))

    def explain(self, rows, sources):
        return why.FollowReasons(self.env, rows, sources, self.reach).reasons


def _is_document(name, select):
    """Return the domain of the entries of some documents of a model."""
    in_table = Domain("document_id", "in", SQL("(%s)", select))
    return Domain("document_model", "=", name) & in_table


FeedScope.named |= {"following": FollowingScope}
