from . import (
    crm_feed_source,
    switchboard_call,
    switchboard_call_feed,
    switchboard_voicemail,
)
