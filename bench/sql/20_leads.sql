-- Leads
CREATE TEMP TABLE lead AS
SELECT nextval('crm_lead_id_seq')::int AS id, x.*
FROM (
    SELECT *,
        pg_temp.pick(ARRAY(SELECT id FROM crm_stage ORDER BY id), i, 15) AS stage_id,
        pg_temp.rnd(i, 16) < 0.15 AS is_lost
    FROM pg_temp.records('lead', 10)
    ORDER BY created, i
) x;
CREATE INDEX ON lead (customer, i);
ANALYZE lead;

INSERT INTO crm_lead (id, name, type, partner_id, user_id, team_id, company_id,
    stage_id, active, probability, won_status, expected_revenue, prorated_revenue,
    priority, email_from, email_normalized, color, date_open, date_last_stage_update,
    create_uid, write_uid, create_date, write_date)
SELECT l.id, initcap(split_part(text, ' ', 1)) || ' ' || split_part(text, ' ', 2)
        || ' ' || i, 'opportunity', l.partner_id, l.user_id, %(team)s, %(company)s,
    l.stage_id, NOT is_lost, CASE WHEN is_lost THEN 0 WHEN s.is_won THEN 100 ELSE 30 END,
    CASE WHEN is_lost THEN 'lost' WHEN s.is_won THEN 'won' ELSE 'pending' END,
    1000 + mod(i, 90) * 500, 1000 + mod(i, 90) * 150, mod(i, 3)::text,
    'p' || l.partner_id || '@customer.example.com',
    'p' || l.partner_id || '@customer.example.com', 0, created, created,
    l.user_id, l.user_id, created, created
FROM lead l
JOIN crm_stage s ON s.id = l.stage_id
JOIN words w ON w.n = mod(i, 500)
ORDER BY l.id;

INSERT INTO document
SELECT 'crm.lead', id, customer, partner_id, user_id, created, last FROM lead;
