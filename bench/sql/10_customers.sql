-- Customers and their contacts
CREATE TEMP TABLE person AS
SELECT nextval('res_partner_id_seq')::int AS id, x.*
FROM (
    SELECT n AS customer, k,
        %(today)s::timestamp - interval '1900 days' + interval '1 minute' * n AS created
    FROM generate_series(1, 5 + (5000 * %(size)s)::int) n
    LEFT JOIN share s USING (n),
        LATERAL generate_series(0, coalesce(total, mod(n, 6))) k
    WHERE coalesce(kind, 'contact') = 'contact'
    ORDER BY n, k
) x;

CREATE TEMP TABLE customer AS
SELECT customer AS n, min(p.id) AS id, count(*)::int AS persons,
    customer = 2 AS is_silent,
    coalesce(min(s.total) / 100.0, 0.05 / %(size)s)::float8 AS own,
    -- Nothing has happened with the silent one for two years and a half.
    %(today)s::timestamp - interval '1 day' * CASE customer WHEN 2 THEN 913 ELSE 0 END
        AS last,
    interval '1 day' * CASE customer WHEN 2 THEN 913 ELSE 1826 END AS span
FROM person p
LEFT JOIN share s ON s.n = customer AND kind = 'own'
GROUP BY customer;
CREATE UNIQUE INDEX ON customer (n);
ANALYZE customer, person;

INSERT INTO res_partner (id, name, complete_name, ref, email, email_normalized, phone,
    is_company, active, partner_share, type, autopost_bills, lang, parent_id,
    commercial_partner_id, commercial_company_name, user_id, customer_rank, color,
    create_uid, write_uid, create_date, write_date)
SELECT p.id, name, CASE WHEN k = 0 THEN name ELSE company || ', ' || name END,
    CASE WHEN k = 0 THEN 'BENCH-' || c.n END, email, email, '+1 555-0100',
    k = 0, TRUE, TRUE, 'contact', 'ask', 'en_US', CASE WHEN k > 0 THEN c.id END,
    c.id, company, CASE WHEN k = 0 THEN pg_temp.owner(c.n, 2, c.own) END, 1, 0,
    1, 1, created, created
FROM person p
JOIN customer c ON c.n = p.customer
CROSS JOIN LATERAL (
    SELECT 'Customer ' || c.n AS company,
        CASE WHEN k = 0 THEN 'Customer ' || c.n ELSE 'Contact ' || c.n || '-' || k END
            AS name,
        'p' || p.id || '@customer.example.com' AS email
) x
ORDER BY p.id;

-- What messages, activities and followers are attached to.
CREATE TEMP TABLE document (model text, id int, customer int, partner_id int,
    user_id int, created timestamp, last timestamp);
INSERT INTO document
SELECT 'res.partner', c.id, n, c.id, pg_temp.owner(n, 2, own), created, last
FROM customer c JOIN person p USING (id);

-- The records of one kind: whose they are, and since when. Over five years, more
-- and more of them: businesses grow.
CREATE FUNCTION pg_temp.records(what text, salt int)
RETURNS TABLE (i bigint, customer int, partner_id int, user_id int,
    created timestamp, last timestamp, is_silent bool) STABLE LANGUAGE sql AS
$$
    SELECT i, c.n, c.id + floor(c.persons * pg_temp.rnd(i, salt))::int,
        pg_temp.owner(i, salt + 1, c.own),
        date_trunc('second', c.last - interval '1 day'
            - c.span * pg_temp.rnd(i, salt + 3) ^ 1.4), c.last, c.is_silent
    FROM (
        SELECT row_number() OVER () AS i, n FROM (
            SELECT n FROM share, generate_series(1, total) WHERE kind = what
            UNION ALL
            -- Some customers have far more than others.
            SELECT 6 + floor((5000 * %(size)s) * pg_temp.rnd(k, salt + 4) ^ 2)::int
            FROM quota, generate_series(1, (others * %(size)s)::int) k
            WHERE kind = what
        ) x
    ) x
    JOIN customer c USING (n)
$$;
