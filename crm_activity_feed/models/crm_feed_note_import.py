import psycopg2
from psycopg2.errors import (
    DeadlockDetected,
    LockNotAvailable,
    SerializationFailure,
    UniqueViolation,
)

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ..engine.import_report import ImportReport

#: Nobody is told of what took place long ago, and nothing is traced.
OF_THE_PAST = {"tracking_disable": True}
#: What is ahead, its owner follows, as if it were written by hand; in silence.
OF_THE_FUTURE = {
    "tracking_disable": False,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}
RETRY_ERRORS = (SerializationFailure, DeadlockDetected, LockNotAvailable)


class ImportBatch:
    """What the steps of one ``load`` have to tell each other."""

    conflict = None


class CrmFeedNote(models.Model):
    """Past contacts by Odoo's import, many at a time.

    All lines of a batch are looked up, checked and matched with what was imported
    before, before the first is written: the number of queries does not grow with bad
    lines or names. A batch is all or nothing.

    Two imports may run at once. Keys are written in their order, so none waits for the
    other in a circle; who comes second to a key starts again from the beginning, with
    the first one's notes in sight (``retrying`` of Odoo's requests does so).
    """

    _inherit = "crm.feed.note"

    @api.model
    def load(self, fields, data):
        """Import notes; as of every model, with these differences:

        * ``date`` and ``contact_id`` are columns too; the customer, its contact, the
          deal, owner, kind and reason are found by all that names them
        * a line whose ``import_key`` is known changes that note; without a key, a line
          that was imported before is left alone
        * a message has ``lines``: the numbers of all lines that share the problem

        :raise ConcurrencyError: if another import has just written the same keys;
            start again in a new transaction
        """
        batch = ImportBatch()
        Note = self.with_context(crm_feed_import=batch, **OF_THE_PAST)
        result = super(CrmFeedNote, Note).load(fields, without_nul(data))
        if batch.conflict:
            raise ConcurrencyError(
                "Another import has just written the same notes"
            ) from batch.conflict
        return result

    @api.model
    def _convert_records(self, records, **options):
        """Convert a batch at once, where Odoo looks up every cell by itself."""
        log = options.get("log", lambda message: None)
        report = ImportReport(self)
        rows = list(records)
        links = self._find_import_links(rows, report)
        self._check_import_years(rows, report)

        def log_converted(message):
            if message["type"] == "error":
                report.add_converted(message)
            else:
                log(message)

        options["log"] = log_converted
        converted = super()._convert_records(rows, **options)
        lines = [
            (dbid, xid, {**vals, **found}, info)
            for (dbid, xid, vals, info), found in zip(converted, links, strict=True)
        ]
        lines = self._match_import_keys(lines, report)
        for message in report.get_messages():
            log(message)
        # With errors nothing is kept: do not even try to write the other lines.
        yield from lines if not report.problems else ()

    def _load_records(self, data_list, *args, **kwargs):
        """Let an import name the bad lines, and only those.

        When a batch fails with a user's error, `load` blames its first line for
        it, even if that line is fine. After any other error it goes through the
        lines one by one, which is what it takes to name the right ones.
        """
        batch = self.env.context.get("crm_feed_import")
        if batch and batch.conflict:
            raise UserError(self.env._("Another import is at work. Start it again."))
        try:
            if not batch:
                return super()._load_records(data_list, *args, **kwargs)
            records = self._load_import(data_list, *args, **kwargs)
            self.env.flush_all()
        except psycopg2.Error as error:
            if batch and self._is_import_conflict(error):
                batch.conflict = error
            raise
        except UserError as error:
            if len(data_list) > 1:
                raise ValueError("One of the lines is refused") from error
            raise
        return records

    def _load_import(self, data_list, *args, **kwargs):
        """Write the lines in the order of their keys, the same line once."""
        places = [
            self._get_import_place(number, data["values"])
            for number, data in enumerate(data_list)
        ]
        first = {}
        for place, data in zip(places, data_list, strict=True):
            first.setdefault(place, data)
        ordered = [first[place] for place in sorted(first)]
        super()._load_records(ordered, *args, **kwargs)
        return self.browse(first[place]["record"].id for place in places)

    @staticmethod
    def _get_import_place(number, values):
        """Return where a line is in the order of writing; the same for the same key."""
        key = values.get("import_key") or ""
        return key, values.get("id") or 0, 0 if key else number

    def _load_records_create(self, vals_list):
        """Create what is past without a trace, and what is ahead with its follower."""
        if "crm_feed_import" not in self.env.context:
            return super()._load_records_create(vals_list)
        closed = [self._is_history(vals) for vals in vals_list]
        ids = {}
        for is_past, context in ((True, OF_THE_PAST), (False, OF_THE_FUTURE)):
            numbers = [
                number
                for number, is_closed in enumerate(closed)
                if is_closed is is_past
            ]
            if numbers:
                Note = self.with_context(**context)
                notes = super(CrmFeedNote, Note)._load_records_create(
                    [vals_list[number] for number in numbers]
                )
                ids.update(zip(numbers, notes.ids, strict=True))
        return self.browse(ids[number] for number in range(len(vals_list)))

    @api.model
    def _is_history(self, vals):
        vals = self._read_history(vals)
        return bool(vals.get("date_done")) or (vals.get("state") or "open") != "open"

    def _load_records_write(self, values):
        # Odoo gives the id with the values; a line without news has nothing else.
        if "crm_feed_import" in self.env.context and not values.keys() - {"id"}:
            return
        super()._load_records_write(values)

    @api.model
    def _is_import_conflict(self, error):
        """Tell whether ``error`` says that another import was faster."""
        return isinstance(error, RETRY_ERRORS) or (
            isinstance(error, UniqueViolation)
            and error.diag.table_name == self._table
            and "import_key" in (error.diag.constraint_name or "")
        )


def without_nul(data):
    """Return the lines of an import without the character that no text can hold.

    Odoo looks names up as they are, and PostgreSQL refuses the question. What is no
    line at all stays, for Odoo to say so.
    """
    if not isinstance(data, list | tuple):
        return data
    return [
        [cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in line]
        if isinstance(line, list | tuple)
        else line
        for line in data
    ]
