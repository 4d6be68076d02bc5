-- When and by whom the tasks of the story were made.
UPDATE project_task record
   SET create_date = LEAST(record.date_deadline, CURRENT_DATE) - INTERVAL '14 days',
       create_uid = head.res_id
  FROM ir_model_data data, ir_model_data head
 WHERE data.module = 'crm_activity_feed'
   AND data.model = 'project.task'
   AND data.res_id = record.id
   AND head.module = 'crm_activity_feed'
   AND head.name = 'res_users_demo_head';
