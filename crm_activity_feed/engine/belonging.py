"""Whether an entry belongs to a customer, when its contacts have come or left."""

from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks
from .access import is_feed_model
from .employments import Moment, select_customer

_LINK, _PARTNER = "feed_moved_link", "feed_moved_partner"


def belongs(branch, is_theirs):
    """Return the condition that an entry was a customer's at its own date.

    Comes on top of the condition that its contact is or was one of the customer's.

    :param branch: :class:`~.branch.FeedBranch`
    :param is_theirs: function from the SQL of a company to an SQL condition
    """
    env, columns = branch.sources.env, branch.columns
    moment = Moment.of(columns)
    company = select_customer(env, columns["partner_id"], moment)
    condition = SQL("COALESCE(%s, TRUE)", is_theirs(company))
    linked = _get_linked(env, branch.sources)
    for name, links in linked.items():
        link = _any_link(env, links, branch.res_id, moment, is_theirs)
        if set(branch.sources.mapped("model")) == {name}:
            return link
        # Documents of several models in one.
        model = columns["document_model"]
        condition = SQL(
            "CASE WHEN %s = %s THEN %s ELSE %s END", model, name, link, condition
        )
    return condition


def linked_domain(env, is_theirs):
    """Return the domain of the entries that concern several contacts: as above.

    Entries of all other models pass.
    """
    linked = _get_linked(env, env["crm.feed.source"]._get_sources())

    def make(links):
        def to_sql(entries, alias, query):
            column = {
                name: entries._field_to_sql(alias, name, query)
                for name in (*Moment._fields, "res_id")
            }
            moment = Moment.of(column)
            return _any_link(env, links, column["res_id"], moment, is_theirs)

        return Domain.custom(to_sql=to_sql)

    return Domain.OR(
        [
            Domain("res_model", "not in", list(linked)),
            *(Domain("res_model", "=", name) & make(linked[name]) for name in linked),
        ]
    )


def concerned_domain(env, links, direct):
    """Return the domain of the entries that concern some contacts.

    :param links: SELECT of whom records of their model concern
    :param direct: SELECT of contacts, and of customers at the time of the entry
    """

    def to_sql(entries, alias, query):
        column = {
            name: entries._field_to_sql(alias, name, query)
            for name in (*Moment._fields, "res_id")
        }
        res_id, moment = column["res_id"], Moment.of(column)
        is_theirs = SQL.identifier(_LINK, "partner_id")
        return SQL(
            "(%s OR EXISTS (SELECT FROM (%s) %s WHERE %s = %s AND %s IN (%s)))",
            _any_link(
                env, [links], res_id, moment, lambda c: SQL("%s IN (%s)", c, direct)
            ),
            *(links, SQL.identifier(_LINK), SQL.identifier(_LINK, "id"), res_id),
            *(is_theirs, direct),
        )

    return Domain.custom(to_sql=to_sql)


def _get_linked(env, sources):
    """Return ``{model: links}`` of the models that concern several contacts."""
    names = sorted(set(filter(None, sources.mapped("model"))))
    linked = {name: get_links(env[name]) for name in names}
    return {name: links for name, links in linked.items() if links is not None}


def _any_link(env, links, res_id, moment, is_theirs):
    link_id, partner_id = (SQL.identifier(_LINK, name) for name in ("id", "partner_id"))
    company = SQL(
        "COALESCE(%s, %s)",
        select_customer(env, partner_id, moment),
        env["res.partner"]._field_to_sql(_PARTNER, "commercial_partner_id"),
    )
    return SQL(
        "EXISTS (SELECT FROM (%s) %s JOIN res_partner %s ON %s = %s"
        " WHERE %s = %s AND %s)",
        SQL(" UNION ALL ").join(links),
        *(SQL.identifier(_LINK), SQL.identifier(_PARTNER)),
        *(SQL.identifier(_PARTNER, "id"), partner_id),
        *(link_id, res_id, is_theirs(company)),
    )


def get_links(model):
    """Return who else records of ``model`` concern, or ``None``; see the mixin."""
    return hooks.get_partner_links(model) if is_feed_model(model) else None
