from . import (
    base_import_import,
    base_partner_merge,
    crm_feed_call_wizard,
    crm_feed_handover_wizard,
    crm_feed_move_wizard,
    crm_feed_note_done_wizard,
    crm_feed_note_plan_wizard,
    mail_activity_schedule,
)
