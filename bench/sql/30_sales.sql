-- 10,000 quotations and orders, 8,000 invoices, 5,000 payments, 4,000 tasks
CREATE TEMP TABLE sale AS
SELECT nextval('sale_order_id_seq')::int AS id, x.*
FROM (
    SELECT i, customer, pg_temp.contact(customer, i, 21) AS partner_id,
        pg_temp.owner(i, 22) AS user_id, pg_temp.moment(i, 23) AS created,
        (ARRAY['draft', 'sent', 'sale', 'sale', 'sale', 'cancel'])[1 + mod(i, 6)]
            AS state
    FROM generate_series(1, 10000) i,
        LATERAL (SELECT pg_temp.customer(i, 400, 4, 24) AS customer) c
    ORDER BY created, i
) x;

INSERT INTO sale_order (id, name, company_id, partner_id, partner_invoice_id,
    partner_shipping_id, user_id, team_id, currency_id, currency_rate, state,
    invoice_status, amount_untaxed, amount_tax, amount_total, date_order,
    opportunity_id, create_uid, write_uid, create_date, write_date)
SELECT id, 'BENCH-S' || i, %(company)s, partner_id, partner_id, partner_id, user_id,
    %(team)s, %(currency)s, 1, state, 'no', 100 * mod(i, 97), 0, 100 * mod(i, 97),
    created,
    CASE WHEN mod(i, 2) = 0
        THEN (SELECT l.id FROM lead l WHERE l.customer = s.customer LIMIT 1) END,
    user_id, user_id, created, created
FROM sale s;

CREATE TEMP TABLE invoice AS
SELECT nextval('account_move_id_seq')::int AS id, x.*
FROM (
    SELECT i, customer, c.id AS commercial_id,
        pg_temp.contact(customer, i, 31) AS partner_id,
        pg_temp.owner(i, 32) AS user_id, pg_temp.moment(i, 33) AS created
    FROM generate_series(1, 8000) i,
        LATERAL (SELECT pg_temp.customer(i, 400, 4, 34) AS customer) n
    JOIN customer c ON c.n = customer
    ORDER BY created, i
) x;

INSERT INTO account_move (id, name, journal_id, currency_id, company_id, state,
    move_type, auto_post, date, invoice_date, invoice_date_due, partner_id,
    commercial_partner_id, partner_shipping_id, invoice_user_id, team_id,
    payment_state, payment_reference, invoice_partner_display_name, amount_untaxed,
    amount_tax, amount_total, amount_residual, amount_total_signed,
    amount_untaxed_signed, amount_residual_signed, sequence_prefix, sequence_number,
    posted_before, checked, create_uid, write_uid, create_date, write_date)
SELECT id, 'BENCH/' || i, %(journal)s, %(currency)s, %(company)s, 'posted',
    CASE WHEN mod(i, 20) = 0 THEN 'out_refund' ELSE 'out_invoice' END, 'no',
    created::date, created::date, created::date + 30, partner_id, commercial_id,
    partner_id, user_id, %(team)s,
    CASE WHEN mod(i, 4) = 0 THEN 'not_paid' ELSE 'paid' END, 'BENCH/' || i,
    'Customer ' || customer, amount, 0, amount, 0, amount, amount, 0, 'BENCH/', i,
    TRUE, TRUE, user_id, user_id, created, created
FROM invoice, LATERAL (SELECT 100 * mod(i, 89) AS amount) a;

INSERT INTO account_payment (name, journal_id, company_id, currency_id, partner_id,
    state, payment_type, partner_type, date, amount, memo, is_reconciled, is_matched,
    create_uid, write_uid, create_date, write_date)
SELECT 'BENCH-P/' || i, %(bank)s, %(company)s, %(currency)s, partner_id,
    CASE WHEN mod(i, 5) = 0 THEN 'in_process' ELSE 'paid' END, 'inbound', 'customer',
    created::date, 100 * mod(i, 89), 'BENCH/' || i, TRUE, TRUE, 1, 1, created, created
FROM (
    SELECT i, pg_temp.contact(pg_temp.customer(i, 200, 2, 41), i, 42) AS partner_id,
        pg_temp.moment(i, 43) AS created
    FROM generate_series(1, 5000) i ORDER BY created, i
) x;

CREATE TEMP TABLE task AS
SELECT nextval('project_task_id_seq')::int AS id, x.*
FROM (
    SELECT i, customer, pg_temp.contact(customer, i, 51) AS partner_id,
        pg_temp.owner(i, 52) AS user_id, pg_temp.moment(i, 53) AS created
    FROM generate_series(1, 4000) i,
        LATERAL (SELECT pg_temp.customer(i, 150, 2, 54) AS customer) c
    ORDER BY created, i
) x;

INSERT INTO project_task (id, name, state, priority, project_id, stage_id, partner_id,
    company_id, active, display_in_project, sequence, color, date_deadline, date_end,
    date_last_stage_update, create_uid, write_uid, create_date, write_date)
SELECT id, 'Task ' || i, CASE WHEN is_open THEN '01_in_progress' ELSE '1_done' END, '0',
    pg_temp.pick(ARRAY(SELECT id FROM project_project
        WHERE privacy_visibility IN ('employees', 'portal') ORDER BY id), i, 55),
    pg_temp.pick(ARRAY(SELECT id FROM project_task_type
        WHERE user_id IS NULL ORDER BY id), i, 56),
    partner_id, %(company)s, TRUE, TRUE, 10, 0,
    CASE WHEN is_open THEN %(today)s::timestamp + interval '1 day' * (mod(i, 60) - 10)
    END,
    CASE WHEN NOT is_open THEN pg_temp.later(created, 60, i, 57) END,
    created, user_id, user_id, created, created
FROM task, LATERAL (SELECT mod(i, 12) = 0 AS is_open) o;
INSERT INTO project_task_user_rel (task_id, user_id) SELECT id, user_id FROM task;

INSERT INTO document
SELECT 'sale.order', id, customer, partner_id, user_id, created FROM sale
UNION ALL SELECT 'account.move', id, customer, partner_id, user_id, created FROM invoice
UNION ALL SELECT 'project.task', id, customer, partner_id, user_id, created FROM task;
