from . import test_note_access
from . import test_note_actions
from . import test_note_lifecycle
from . import test_note_values
from . import test_page
from . import test_one_fact
from . import test_entry_access
from . import test_feed_js
