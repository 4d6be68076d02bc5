"""Who decides, in deals and at customers, in SQL.

What is asked of them is asked of open deals of companies: where nothing is to be sold,
nobody has to decide, and a private person decides alone. In a deal, the role that a
contact has there goes before the one he or she has in general; at a customer decides
who decides in one of its open deals.

Record rules stand inside: of deals and contacts that the user may not read, nothing is
told and nothing counts.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from .contact_person import OnePersonScope
from .contacts import RecordContacts
from .employments import ALIAS, has_any

#: Fields of a deal whose decision makers are looked for.
OPEN_DEAL = (
    Domain("type", "=", "opportunity")
    & Domain("active", "=", True)
    & Domain("won_status", "=", "pending")
)

_DEAL, _PERSON, _LINE = "feed_deal", "feed_person", "feed_line"
_DECIDER, _SPOKEN = "feed_decider", "feed_spoken"


def is_gone(env, person, customer_id):
    """Condition: the person has left the customer, or is archived.

    Somebody from outside, as an adviser, has never been there and may well decide.

    :param person: SQL of a table with the columns of ``_select_people``
    :param customer_id: SQL of the commercial partner
    """
    if not has_any(env):
        return SQL("NOT %s.is_active", person)
    former = select_former(env)
    return SQL(
        "(NOT %s.is_active OR %s.customer_id IS DISTINCT FROM %s AND EXISTS ("
        "SELECT FROM (%s) AS feed_former WHERE feed_former.partner_id = %s.id"
        " AND feed_former.customer_id = %s))",
        *(person, person, customer_id, former, person, customer_id),
    )


def select_former(env):
    """Return the SELECT of who belonged to which customer: its line has an end."""
    field_to_sql = env["crm.feed.employment"]._field_to_sql
    return SQL(
        "SELECT %s AS partner_id, %s AS customer_id FROM crm_feed_employment %s"
        " WHERE %s IS NOT NULL",
        field_to_sql(ALIAS, "partner_id"),
        field_to_sql(ALIAS, "commercial_partner_id"),
        SQL.identifier(ALIAS),
        field_to_sql(ALIAS, "date_to"),
    )


class Decisions:
    """The state of decisions in the open deals that the current user may read.

    ========= =================================================================
    state     when
    ========= =================================================================
    unknown   Nobody who decides is known.
    left      Somebody decided, who has left, and nobody took over.
    silent    With none of those who decide there was a contact for too long.
    known     Else.
    ========= =================================================================

    :param str key: ``id`` for deals, ``customer_id`` for customers
    :param keys: ids that are asked for, or ``None`` for all
    """

    def __init__(self, env, key, keys=None):
        self.env = env
        self.key = SQL.identifier(key)
        self.by_deal = key == "id"
        self.keys = keys

    def select_states(self):
        """Return the SELECT of ``key`` and ``state``, without who is silent."""
        return self._select(SQL("'known'"), [], SQL())

    def select_states_since(self, moment, day):
        """Return the SELECT of ``key`` and ``state``.

        :param moment: when the first day began for the user, in UTC, on which somebody
            who decides is not silent yet
        :param day: midnight of the day itself, for contacts that have no time
        """
        since = RecordContacts(
            OnePersonScope(self.env, SQL("feed_record.id"))
        ).select_since(moment, day)
        if since is None:
            since = SQL("SELECT WHERE FALSE")
        # Whom one has got to know since, one need not have talked to yet.
        spoken = SQL(
            "SELECT feed_record.id FROM (SELECT DISTINCT partner_id AS id, since"
            " FROM %s WHERE NOT is_gone) AS feed_record"
            " WHERE feed_record.since >= %s OR EXISTS (%s)",
            *(SQL.identifier(_DECIDER), moment, since),
        )
        known = SQL(
            "CASE WHEN bool_or(NOT %(decider)s.is_gone AND %(spoken)s.id IS NOT NULL)"
            " THEN 'known' ELSE 'silent' END",
            decider=SQL.identifier(_DECIDER),
            spoken=SQL.identifier(_SPOKEN),
        )
        join = SQL(
            " LEFT JOIN %(spoken)s ON %(spoken)s.id = %(decider)s.partner_id",
            decider=SQL.identifier(_DECIDER),
            spoken=SQL.identifier(_SPOKEN),
        )
        return self._select(known, [(_SPOKEN, spoken)], join)

    def _select(self, known, tables, join):
        """Return the SELECT of states; each table is found once."""
        tables = [
            (_DEAL, self._select_deals()),
            (_PERSON, self._select_people()),
            (_DECIDER, self._select_deciders()),
            *tables,
        ]
        return SQL(
            "WITH %s SELECT %s.%s AS key, CASE"
            " WHEN bool_or(NOT %s.is_gone) THEN %s"
            " WHEN COUNT(%s.partner_id) > 0 THEN 'left' ELSE 'unknown' END AS state"
            " FROM %s LEFT JOIN %s ON %s.lead_id = %s.id%s GROUP BY 1",
            SQL(", ").join(
                SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), select)
                for name, select in tables
            ),
            *(SQL.identifier(_DEAL), self.key),
            *(SQL.identifier(_DECIDER), known),
            SQL.identifier(_DECIDER),
            *(SQL.identifier(name) for name in (_DEAL, _DECIDER, _DECIDER, _DEAL)),
            join,
        )

    def _select_deals(self):
        """Return the SELECT of deals: ``id`` and ``customer_id``."""
        Lead = self.env["crm.lead"]
        domain = OPEN_DEAL
        if self.keys is not None:
            name = "id" if self.by_deal else "partner_id.commercial_partner_id"
            # Technical: who may read a deal may be told whose it is.
            leads = Lead.sudo()._search(Domain(name, "in", list(self.keys)))
            domain &= Domain("id", "in", leads)
        query = Lead._search(domain)
        Partner, alias = Lead._fields["partner_id"].join(Lead, query.table, query)
        customer = Partner._field_to_sql(alias, "commercial_partner_id", query)
        Company, company = Partner._fields["commercial_partner_id"].join(
            Partner, alias, query
        )
        query.add_where(
            SQL("%s IS TRUE", Company._field_to_sql(company, "is_company", query))
        )
        return query.select(
            SQL("%s AS id", SQL.identifier(query.table, "id")),
            SQL("%s AS customer_id", customer),
        )

    def _select_people(self):
        """Return the SELECT of the contacts that have to do with a decision."""
        Partner = self.env["res.partner"]
        query = Partner._search(Domain.TRUE, active_test=False)

        def column(name):
            return Partner._field_to_sql(query.table, name, query)

        deciding = self.env["crm.feed.role"]._get_deciding_ids() or (0,)
        lines = self._select_lines(SQL("%s IN %s", self._line("role_id"), deciding))
        decides = SQL("COALESCE(%s IN %s, FALSE)", column("feed_role_id"), deciding)
        query.add_where(
            SQL(
                "(%s OR %s IN (SELECT partner_id FROM (%s) AS feed_lines))",
                *(decides, column("id"), lines),
            )
        )
        return query.select(
            SQL("%s AS id", column("id")),
            SQL("%s AS customer_id", column("commercial_partner_id")),
            SQL("%s AS is_active", column("active")),
            SQL("%s AS decides", decides),
            SQL("%s AS since", column("create_date")),
        )

    def _select_deciders(self):
        """Return the SELECT of who decides, or did, in which of the deals."""
        deal, person = SQL.identifier(_DEAL), SQL.identifier(_PERSON)
        terms = SQL(
            "%(deal)s.id AS lead_id, %(person)s.id AS partner_id,"
            " %(person)s.since AS since, %(gone)s AS is_gone",
            deal=deal,
            person=person,
            gone=is_gone(self.env, person, SQL("%s.customer_id", deal)),
        )
        deciding = self.env["crm.feed.role"]._get_deciding_ids() or (0,)
        return SQL(
            "SELECT %(terms)s FROM %(deal)s JOIN (%(lines)s) AS feed_lines"
            " ON feed_lines.lead_id = %(deal)s.id JOIN %(person)s"
            " ON %(person)s.id = feed_lines.partner_id"
            " UNION ALL"
            " SELECT %(terms)s FROM %(deal)s JOIN %(person)s"
            " ON %(person)s.decides AND (%(belongs)s)"
            " WHERE NOT EXISTS (%(other)s)",
            terms=terms,
            deal=deal,
            person=person,
            belongs=self._belongs(person, deal),
            lines=self._select_lines(SQL("%s IN %s", self._line("role_id"), deciding)),
            # In this deal he has another part, or the same one: told above.
            other=self._select_lines(
                SQL("%s = %s.id", self._line("lead_id"), deal),
                SQL("%s = %s.id", self._line("partner_id"), person),
            ),
        )

    def _belongs(self, person, deal):
        """Condition: the person is with the customer of the deal, or was."""
        customer = SQL("%s.customer_id", deal)
        today = SQL("%s.customer_id = %s", person, customer)
        if not has_any(self.env):
            return today
        return SQL(
            "%s OR (%s.id, %s) IN (%s)",
            *(today, person, customer, select_former(self.env)),
        )

    def _select_lines(self, *wheres):
        """Return the SELECT of roles in deals: access is that of the deals joined."""
        return SQL(
            "SELECT %s AS lead_id, %s AS partner_id FROM crm_feed_lead_contact %s"
            " WHERE %s",
            *(self._line("lead_id"), self._line("partner_id")),
            SQL.identifier(_LINE),
            SQL(" AND ").join(wheres),
        )

    def _line(self, name):
        return self.env["crm.feed.lead.contact"]._field_to_sql(_LINE, name)
