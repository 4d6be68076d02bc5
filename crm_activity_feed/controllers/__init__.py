from . import crm_feed_mailing
