-- Preparing
-- Random figures must be the same at every fill, in whatever order PostgreSQL
-- computes them: so they are hashes, not random().
CREATE FUNCTION pg_temp.rnd(i bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql AS
$$ SELECT (hashint8extended(i, salt) & 2147483647) / 2147483648.0::float8 $$;

CREATE FUNCTION pg_temp.pick(ids int[], i bigint, salt int) RETURNS int
IMMUTABLE LANGUAGE sql AS
$$ SELECT ids[1 + floor(cardinality(ids) * pg_temp.rnd(i, salt))::int] $$;

CREATE FUNCTION pg_temp.xid(xmlid text) RETURNS int STABLE LANGUAGE sql AS
$$ SELECT res_id FROM ir_model_data
   WHERE module = split_part(xmlid, '.', 1) AND name = split_part(xmlid, '.', 2) $$;

-- Some time after `since`, but before the customer fell silent.
CREATE FUNCTION pg_temp.later(
    since timestamp, days int, last timestamp, i bigint, salt int)
RETURNS timestamp IMMUTABLE LANGUAGE sql AS
$$ SELECT date_trunc('second', since + pg_temp.rnd(i, salt)
       * least(interval '1 day' * days, last - since)) $$;

-- Whose record i is: the restricted salesperson's, who has a share of each
-- customer, the busy one's, who has a tenth of all, or another's.
CREATE FUNCTION pg_temp.owner(i bigint, salt int, own float8) RETURNS int
IMMUTABLE LANGUAGE sql AS
$$ SELECT CASE WHEN pg_temp.rnd(i, salt) < own THEN %(own)s
       WHEN pg_temp.rnd(i, salt) < own + 0.1 THEN %(busy)s
       ELSE pg_temp.pick(%(others)s, i, salt + 1) END $$;

CREATE TEMP TABLE person_of_user AS SELECT id, partner_id FROM res_users;

-- 0 to 499: what people write; one word that nearly all have ("offer").
CREATE TEMP TABLE words AS
SELECT n, 'about the offer ' || string_agg(
    (string_to_array('the quote was sent and they will call back next week about '
        || 'price delivery contract machines quality sample visit plant budget '
        || 'decision board purchase season discount service warranty training '
        || 'competitor meeting minutes drawings tender quantity transport',
        ' '))[1 + floor(42 * pg_temp.rnd(n * 1000 + k, 1))::int], ' ' ORDER BY k
) AS text
FROM generate_series(0, 499) n, generate_series(1, 12 + mod(n, 60)) k
GROUP BY n;

-- How many records of each kind the measured customers have, at any size of the
-- database, and how many the others have together, at size 1. `threads` are
-- messages a lead, besides those of its stages; `chatter` those of the customer's
-- own record, which Odoo's chatter loads. `own` is the restricted salesperson's
-- share in per cent; of the others, 5 at size 1: a company ten times larger has ten
-- times the salespeople.
CREATE TEMP TABLE quota AS
SELECT * FROM (VALUES
    --              whale  silent  large  ordinary  small   others
    ('contact',       200,    200,    30,       10,     2,       0),
    ('lead',         4000,   4000,   400,       80,     2,   25000),
    ('sale',         2500,   2500,   250,       50,     1,   25000),
    ('invoice',      2500,   2500,   250,       50,     1,   25000),
    ('payment',      1000,   1000,   100,       20,     1,   15000),
    ('task',          800,    800,    80,       16,     1,   15000),
    ('meeting',      2000,   2000,   200,       40,     1,   15000),
    ('note',         1500,   1500,   150,       30,     2,   15000),
    ('activity',     5000,   5000,   500,      100,     3,   60000),
    ('visit',         500,    500,    50,       10,     1,   10000),
    ('threads',         2,      2,     2,        2,     1,       0),
    ('chatter',       400,    400,   200,       60,    34,       0),
    ('own',            10,     10,    30,       50,    60,       0)
) AS x (kind, whale, silent, large, ordinary, small, others);
CREATE TEMP TABLE share AS
SELECT kind, n, total FROM quota, LATERAL (VALUES
    (1, whale), (2, silent), (3, large), (4, ordinary), (5, small)
) AS x (n, total);
