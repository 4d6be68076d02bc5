"""The feed as one would write it first: a view over all, numbered, then filtered."""

from psycopg2.errors import QueryCanceled

from odoo import api
from odoo.tools import SQL

from . import measure

TIME_OUT = 120
TOO_LONG = float("inf")


def run(registry, partner_id):
    """Return the seconds of one page, without record rules; once is enough.

    :return: :data:`TOO_LONG` if it takes more than :data:`TIME_OUT`
    """
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        query = SQL(
            "SELECT * FROM (SELECT row_number() OVER (ORDER BY date, id) AS number,"
            " entry.* FROM (%s) entry) feed WHERE customer_id = %s AND NOT is_noise"
            " ORDER BY date DESC, number DESC LIMIT 40",
            env["crm.feed.entry"]._table_query,
            partner_id,
        )
        measure.limit_time(cr, TIME_OUT)
        try:
            with measure.Statements() as statements:
                cr.execute(query)
        except QueryCanceled:
            return TOO_LONG
        return statements.ms / 1000
