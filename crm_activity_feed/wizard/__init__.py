from . import crm_feed_note_done_wizard
from . import crm_feed_note_plan_wizard
