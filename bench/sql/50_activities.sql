-- Activities, planned and done
-- Three in four are done: archived, and told by a message. Each is about one of the
-- customer's leads or orders, or about the customer.
CREATE TEMP TABLE place AS
SELECT *, row_number() OVER customers - 1 AS rank
FROM document
WHERE model IN ('res.partner', 'crm.lead', 'sale.order')
WINDOW customers AS (PARTITION BY customer ORDER BY created, model, id);
CREATE UNIQUE INDEX ON place (customer, rank);
CREATE TEMP TABLE places AS
SELECT customer, count(*)::int AS total FROM place GROUP BY customer;
ANALYZE place, places;

CREATE TEMP TABLE activity AS
SELECT nextval('mail_activity_id_seq')::int AS id, x.*
FROM (
    SELECT a.i, d.model, d.id AS res_id, customer, a.user_id, d.created, a.last,
        mod(a.i, 4) = 0 AND NOT is_silent AS is_open,
        pg_temp.later(d.created, 90, a.last, a.i, 85) AS done,
        pg_temp.pick(%(types)s, a.i, 86) AS activity_type_id
    FROM pg_temp.records('activity', 80) a
    JOIN places USING (customer)
    JOIN place d USING (customer)
    WHERE d.rank = floor(total * pg_temp.rnd(a.i, 87))::int
    ORDER BY done, a.i
) x;

INSERT INTO mail_activity (id, res_model_id, res_model, res_id, res_name, summary, note,
    activity_type_id, user_id, date_deadline, active, date_done, feedback, automated,
    create_uid, write_uid, create_date, write_date)
SELECT a.id, m.id, a.model, res_id, 'Document ' || res_id, 'Activity ' || i,
    '<p>' || text || '</p>', activity_type_id, user_id,
    CASE WHEN is_open THEN %(today)s::date + mod(i, 50)::int - 20 ELSE done::date END,
    is_open, CASE WHEN NOT is_open THEN done::date END,
    CASE WHEN NOT is_open THEN left(text, 50) END, FALSE,
    user_id, user_id, created, done
FROM activity a
JOIN ir_model m ON m.model = a.model
JOIN words w ON w.n = mod(i, 500)
ORDER BY a.id;
