"""Field paths ("order_id.partner_id") and domains turned into SQL."""

from odoo.exceptions import AccessError
from odoo.tools import SQL


def check_path(model, path):
    """Return the last field of ``path``, or ``None`` if ``path`` leads nowhere.

    Every step but the last must be a stored many2one; the last must have a
    column (possibly through a related field, which the ORM resolves).
    """
    *steps, last = path.split(".")
    for name in steps:
        field = model._fields.get(name)
        if field is None or field.type != "many2one" or not field.store:
            return None
        model = model.env[field.comodel_name]
    field = model._fields.get(last)
    if field is None or not (field.store or field.related) or not field.column_type:
        return None
    return field


def path_to_sql(model, path, query):
    """Return the SQL of ``path`` from the main table of ``query``, or ``None``.

    ``None`` stands for a path that leads nowhere and for a field that the
    current user may not read: neither has a value for them. Joins are added to
    ``query``; the access rules of joined models do not apply, as with any
    many2one that is shown.
    """
    if not path or check_path(model, path) is None:
        return None
    alias = model._table
    *steps, last = path.split(".")
    try:
        for name in steps:
            field = model._fields[name]
            model._check_field_access(field, "read")
            model, alias = field.join(model, alias, query)
        return model._field_to_sql(alias, last, query)
    except AccessError:
        return None


def domain_to_sql(model, domain, query):
    """Return the SQL of ``domain`` on ``model``, the main table of ``query``."""
    domain = domain.optimize_full(model)
    if domain.is_true():
        return SQL("TRUE")
    if domain.is_false():
        return SQL("FALSE")
    return SQL("(%s)", domain._to_sql(model, query.table, query))
