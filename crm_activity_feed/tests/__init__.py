from . import test_note_access
from . import test_note_actions
from . import test_note_lifecycle
from . import test_note_values
