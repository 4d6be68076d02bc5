"""What the ORM has in memory: read without a query, and without fetching anything."""

#: It has not.
UNKNOWN = object()

_TYPES = ("char", "integer", "many2one", "many2one_reference", "selection")


def peek(record, path):
    """Return what is in memory at the end of a path.

    Access is not looked at: for technical use, in the place of SQL.

    :param record: one record; that it exists is for the caller to know
    :param str path: stored fields that lead from one to the next, or ``"id"``
    :return: the value, of a many2one the id; ``None`` where a link is empty;
        :data:`UNKNOWN` if the database has to be asked
    """
    model, value = record, record.id
    for name in path.split("."):
        if not value:
            return None
        if name != "id":
            value = _peek_field(model, value, name)
            if value is UNKNOWN:
                return UNKNOWN
            comodel = getattr(model._fields[name], "comodel_name", None)
            model = model.env[comodel] if comodel else model
    return value or None


def _peek_field(model, record_id, name):
    field = model._fields.get(name)
    if field is None or not field.store or field.type not in _TYPES:
        return UNKNOWN
    if field.company_dependent or getattr(field, "translate", False):
        return UNKNOWN
    env = model.env
    if record_id in env.transaction.tocompute.get(field, ()):
        return UNKNOWN
    return field._get_cache(env).get(record_id, UNKNOWN)
