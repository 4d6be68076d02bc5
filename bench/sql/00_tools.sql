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

-- Five years, more and more of it: businesses grow.
CREATE FUNCTION pg_temp.moment(i bigint, salt int) RETURNS timestamp
STABLE LANGUAGE sql AS
$$ SELECT date_trunc('second', %(today)s::timestamp
       - interval '1 day' - interval '1826 days' * pg_temp.rnd(i, salt) ^ 1.4) $$;

-- Some time after `since`, but in the past.
CREATE FUNCTION pg_temp.later(since timestamp, days int, i bigint, salt int)
RETURNS timestamp STABLE LANGUAGE sql AS
$$ SELECT date_trunc('second', since + pg_temp.rnd(i, salt)
       * least(interval '1 day' * days, %(today)s::timestamp - since)) $$;

-- Whose record i is: the first of each table are the large customer's (number 1),
-- then the small one's (2), then everybody's, some having far more than others.
CREATE FUNCTION pg_temp.customer(i bigint, large int, small int, salt int)
RETURNS int IMMUTABLE LANGUAGE sql AS
$$ SELECT CASE WHEN i <= large THEN 1 WHEN i <= large + small THEN 2
       ELSE 3 + floor(9998 * pg_temp.rnd(i, salt) ^ 2)::int END $$;

-- The restricted salesperson has a third of everything.
CREATE FUNCTION pg_temp.owner(i bigint, salt int) RETURNS int
IMMUTABLE LANGUAGE sql AS
$$ SELECT CASE WHEN mod(i, 3) = 0 THEN %(own)s
       ELSE pg_temp.pick(%(others)s, i, salt) END $$;

CREATE TEMP TABLE person_of_user AS SELECT id, partner_id FROM res_users;

CREATE TEMP TABLE words AS
SELECT n, string_agg(
    (string_to_array('the offer was sent and they will call back next week about '
        || 'price delivery contract machines quality sample visit plant budget '
        || 'decision board purchase season discount service warranty training '
        || 'competitor meeting minutes drawings tender quantity transport',
        ' '))[1 + floor(42 * pg_temp.rnd(n * 1000 + k, 1))::int], ' ' ORDER BY k
) AS text
FROM generate_series(0, 499) n, generate_series(1, 12 + mod(n, 60)) k
GROUP BY n;
