"""One person at a browser, as far as the server notices: a session and a websocket."""

import contextlib
import http.cookiejar
import json
import random
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import websocket

TIMEOUT = 120
#: What people look at and write about together; each also has deals of their own.
SHARED = 5
ENTRY, NOTE, LEAD = "crm.feed.entry", "crm.feed.note", "crm.lead"
PAGE = 30
#: What people do with a feed, and how often of a hundred times.
MIX = {
    "page": 50,
    "mine": 10,
    "live": 20,
    "note": 8,
    "done": 4,
    "like": 5,
    "comment": 3,
}


class Session:
    """Logs in and calls methods, as Odoo's web client does."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        processor = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(processor)
        access = {"db": database, "login": login, "password": password}
        self.info = self.post("/web/session/authenticate", **access)

    def post(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body.encode(), headers)
        with self.opener.open(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.post(path, model=model, method=method, args=args, kwargs=kwargs)


class Listener:
    """A websocket that waits for changes of a customer, and how long they took."""

    #: When somebody was told that a change is saved: ``{customer id: moment}``, and how
    #: many are waiting for that
    changed, waiting = {}, Counter()

    def __init__(self, session, url, customer):
        self.customer = customer
        self.arrivals = []
        cookie = next(c.value for c in session.cookies if c.name == "session_id")
        version = session.info["websocket_worker_version"]
        self.socket = websocket.create_connection(
            f"{url.replace('http', 'ws', 1)}/websocket?version={version}",
            timeout=TIMEOUT,
            origin=url,
            cookie=f"session_id={cookie}",
        )
        channels = [f"crm_feed/res.partner/{customer}", "crm_feed/all"]
        data = {"channels": channels, "last": 0}
        self.socket.send(json.dumps({"event_name": "subscribe", "data": data}))
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        with contextlib.suppress(websocket.WebSocketException, OSError, ValueError):
            while messages := json.loads(self.socket.recv()):
                now = time.monotonic()
                payloads = [message["message"]["payload"] for message in messages]
                if {"model": "res.partner", "id": self.customer} in payloads:
                    saved = self.changed.get(self.customer, now)
                    # Some are told before the one who made the change is.
                    is_first = self.waiting[self.customer] > 0
                    self.arrivals.append(0 if is_first else now - saved)

    def end(self):
        self.socket.close()
        self.thread.join(5)
        return self.arrivals


def is_ours(field):
    """Whether the addon adds this field to deals."""
    return field.startswith("feed_")


class Person:
    def __init__(self, session, socket_url, number):
        self.session = session
        self.user_id = session.info["uid"]
        domain = [["user_id", "=", self.user_id], ["partner_id", "!=", False]]
        self.deals = session.call(
            LEAD, "search_read", domain, ["partner_id"], limit=100, order="id desc"
        )
        if not self.deals:
            raise SystemExit(f"{session.info['name']} has no deals: make bench, first.")
        customers = session.call(
            "res.partner", "search", [["ref", "like", "BENCH-"]], limit=SHARED
        )
        self.shared = customers[number % SHARED]
        self.notes, self.keys = [], []
        self.whole = self.make_specification()
        self.own = {
            name: what for name, what in self.whole.items() if not is_ours(name)
        }
        self.listener = Listener(session, socket_url, self.shared)

    def make_specification(self):
        """Return what the form of a deal reads, about as the web client asks for it."""
        views = self.session.call(LEAD, "get_views", views=[[False, "form"]])
        fields = views["models"][LEAD]["fields"]
        arch = ElementTree.fromstring(views["views"]["form"]["arch"])
        inner = {node for field in arch.iter("field") for node in field.iter("field")}
        inner -= {node for node in arch.iter("field") if self.is_outer(arch, node)}
        return {
            node.get("name"): {"fields": {"display_name": {}}}
            if fields[node.get("name")].get("relation")
            else {}
            for node in arch.iter("field")
            if node not in inner
        }

    @staticmethod
    def is_outer(arch, node):
        return not any(
            node is not field and node in field.iter("field")
            for field in arch.iter("field")
        )

    def get_page(self, scope):
        page = self.session.call(ENTRY, "get_page", scope, limit=PAGE)
        self.keys = [entry["key"] for entry in page["open"] + page["entries"]]

    # What people do; a name in a turn each.

    def form(self):
        """Open a deal as Odoo shows it without the addon."""
        self.open_form(self.own)

    def whole_form(self):
        """Open a deal with what the addon adds to its form."""
        self.open_form(self.whole)

    def open_form(self, specification):
        deal = random.choice(self.deals)["id"]
        thread = {"thread_model": LEAD, "thread_id": deal}
        wanted = ["activities", "attachments", "followers", "suggestedRecipients"]
        self.session.call(LEAD, "web_read", [deal], specification)
        data = ["mail.thread", {**thread, "request_list": wanted}]
        self.session.post("/mail/data", fetch_params=[data])
        self.session.post("/mail/thread/messages", **thread, fetch_params={"limit": 30})

    def page(self):
        self.get_page({"partner": random.choice(self.deals)["partner_id"][0]})

    def mine(self):
        self.get_page("mine")

    def live(self):
        """What a browser asks for when it is told of a change."""
        self.get_page({"partner": self.shared})

    def note(self):
        values = {
            "name": f"Call about the offer {random.random()}",
            "partner_id": self.shared,
            "user_id": self.user_id,
            "date_deadline": "2031-01-01 00:00:00",
        }
        with self.changing():
            self.notes += self.session.call(NOTE, "create", [values])

    def done(self):
        if not self.notes:
            self.note()
        key, outcome = f"1-{self.notes.pop()}", {"outcome": "Agreed"}
        with self.changing():
            self.session.call(ENTRY, "run_action", key, "done", outcome)

    def like(self):
        if not self.keys:
            self.page()
        self.session.call(ENTRY, "set_mark", random.choice(self.keys), "like", True)

    def comment(self):
        if not self.notes:
            self.note()
        with self.changing():
            key = f"1-{self.notes[-1]}"
            self.session.call(ENTRY, "post_comment", key, "They want it by Friday")

    @contextlib.contextmanager
    def changing(self):
        """Take down when a change that others are to be told of is saved."""
        Listener.waiting[self.shared] += 1
        try:
            yield
        finally:
            Listener.changed[self.shared] = time.monotonic()
            Listener.waiting[self.shared] -= 1

    def end(self):
        return self.listener.end()


def log_in(url, socket_url, database, number, password):
    """Return people; each is a user of the benchmark's database of their own."""

    def make(index):
        session = Session(url, database, f"bench_{index}", password)
        return Person(session, socket_url, index)

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(make, range(number)))
