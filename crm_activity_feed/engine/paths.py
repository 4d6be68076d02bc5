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


class PathFault(ValueError):
    """Why a path cannot be used.

    :param str code: ``unknown``, ``many`` (a step leads to several records),
        ``link`` (a step leads to no record), ``stored`` or ``groups``
    :param field: the :class:`~odoo.fields.Field` at fault; for ``unknown``, a name
    """

    def __init__(self, code, field):
        super().__init__(f"{code}: {field}")
        self.code = code
        self.field = field


def walk_path(model, path):
    """Return the fields of ``path``, step by step.

    :raise PathFault: if a step is unknown, or no link to one record
    """
    fields = []
    *steps, last = path.split(".")
    for name in steps:
        field = _get_field(model, name)
        if field.type in ("one2many", "many2many"):
            raise PathFault("many", field)
        if field.type != "many2one":
            raise PathFault("link", field)
        fields.append(field)
        model = model.env[field.comodel_name]
    return [*fields, _get_field(model, last)]


def _get_field(model, name):
    if name not in model._fields:
        raise PathFault("unknown", name)
    return model._fields[name]


def check_column_path(model, path):
    """Return the fields of ``path``, all of which SQL can follow.

    :raise PathFault: see :func:`walk_path`; also if a field has no column
    """
    *steps, last = fields = walk_path(model, path)
    for field in steps:
        if not field.store:
            raise PathFault("stored", field)
    if last.type in ("one2many", "many2many"):
        raise PathFault("many", last)
    if not (last.store or last.related) or not last.column_type:
        raise PathFault("stored", last)
    return fields
