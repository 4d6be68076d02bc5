"""A clock that stands at a chosen moment when Odoo starts, and runs from there.

`make screenshots` uses it: the same screens look the same on every day.
"""

import os
from datetime import datetime, timezone

#: Environment variable with the moment, in UTC: "2026-11-18 10:00:00".
VARIABLE = "FEED_CLOCK"
# All dates of a database, but those of unique keys (rates of currencies), whose rows
# would meet on their way.
MOVE = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.oid::regclass AS moved,
               string_agg(
                   CASE WHEN a.atttypid = 'date'::regtype
                        THEN format('%1$I = %1$I + DAYS', a.attname)
                        ELSE format('%1$I = %1$I + interval ''DAYS days''', a.attname)
                   END, ', ') AS changes
          FROM pg_class AS c
          JOIN pg_attribute AS a ON a.attrelid = c.oid
         WHERE c.relkind = 'r'
           AND c.relnamespace = 'public'::regnamespace
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
           AND a.atttypid IN (
               'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
           AND NOT EXISTS (
               SELECT FROM pg_index AS i
                WHERE i.indrelid = c.oid AND i.indisunique
                  AND a.attnum = ANY (i.indkey))
         GROUP BY c.oid
    LOOP
        EXECUTE format('UPDATE %s SET %s', found.moved, found.changes);
    END LOOP;
END $$
"""


def move(tools, database, moment):
    """Move the dates of a database, as if it had been made on the moment's day."""
    day = datetime.fromisoformat(moment).date()
    days = (day - datetime.now(timezone.utc).date()).days
    tools.query(database, MOVE.replace("DAYS", str(days)))


def start():
    """Set the clock of this process, if the environment asks for it."""
    moment = os.environ.get(VARIABLE)
    if not moment:
        return
    import freezegun

    freezegun.freeze_time(moment, tick=True).start()
    from odoo.sql_db import BaseCursor

    # Else the server of the database would say when a record is made.
    BaseCursor.now = lambda _cursor: datetime.now(timezone.utc).replace(tzinfo=None)
