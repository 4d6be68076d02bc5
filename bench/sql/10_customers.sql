-- 10,000 customers and their contacts
CREATE TEMP TABLE person AS
SELECT nextval('res_partner_id_seq')::int AS id, x.*
FROM (
    SELECT n AS customer, k,
        %(today)s::timestamp - interval '1900 days' + interval '1 minute' * n AS created
    FROM generate_series(1, 10000) n,
        generate_series(0, CASE WHEN n = 1 THEN 40 ELSE 1 + mod(n, 3) END) k
    ORDER BY n, k
) x;
CREATE UNIQUE INDEX ON person (customer, k);

CREATE TEMP TABLE customer AS
SELECT customer AS n, min(id) AS id, count(*)::int AS persons
FROM person GROUP BY customer;
CREATE UNIQUE INDEX ON customer (n);
ANALYZE customer, person;

CREATE FUNCTION pg_temp.contact(number int, i bigint, salt int) RETURNS int
STABLE LANGUAGE sql AS
$$ SELECT id + floor(persons * pg_temp.rnd(i, salt))::int
   FROM customer WHERE n = number $$;

INSERT INTO res_partner (id, name, complete_name, ref, email, email_normalized, phone,
    is_company, active, partner_share, type, autopost_bills, lang, parent_id,
    commercial_partner_id, commercial_company_name, user_id, customer_rank, color,
    create_uid, write_uid, create_date, write_date)
SELECT p.id, name, CASE WHEN k = 0 THEN name ELSE company || ', ' || name END,
    CASE WHEN k = 0 THEN 'BENCH-' || c.n END, email, email, '+1 555-0100',
    k = 0, TRUE, TRUE, 'contact', 'ask', 'en_US', CASE WHEN k > 0 THEN c.id END,
    c.id, company, CASE WHEN k = 0 THEN pg_temp.owner(c.n, 2) END, 1, 0,
    1, 1, created, created
FROM person p
JOIN customer c ON c.n = p.customer
CROSS JOIN LATERAL (
    SELECT 'Customer ' || c.n AS company,
        CASE WHEN k = 0 THEN 'Customer ' || c.n ELSE 'Contact ' || c.n || '-' || k END
            AS name,
        'p' || p.id || '@customer.example.com' AS email
) x;

-- What messages, activities and followers are attached to.
CREATE TEMP TABLE document (model text, id int, customer int, partner_id int,
    user_id int, created timestamp);
INSERT INTO document
SELECT 'res.partner', c.id, n, c.id, pg_temp.owner(n, 2), created
FROM customer c JOIN person p USING (id);
