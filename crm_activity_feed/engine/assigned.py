"""Records that several users have to do with, as tasks: ``user_ids`` by convention."""

from odoo.tools import SQL


def select_assigned(model, user_ids):
    """Return the SELECT of ``id`` of the records that users are assigned to.

    :param model: empty recordset
    :param user_ids: ids, at least one
    :return: SQL, or ``None`` if its records are nobody's, or one user's
    """
    field = model._fields.get("user_ids")
    if not is_assignment(field):
        return None
    return SQL(
        "SELECT %s AS id FROM %s WHERE %s IN %s",
        SQL.identifier(field.column1),
        SQL.identifier(field.relation),
        SQL.identifier(field.column2),
        SQL("%s", tuple(user_ids), to_flush=field),
    )


def where_user(branch, user_ids):
    """Return the SQL condition that entries are for one of some users to do.

    :param branch: :class:`~.branch.FeedBranch`
    :param user_ids: ids, at least one
    """
    conditions = [SQL("%s IN %s", branch.columns["user_id"], tuple(user_ids))]
    names = sorted(set(filter(None, branch.sources.mapped("model"))))
    for name in names:
        assigned = select_assigned(branch.sources.env[name], user_ids)
        if assigned is None:
            continue
        is_assigned = SQL("%s IN (%s)", branch.res_id, assigned)
        if len(names) > 1:
            # Records of several models stand in one SELECT: they are the documents.
            model = branch.columns["document_model"]
            is_assigned = SQL("(%s = %s AND %s)", model, name, is_assigned)
        conditions.append(is_assigned)
    return SQL("(%s)", SQL(" OR ").join(conditions))


def is_assignment(field):
    """Whether a field says which users have to do with a record, as of a task."""
    return (
        field is not None
        and field.type == "many2many"
        and field.comodel_name == "res.users"
        and field.store
    )
