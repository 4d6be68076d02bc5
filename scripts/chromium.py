"""Chromium, driven over its DevTools protocol: pages, clicks, keys, pictures.

Runs in the Python of the tests, which has websocket-client.
"""

import base64
import contextlib
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .machine import BROWSERS
from .system import Failure, stop_process

PATIENCE = 60
FLAGS = [
    "--headless=new",
    # There is a mouse: else the pages believe to be on a tablet.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,"
    "primaryPointerType=4,availablePointerTypes=4",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # Whoever is not in front goes on listening.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--force-device-scale-factor=1",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--lang=en-US",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
]
# The page's clock, so many milliseconds away from the real one.
CLOCK = """
(() => {
    const Real = Date;
    window.Date = class Date extends Real {
        constructor(...values) {
            super(...(values.length ? values : [Date.now()]));
        }
        static now() {
            return Real.now() + (%d);
        }
    };
})();
"""
#: What moves or blinks would look different every time.
STILL = """
(() => {
    const style = document.createElement("style");
    style.textContent = `*, *::before, *::after {
        animation: none !important; transition: none !important;
        caret-color: transparent !important; scroll-behavior: auto !important;
    }`;
    document.documentElement.append(style);
})();
"""


@contextlib.contextmanager
def running():
    """Start a browser with an empty profile; yield the address to talk to it."""
    name = next((name for name in BROWSERS if shutil.which(name)), None)
    if not name:
        raise Failure("Chromium is missing: make setup")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [name, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            env={"PATH": "/usr/bin:/bin", "HOME": profile, "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lift_memory_limit,
        )
        try:
            yield find_address(process, Path(profile) / "DevToolsActivePort")
        finally:
            stop_process(process)


def lift_memory_limit():
    """Chromium reserves far more addresses than Odoo grants the process of tests."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def find_address(process, path):
    for _ in range(PATIENCE * 5):
        if process.poll() is not None:
            raise Failure("Chromium has ended: try to start it by hand.")
        with contextlib.suppress(OSError, ValueError):
            port, address = path.read_text().splitlines()
            return f"ws://127.0.0.1:{port}{address}"
        time.sleep(0.2)
    raise Failure("Chromium does not answer.")


class Refused(Failure):
    """The browser does not do what it is told."""


class Page:
    """One window of a browser, with cookies of its own.

    What goes wrong on the page raises a `Failure`.
    """

    #: What one step may take, in seconds.
    patience = PATIENCE
    #: Whether an error that nobody caught on the page is a failure.
    is_strict = True

    def __init__(self, address, clock_offset=0):
        import websocket

        self.socket = websocket.create_connection(
            address, timeout=self.patience, suppress_origin=True
        )
        self.number = 0
        self.session = None
        self.context = self.send("Target.createBrowserContext")
        target = self.send(
            "Target.createTarget", url="about:blank", newWindow=True, **self.context
        )["targetId"]
        self.session = self.send(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.send(f"{domain}.enable")
        if clock_offset:
            script = CLOCK % clock_offset
            self.send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def close(self):
        """Close the window and forget its session."""
        self.session = None
        self.send("Target.disposeBrowserContext", **self.context)
        self.socket.close()

    def resize(self, width, height):
        """Make it a window of this size, or a phone if it is that narrow."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1},
            mobile=width < 768,
        )
        self.send("Emulation.setTouchEmulationEnabled", enabled=width < 768)

    def forget(self, url):
        """Leave the page, and forget all but the files that its server sent."""
        self.open("about:blank")
        for kind in ("cookies", "local_storage", "indexeddb"):
            self.send("Storage.clearDataForOrigin", origin=url, storageTypes=kind)

    def send(self, method, **params):
        """Send a command, return its result; look at the events that come before."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            is_error = answer.get("method") == "Runtime.exceptionThrown"
            if is_error and self.is_strict:
                details = answer["params"]["exceptionDetails"]
                text = details.get("exception", {}).get("description", details["text"])
                raise Failure(f"An error on the page: {text}")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Refused(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def run(self, script):
        """Return the value of an expression of JavaScript, or of its promise."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise Failure(f"{result['exceptionDetails']['text']} in: {script}")
        return result["result"].get("value")

    def set_cookie(self, url, name, value):
        self.send("Network.setCookie", url=url, name=name, value=value)

    def open(self, url):
        self.send("Page.navigate", url=url)

    def wait(self, condition, what):
        """Wait until an expression in JavaScript is true."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            # A page that is just being left has no answer.
            with contextlib.suppress(Refused):
                if self.run(condition):
                    return
            time.sleep(0.2)
        place, text = self.run("[location.href, document.body.innerText]")
        raise Failure(f"{what} does not show on {place}:\n{text[:3000]}")

    def find(self, selector, text="", hidden=False):
        """Wait for a visible element (that holds the text), keep it as `found`.

        :param bool hidden: or one that is not visible, such as what shows on hover
        """
        self.wait(
            f"""(() => {{
                const all = [...document.querySelectorAll({json.dumps(selector)})];
                window.found = all.find((element) =>
                    ({json.dumps(hidden)} || element.checkVisibility()) &&
                    element.textContent.includes({json.dumps(text)}));
                return Boolean(window.found);
            }})()""",
            f"{selector} {text}".strip(),
        )

    def click(self, selector, text="", hidden=False):
        self.find(selector, text, hidden)
        self.run("void found.click()")
        self.settle()

    def write(self, selector, words):
        self.find(selector)
        self.run("void (found.focus(), found.select && found.select())")
        self.send("Input.insertText", text=words)
        self.settle()

    def show(self, selector, text=""):
        """Scroll the element to the upper end of what is visible."""
        self.find(selector, text)
        self.run("void found.scrollIntoView({block: 'start'})")
        self.settle()

    def settle(self):
        """Wait until nothing is being loaded or drawn any more."""
        quiet = """(async () => {
            const loading = () => document.querySelector(
                ".o_loading_indicator, [aria-busy=true]") ||
                [...document.images].some(
                    (image) => !image.complete && image.loading !== "lazy");
            for (let calm = 0, n = 0; calm < 4 && n < 100; n++) {
                await new Promise((done) => setTimeout(done, 100));
                calm = loading() ? 0 : calm + 1;
            }
            await document.fonts.ready;
        })()"""
        self.run(quiet)

    def take_picture(self):
        """Return what is visible as PNG."""
        self.run(STILL)
        self.settle()
        data = self.send("Page.captureScreenshot", format="png")["data"]
        return base64.b64decode(data)
