from odoo import api, models, tools
from odoo.tools import SQL

from ..engine.cached import UNKNOWN, peek

#: The second half of the bus channels: changes of one record, or of any.
CHANNEL = "crm_feed"
#: What all open feeds listen to, whichever record they are of.
BULK_CHANNEL = "crm_feed_bulk"
NOTIFICATION = "crm_feed/changed"
#: How the channels begin that clients ask for: "crm_feed/res.partner/7".
PREFIX = "crm_feed/"
#: What follows it for the feeds of many customers: mine, all, those that one follows.
ANY = "all"

#: Records that one transaction names each by each; an import changes more.
MAX_RECORDS = 1000
#: Records whose feeds it tells apart. Beyond, it is one message to all open feeds.
MAX_PLACES = 100
#: Feeds that one browser listens to.
MAX_CHANNELS = 50
_MAX_ID = 2**31 - 1

_KEY = "crm_activity_feed.live"


def make_places(rows):
    """Return a set of ``(model, id)``.

    :param rows: ``[(contact id, customer id, deal id)]``, each may be ``None``
    """
    models_of_row = ("res.partner", "res.partner", "crm.lead")
    return {
        (model, record_id)
        for row in rows
        for model, record_id in zip(models_of_row, row, strict=True)
        if record_id
    }


class CrmFeedLive(models.AbstractModel):
    """Tells open feeds that something has changed; what, they ask for by themselves.

    All that a transaction changes is gathered until its end: then one message goes to
    each customer, contact, deal and document concerned, and one to the feeds of many
    customers. A message names the record and nothing else: no text, no author, not
    even the entry. The browser reads the page again, with the rights that its user has
    then.

    Who listens is decided when a browser asks to: see :meth:`_get_channels`.
    """

    _name = "crm.feed.live"
    _description = "Live Feed"

    # ------------------------------------------------------------
    # What has changed
    # ------------------------------------------------------------

    @api.model
    def _touch(self, model, ids, is_new=False):
        """Remember that records have changed, to tell their feeds before the commit.

        :param str model: model of the records; nothing happens if it is no source
        :param ids: their ids
        :param bool is_new: whether they have just been made
        """
        if self._is_source(model):
            touched = self._get_touched()
            touched["records"].setdefault(model, set()).update(ids)
            if is_new:
                touched["made"].setdefault(model, set()).update(ids)

    @api.model
    def _get_made(self, model):
        """Return the ids of records that this transaction has made, as far as known."""
        touched = self.env.cr.precommit.data.get(_KEY)
        return touched["made"].get(model, ()) if touched else ()

    @api.model
    def _touch_places(self, places):
        """Remember feeds to tell, of records that are about to leave them.

        :param set places: see :meth:`_get_places`
        """
        if places:
            self._get_touched()["places"].update(places)

    @api.model
    def _get_touched(self):
        hooks = self.env.cr.precommit
        if _KEY not in hooks.data:
            hooks.data[_KEY] = {"records": {}, "made": {}, "places": set()}
            # In two steps: what is tracked is written by other hooks, between them.
            hooks.add(lambda: hooks.add(self.sudo()._send))
        return hooks.data[_KEY]

    @api.model
    def _is_source(self, model):
        """Whether records of ``model`` show in feeds, or could."""
        # While modules are loaded, nobody looks at a feed.
        return self.env.registry.ready and model in self._get_source_paths()

    @api.model
    @tools.ormcache()
    def _get_source_paths(self):
        """Return ``{model: (path to its partner, path to its deal)}`` of all sources.

        Each path may be ``False``.
        """
        Source = self.env["crm.feed.source"].sudo()
        paths = {}
        for source in Source.browse(Source._get_source_ids()):
            partner, lead = paths.get(source.model, (False, False))
            paths[source.model] = (
                partner or source.partner_path,
                lead or source.lead_path,
            )
        return paths

    # ------------------------------------------------------------
    # Whom it concerns
    # ------------------------------------------------------------

    @api.model
    def _get_places(self, model, ids):
        """Return the records in whose feeds records of a model show.

        :param str model: model of the records; not a source, then there are none
        :param ids: their ids; those that are gone are left out, or not
        :return: set of ``(model, id)``: the record, its contact, customer and deal
        """
        is_live = isinstance(self.env.get(model), self.pool["crm.feed.live.mixin"])
        if not ids or not self._is_source(model):
            return set()
        if not is_live:
            return {(model, record_id) for record_id in ids}
        # Which customer is told of a change must not depend on who makes it.
        return self.env[model].sudo().browse(ids)._get_feed_live_places()

    @api.model
    def _get_document_places(self, links):
        """Return the places of documents.

        :param links: ``[(model, id)]``
        :return: see :meth:`_get_places`
        """
        by_model = {}
        for model, record_id in links:
            by_model.setdefault(model, set()).add(record_id)
        return set().union(
            *(self._get_places(model, tuple(ids)) for model, ids in by_model.items())
        )

    @api.model
    def _send(self):
        """Tell the feeds of all that this transaction has changed."""
        touched = self.env.cr.precommit.data.pop(_KEY, None)
        if not touched:
            return
        records, places = touched["records"], touched["places"]
        if sum(map(len, records.values())) <= MAX_RECORDS:
            for model, ids in records.items():
                places |= self._get_places(model, tuple(ids))
        else:
            places = None
        if places is None or len(places) > MAX_PLACES:
            self._notify(BULK_CHANNEL, {"bulk": True})
        elif places:
            bus = self.env["bus.bus"]
            for model, record_id in sorted(places):
                channel = (self.env[model].browse(record_id), CHANNEL)
                payload = {"model": model, "id": record_id}
                bus._sendone(channel, NOTIFICATION, payload)
            self._notify(CHANNEL, {})

    @api.model
    def _notify(self, subchannel, payload):
        """Tell the open feeds of many customers, of whichever employee."""
        channel = (self._get_employees(), subchannel)
        self.env["bus.bus"]._sendone(channel, NOTIFICATION, payload)

    @api.model
    def _get_employees(self):
        # Not by ``env.ref``: it asks the database whether the group is there.
        group_id = self.env["ir.model.data"]._xmlid_to_res_id("base.group_user")
        return self.env["res.groups"].browse(group_id)

    # ------------------------------------------------------------
    # Who may listen
    # ------------------------------------------------------------

    @api.model
    def _get_channels(self, names):
        """Return the bus channels that the current user may listen to.

        What he may not read, what does not exist and what is no channel at all is left
        out without a word: an error would cost him all other channels, too, and tell
        that something is there.

        :param list names: what a client asks for: "crm_feed/MODEL/ID", "crm_feed/all"
        :return: list of channels
        """
        if not names or not self.env["crm.feed.entry"].has_access("read"):
            return []
        employees = self._get_employees()
        channels = [(employees, BULK_CHANNEL)]
        by_model = {}
        for name in names[:MAX_CHANNELS]:
            if name == PREFIX + ANY:
                channels.append((employees, CHANNEL))
            elif place := self._parse_channel(name):
                by_model.setdefault(place[0], []).append(place[1])
        for model, ids in by_model.items():
            records = self.env[model].browse(ids).exists()
            channels += [(r, CHANNEL) for r in records._filtered_access("read")]
        return channels

    @api.model
    def _parse_channel(self, name):
        """Return ``(model, id)`` of a channel's name, or ``None``."""
        model, _slash, record_id = name.removeprefix(PREFIX).partition("/")
        if model not in self.env or self.env[model]._abstract:
            return None
        if self.env[model]._transient or not self.env[model]._auto:
            return None
        is_id = record_id.isascii() and record_id.isdecimal() and len(record_id) < 11
        if not is_id or not 0 < int(record_id) <= _MAX_ID:
            return None
        return model, int(record_id)

    @api.model
    def _fetch_links(self, model_field, id_field, records, hidden=None):
        """Return the ``(model, id)`` of the documents of messages or activities.

        :param hidden: ``(name of a field, value)`` of the records to leave out
        """
        links, unknown = set(), []
        for record in records:
            link = (peek(record, model_field), peek(record, id_field))
            value = peek(record, hidden[0]) if hidden else None
            if UNKNOWN in (*link, value):
                unknown.append(record.id)
            elif all(link) and not (hidden and value == hidden[1]):
                links.add(link)
        if unknown:
            links.update(
                self._select_links(
                    model_field, id_field, records.browse(unknown), hidden
                )
            )
        return links

    @api.model
    def _select_links(self, model_field, id_field, records, hidden):
        """Ask the database for what :meth:`_fetch_links` returns."""
        where = SQL()
        if hidden:
            field = records._field_to_sql(records._table, hidden[0])
            where = SQL(" AND %s != %s", field, hidden[1])
        return self.env.execute_query(
            SQL(
                "SELECT DISTINCT %(model)s, %(id)s FROM %(table)s"
                " WHERE id IN %(ids)s AND %(model)s IS NOT NULL AND %(id)s > 0"
                "%(where)s",
                model=records._field_to_sql(records._table, model_field),
                id=records._field_to_sql(records._table, id_field),
                table=SQL.identifier(records._table),
                ids=records._ids,
                where=where,
            )
        )
