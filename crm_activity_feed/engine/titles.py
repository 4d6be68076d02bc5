"""What entries are called, where their other words are not shown."""

from odoo.exceptions import AccessError, MissingError


def read_titles(sources, keys):
    """Return the titles of entries, as the current user may read them.

    Less than all of their words: a list of customers shows one line of each contact.

    :param sources: ``crm.feed.source`` records
    :param keys: iterable of ``(source number, record id)``
    :return: ``{(source number, record id): title}``; without what cannot be read
    """
    ids = {}
    for number, res_id in keys:
        ids.setdefault(number, []).append(res_id)
    titles = {}
    for source in sources.filtered(lambda source: source.number in ids):
        records = sources.env[source.model].browse(ids[source.number])
        for record_id, title in _read(source, records).items():
            titles[source.number, record_id] = title
    return titles


def _read(source, records):
    try:
        return source._get_titles(records)
    except (AccessError, MissingError):
        # Deleted in between, or hidden by an access check outside the record rules.
        return source._get_titles(records.exists()._filtered_access("read"))


def read_names(env, ids):
    """Return the names of what contacts are linked to.

    As a many2one does: who may read the record may read what it names.

    :param dict ids: ``{model: ids}``, which may have empty ones
    :return: ``{(model, id): display name}``
    """
    return {
        (model, record.id): record.display_name
        for model, record_ids in ids.items()
        for record in env[model].sudo().browse({i for i in record_ids if i})
    }
