-- When and by whom the orders of the story were made.
UPDATE sale_order record
   SET create_date = record.date_order,
       create_uid = record.user_id
  FROM ir_model_data data
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'sale.order'
   AND data.res_id = record.id;
