-- Messages with tracking values, recipients and followers
CREATE TEMP TABLE post (model text, res_id int, customer int, partner_id int,
    user_id int, created timestamp, what text, i bigint, activity_id int,
    activity_type_id int);
CREATE TEMP SEQUENCE post_number;

-- What happens to every record: k is the step, `what` see below.
INSERT INTO post
SELECT model, id, customer, partner_id, user_id,
    CASE WHEN what IN ('created', 'log', 'assigned') THEN created
        ELSE pg_temp.later(created, 120, last, id, k) END, what, nextval('post_number')
FROM (VALUES
    ('crm.lead', 1, 'created'), ('crm.lead', 2, 'stage'), ('crm.lead', 3, 'stage'),
    ('crm.lead', 4, 'received'), ('crm.lead', 5, 'sent'), ('crm.lead', 6, 'note'),
    ('crm.lead', 7, 'change'), ('crm.lead', 8, 'assigned'),
    ('sale.order', 1, 'log'), ('sale.order', 2, 'sent'), ('account.move', 1, 'log'),
    ('project.task', 1, 'log'), ('res.partner', 1, 'log')
) AS step (model, k, what)
JOIN document d USING (model)
WHERE what <> 'assigned' OR mod(id, 3) = 0;

INSERT INTO post
SELECT model, res_id, customer, NULL, user_id, done, 'done', nextval('post_number'),
    id, activity_type_id
FROM activity WHERE NOT is_open;

-- The measured customers' own chatters, which the feed is compared with, and the
-- long threads of their leads.
INSERT INTO post
SELECT 'res.partner', c.id, c.n, c.id, pg_temp.owner(k, 91, c.own),
    date_trunc('second', c.last - c.span * pg_temp.rnd(k, 93 + c.n) ^ 1.4),
    (ARRAY['note', 'sent', 'received', 'comment', 'change'])[1 + mod(k, 5)],
    nextval('post_number')
FROM share s JOIN customer c USING (n), generate_series(1, s.total) k
WHERE kind = 'chatter';
INSERT INTO post
SELECT model, d.id, customer, d.partner_id, user_id,
    pg_temp.later(created, 200, last, d.id, 100 + k),
    (ARRAY['note', 'sent', 'received', 'comment'])[1 + mod(d.id + k, 4)],
    nextval('post_number')
FROM document d JOIN share s ON s.n = customer AND kind = 'threads',
    generate_series(1, s.total) k
WHERE model = 'crm.lead';

-- Then those of anybody's leads, up to the number wanted.
INSERT INTO post
SELECT model, id, customer, partner_id, user_id,
    pg_temp.later(created, 200, last, id, 200 + k),
    (ARRAY['note', 'sent', 'received', 'comment'])[1 + mod(id + k, 4)],
    nextval('post_number')
FROM (
    SELECT d.*, k FROM generate_series(1, 12) k, document d
    WHERE model = 'crm.lead' AND customer > (SELECT max(n) FROM share)
    ORDER BY k, hashint8extended(id, 93)
    LIMIT (SELECT greatest(500000 * %(size)s - count(*), 0)::int FROM post)
) x;

CREATE TEMP TABLE message AS
SELECT nextval('mail_message_id_seq')::int AS id, x.*
FROM (SELECT * FROM post ORDER BY created, i) x;
ANALYZE message;
DROP TABLE post;

INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id,
    email_from, reply_to, message_id, subject, body, date, is_internal,
    mail_activity_type_id, feed_source_id, feed_res_id, email_add_signature, create_uid, write_uid, create_date,
    write_date)
SELECT m.id, model, res_id, s.message_type, subtype_id, author,
    'p' || author || '@customer.example.com', 'p' || author || '@customer.example.com',
    '<' || m.id || '@bench.example.com>',
    CASE WHEN what IN ('sent', 'received') THEN initcap(left(text, 30)) END,
    CASE WHEN what IN ('stage', 'change') THEN ''
        WHEN what IN ('created', 'log') THEN '<p>Record created</p>'
        ELSE '<p>' || initcap(left(text, 20)) || ' ' || i || '</p><p>' || text
            -- One in 2,000 holds the rare word that is searched for.
            || CASE WHEN mod(i, 2000) = 7 THEN ' zirconium' ELSE '' END || '</p>' END,
    created, is_internal, activity_type_id,
    -- The addon marks what it tells; older messages are from before its time.
    CASE WHEN marked THEN pg_temp.xid('crm_activity_feed.crm_feed_source_activity') END,
    CASE WHEN marked THEN activity_id END, TRUE, u.id, u.id, created, created
FROM message m
JOIN (VALUES
    ('created', 'notification', pg_temp.xid('crm.mt_lead_create'), FALSE),
    ('stage', 'notification', pg_temp.xid('crm.mt_lead_stage'), FALSE),
    ('change', 'notification', pg_temp.xid('mail.mt_note'), TRUE),
    ('log', 'notification', pg_temp.xid('mail.mt_note'), TRUE),
    ('assigned', 'user_notification', pg_temp.xid('mail.mt_note'), TRUE),
    ('received', 'email', pg_temp.xid('mail.mt_comment'), FALSE),
    ('sent', 'email_outgoing', pg_temp.xid('mail.mt_comment'), FALSE),
    ('comment', 'comment', pg_temp.xid('mail.mt_comment'), FALSE),
    ('note', 'comment', pg_temp.xid('mail.mt_note'), TRUE),
    ('done', 'notification', pg_temp.xid('mail.mt_activities'), TRUE)
) AS s (what, message_type, subtype_id, is_internal) USING (what)
JOIN person_of_user u ON u.id = m.user_id
JOIN words w ON w.n = mod(i, 500)
CROSS JOIN LATERAL (
    SELECT CASE WHEN what = 'received' THEN m.partner_id ELSE u.partner_id END
            AS author,
        what = 'done' AND created > %(today)s::timestamp - interval '1 year' AS marked
) a
ORDER BY m.id;

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
