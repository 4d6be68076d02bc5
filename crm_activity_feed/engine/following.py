"""The SQL of what somebody follows: one SELECT a model, its record rules inside."""

from odoo.tools import SQL


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
    query.add_join(
        "LEFT JOIN LATERAL",
        "reason",
        SQL(
            "(SELECT origin, policy_id FROM crm_feed_subscription AS reason"
            " WHERE reason.res_model = %s AND reason.res_id = %s"
            " AND reason.user_id = %s"
            " ORDER BY array_position(ARRAY['hand', 'policy', 'customer', 'other'],"
            " reason.origin::text), reason.id LIMIT 1)",
            *(model._name, record_id, user.id),
        ),
        SQL("TRUE"),
    )
    return query.select(
        SQL("follower.id AS id"),
        SQL("%s::varchar AS res_model", model._name),
        SQL("%s AS res_id", record_id),
        SQL("%s::varchar AS kind", _kind(model, table, query)),
        SQL("%s::int AS customer_id", _customer(model, table, query, partner_field)),
        SQL("follower.feed_since AS since"),
        SQL("%s::varchar AS origin", _origin(model, table, query, user)),
        SQL("reason.policy_id AS policy_id"),
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
    """Responsible comes right after by hand: it lasts longer than a policy."""
    field = model._fields.get("user_id")
    told = SQL("COALESCE(reason.origin, 'other')")
    if not field or not field.store or field.type != "many2one":
        return told
    owner = model._field_to_sql(table, "user_id", query)
    return SQL(
        "CASE WHEN reason.origin = 'hand' THEN 'hand'"
        " WHEN %s = %s THEN 'responsible' ELSE %s END",
        *(owner, user.id, told),
    )


def _archived(model, table, query):
    if "active" not in model._fields:
        return SQL("FALSE")
    return SQL("NOT %s", model._field_to_sql(table, "active", query))
