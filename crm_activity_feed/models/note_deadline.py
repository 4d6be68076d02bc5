"""How the deadline of a note is read.

An all-day deadline is kept as 00:00:00 UTC of its calendar day and means that
day in every time zone. A timed deadline is an instant, in UTC as everywhere.
"""

from datetime import date, datetime, time

import pytz

from odoo import fields

MIDNIGHT = time()
MORNING = time(hour=9)

#: Far enough from what Python can count for any time zone to be applied.
FIRST_YEAR, LAST_YEAR = 1900, 9998


def get_timezone(name):
    """Return the time zone called ``name``, UTC when there is none."""
    try:
        return pytz.timezone(name or "UTC")
    except pytz.UnknownTimeZoneError:
        return pytz.utc


def to_local(moment, tz):
    """Return the naive local time of ``moment`` (naive, UTC) in ``tz``."""
    return pytz.utc.localize(moment).astimezone(tz).replace(tzinfo=None)


def to_utc(local, tz):
    """Return the naive UTC time of ``local`` (naive, in ``tz``)."""
    return tz.localize(local).astimezone(pytz.utc).replace(tzinfo=None)


def to_morning(day, tz):
    """Return nine in the morning of ``day`` in ``tz``: a start for a time."""
    return to_utc(datetime.combine(day, MORNING), tz)


def read_moment(value):
    """Return ``value``, a date, datetime or string, as a naive datetime.

    :raise TypeError, ValueError: if it is no date
    :raise OverflowError: if it is one that nobody means
    """
    moment = fields.Datetime.to_datetime(value)
    if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise OverflowError(f"{value} is out of range")
    return moment


def is_day(value):
    """Tell whether ``value`` names a day and no time."""
    if isinstance(value, str):
        return len(value.strip()) <= 10
    return isinstance(value, date) and not isinstance(value, datetime)


def read_deadline(value, tz, is_all_day=None, utc_midnight=True):
    """Return ``(date_deadline, is_all_day)`` as a note keeps them.

    :param value: date, datetime or string, in UTC if it has a time
    :param tz: the time zone of the user who gives it
    :param is_all_day: what the user said; ``None`` if nothing: then a day, or
        midnight, means all-day. Midnight of the user counts because importing
        a column of days yields exactly that.
    :param utc_midnight: whether midnight in UTC means all-day as well
    :raise TypeError, ValueError, OverflowError: as ``read_moment`` does
    """
    moment = read_moment(value)
    if is_all_day is False:
        return moment, False
    if is_day(value):
        return moment, True
    local = to_local(moment, tz)
    is_utc_midnight = moment.time() == MIDNIGHT
    if is_all_day is None:
        is_all_day = local.time() == MIDNIGHT or (utc_midnight and is_utc_midnight)
    if not is_all_day:
        return moment, False
    keep = is_utc_midnight and utc_midnight
    return datetime.combine((moment if keep else local).date(), MIDNIGHT), True


def move_to_day(moment, day, tz):
    """Return ``moment`` on another ``day``, at the same local time."""
    return to_utc(datetime.combine(day, to_local(moment, tz).time()), tz)
