-- 200,000 messages with tracking values, recipients and followers
CREATE TEMP TABLE post (model text, res_id int, customer int, partner_id int,
    user_id int, created timestamp, what text, i bigint, activity_type_id int);
CREATE TEMP SEQUENCE post_number;

-- What happens to every record: k is the step, `what` see below.
INSERT INTO post
SELECT model, id, customer, partner_id, user_id,
    CASE WHEN what IN ('created', 'log') THEN created
        ELSE pg_temp.later(created, 120, id, k) END, what, nextval('post_number')
FROM (VALUES
    ('crm.lead', 1, 'created'), ('crm.lead', 2, 'stage'), ('crm.lead', 3, 'stage'),
    ('crm.lead', 4, 'received'), ('crm.lead', 5, 'sent'), ('crm.lead', 6, 'note'),
    ('crm.lead', 7, 'change'),
    ('sale.order', 1, 'log'), ('sale.order', 2, 'sent'), ('account.move', 1, 'log'),
    ('project.task', 1, 'log'), ('res.partner', 1, 'log')
) AS step (model, k, what)
JOIN document d USING (model);

INSERT INTO post
SELECT model, res_id, customer, NULL, user_id, done, 'done', nextval('post_number'),
    activity_type_id
FROM activity WHERE NOT is_open;

-- The customers' own chatters, which the feed is compared with: long enough both.
INSERT INTO post
SELECT 'res.partner', d.id, customer, d.partner_id, pg_temp.owner(k, 91),
    pg_temp.moment(k, 92),
    (ARRAY['note', 'sent', 'received', 'comment', 'change'])[1 + mod(k, 5)],
    nextval('post_number')
FROM document d, generate_series(1, 200) k
WHERE model = 'res.partner' AND (customer = 1 OR customer = 2 AND k <= 40);

-- Long threads of the large customer, then of anybody, up to the number wanted.
INSERT INTO post
SELECT model, d.id, customer, d.partner_id, user_id,
    pg_temp.later(created, 200, d.id, 100 + k),
    (ARRAY['note', 'sent', 'received', 'comment'])[1 + mod(k, 4)],
    nextval('post_number')
FROM document d, generate_series(1, 4) k
WHERE model = 'crm.lead' AND customer = 1;
INSERT INTO post
SELECT model, id, customer, partner_id, user_id,
    pg_temp.later(created, 200, id, 200 + k),
    (ARRAY['note', 'sent', 'received', 'comment'])[1 + mod(k, 4)],
    nextval('post_number')
FROM (
    SELECT d.*, k FROM generate_series(1, 20) k, document d
    WHERE model = 'crm.lead' AND customer > 2
    ORDER BY k, hashint8extended(id, 93)
    LIMIT (SELECT 200000 - count(*) FROM post)
) x;

CREATE TEMP TABLE message AS
SELECT nextval('mail_message_id_seq')::int AS id, x.*
FROM (SELECT * FROM post ORDER BY created, i) x;
ANALYZE message;

INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id,
    email_from, reply_to, message_id, subject, body, date, is_internal,
    mail_activity_type_id, email_add_signature, create_uid, write_uid, create_date,
    write_date)
SELECT m.id, model, res_id, s.message_type, subtype_id, author,
    'p' || author || '@customer.example.com', 'p' || author || '@customer.example.com',
    '<' || m.id || '@bench.example.com>',
    CASE WHEN what IN ('sent', 'received') THEN initcap(left(text, 30)) END,
    CASE WHEN what IN ('stage', 'change') THEN ''
        WHEN what IN ('created', 'log') THEN '<p>Record created</p>'
        ELSE '<p>' || initcap(left(text, 20)) || ' ' || i || '</p><p>' || text || '</p>'
        END,
    created, is_internal, activity_type_id, TRUE, u.id, u.id, created, created
FROM message m
JOIN (VALUES
    ('created', 'notification', pg_temp.xid('crm.mt_lead_create'), FALSE),
    ('stage', 'notification', pg_temp.xid('crm.mt_lead_stage'), FALSE),
    ('change', 'notification', pg_temp.xid('mail.mt_note'), TRUE),
    ('log', 'notification', pg_temp.xid('mail.mt_note'), TRUE),
    ('received', 'email', pg_temp.xid('mail.mt_comment'), FALSE),
    ('sent', 'email_outgoing', pg_temp.xid('mail.mt_comment'), FALSE),
    ('comment', 'comment', pg_temp.xid('mail.mt_comment'), FALSE),
    ('note', 'comment', pg_temp.xid('mail.mt_note'), TRUE),
    ('done', 'notification', pg_temp.xid('mail.mt_activities'), TRUE)
) AS s (what, message_type, subtype_id, is_internal) USING (what)
JOIN person_of_user u ON u.id = m.user_id
JOIN words w ON w.n = mod(i, 500)
CROSS JOIN LATERAL (
    SELECT CASE WHEN what = 'received' THEN m.partner_id ELSE u.partner_id END AS author
) a;

INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_integer,
    new_value_integer, old_value_char, new_value_char, create_date, write_date)
SELECT m.id, f.id, o.id, n.id, o.name ->> 'en_US', n.name ->> 'en_US', created, created
FROM message m
JOIN ir_model_fields f ON f.model = 'crm.lead' AND f.name = 'stage_id'
JOIN crm_stage o ON o.id = pg_temp.pick(ARRAY(SELECT id FROM crm_stage), m.i, 94)
JOIN crm_stage n ON n.id = pg_temp.pick(ARRAY(SELECT id FROM crm_stage), m.i, 95)
WHERE what = 'stage'
ORDER BY m.id;
INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_char,
    new_value_char, create_date, write_date)
SELECT m.id, f.id, 'old' || m.i || '@customer.example.com',
    'new' || m.i || '@customer.example.com', created, created
FROM message m
JOIN ir_model_fields f ON f.model = m.model
    AND f.name = CASE m.model WHEN 'crm.lead' THEN 'email_from' ELSE 'email' END
WHERE what = 'change'
ORDER BY m.id;

INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
SELECT id, partner_id FROM message WHERE what = 'sent' ORDER BY id;
INSERT INTO mail_notification (mail_message_id, res_partner_id, author_id,
    notification_type, notification_status, is_read)
SELECT m.id, m.partner_id, u.partner_id, 'email', 'sent', TRUE
FROM message m JOIN person_of_user u ON u.id = m.user_id
WHERE what = 'sent' ORDER BY m.id;
INSERT INTO mail_followers (res_model, res_id, partner_id)
SELECT model, d.id, u.partner_id
FROM document d JOIN person_of_user u ON u.id = d.user_id
UNION SELECT model, id, partner_id FROM document
WHERE mod(id, 3) = 0 AND model <> 'res.partner';
