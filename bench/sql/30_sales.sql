-- Quotations and orders, invoices, payments, tasks
CREATE TEMP TABLE sale AS
SELECT nextval('sale_order_id_seq')::int AS id, x.*
FROM (
    SELECT * FROM pg_temp.records('sale', 20)
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
        THEN (SELECT l.id FROM lead l WHERE l.customer = s.customer
            ORDER BY l.i LIMIT 1 OFFSET mod(s.i, 3)) END,
    user_id, user_id, created, created
FROM sale s,
    LATERAL (SELECT (ARRAY['draft', 'sent', 'sale', 'sale', 'sale', 'cancel'])[
        1 + mod(i, 6)] AS state) x
ORDER BY id;

CREATE TEMP TABLE invoice AS
SELECT nextval('account_move_id_seq')::int AS id, x.*
FROM (
    SELECT * FROM pg_temp.records('invoice', 30)
    ORDER BY created, i
) x;

INSERT INTO account_move (id, name, journal_id, currency_id, company_id, state,
    move_type, auto_post, date, invoice_date, invoice_date_due, partner_id,
    commercial_partner_id, partner_shipping_id, invoice_user_id, team_id,
    payment_state, payment_reference, invoice_partner_display_name, amount_untaxed,
    amount_tax, amount_total, amount_residual, amount_total_signed,
    amount_untaxed_signed, amount_residual_signed, sequence_prefix, sequence_number,
    posted_before, checked, create_uid, write_uid, create_date, write_date)
SELECT v.id, 'BENCH/' || i, %(journal)s, %(currency)s, %(company)s, 'posted',
    CASE WHEN mod(i, 20) = 0 THEN 'out_refund' ELSE 'out_invoice' END, 'no',
    created::date, created::date, created::date + 30, partner_id, c.id,
    partner_id, user_id, %(team)s,
    CASE WHEN mod(i, 4) = 0 THEN 'not_paid' ELSE 'paid' END, 'BENCH/' || i,
    'Customer ' || customer, amount, 0, amount, 0, amount, amount, 0, 'BENCH/', i,
    TRUE, TRUE, user_id, user_id, created, created
FROM invoice v
JOIN customer c ON c.n = v.customer
CROSS JOIN LATERAL (SELECT 100 * mod(i, 89) AS amount) a
ORDER BY v.id;

INSERT INTO account_payment (name, journal_id, company_id, currency_id, partner_id,
    state, payment_type, partner_type, date, amount, memo, is_reconciled, is_matched,
    create_uid, write_uid, create_date, write_date)
SELECT 'BENCH-P/' || i, %(bank)s, %(company)s, %(currency)s, partner_id,
    CASE WHEN mod(i, 5) = 0 THEN 'in_process' ELSE 'paid' END, 'inbound', 'customer',
    created::date, 100 * mod(i, 89), 'BENCH/' || i, TRUE, TRUE, 1, 1, created, created
FROM pg_temp.records('payment', 40) r
ORDER BY r.created, r.i;

CREATE TEMP TABLE task AS
SELECT nextval('project_task_id_seq')::int AS id, x.*
FROM (
    SELECT * FROM pg_temp.records('task', 50)
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
    CASE WHEN NOT is_open THEN pg_temp.later(created, 60, last, i, 57) END,
    created, user_id, user_id, created, created
FROM task, LATERAL (SELECT mod(i, 12) = 0 AND NOT is_silent AS is_open) o
ORDER BY id;
INSERT INTO project_task_user_rel (task_id, user_id) SELECT id, user_id FROM task;

INSERT INTO document
SELECT 'sale.order', id, customer, partner_id, user_id, created, last
FROM sale
UNION ALL SELECT 'account.move', id, customer, partner_id, user_id, created, last
FROM invoice
UNION ALL SELECT 'project.task', id, customer, partner_id, user_id, created, last
FROM task;
