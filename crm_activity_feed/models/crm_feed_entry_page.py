from datetime import datetime

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain

from ..engine.columns import decode_id, parse_id
from ..engine.contents import PageContents
from ..engine.cursor import NEWER, Cursor
from ..engine.filters import FeedFilters
from ..engine.page import FeedPage, read_rows
from ..engine.place import Place, find_entry, read_around
from ..engine.reading import read_page
from ..engine.scope import FeedScope
from ..engine.words import spell

MAX_LIMIT = 200


class CrmFeedEntry(models.Model):
    """What clients call: a page of the feed. Actions: ``crm_feed_entry_action.py``."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    @api.readonly
    def get_page(self, scope, filters=None, cursor=None, limit=40, at=None):
        """Return one page of the feed.

        :param scope: ``{"partner": id, "roll_up": bool}`` (with roll-up, the whole
            customer: the default), ``{"lead": id}``, ``{"record": [model, id]}``,
            ``"mine"``, ``"following"`` (records and customers that the user follows)
            or ``"all"``
        :param dict filters: any of ``kinds``, ``source_ids``, ``activity_type_ids``,
            ``reason_ids``, ``user_ids``, ``author_ids``, ``partner_ids``,
            ``customer_ids`` (with all their contacts), ``team_ids`` (deals of these
            sales teams, what their people answer for or did; lists), ``date_from``,
            ``date_to`` (UTC, inclusive; all-day entries are compared with the user's
            clock at that moment), ``text``, ``noise`` (technical changes too),
            ``open`` (True: only to do; False: only done), ``skip_unknown`` (True:
            leave out kinds and records that are unknown, or not the user's to read)
        :param cursor: ``older`` or ``newer`` of another page; or ``["older", date,
            id]``, ``["newer", date, id]`` with those of an entry
        :param int limit: entries of a page, 1 to 200
        :param at: instead of a cursor, where a first page starts if not at the newest
            entry: a moment ("YYYY-MM-DD HH:MM:SS", UTC), the ``key`` of an entry, or
            ``[date, id]`` of an entry. A third of the page is newer than that
        :return: dict with

            * ``open``: entries still to do by date, on the first page only: at most 50,
              or ``limit`` if that is more and the filters ask for them alone; and
              ``open_more``: whether there are more than shown
            * ``pinned``: entries that are pinned on the customer, at most 7, the last
              pin first; of a customer or a deal, on the first page only. They stand in
              ``open`` and ``entries`` as well
            * ``entries``: what is done, newest first; exactly ``limit`` of them as
              long as there are more that the user may read
            * ``older``, ``newer``: cursors, or ``False``
            * ``at``: what the key ``at`` leads to: ``{"key", "is_open", "is_noise",
              "document_model", "document_id"}``, whether or not scope and filters
              show it; else ``False``. What is to do is then among ``open``; without
              such an entry the page starts at the newest one
            * ``kinds``: ``[{"key", "label", "icon"}]`` that the feed can show; on the
              first page only
            * ``creatable``: ``[{"source_id", "label", "icon", "model"}]`` that the user
              can create from the feed (``crm.feed.source.get_create_action``); on the
              first page only
            * ``filters``: what ``skip_unknown`` has left: ``{"kinds": [...],
              "user_ids": [{"id", "display_name"}], ...}``
            * ``customer``: ``{"id", "display_name"}`` of a deal's customer, if the user
              may read it, else ``False``; on the first page only
            * ``can_plan``: whether the user can write notes, the next step among them
            * ``visit``: of "mine", "following" and "all", on the first page:
              ``{"since", "now"}``, when the user had seen this feed last, or
              ``False``, and the moment of this answer ("YYYY-MM-DD HH:MM:SS", UTC), for
              :meth:`mark_seen`; else ``False``
            * ``broken``: ``[{"id", "name", "reason"}]`` of the sources that are left
              out because they failed; the reason only for administrators, for others
              ``False``

            An entry has: ``key`` ("<source number>-<record id>"), ``id`` (a float
            from 2^31 on, for XML-RPC), ``source_id``, ``source`` (``{"id",
            "name", "activity_type_id"}``: id of the kind that its entries have unless
            they say otherwise, or ``False``), ``res_model``,
            ``res_id``, ``document_model``, ``document_id``, ``document``, ``date``
            and ``recorded_on`` ("YYYY-MM-DD HH:MM:SS", UTC), ``is_open``,
            ``is_all_day`` (``date`` is the day itself, in any time zone), ``state``,
            ``kind``, ``is_noise``, ``icon``, ``color``, ``activity_type_id``,
            ``reason_id``, ``partner_id``, ``customer_id``, ``lead_id``,
            ``author_id``, ``user_id``, ``company_id`` (each ``{"id",
            "display_name"}`` or ``False``; a kind has its ``icon`` too, a reason its
            ``color``), ``role`` of the contact, in the deal or else in general
            (``{"id", "display_name", "color"}`` or ``False``), ``title``, ``body``
            (HTML; of a long text, the beginning in plain words), ``body_more``
            (whether :meth:`get_body` has more of it), ``attachments`` (``[{"id",
            "name", "mimetype", "size", "type", "url", "checksum"}]``), ``amount``,
            ``status``, ``outcome``, ``data`` (what the renderer of the
            kind needs, or ``False``), ``likes`` (how many), ``liked`` (by the user),
            ``likers`` (names of 10 of them), ``comments`` (how many),
            ``unseen_comments`` (how many of those addressed to the user are new to
            him or her), ``pinned``, ``actions``; of "mine" and "following", ``why`` it
            is there, the most telling reason first: ``[{"code", "user", "record"}]``,
            see :mod:`..engine.why`
        :raise UserError: on an unknown scope, filter, cursor, place or limit
        :raise AccessError: if the record of the scope may not be read
        """
        self.check_access("read")
        self._check_limit(limit)
        Source = self.env["crm.feed.source"]
        scope = FeedScope.parse(self.env, scope)
        filters = FeedFilters(self.env, filters)
        cursor = Cursor.decode(self.env, cursor)
        place, target = self._find_place(cursor, at)
        if place:
            page, readings = read_around(scope, filters, place, limit, Source)
        else:
            page = FeedPage(scope, filters, cursor, limit)
            readings = [read_page(page, Source)]
        faults = {}
        for reading in readings:
            Source._remember(reading.faults, reading.worked)
            faults.update(reading.faults)
        if page.open_more and target and target["is_open"]:
            self._add_open(page, target["key"], scope)
        return {
            "open": page.open,
            "open_more": page.open_more,
            "pinned": page.pinned,
            "entries": page.entries,
            "older": page.older,
            "newer": page.newer,
            "at": target,
            "kinds": []
            if cursor
            else self._get_kinds(
                Source._get_sources() | Source._get_function_sources()
            ),
            "creatable": [] if cursor else Source._get_sources()._get_creatable(),
            "filters": page.filters.names,
            "customer": False if cursor else page.scope.get_customer(),
            "can_plan": self.env["crm.feed.note"].has_access("create"),
            "visit": not cursor and self._get_visit(page.scope),
            "broken": Source._get_broken(faults, page.filters),
        }

    @api.model
    def _check_limit(self, limit):
        """Refuse to read more entries at once than a page can hold."""
        if type(limit) is not int or not 1 <= limit <= MAX_LIMIT:
            raise UserError(
                self.env._(
                    "A page of the feed cannot hold so many entries: %(limit)s. Ask "
                    "for 1 to %(most)s.",
                    limit=spell(limit),
                    most=MAX_LIMIT,
                )
            )

    @api.model
    @api.readonly
    def get_first_date(self, scope, filters=None):
        """Return when the history begins: the date of its oldest entry.

        :param scope: see :meth:`get_page`
        :param dict filters: see :meth:`get_page`
        :return: "YYYY-MM-DD HH:MM:SS" (UTC), or ``False`` without any entry
        :raise UserError: on an unknown scope or filter
        :raise AccessError: if the record of the scope may not be read
        """
        self.check_access("read")
        page = FeedPage(
            FeedScope.parse(self.env, scope),
            FeedFilters(self.env, filters),
            Cursor(NEWER, datetime.min, 0),
            limit=1,
        )
        read_page(page, self.env["crm.feed.source"])
        return page.entries[0]["date"] if page.entries else False

    @api.model
    def _find_place(self, cursor, at):
        """Return where a page starts, and what the key of an entry leads to.

        :return: ``(Place or None, target or False)``, see :func:`find_entry`
        """
        if at is None or at is False:
            return None, False
        if cursor:
            raise UserError(
                self.env._(
                    "A page of the feed starts at one place: name a cursor or a date, "
                    "not both."
                )
            )
        if isinstance(at, str) and parse_id(at) is not None:
            return find_entry(self.env["crm.feed.source"], at) or (None, False)
        return Place.parse(self.env, at), False

    @api.model
    def _add_open(self, page, key, scope):
        """Show an entry that is to do after more others than fit the page."""
        entry_id = parse_id(key)
        is_shown = any(entry["key"] == key for entry in page.open)
        domain = scope.domain() & Domain("id", "=", entry_id)
        if not is_shown and self.search_count(domain, limit=1):
            page.open += self._read_entries([entry_id])

    @api.model
    def _get_kinds(self, sources):
        icons = {}
        for source in sources.filtered(lambda source: not source.is_noise):
            icons.setdefault(source.kind, source.icon)
        labels = dict(
            self.env["crm.feed.source"]._fields["kind"]._description_selection(self.env)
        )
        return [
            {"key": kind, "label": label, "icon": icons[kind]}
            for kind, label in labels.items()
            if kind in icons
        ]

    @api.model
    def _read_entries(self, ids):
        """Return entries by id, as in a page; without those one cannot see."""
        sources = self.env["crm.feed.source"]._get_sources()
        rows = read_rows(sources, ids)
        return PageContents(sources, rows).entries(rows)

    @api.model
    def _get_record(self, entry_id):
        """Return the record of an entry, if the current user may read it.

        :param entry_id: number, or ``None``: there is no such entry
        """
        if entry_id is None:
            raise self._make_missing_error()
        res_id, number = decode_id(entry_id)
        Source = self.env["crm.feed.source"]
        sources = Source._get_sources()
        if number in Source._get_readable_functions().mapped("number"):
            raise UserError(
                self.env._(
                    "This entry cannot be changed in the feed: it shows data from "
                    "another system. Change it there."
                )
            )
        source = sources.filtered(lambda source: source.number == number)
        record = self.env[source.model].browse(res_id).exists() if source else None
        if not record or not record.has_access("read"):
            raise self._make_missing_error()
        return record

    @api.model
    def _make_missing_error(self):
        return MissingError(
            self.env._("This entry of the feed does not exist, or not any more.")
        )

    @api.model
    def _get_scope_domain(self, scope):
        """Return the domain on entries that equals the ``scope`` of a page.

        The page of a record shows its messages even if it has no customer; the
        list of entries holds what concerns customers only.
        """
        return FeedScope.parse(self.env, scope).domain()

    @api.readonly
    def action_open_document(self):
        """Open the document that this entry is about."""
        self.ensure_one()
        if not self.document_model:
            raise UserError(
                self.env._(
                    "There is nothing to open: this entry shows data from another "
                    "system. Look for it there."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.document_model,
            "res_id": self.document_id,
            "views": [(False, "form")],
        }
