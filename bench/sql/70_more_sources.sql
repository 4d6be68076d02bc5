-- Records of three more models
INSERT INTO x_bench_visit (x_name, x_date, x_partner_id, x_user_id, create_uid,
    write_uid, create_date, write_date)
SELECT 'Visit ' || i, created, partner_id, user_id, user_id, user_id, created, created
FROM pg_temp.records('visit', 120) r ORDER BY r.created, r.i;
INSERT INTO x_bench_sample (x_name, x_date, x_partner_id, x_user_id, create_uid,
    write_uid, create_date, write_date)
SELECT 'Sample ' || i, created, partner_id, user_id, user_id, user_id, created, created
FROM pg_temp.records('visit', 130) r ORDER BY r.created, r.i;
INSERT INTO x_bench_repair (x_name, x_date, x_partner_id, x_user_id, create_uid,
    write_uid, create_date, write_date)
SELECT 'Repair ' || i, created, partner_id, user_id, user_id, user_id, created, created
FROM pg_temp.records('visit', 140) r ORDER BY r.created, r.i;
