"""The hooks of ``crm.feed.mixin``, called and held to what they promise.

Code that we have never seen answers here. A wrong answer would otherwise show far
away, as an error of PostgreSQL or of the web client, or not at all.
"""

import psycopg2
from markupsafe import Markup

from odoo import tools
from odoo.fields import Domain
from odoo.tools import SQL, Query

from .branch import FeedBranch
from .columns import COLUMN_TYPES, check_columns
from .errors import FeedHookError, name_hook, show

#: Hooks that may say "nothing to say" by ``None``.
_MAY_BE_NONE = {
    "_get_feed_partner_domain",
    "_get_feed_addressed_domain",
    "_get_feed_plan_domain",
    "_get_feed_text_domain",
}
_TEXTS = ("title", "status", "outcome")
_CONTENT = {*_TEXTS, "body", "amount", "data", "attachments"}


def get_domain(model, hook, *args):
    """Return what a hook for a domain says.

    :return: :class:`~odoo.fields.Domain`; ``None`` where the hook may say so
    :raise FeedHookError: if it is neither, or names a field that there is not
    """
    value = getattr(model, hook)(*args)
    if value is None and hook in _MAY_BE_NONE:
        return None
    origin = name_hook(model, hook)
    if not isinstance(value, Domain | list | tuple):
        raise FeedHookError(origin, f"returned {show(value)}, not a Domain")
    try:
        domain = Domain(value)
    except (TypeError, ValueError) as error:
        raise FeedHookError(origin, f"returned no domain: {error}") from error
    for condition in domain.iter_conditions():
        name = condition.field_expr.split(".")[0]
        if name not in model._fields:
            raise FeedHookError(
                origin, f"names the field {name!r}, which {model._name} does not have"
            )
    return domain


def get_partner_links(model):
    """Return the SELECTs of ``crm.feed.mixin._get_feed_partner_links``, or ``None``.

    :raise FeedHookError: if the hook returns anything but a list of SQL
    """
    links = model._get_feed_partner_links()
    is_list = isinstance(links, list | tuple) and links
    if links is None or (is_list and all(isinstance(link, SQL) for link in links)):
        return links
    origin = name_hook(model, "_get_feed_partner_links")
    raise FeedHookError(origin, f"returned {show(links)}, not a list of SQL or None")


def get_deadline(model, query):
    """Return the SQL of ``crm.feed.mixin._get_feed_deadline``, or ``None``.

    :raise FeedHookError: if the hook returns anything but SQL
    """
    if not isinstance(model, model.env.registry["crm.feed.mixin"]):
        return None
    deadline = model._get_feed_deadline(query)
    if deadline is not None and not isinstance(deadline, SQL):
        origin = name_hook(model, "_get_feed_deadline")
        raise FeedHookError(origin, f"returned {show(deadline)}, not SQL or None")
    return deadline


def get_columns(source, model, query):
    """Return ``({column: SQL or bool}, origin)`` of a source by code.

    :raise FeedHookError: see :func:`~.columns.check_columns`
    """
    origin = name_hook(model, "_get_feed_columns")
    return check_columns(model._get_feed_columns(source, query), origin), origin


def get_branches(model, sources, documents):
    """Return the :class:`~.branch.FeedBranch` es of ``sources``, all of ``model``.

    :raise FeedHookError: if the hook returns anything else
    """
    branches = model._get_feed_branches(sources, documents)
    origin = name_hook(model, "_get_feed_branches")
    if not isinstance(branches, list | tuple):
        raise FeedHookError(origin, f"returned {show(branches)}, not a list")
    for branch in branches:
        if not isinstance(branch, FeedBranch):
            raise FeedHookError(origin, f"returned {show(branch)} for a FeedBranch")
    return list(branches)


def get_contents(records, sources):
    """Return the words of ``records``, see ``crm.feed.mixin._get_feed_contents``.

    A body that is a plain ``str`` is escaped: only :class:`~markupsafe.Markup` says
    that somebody has thought of what is in it.

    :raise FeedHookError: names the record and the key that are wrong
    """
    contents = records._get_feed_contents(sources)
    origin = name_hook(records, "_get_feed_contents")
    _check_by_id(records, contents, origin)
    for res_id, content in contents.items():
        where = f"record {res_id}"
        if not isinstance(content, dict):
            raise FeedHookError(origin, f"{where}: {show(content)} is no dict")
        if unknown := sorted(set(content) - _CONTENT, key=str):
            raise FeedHookError(
                origin, f"{where}: unknown {unknown}; there are {sorted(_CONTENT)}"
            )
        _check_content(content, f"{where}: ", origin)
        body = content.get("body")
        if body and not isinstance(body, Markup):
            content["body"] = tools.plaintext2html(body)
    return contents


def _check_content(content, where, origin):
    for name in (*_TEXTS, "body"):
        if not isinstance(content.get(name) or "", str):
            raise FeedHookError(
                origin, f"{where}{name!r} is {show(content[name])}, not a text"
            )
    amount = content.get("amount")
    if amount and not _is_amount(amount):
        raise FeedHookError(
            origin,
            f"{where}'amount' is {show(amount)}, not "
            "{'value': number, 'currency_id': id}",
        )
    attachments = content.get("attachments") or ()
    if not isinstance(attachments, list | tuple) or not all(
        type(attachment_id) is int for attachment_id in attachments
    ):
        raise FeedHookError(
            origin, f"{where}'attachments' is {show(attachments)}, not a list of ids"
        )
    data = content.get("data")
    if data and not isinstance(data, dict):
        raise FeedHookError(origin, f"{where}'data' is {show(data)}, not a dict")
    if data and None in data.values():
        # XML-RPC has no word for it.
        raise FeedHookError(origin, f"{where}'data' has None in it: use False")


def _is_amount(amount):
    if not isinstance(amount, dict) or set(amount) != {"value", "currency_id"}:
        return False
    value, currency_id = amount["value"], amount["currency_id"]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (not currency_id or type(currency_id) is int)


def get_actions(records):
    """Return ``{record id: [action, ...]}``, one item for each of ``records``.

    :raise FeedHookError: if the hook returns anything else
    """
    actions = records._get_feed_actions()
    origin = name_hook(records, "_get_feed_actions")
    _check_by_id(records, actions, origin)
    for res_id, names in actions.items():
        if not isinstance(names, list | tuple) or not all(
            isinstance(name, str) for name in names
        ):
            raise FeedHookError(
                origin, f"record {res_id}: {show(names)} is no list of names"
            )
    return {record.id: list(actions.get(record.id, ())) for record in records}


def get_create_context(model, partner, lead):
    """Return the defaults of a new record, see ``_get_feed_create_context``.

    :raise FeedHookError: if the hook returns anything but a dict
    """
    context = model._get_feed_create_context(partner, lead)
    if not isinstance(context, dict):
        origin = name_hook(model, "_get_feed_create_context")
        raise FeedHookError(origin, f"returned {show(context)}, not a dict")
    return context


def _check_by_id(records, values, origin):
    """Check that ``values`` are by id, and of ``records`` only."""
    if not isinstance(values, dict):
        raise FeedHookError(origin, f"returned {show(values)}, not a dict by id")
    asked = set(records._ids)
    if wrong := [key for key in values if key not in asked]:
        raise FeedHookError(
            origin, f"returned {show(wrong[0])}, which is no id of these records"
        )


def check_source(source):
    """Check what the code of a source's model says, with its types in PostgreSQL.

    Asks the database, so no page does it: a source that is saved, a test, or
    whoever wants to know why a page failed.

    :param source: ``crm.feed.source`` in the mode ``mixin``, available
    :raise FeedHookError: names class, method and column
    """
    model = source._get_model()
    for hook in ("_get_feed_domain", "_get_feed_document_domain"):
        get_domain(model, hook)
    get_domain(model, "_get_feed_text_domain", source, "text")
    get_domain(model, "_get_feed_partner_domain", (model.env.user.partner_id.id,))
    for hook in ("_get_feed_addressed_domain", "_get_feed_plan_domain"):
        get_domain(model, hook, model.env.user.partner_id)
    check_column_types(source)


def find_cause(source, error):
    """Return the error that names hook and column behind an error of PostgreSQL.

    :param source: ``crm.feed.source`` that ``error`` comes from
    :return: :class:`~.errors.FeedHookError`, or ``error`` if it has another cause
    """
    if source.mode != "mixin" or not isinstance(error, psycopg2.Error):
        return error
    try:
        check_source(source)
    except FeedHookError as cause:
        return cause
    except Exception:
        # The hook fails by itself as well: that tells no more than we know.
        return error
    return error


def check_column_types(source):
    """Check the types that the columns of a source by code have in PostgreSQL.

    The cast to the type of the union comes later: it may fail on some rows only,
    or turn what was meant otherwise into a number.

    :raise FeedHookError: names the columns
    """
    model = source._get_model()
    query = Query(model.env, model._table, model._table_sql)
    columns, origin = get_columns(source, model, query)
    columns = {name: sql for name, sql in columns.items() if isinstance(sql, SQL)}
    try:
        types = _read_types(query, columns)
    except psycopg2.Error:
        types = {}
        for name, sql in columns.items():
            try:
                types |= _read_types(query, {name: sql})
            except psycopg2.Error as error:
                reason = str(error).splitlines()[0]
                raise FeedHookError(
                    origin, f"column {name!r} is no SQL here: {reason}"
                ) from error
    wrong = [
        f"{name!r} is {pg_type}, not {' or '.join(COLUMN_TYPES[name])}"
        for name, pg_type in types.items()
        if pg_type not in (*COLUMN_TYPES[name], "unknown")
    ]
    if wrong:
        raise FeedHookError(origin, f"wrong types: column {', column '.join(wrong)}")


def _read_types(query, columns):
    """Return ``{column: name of its type}``, without reading any row."""
    statement = SQL(
        "SELECT %s FROM %s RIGHT JOIN (SELECT) AS one_row ON FALSE LIMIT 1",
        SQL(", ").join(SQL("pg_typeof(%s)::text", sql) for sql in columns.values()),
        query.from_clause,
    )
    cr = query._env.cr
    with cr.savepoint(flush=False):
        cr.execute(statement, log_exceptions=False)
        return dict(zip(columns, cr.fetchone(), strict=True))
