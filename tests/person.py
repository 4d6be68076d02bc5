"""People at Chromium, each with a session and a websocket of their own."""

import json

from scripts.chromium import Page


class Person(Page):
    """Somebody who has logged in, and looks at one page at a time.

    :param str address: what ``scripts.chromium.running`` yields
    :param str url: Odoo's
    :param str login: also the password
    """

    #: Tests run on busy machines; most steps take far less.
    patience = 180
    #: Odoo shows what goes wrong; tests provoke it.
    is_strict = False

    def __init__(self, address, url, login):
        super().__init__(address)
        self.url = url
        # All look at their page, though only one window can be in front.
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)
        self.resize(1280, 900)
        self.log_in(login)

    def log_in(self, login):
        self.go("/web/login", ".oe_login_form #password")
        name = json.dumps(login)
        self.run(
            f"login.value = {name}, password.value = {name},"
            " document.querySelector('.oe_login_form').submit()"
        )
        self.find(".o_web_client .o_main_navbar")

    def go(self, path, selector):
        """Open a page and wait for what is on no other one."""
        self.open(self.url + path)
        self.wait(f"location.pathname === {json.dumps(path)}", path)
        self.find(selector)

    def enter(self, selector, text):
        """Type behind what stands in a field, and press Enter."""
        self.find(selector)
        self.run("found.focus()")
        self.send("Input.insertText", text=text)
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        self.send("Input.dispatchKeyEvent", type="keyDown", text="\r", **key)
        self.send("Input.dispatchKeyEvent", type="keyUp", **key)

    def find_none(self, selector, text=""):
        """Wait until no visible element holds the text."""
        self.wait(
            f"""![...document.querySelectorAll({json.dumps(selector)})].some(
                (element) => element.checkVisibility() &&
                element.textContent.includes({json.dumps(text)}))""",
            f"no {selector} {text}".strip(),
        )
