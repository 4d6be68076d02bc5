-- When and by whom the invoices and payments of the story were made.
UPDATE account_move record
   SET create_date = record.invoice_date + INTERVAL '10 hours',
       create_uid = record.invoice_user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'account.move'
   AND data.res_id = record.id;

UPDATE account_payment record
   SET create_date = record.date + INTERVAL '10 hours',
       create_uid = head.res_id
  FROM ir_model_data data, ir_model_data head
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'res.partner'
   AND data.res_id = record.partner_id
   AND head.module = 'crm_activity_feed'
   AND head.name = 'res_users_demo_head';
