from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import guard
from ..engine.budgets import PAGE_SECONDS
from ..engine.columns import decode_id
from ..engine.contacts import RecordContacts
from ..engine.titles import read_names, read_titles

_GROUP = "base.group_user"

#: Columns of a contact that name another record: its kind, its reason, its owner.
_LINKS = {
    "activity_type_id": "mail.activity.type",
    "reason_id": "crm.feed.reason",
    "user_id": "res.users",
}


class CrmFeedContactMixin(models.AbstractModel):
    """Records one keeps in contact with: customers and deals.

    Shows the next and the last contact, as the current user may read them: nothing is
    stored, two users may see two dates. Lists read them for all their records in one
    statement; searches, sorting and grouping are in ``crm_feed_contact_search.py``.

    What counts as a contact: see ``engine/contacts.py``.
    """

    _name = "crm.feed.contact.mixin"
    _description = "Record with a Next and a Last Contact"

    #: :class:`~..engine.contacts.ContactScope` of the records
    _feed_contact_scope = None

    feed_next = fields.Json(
        "Next contact, in words",
        compute="_compute_feed_contacts",
        groups=_GROUP,
        exportable=False,
    )
    feed_next_date = fields.Datetime(
        "Next Contact",
        compute="_compute_feed_contacts",
        search="_search_feed_next_date",
        groups=_GROUP,
        help="When the earliest contact that is still to do is due.",
    )
    feed_next_state = fields.Selection(
        [("overdue", "Overdue"), ("today", "Today"), ("planned", "Planned")],
        "Next Contact Is",
        compute="_compute_feed_contacts",
        search="_search_feed_next_state",
        groups=_GROUP,
    )
    feed_next_user_id = fields.Many2one(
        "res.users",
        "Next Contact By",
        compute="_compute_feed_contacts",
        search="_search_feed_next_user_id",
        groups=_GROUP,
    )
    feed_next_activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind of Next Contact",
        compute="_compute_feed_contacts",
        search="_search_feed_next_activity_type_id",
        groups=_GROUP,
    )
    feed_next_reason_id = fields.Many2one(
        "crm.feed.reason",
        "Reason of Next Contact",
        compute="_compute_feed_contacts",
        search="_search_feed_next_reason_id",
        groups=_GROUP,
    )
    feed_last = fields.Json(
        "Last contact, in words",
        compute="_compute_feed_contacts",
        groups=_GROUP,
        exportable=False,
    )
    feed_last_date = fields.Datetime(
        "Last Contact",
        compute="_compute_feed_contacts",
        search="_search_feed_last_date",
        groups=_GROUP,
        help="When the latest contact took place: a call, a meeting, an e-mail...",
    )
    feed_silent_days = fields.Integer(
        "Days Without Contact",
        compute="_compute_feed_contacts",
        search="_search_feed_silent_days",
        groups=_GROUP,
        aggregator=None,
        help="Days since the last contact or, if there was none, since the record was "
        "made.",
    )
    feed_note_count = fields.Integer(
        "Open Notes",
        compute="_compute_feed_note_count",
        search="_search_feed_note_count",
        groups=_GROUP,
        aggregator=None,
    )
    feed_note_overdue_count = fields.Integer(
        "Overdue Notes",
        compute="_compute_feed_note_count",
        search="_search_feed_note_overdue_count",
        groups=_GROUP,
        aggregator=None,
    )

    # ------------------------------------------------------------
    # What the models have to tell
    # ------------------------------------------------------------

    def _get_feed_contact_key(self):
        """Return the id by which the contacts of this record are found."""
        raise NotImplementedError

    @api.model
    def _get_feed_note_key(self, query):
        """Return the SQL of that id from notes.

        :param query: :class:`~odoo.tools.Query` on ``crm.feed.note``
        """
        raise NotImplementedError

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_feed_contacts(self):
        keys = {record: record._origin._get_feed_contact_key() for record in self}
        ids = {key for key in keys.values() if key}
        try:
            Source = self.env["crm.feed.source"]
            found = Source._run_isolated(lambda: self._read_feed_contacts(ids))
            unknown = False
        except guard.SlowSourceError:
            # The list is worth more than this column; but nobody shall believe that
            # there is no contact.
            found, unknown = {}, {"state": "unknown"}
        for record, key in keys.items():
            planned, last = found.get(key, (False, False))
            record.update(
                {
                    "feed_next": planned or unknown,
                    "feed_next_date": planned and planned["date"],
                    "feed_next_state": planned and planned["state"],
                    "feed_next_user_id": planned and planned["user_id"],
                    "feed_next_activity_type_id": planned
                    and planned["activity_type_id"],
                    "feed_next_reason_id": planned and planned["reason_id"],
                    "feed_last": last or unknown,
                    "feed_last_date": last and last["date"],
                    "feed_silent_days": record._get_feed_silent_days(last),
                }
            )

    @api.model
    def _read_feed_contacts(self, keys):
        """Return the contacts of the records with these keys.

        One statement, and one ORM read a model for the words.

        :return: ``{key: (next contact, last contact)}``, each a dict or ``False``
        """
        rows = self._read_feed_contact_rows(sorted(keys)) if keys else []
        sources = self.env["crm.feed.source"]._get_sources()
        by_number = {source.number: source for source in sources}
        planned = [decode_id(row["id"])[::-1] for row in rows if row["is_next"]]
        titles = read_titles(sources, planned)
        links = {model: [row[name] for row in rows] for name, model in _LINKS.items()}
        names = read_names(self.env, links)
        found = {}
        for row in rows:
            res_id, number = decode_id(row["id"])
            contact = self._prepare_feed_contact(row, by_number[number], names)
            pair = found.setdefault(row["key"], [False, False])
            if not row["is_next"]:
                pair[1] = contact
            elif (number, res_id) in titles:
                pair[0] = {**contact, "title": titles[number, res_id]}
        return found

    @api.model
    def _read_feed_contact_rows(self, keys):
        """Return one row for each next and each last contact, as dicts."""
        contacts = RecordContacts(
            self._feed_contact_scope(self.env, SQL("feed_record.id"))
        )
        select = contacts.select_both()
        if select is None:
            return []
        statement = SQL(
            "SELECT feed_record.id AS key, feed_first.is_open AS is_next, feed_first.*"
            " FROM unnest(%s) AS feed_record(id) CROSS JOIN LATERAL (%s) feed_first",
            *(keys, select),
        )
        with guard.savepoint(self.env) as point:
            values = guard.execute(self.env, statement, PAGE_SECONDS)
            names = [column.name for column in self.env.cr.description]
            # Ends the settings of the statement.
            point.rollback()
        return [dict(zip(names, row, strict=True)) for row in values]

    @api.model
    def _prepare_feed_contact(self, row, source, names):
        """Return what the client shows of a contact; see ``docs/api.md``."""
        label, reason, owner = (
            names.get((model, row[name]), False) for name, model in _LINKS.items()
        )
        return {
            "key": f"{source.number}-{decode_id(row['id'])[0]}",
            "date": fields.Datetime.to_string(row["date"]),
            "is_all_day": row["is_all_day"],
            "state": self.env["crm.feed.entry"]._get_state(
                row["is_next"], row["date"], row["is_all_day"], source.kind
            ),
            "kind": source.kind,
            "icon": source.icon,
            "label": label or source.name,
            "reason": reason,
            "owner": owner,
            **{name: row[name] or False for name in _LINKS},
            "document_model": row["document_model"],
            "document_id": row["document_id"],
        }

    def _get_feed_silent_days(self, last):
        moment = fields.Datetime.to_datetime(last["date"] if last else self.create_date)
        if not moment:
            return 0
        if not (last and last["is_all_day"]):
            moment = fields.Datetime.context_timestamp(self, moment)
        # What has no time may be of a day that has not begun for this user.
        return max((fields.Date.context_today(self) - moment.date()).days, 0)

    @api.model
    def _get_feed_day_start(self, day):
        """Return when ``day`` begins for the user, in UTC without a zone."""
        start = self.env.tz.localize(datetime.combine(day, time.min))
        return start.astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------
    # Notes
    # ------------------------------------------------------------

    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_feed_note_count(self):
        keys = {record: record._origin._get_feed_contact_key() for record in self}
        ids = tuple({key for key in keys.values() if key})
        counts = {}
        if ids:
            rows = self.env.execute_query(self._select_feed_note_counts(ids))
            counts = {key: (count, late) for key, count, late in rows}
        for record, key in keys.items():
            count, late = counts.get(key, (0, 0))
            record.feed_note_count = count
            record.feed_note_overdue_count = late

    @api.model
    def _select_feed_note_counts(self, keys=None):
        """Return the SELECT of key, open notes and overdue ones that the user sees."""
        Note = self.env["crm.feed.note"]
        query = Note._search(Domain("state", "=", "open"))
        key = self._get_feed_note_key(query)
        query.add_where(
            SQL("%s IN %s", key, keys) if keys else SQL("%s IS NOT NULL", key)
        )
        query.groupby = key
        is_late = SQL(
            "%s < CASE WHEN %s THEN %s::timestamp ELSE %s END",
            Note._field_to_sql(query.table, "date_deadline", query),
            Note._field_to_sql(query.table, "is_all_day", query),
            datetime.combine(fields.Date.context_today(self), time.min),
            fields.Datetime.now(),
        )
        return query.select(
            SQL("%s AS key", key),
            SQL("COUNT(*) AS count"),
            SQL("COUNT(*) FILTER (WHERE %s) AS late", is_late),
        )

    @api.readonly
    def action_open_feed_notes(self):
        """Show the open notes of this customer or deal."""
        self.ensure_one()
        self.check_access("read")
        self.env["crm.feed.note"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_feed.crm_feed_note_action"
        )
        action["domain"] = self._get_feed_notes_domain()
        action["context"] = {
            "crm_feed_default_deadline": True,
            "search_default_open": 1,
            **self._get_feed_note_defaults(),
        }
        return action

    def _get_feed_notes_domain(self):
        """Return the domain of the notes of this record."""
        raise NotImplementedError

    def _get_feed_note_defaults(self):
        """Return the context of a new note of this record."""
        raise NotImplementedError
