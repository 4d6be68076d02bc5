"""Chromium with several people in it, driven over its DevTools protocol.

Each person has a browser context of their own: other cookies, another session, another
websocket, as in another browser.
"""

import contextlib
import itertools
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

from scripts.machine import BROWSERS
from scripts.system import stop_process

#: What one step may take on a busy machine, in seconds; most take far less.
PATIENCE = 180
OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-extensions",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
]


class Chromium:
    """A running browser; `person` lets somebody sit down at it."""

    def __init__(self, address):
        self.socket = websocket.create_connection(
            address, timeout=PATIENCE, suppress_origin=True
        )
        self.numbers = itertools.count(1)

    def call(self, method, session=None, **params):
        """Call a method of the protocol, return its result.

        :raise AssertionError: if the browser refuses
        """
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def person(self, url, login):
        """Return a `Person` who has logged in; the password is the login."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call(
            "Target.createTarget",
            url="about:blank",
            browserContextId=context,
            newWindow=True,
        )["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)
        person = Person(self, context, session["sessionId"], url)
        person.log_in(login)
        return person


class Person:
    """One tab: what it shows, and what is done in it."""

    def __init__(self, chromium, context, session, url):
        self.chromium, self.url = chromium, url
        self.context, self.session = context, session
        # Both people look at their page, though only one window can be in front.
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method, **params):
        return self.chromium.call(method, self.session, **params)

    def leave(self):
        """Close the tab and forget the session."""
        self.chromium.call(
            "Target.disposeBrowserContext", browserContextId=self.context
        )

    def run(self, script):
        """Return the value of an expression in JavaScript; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, f"{script}: {answer}"
        return answer["result"].get("value")

    def wait(self, condition):
        """Wait until an expression in JavaScript is true, and return its value."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # A page that is just being left has no answer.
            with contextlib.suppress(AssertionError):
                value = self.run(condition)
                if value:
                    return value
            time.sleep(0.2)
        text = self.run("document.body.innerText.slice(0, 3000)")
        raise AssertionError(f"In vain: {condition}\nThe page says:\n{text}")

    def go(self, path, condition):
        """Open a page and wait for what is on no other one."""
        self.call("Page.navigate", url=self.url + path)
        self.wait(f"location.pathname === {json.dumps(path)} && {condition}")

    def log_in(self, login):
        self.go("/web/login", "!!document.querySelector('.oe_login_form #password')")
        name = json.dumps(login)
        self.run(
            f"login.value = {name}, password.value = {name},"
            " document.querySelector('.oe_login_form').submit()"
        )
        self.wait("!!document.querySelector('.o_web_client .o_main_navbar')")

    def find(self, selector, text=""):
        """Wait for an element that holds ``text``."""
        self.wait(f"!!{find(selector, text)}")

    def click(self, selector, text=""):
        self.find(selector, text)
        self.run(f"{find(selector, text)}.click()")

    def write(self, selector, text):
        """Type into a field and press Enter."""
        self.find(selector)
        self.run(f"{find(selector)}.focus()")
        self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                windowsVirtualKeyCode=13,
                text="\r" if kind == "keyDown" else "",
            )


def find(selector, text=""):
    """Return JavaScript for the first such element on the screen, or undefined."""
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})].find((element) =>"
        f" element.textContent.includes({json.dumps(text)}))"
    )


def _lift_memory_limit():
    """Chromium reserves far more addresses than Odoo grants to the process of tests."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


@contextlib.contextmanager
def running():
    """Run Chromium until the block ends: yield a `Chromium`."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    folder = tempfile.mkdtemp(prefix="chromium-")
    process = subprocess.Popen(
        [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_lift_memory_limit,
    )
    try:
        chromium = Chromium(read_address(Path(folder), process))
        yield chromium
        chromium.socket.close()
    finally:
        stop_process(process)
        shutil.rmtree(folder, ignore_errors=True)


def read_address(folder, process):
    """Return where Chromium listens, once it has written it down."""
    path = folder / "DevToolsActivePort"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "Chromium has ended right after its start"
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.1)
    raise AssertionError("Chromium does not start")
