"""The SQL of what somebody follows: one SELECT a model, its record rules inside."""

from odoo.tools import SQL

_RANKING = ["hand", "policy", "customer", "other"]


def select_followed(model, user, partner_field):
    """Return the SELECT of the records of a model that a user follows.

    :param model: empty recordset, in the environment of the user
    :param user: ``res.users``
    :param partner_field: name of the column that holds the customer, or ``None``
    :return: SQL, or ``None`` if the user may read none
    """
    query = model.with_context(active_test=False)._search([])
    if query.is_empty():
        return None
    table = query.table
    record_id = SQL.identifier(table, "id")
    query.add_join(
        "JOIN",
        "follower",
        "mail_followers",
        SQL(
            "follower.res_model = %s AND follower.res_id = %s"
            " AND follower.partner_id = %s",
            *(model._name, record_id, user.partner_id.id),
        ),
    )
    return query.select(
        SQL("follower.id AS id"),
        SQL("%s::varchar AS res_model", model._name),
        SQL("%s AS res_id", record_id),
        SQL("%s::varchar AS kind", _kind(model, table, query)),
        SQL("%s::int AS customer_id", _customer(model, table, query, partner_field)),
        SQL("follower.feed_since AS since"),
        SQL("%s::varchar AS origin", _origin(model, table, query, user)),
        SQL("%s AS policy_id", _reason(model, table, user, SQL("max(policy_id)"))),
        SQL(
            "(SELECT message.date FROM mail_message AS message"
            " WHERE message.model = %s AND message.res_id = %s"
            " AND message.message_type != 'user_notification'"
            " ORDER BY message.id DESC LIMIT 1) AS last_event",
            *(model._name, record_id),
        ),
        SQL("%s AS is_archived", _archived(model, table, query)),
    )


def _kind(model, table, query):
    if model._name == "crm.lead":
        kind = model._field_to_sql(table, "type", query)
        return SQL("CASE %s WHEN 'lead' THEN 'lead' ELSE 'deal' END", kind)
    if model._name == "res.partner":
        is_company = model._field_to_sql(table, "is_company", query)
        return SQL("CASE WHEN %s THEN 'company' ELSE 'contact' END", is_company)
    return SQL("%s", model._name)


def _customer(model, table, query, name):
    if name is None:
        return SQL("NULL")
    if name == "id":
        return model._field_to_sql(table, "commercial_partner_id", query)
    partner, alias = model._fields[name].join(model, table, query)
    return partner._field_to_sql(alias, "commercial_partner_id", query)


def _origin(model, table, query, user):
    """Of several reasons the one that lasts longest; none: what core does by itself."""
    rank = SQL(
        "(%s::text[])[min(array_position(%s::text[], reason.origin::text))]",
        *(_RANKING, _RANKING),
    )
    told = SQL("COALESCE(%s, 'other')", _reason(model, table, user, rank))
    field = model._fields.get("user_id")
    if not field or not field.store or field.type != "many2one":
        return told
    owner = model._field_to_sql(table, "user_id", query)
    # Responsible comes right after by hand: it lasts longer than a policy.
    return SQL(
        "CASE WHEN %s = %s AND %s != 'hand' THEN 'responsible' ELSE %s END",
        *(owner, user.id, told, told),
    )


def _reason(model, table, user, value):
    return SQL(
        "(SELECT %s FROM crm_feed_subscription AS reason WHERE reason.user_id = %s"
        " AND reason.res_model = %s AND reason.res_id = %s)",
        *(value, user.id, model._name, SQL.identifier(table, "id")),
    )


def _archived(model, table, query):
    if "active" not in model._fields:
        return SQL("FALSE")
    return SQL("NOT %s", model._field_to_sql(table, "active", query))
