from . import crm_feed_mailing, mail, mail_thread
