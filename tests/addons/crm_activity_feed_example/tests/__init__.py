from . import test_switchboard_call, test_switchboard_ui
