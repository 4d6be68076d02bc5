"""Days as the reader counts them."""

from odoo import fields
from odoo.tools import SQL


def get_punctuality(record, done_on, planned):
    """Return how a thing that was done kept to its plan.

    :param record: any record of the current user, whose time zone counts
    :param done_on: :class:`~datetime.datetime` in UTC
    :param planned: :class:`~datetime.date` in that time zone, or ``False``
    :return: ``{"planned": "YYYY-MM-DD", "days_late": int}``, negative when early, or
        ``False`` if there was no plan
    """
    if not planned or not done_on:
        return False
    done_day = fields.Datetime.context_timestamp(record, done_on).date()
    return {
        "planned": fields.Date.to_string(planned),
        "days_late": (done_day - planned).days,
    }


def to_local_day(env, moment):
    """Return the SQL of the day of ``moment`` in the user's time zone.

    :param moment: SQL of a timestamp in UTC
    """
    return SQL("timezone(%s, timezone('UTC', %s))::date", env.tz.zone, moment)
