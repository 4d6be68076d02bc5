-- Meetings with attendees, notes
CREATE TEMP TABLE meeting AS
SELECT nextval('calendar_event_id_seq')::int AS id, x.*
FROM (
    SELECT i, customer, partner_id, user_id, date_trunc('hour',
        -- One in fifty is still to come.
        CASE WHEN mod(i, 50) = 0 AND NOT is_silent
            THEN %(today)s::timestamp + interval '1 day' * (2 + mod(i, 40))
            ELSE created - interval '10 hours' END) + interval '9 hours' AS start
    FROM pg_temp.records('meeting', 60)
    ORDER BY start, i
) x;

INSERT INTO calendar_event (id, name, description, location, show_as, privacy, user_id,
    active, allday, start, stop, start_date, stop_date, duration, opportunity_id, res_model, res_model_id,
    res_id, follow_recurrence, create_uid, write_uid, create_date, write_date)
SELECT m.id, 'Meeting ' || i, '<p>' || text || '</p>', 'Room ' || mod(i, 9), 'busy',
    CASE WHEN mod(i, 30) = 0 THEN 'private' END, user_id, TRUE, mod(i, 25) = 0,
    CASE WHEN mod(i, 25) = 0 THEN date_trunc('day', start) + interval '8 hours'
        ELSE start END,
    CASE WHEN mod(i, 25) = 0 THEN date_trunc('day', start) + interval '18 hours'
        ELSE start + interval '1 hour' END,
    CASE WHEN mod(i, 25) = 0 THEN start::date END,
    CASE WHEN mod(i, 25) = 0 THEN start::date END, 1, l.id, CASE WHEN l.id IS NOT NULL THEN 'crm.lead' END,
    CASE WHEN l.id IS NOT NULL THEN (SELECT id FROM ir_model WHERE model = 'crm.lead')
    END, l.id, FALSE, user_id, user_id, written, written
FROM meeting m
JOIN words w ON w.n = mod(i, 500)
CROSS JOIN LATERAL (SELECT least(start, %(today)s::timestamp) - interval '7 days'
    AS written) d
LEFT JOIN LATERAL (
    SELECT id FROM lead WHERE lead.customer = m.customer AND mod(i, 2) = 0
    ORDER BY lead.i LIMIT 1 OFFSET mod(m.i, 5)
) l ON TRUE
ORDER BY m.id;

CREATE TEMP TABLE attendee AS
SELECT m.id AS event_id, partner_id FROM meeting m
UNION SELECT m.id, u.partner_id FROM meeting m JOIN person_of_user u ON u.id = m.user_id;
INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
SELECT event_id, partner_id FROM attendee ORDER BY 1, 2;
INSERT INTO calendar_attendee (event_id, partner_id, state, create_date, write_date)
SELECT event_id, partner_id, 'accepted', %(today)s, %(today)s FROM attendee ORDER BY 1, 2;

INSERT INTO crm_feed_note (name, partner_id, lead_id, user_id, company_id, state,
    outcome, is_all_day, active, date_deadline, deadline_day, date_done,
    activity_type_id, create_uid, write_uid, create_date, write_date)
SELECT 'Note ' || i || ': ' || left(text, 60), partner_id,
    CASE WHEN mod(i, 3) = 0
        THEN (SELECT id FROM lead WHERE lead.customer = x.customer
            ORDER BY lead.i LIMIT 1 OFFSET mod(x.i, 4)) END,
    user_id, NULL, CASE WHEN is_open THEN 'open' ELSE 'done' END,
    CASE WHEN NOT is_open THEN left(text, 40) END, is_open, TRUE, deadline,
    deadline::date,
    CASE WHEN NOT is_open THEN pg_temp.later(created, 10, last, i, 75) END,
    pg_temp.pick(%(types)s, i, 76), user_id, user_id, created, created
FROM (
    SELECT *, mod(i, 15) = 0 AND NOT is_silent AS is_open
    FROM pg_temp.records('note', 70)
    ORDER BY created, i
) x
JOIN words w ON w.n = mod(i, 500)
CROSS JOIN LATERAL (SELECT CASE WHEN is_open
    THEN %(today)s::timestamp + interval '1 day' * (mod(i, 40) - 10)
    ELSE date_trunc('day', created) + interval '3 days' END AS deadline) d;
