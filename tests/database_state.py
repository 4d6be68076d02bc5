"""What a database holds, to be compared with what it held before.

``take`` reads all of its schema and a fingerprint of every row of every table;
``compare`` tells what has come, gone or changed, in words that a failed test shows.
"""

from typing import NamedTuple

#: Everything that the schemas of the database hold, one line each. Not by pg_dump: it
#: may be older than the server that PGHOST names.
SCHEMA = r"""
SELECT regexp_replace(line, '\s+', ' ', 'g') FROM (
WITH space AS (
    SELECT oid, nspname FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relation AS (
    SELECT class.oid, class.relkind, class.relname AS name
      FROM pg_class class JOIN space ON space.oid = class.relnamespace
)
SELECT 'schema ' || nspname AS line FROM space
UNION ALL
SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'S' THEN 'sequence '
       WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
       ELSE 'relation ' || relkind::text || ' ' END || name
  FROM relation WHERE relkind <> 'i'
UNION ALL
SELECT 'column ' || name || '.' || attname || ' ' || format_type(atttypid, atttypmod)
       || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
       || COALESCE(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
  FROM relation JOIN pg_attribute ON attrelid = relation.oid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v', 'm', 'p', 'c')
UNION ALL
SELECT 'index ' || pg_get_indexdef(oid) FROM relation WHERE relkind = 'i'
UNION ALL
SELECT 'constraint ' || name || '.' || conname || ' ' || pg_get_constraintdef(con.oid)
  FROM pg_constraint con JOIN relation ON relation.oid = conrelid
UNION ALL
SELECT 'definition ' || name || ' ' || pg_get_viewdef(oid)
  FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'function ' || proc.oid::regprocedure::text || ' ' || md5(prosrc)
  FROM pg_proc proc JOIN space ON space.oid = pronamespace
UNION ALL
SELECT 'trigger ' || name || '.' || pg_get_triggerdef(trigger.oid)
  FROM pg_trigger trigger JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_event_trigger
UNION ALL
SELECT 'rule ' || name || '.' || rulename
  FROM pg_rewrite JOIN relation ON relation.oid = ev_class
UNION ALL
SELECT 'type ' || typname FROM pg_type JOIN space ON space.oid = typnamespace
 WHERE typtype IN ('e', 'd', 'r')
UNION ALL
SELECT 'extension ' || extname FROM pg_extension
) lines
"""

_TABLES = """
SELECT tablename, EXISTS (
           SELECT FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = tablename
              AND column_name = 'id')
  FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
"""
#: Who wrote a row last, and when, says nothing about what is in it.
_ROWS = """
SELECT '{table}', {key},
       md5((to_jsonb(row) - ARRAY['write_date', 'write_uid'])::text)
  FROM "{table}" row
"""


class State(NamedTuple):
    #: lines of :data:`SCHEMA`
    schema: frozenset
    #: ``{table: {key: hash}}``; the key is the id, or the hash itself and how often
    #: it was met before
    rows: dict


def take(query, database):
    """Return the :class:`State` of a database.

    :param query: see the fixture ``query``
    """
    schema = frozenset(line for (line,) in query(database, SCHEMA))
    tables = query(database, _TABLES)
    rows = {table: {} for table, _has_id in tables}
    selects = [
        _ROWS.format(table=table, key="row.id::text" if has_id == "True" else "''")
        for table, has_id in tables
    ]
    for table, key, value in query(database, " UNION ALL ".join(selects)):
        known = rows[table]
        # A table without ids (of a many2many) is a bag of rows.
        number = 0
        while (key or f"{value} {number}") in known:
            number += 1
        known[key or f"{value} {number}"] = value
    return State(schema, rows)


def compare(before, after):
    """Return a sorted list of differences, each one line of text.

    * ``+ column x.y integer``, ``- index ...``: of the schema
    * ``+ row table 7``, ``- row table 7``, ``* row table 7``: come, gone, changed
    """
    lines = [f"+ {line}" for line in after.schema - before.schema]
    lines += [f"- {line}" for line in before.schema - after.schema]
    for table in set(before.rows) & set(after.rows):
        old, new = before.rows[table], after.rows[table]
        lines += [f"+ row {table} {key}" for key in set(new) - set(old)]
        lines += [f"- row {table} {key}" for key in set(old) - set(new)]
        shared = set(old) & set(new)
        lines += [f"* row {table} {key}" for key in shared if old[key] != new[key]]
    return sorted(lines)


def find(query, database, pattern):
    """Return ``{"table: row"}``: every row of the database that holds a text.

    :param str pattern: regular expression of PostgreSQL
    """
    tables = query(database, _TABLES)
    select = "SELECT '{0}', left(to_jsonb(row)::text, 300) FROM \"{0}\" row"
    where = f"WHERE to_jsonb(row)::text ~ '{pattern}'"
    selects = [f"{select.format(table)} {where}" for table, _has_id in tables]
    rows = query(database, " UNION ALL ".join(selects))
    return {": ".join(row) for row in rows}
