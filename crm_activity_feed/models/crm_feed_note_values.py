from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import groupby

from ..engine.words import spell
from .note_deadline import (
    FIRST_YEAR,
    LAST_YEAR,
    MIDNIGHT,
    get_timezone,
    move_to_day,
    read_deadline,
    read_moment,
    to_morning,
)

DEADLINE_FIELDS = {"date_deadline", "is_all_day", "deadline_day"}
LINK_FIELDS = ("partner_id", "lead_id", "user_id", "activity_type_id", "reason_id")
MAX_ID = 2**31 - 1
REQUIRED_FIELDS = ("name", "partner_id", "user_id", "date_deadline")


class CrmFeedNote(models.Model):
    """What goes into a note: defaults, mandatory values, how a deadline is read."""

    _inherit = "crm.feed.note"

    @api.model
    def _get_default_deadline_day(self):
        """Return the day on which a new note is due, for the current user."""
        days = self.env["res.config.settings"]._get_crm_feed_default_deadline_days()
        return fields.Date.context_today(self) + timedelta(days=days)

    @api.model
    def default_get(self, fields):
        """Fill in owner and deadline where a person sees them, and only there.

        Never in an import: started from the list of notes, it comes with the
        context of that screen, but nobody looks at what is filled in.
        """
        defaults = super().default_get(fields)
        context = self.env.context
        if (
            not context.get("crm_feed_default_deadline")
            or "_import_current_module" in context
        ):
            return defaults
        day = self._get_default_deadline_day()
        deadline, __ = read_deadline(day, self.env.tz)
        own = {
            "user_id": self.env.uid,
            "date_deadline": deadline,
            "is_all_day": True,
        }
        if DEADLINE_FIELDS & defaults.keys():
            own = {"user_id": self.env.uid}
        return {name: own[name] for name in own if name in fields} | defaults

    @api.model_create_multi
    def create(self, vals_list):
        """Create notes; refuse those without text, customer, owner or deadline."""
        names = {*REQUIRED_FIELDS, *DEADLINE_FIELDS, "lead_id"}
        defaults = self.default_get(list(names))
        vals_list = [self._prepare_create_vals(vals, defaults) for vals in vals_list]
        self._check_links_readable(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Change notes, keeping deadline and closing date consistent."""
        vals = self._read_values(vals)
        self._check_required(vals, partial=True)
        self._check_links_readable([vals])
        if "state" in vals and "date_done" not in vals:
            closed = vals["state"] != "open"
            vals["date_done"] = closed and fields.Datetime.now()
        if "date_deadline" in vals or "is_all_day" in vals:
            return self._write_deadline(vals)
        return super().write(vals)

    def _write_deadline(self, vals):
        """Write each note's deadline the way this note keeps it."""
        # The day follows from the deadline: written as well, it would be read
        # as a second and older wish.
        day = vals.pop("deadline_day", False)
        owner = self.env["res.users"].browse(vals.get("user_id") or [])

        def get_deadline(note):
            is_all_day = vals.get("is_all_day")
            if "date_deadline" not in vals:
                return note._switch_all_day(is_all_day, day, owner or note.user_id)
            # Midnight UTC is some hour of the working day elsewhere: on a timed
            # note it stays a time, unless the user says it is a day.
            return self._read_deadline(
                vals["date_deadline"], is_all_day, is_all_day or note.is_all_day
            )

        for (deadline, is_all_day), notes in groupby(self, get_deadline):
            super(CrmFeedNote, self.browse([note.id for note in notes])).write(
                {**vals, "date_deadline": deadline, "is_all_day": is_all_day}
            )
        return True

    def _switch_all_day(self, is_all_day, day, owner):
        """Return the deadline on its day, or on ``day``, with or without a time."""
        own_day = self._get_deadline_day()
        day = day or own_day
        tz = get_timezone(owner.tz)
        if is_all_day:
            return datetime.combine(day, MIDNIGHT), True
        if self.is_all_day:
            return to_morning(day, tz), False
        if day == own_day:
            return self.date_deadline, False
        return move_to_day(self.date_deadline, day, tz), False

    @api.model
    def _prepare_create_vals(self, vals, defaults):
        """Return ``vals`` completed and with its deadline as notes keep it."""
        given_deadline = DEADLINE_FIELDS & vals.keys()
        vals = {
            **{
                name: value
                for name, value in defaults.items()
                # A default deadline is one whole: no part of it beside a given one.
                if name not in DEADLINE_FIELDS or not given_deadline
            },
            **vals,
        }
        vals = self._read_values(vals)
        if vals.get("lead_id") and not vals.get("partner_id"):
            # Not more than the user sees: the deal is checked before the insert.
            lead = self.env["crm.lead"].sudo().browse(vals["lead_id"])
            vals["partner_id"] = lead.partner_id.id
        day = vals.pop("deadline_day", False)
        if day and not vals.get("date_deadline"):
            vals.update(date_deadline=day, is_all_day=True)
        self._check_required(vals)
        vals["date_deadline"], vals["is_all_day"] = self._read_deadline(
            vals["date_deadline"], vals.get("is_all_day")
        )
        self._prepare_closing(vals)
        return vals

    @api.model
    def _prepare_closing(self, vals):
        """Complete state and closing date of a note that is created closed."""
        if vals.get("date_done"):
            vals.setdefault("state", "done")
        elif vals.get("state", "open") != "open":
            # Restored histories: what was due has happened by then.
            vals["date_done"] = min(vals["date_deadline"], fields.Datetime.now())
        if vals.get("date_done") and vals["state"] == "open":
            raise ValidationError(
                self.env._(
                    "The note cannot be open and have a closing date. Leave the "
                    "closing date empty, or make the note done."
                )
            )

    @api.model
    def _read_values(self, vals):
        """Return a copy of ``vals`` in which ids and dates are what they should be."""
        vals = dict(vals)
        for name in LINK_FIELDS:
            if name in vals:
                vals[name] = self._read_id(name, vals[name])
        if "deadline_day" in vals:
            moment = self._read_date(read_moment, vals["deadline_day"])
            vals["deadline_day"] = moment.date() if moment else False
        if "date_done" in vals:
            vals["date_done"] = self._read_date(read_moment, vals["date_done"])
        if isinstance(vals.get("import_key"), str):
            # An empty column of an import names no line.
            vals["import_key"] = vals["import_key"].strip() or False
        return vals

    @api.model
    def _read_id(self, name, value):
        """Return ``value`` if it can be an id for the field ``name``."""
        if value is None or value is False:
            return False
        # True is an integer for Python, and an id for nobody.
        if type(value) is int and 0 < value <= MAX_ID:
            return value
        raise ValidationError(
            self.env._(
                'The note cannot have "%(value)s" as "%(field)s": that is no id. '
                "Give the number of one record, or nothing.",
                value=spell(value),
                field=self._fields[name]._description_string(self.env),
            )
        )

    @api.model
    def _read_deadline(self, value, is_all_day=None, utc_midnight=True):
        return self._read_date(
            read_deadline, value, self.env.tz, is_all_day, utc_midnight
        )

    @api.model
    def _read_date(self, reader, value, *args):
        """Return what ``reader`` makes of ``value``; refuse what is no date."""
        try:
            return reader(value, *args) or False
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    'The note cannot have the date "%(date)s": that is no date. Write '
                    "it as YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS in UTC.",
                    date=value,
                )
            ) from error
        except OverflowError as error:
            raise ValidationError(
                self.env._(
                    'The note cannot have the date "%(date)s": it is too far away. '
                    "Choose a year from %(first)s to %(last)s.",
                    date=value,
                    first=str(FIRST_YEAR),
                    last=str(LAST_YEAR),
                )
            ) from error

    @api.model
    def _get_missing_reasons(self):
        """Return what to say when a note lacks one of its mandatory values."""
        return {
            "name": self.env._("it has no text. Write what is to be done."),
            "partner_id": self.env._("it has no customer. Choose whom it is about."),
            "user_id": self.env._("it has no owner. Choose who is to do it."),
            "date_deadline": self.env._("it has no deadline. Set when it is due."),
        }

    @api.model
    def _check_required(self, vals, partial=False):
        """Name everything a note lacks, before the database refuses it.

        :param partial: look only at the values that are given
        """
        reasons = self._get_missing_reasons()
        names = [name for name in reasons if name in vals or not partial]
        missing = [reasons[name] for name in names if self._is_blank(vals.get(name))]
        if (
            partial
            and "date_deadline" not in vals
            and vals.get("deadline_day") is False
        ):
            missing.append(reasons["date_deadline"])
        if missing:
            raise ValidationError(
                "\n".join(
                    self.env._("The note cannot be saved: %s", reason)
                    for reason in missing
                )
            )

    @staticmethod
    def _is_blank(value):
        return not (value.strip() if isinstance(value, str) else value)

    @api.model
    def _check_links_readable(self, vals_list):
        """Refuse to bind a note to a customer or deal its writer may not read."""
        for name in ("partner_id", "lead_id"):
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            if ids:
                comodel = self._fields[name].comodel_name
                self.env[comodel].browse(ids).check_access("read")
