-- When and by whom the records of the story were made, which XML cannot tell.
-- An upgrade runs this again: what has its dates, older than its XML id, keeps them.

UPDATE crm_lead lead
   SET create_date = lead.date_open,
       create_uid = lead.user_id,
       day_open = 0,
       day_close = EXTRACT(DAY FROM lead.date_closed - lead.date_open)
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'crm.lead'
   AND data.res_id = lead.id
   AND lead.create_date >= data.create_date;

UPDATE mail_message message
   SET create_date = message.date,
       create_uid = COALESCE(
           (SELECT author.id
              FROM res_users author
             WHERE author.partner_id = message.author_id),
           message.create_uid)
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'mail.message'
   AND data.res_id = message.id
   AND message.create_date >= data.create_date;

-- Contacts are known since they were first heard of, colleagues since before.
UPDATE res_partner partner
   SET create_date = LEAST(
           (SELECT MIN(lead.create_date)
              FROM crm_lead lead
             WHERE lead.partner_id = partner.id),
           (SELECT MIN(message.date)
              FROM mail_message message
             WHERE message.author_id = partner.id
               AND message.model = 'crm.lead'),
           (SELECT MIN(message.date)
              FROM mail_message message
              JOIN mail_message_res_partner_rel recipient
                ON recipient.mail_message_id = message.id
             WHERE recipient.res_partner_id = partner.id
               AND message.model = 'crm.lead'),
           (SELECT MIN(event.start)
              FROM calendar_event event
              JOIN calendar_event_res_partner_rel attendee
                ON attendee.calendar_event_id = event.id
             WHERE attendee.res_partner_id = partner.id),
           (SELECT CURRENT_DATE - INTERVAL '400 days'
              FROM res_users colleague
             WHERE colleague.partner_id = partner.id)) - INTERVAL '20 minutes',
       create_uid = COALESCE(partner.user_id, partner.create_uid)
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'res.partner'
   AND data.res_id = partner.id
   AND partner.create_date >= data.create_date
   AND partner.is_company IS NOT TRUE;

UPDATE res_partner company
   SET create_date = (SELECT MIN(contact.create_date)
                        FROM res_partner contact
                       WHERE contact.parent_id = company.id) - INTERVAL '1 minute',
       create_uid = company.user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'res.partner'
   AND data.res_id = company.id
   AND company.create_date >= data.create_date
   AND company.is_company;

-- What is planned was planned a few days before.
UPDATE crm_feed_note note
   SET create_date = LEAST(note.date_deadline, CURRENT_DATE) - INTERVAL '62 hours',
       create_uid = note.user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'crm.feed.note'
   AND data.res_id = note.id
   AND note.create_date >= data.create_date;

UPDATE mail_activity activity
   SET create_date = LEAST(activity.date_deadline, CURRENT_DATE) - INTERVAL '62 hours',
       create_uid = activity.user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'mail.activity'
   AND data.res_id = activity.id
   AND activity.create_date >= data.create_date;

-- Meetings of the past took place, and whoever invites comes.
UPDATE calendar_attendee attendee
   SET state = 'accepted'
  FROM ir_model_data data, calendar_event event, res_users organizer
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'calendar.event'
   AND data.res_id = event.id
   AND event.create_date >= data.create_date
   AND organizer.id = event.user_id
   AND attendee.event_id = event.id
   AND (event.start < CURRENT_DATE OR attendee.partner_id = organizer.partner_id);

UPDATE calendar_event event
   SET create_date = LEAST(event.start, CURRENT_DATE) - INTERVAL '87 hours',
       create_uid = event.user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'calendar.event'
   AND data.res_id = event.id
   AND event.create_date >= data.create_date;

-- The deal's chatter tells that a meeting was planned.
UPDATE mail_message message
   SET date = event.create_date,
       create_date = event.create_date,
       create_uid = event.create_uid,
       author_id = organizer.partner_id
  FROM ir_model_data data, calendar_event event, res_users organizer
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'calendar.event'
   AND data.res_id = event.id
   AND organizer.id = event.user_id
   AND message.model = 'crm.lead'
   AND message.res_id = event.opportunity_id
   AND message.feed_res_id = event.id
   AND message.create_date >= data.create_date;
