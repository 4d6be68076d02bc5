from . import crm_feed_handover_report
