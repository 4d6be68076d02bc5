"""The feeds of a person: what is mine; what I follow is in ``follow_scope``.

Both ask of every entry whether its deal, its contact or its document is one of many.
Which ones these are is found once a statement, in tables of their own (``WITH``).
"""

from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks, why
from .assigned import select_assigned
from .belonging import concerned_domain
from .employments import Moment, has_any, select_customer, select_leavers
from .scope import FeedScope, _HookScope, get_user_ids, hook_domain

#: Names of the tables.
LEADS, PARTNERS = "feed_scope_lead", "feed_scope_partner"
#: Of the contacts, those that count by themselves, not by their customer.
DIRECT = "feed_scope_direct"
DOCUMENTS, _COMMENTED = "feed_scope_document", "feed_scope_commented"


class PersonScope(_HookScope):
    """What hangs on some deals, contacts and documents, whatever their number."""

    def __init__(self, env):
        super().__init__(env)
        self.person = env.user.partner_id

    def _hook_args(self):
        return (self.person,)

    # ------------------------------------------------------------
    # What it hangs on
    # ------------------------------------------------------------

    def _find_leads(self):
        """Return the SELECT of the deals (``id``)."""
        raise NotImplementedError

    def _find_partners(self):
        """Return the SELECT of the contacts (``id``)."""
        raise NotImplementedError

    def _find_direct(self):
        """Return the SELECT of the contacts that count by themselves (``id``)."""
        raise NotImplementedError

    def _find_leavers(self):
        """Return the SELECTs of contacts that their customers have or had."""
        if not has_any(self.env):
            return []
        direct = self._find_direct()
        return [select_leavers(self.env, lambda c: SQL("%s IN (%s)", c, direct))]

    def _find_documents(self):
        """Return ``{model: SELECT of id}`` of further documents."""
        raise NotImplementedError

    def get_tables(self):
        documents = [
            SQL("SELECT %s::varchar AS model, own.id FROM (%s) AS own", name, select)
            for name, select in self._find_documents().items()
        ]
        nothing = SQL("SELECT NULL::varchar AS model, NULL::int4 AS id WHERE FALSE")
        return {
            LEADS: self._find_leads(),
            **self._get_partner_tables(),
            DOCUMENTS: SQL(" UNION ALL ").join(documents or [nothing]),
        }

    def _get_partner_tables(self):
        tables = {PARTNERS: self._find_partners()}
        if has_any(self.env):
            tables[DIRECT] = self._find_direct()
        return tables

    def _look_up(self, branch, name, columns="id"):
        """Return the subselect of one of the tables, for a condition of ``branch``."""
        if branch.has_scope_tables:
            return SQL("(SELECT %s FROM %s)", SQL(columns), SQL.identifier(name))
        select = self.get_tables()[name]
        return SQL("(SELECT %s FROM (%s) AS feed_scope)", SQL(columns), select)

    def get_document_conditions(self, branch):
        """Return SQL conditions, one of which holds for what belongs to a document.

        One by one an index may serve each of them.
        """
        columns = branch.columns
        return [
            self._match(branch, LEADS, columns["lead_id"]),
            self._match(branch, PARTNERS, columns["partner_id"]),
            SQL(
                "(%s, %s) IN %s",
                *(columns["document_model"], columns["document_id"]),
                self._look_up(branch, DOCUMENTS, "model, id"),
            ),
        ]

    def _match(self, branch, name, link):
        """Return the condition that a deal or contact is one of those of a table.

        :param name: :data:`LEADS` or :data:`PARTNERS`
        :param link: SQL of its id
        """
        condition = SQL("%s IN %s", link, self._look_up(branch, name))
        if name == LEADS or branch.is_document or not has_any(self.env):
            return condition
        direct = self._look_up(branch, DIRECT)
        company = select_customer(self.env, link, Moment.of(branch.columns))
        # Of who has moved, what was while their customer was one of these.
        return SQL(
            "(%s AND (%s IN %s OR COALESCE(%s IN %s, TRUE)))",
            *(condition, link, direct, company, direct),
        )

    def get_people_conditions(self, model, people):
        """Return SQL conditions of which each is enough for a message or activity.

        :param model: ``mail.message`` or ``mail.activity``
        :param people: what its model says: it is the user's by itself
        """
        return ()

    def _get_conditions(self, branch):
        conditions = self.get_document_conditions(branch)
        concerns = self._get_concern_condition(branch)
        return conditions if concerns is None else [*conditions, concerns]

    def _get_concern_condition(self, branch):
        """Return the SQL condition that a record concerns a contact, or ``None``."""
        links = self._get_links(branch.model)
        if not links:
            return None
        match = self._match(branch, PARTNERS, SQL.identifier("link", "partner_id"))
        # Whom somebody else's private meeting is with is nobody's business.
        partner_id = branch.columns["partner_id"]
        if has_any(self.env):
            # It depends on the date: looked up record by record.
            return SQL(
                "(%s IS NOT NULL AND EXISTS (SELECT FROM (%s) AS link"
                " WHERE link.id = %s AND %s))",
                *(partner_id, links, branch.res_id, match),
            )
        return SQL(
            "(%s IS NOT NULL AND %s IN (SELECT link.id FROM (%s) AS link WHERE %s))",
            *(partner_id, branch.res_id, links, match),
        )

    @staticmethod
    def _get_links(model):
        """Return the SELECT of whom else records concern, or ``None``."""
        if hook_domain(model, "_get_feed_partner_domain", (0,)) is None:
            return None
        links = hooks.get_partner_links(model)
        return SQL(" UNION ALL ").join(links) if links else None

    def narrow(self, branch):
        if not branch.is_scoped:
            conditions = self._get_conditions(branch)
            branch.where(SQL("(%s)", SQL(" OR ").join(conditions)))
        return True

    # ------------------------------------------------------------
    # The same for the ORM
    # ------------------------------------------------------------

    def _get_domains(self):
        partners = SQL("(%s)", self._find_partners())
        yield Domain("lead_id", "in", SQL("(%s)", self._find_leads()))
        yield self._get_partner_domain(partners, self._find_direct())
        for name, select in self._find_documents().items():
            in_table = Domain("document_id", "in", SQL("(%s)", select))
            yield Domain("document_model", "=", name) & in_table
        sources = self.env["crm.feed.source"]._get_sources()
        for name in sorted(set(sources.mapped("model"))):
            if links := self._get_links(self.env[name]):
                direct = self._find_direct()
                yield self._get_concerned_domain(name, links, partners, direct)

    def _get_partner_domain(self, partners, direct):
        """Return the domain of the entries of some contacts.

        :param partners: SQL of all of them
        :param direct: SELECT of those that count by themselves
        """
        domain = Domain("partner_id", "in", partners)
        if not has_any(self.env):
            return domain
        direct = SQL("(%s)", direct)
        return domain & (
            Domain("partner_id", "in", direct) | Domain("customer_id", "in", direct)
        )

    def _get_concerned_domain(self, name, links, partners, direct):
        """Return the domain of the records of a model that concern some contacts."""
        if has_any(self.env):
            concerned = concerned_domain(self.env, links, direct)
            return (
                Domain("res_model", "=", name)
                & Domain("partner_id", "!=", False)
                & concerned
            )
        concerned = SQL(
            "(SELECT link.id FROM (%s) AS link WHERE link.partner_id IN %s)",
            *(links, partners),
        )
        return (
            Domain("res_model", "=", name)
            & Domain("partner_id", "!=", False)
            & Domain("res_id", "in", concerned)
        )

    def domain(self):
        return Domain.OR(self._get_domains())


class MineScope(PersonScope):
    """What I am responsible for and what hangs on it, what I did or was told."""

    _hook = "_get_feed_addressed_domain"

    def _find_leads(self):
        leads = self._query("crm.lead", Domain("user_id", "=", self.env.uid))
        return leads.select()

    def _find_partners(self):
        customers = self._find_own_customers()
        tree = Domain("commercial_partner_id", "in", customers)
        selects = [
            customers.select(),
            self._query("res.partner", tree).select(),
            *self._find_leavers(),
        ]
        return SQL(" UNION ").join(selects)

    def _find_direct(self):
        return self._find_own_customers().select()

    def _find_own_customers(self):
        return self._query("res.partner", Domain("user_id", "=", self.env.uid))

    def _find_documents(self):
        """Documents that several people are responsible for, as tasks are."""
        sources = self.env["crm.feed.source"]._get_sources()
        names = sorted(set(sources.mapped("model")))
        selects = {
            name: select_assigned(self.env[name], self.env.user.ids) for name in names
        }
        return {name: select for name, select in selects.items() if select is not None}

    def _query(self, name, domain):
        """Return the query of all records, whatever may be read: only ids are used."""
        model = self.env[name].with_context(active_test=False)
        return model._search(domain, bypass_access=True)

    def _find_commented(self):
        """Return the SELECT of what one commented, or is addressed by a comment on.

        Columns ``model`` and ``id`` of the records.
        """
        Message = self.env["mail.message"]
        return Message._find_feed_comments_of(self.person)

    def get_tables(self):
        return {**super().get_tables(), _COMMENTED: self._find_commented()}

    def get_document_conditions(self, branch):
        own = SQL("%s = %s", branch.columns["user_id"], self.env.uid)
        return [own, *super().get_document_conditions(branch)]

    def get_people_conditions(self, model, people):
        commented = SQL(
            "%s IN (SELECT id FROM %s WHERE model = %s)",
            SQL.identifier(model._table, "id"),
            *(SQL.identifier(_COMMENTED), model._name),
        )
        return [*people, commented]

    def _get_conditions(self, branch):
        author = SQL("%s = %s", branch.columns["author_id"], self.person.id)
        if branch.author_user is not None:
            # The same without a join, so that an index may serve both.
            author = SQL("%s IN %s", branch.author_user, get_user_ids(self.env.user))
        conditions = [*super()._get_conditions(branch), author]
        if branch.has_scope_tables:
            # There are no comments on the rows of a function.
            conditions.append(
                SQL(
                    "(%s::varchar, %s) IN %s",
                    *(branch.model._name, branch.res_id),
                    self._look_up(branch, _COMMENTED, "model, id"),
                )
            )
        domain = self._hook_domain(branch.model)
        if domain is not None:
            conditions.append(branch.domain_to_sql(domain))
        return conditions

    def _get_domains(self):
        yield Domain("user_id", "=", self.env.uid)
        yield Domain("author_id", "=", self.person.id)
        yield from super()._get_domains()
        yield self._hooked_entries()
        sources = self.env["crm.feed.source"]._get_sources()
        commented = self._find_commented()
        for name in sorted(set(sources.mapped("model"))):
            ids = SQL(
                "(SELECT own.id FROM (%s) AS own WHERE own.model = %s)", commented, name
            )
            yield Domain("res_model", "=", name) & Domain("res_id", "in", ids)

    def get_recent_condition(self, alias):
        return SQL(
            "(%s = %s OR %s IN (%s))",
            *(SQL.identifier(alias, "author_id"), self.person.id),
            *(SQL.identifier(alias, "feed_customer_id"), self._find_partners()),
        )

    def explain(self, rows, sources):
        return why.OwnReasons(self.env, rows, sources).reasons


FeedScope.named |= {"mine": MineScope}
