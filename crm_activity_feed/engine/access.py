"""Record rules of a linked model, as a condition on the link."""

from odoo.fields import Domain
from odoo.tools import SQL

#: The group of those whom the feed is for.
SALESPERSON = "sales_team.group_sale_salesman"


def is_feed_model(model):
    """Whether ``model`` has the hooks of ``crm.feed.mixin``."""
    return isinstance(model, model.env.registry["crm.feed.mixin"])


def readable_link(model, name):
    """Return the domain of the records of ``model`` whose link is readable.

    ``name`` is a many2one; what it points to must be readable by the current
    user: the rules are the comodel's own. An empty link is not readable.

    One look-up a row, on purpose: of ``IN (SELECT ...)`` and ``EXISTS`` PostgreSQL
    makes a table of all that is readable before it looks at the first row.
    """
    comodel = model.env[model._fields[name].comodel_name]
    if not comodel.has_access("read"):
        return Domain.FALSE
    query = comodel._search(Domain.TRUE, active_test=False)
    if query.is_empty():
        return Domain.FALSE
    if not query.where_clause:
        return Domain(name, "!=", False)

    def to_sql(link_model, alias, link_query):
        linked = comodel._search(Domain.TRUE, active_test=False)
        link = link_model._field_to_sql(alias, name, link_query)
        linked.add_where(SQL("%s = %s", SQL.identifier(linked.table, "id"), link))
        return SQL("COALESCE((%s), FALSE)", linked.select(SQL("TRUE")))

    return Domain.custom(to_sql=to_sql)


def having_record(model, domain):
    """Return the domain of the entries whose record of ``model`` is in ``domain``.

    Looked up record by record, as in :func:`readable_link`: else PostgreSQL would
    search all records for a text before the first of them is shown.
    """

    def to_sql(entry_model, alias, entry_query):
        query = model._search(domain, active_test=False, bypass_access=True)
        if query.is_empty():
            return SQL("FALSE")
        res_id = entry_model._field_to_sql(alias, "res_id", entry_query)
        query.add_where(SQL("%s = %s", SQL.identifier(query.table, "id"), res_id))
        return SQL("COALESCE((%s), FALSE)", query.select(SQL("TRUE")))

    return Domain.custom(to_sql=to_sql)
