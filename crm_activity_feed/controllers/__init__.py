from . import crm_feed_mailing, mail_thread
