"""Sending calls to a server, many at a time, and judging what it answers."""

import http.client
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from fuzz_calls import ENTRY, OF_ODOO, REPORT
from fuzz_inputs import Inputs
from fuzz_story import HIDDEN_WORDS

#: What Odoo tells people in words; all else is an accident.
CLEAN = {
    f"odoo.exceptions.{name}"
    for name in ("UserError", "AccessError", "ValidationError", "MissingError")
}
#: What Odoo answers by itself to arguments of its own methods that make no sense.
CLEAN_OF_ODOO = {
    f"builtins.{name}"
    for name in (
        *("ValueError", "TypeError", "KeyError", "AttributeError", "IndexError"),
        *("UnicodeEncodeError", "NotImplementedError", "OverflowError"),
    )
}
#: Who attacks, how often in a hundred calls.
ATTACKERS = {"ana": 64, "otto": 12, "eva": 12, "petra": 12}
TIMEOUT = 120
#: Methods that answer with records of the model that is called.
READERS = {"read", "search_read", "web_search_read", "name_search"}


class Session:
    """A logged-in user, from as many threads as it takes."""

    def __init__(self, port, database, login):
        self.port, self.login = port, login
        self.cookie = ""
        params = {"db": database, "login": login, "password": login}
        _status, headers, _body = self.post("/web/session/authenticate", params)
        cookies = headers.get_all("Set-Cookie")
        self.cookie = "; ".join(cookie.split(";")[0] for cookie in cookies)

    def post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, TIMEOUT)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def call(self, model, method, args, kwargs):
        """Return HTTP status, and the body of the answer."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        status, _headers, body = self.post("/web/dataset/call_kw", params)
        return status, body


def choose_attacker(number):
    """Return the login of who makes call ``number``."""
    place = number * 37 % 100
    for login, share in ATTACKERS.items():
        if place < share:
            return login
        place -= share
    raise AssertionError("The shares of the attackers are no hundred")


class Attack:
    """Some thousand calls, and what is wrong with the answers.

    ``faults``: ``[(number of the call, what is wrong)]``; ``outcomes``: how often the
    server answered how, to see that not all was refused; ``granted``: the methods that
    gave each user an answer, ``{login: {(model, method)}}``; ``odd``: how many calls
    had a part that makes no sense.
    """

    def __init__(self, story, port, seed, make=Inputs.call):
        self.story, self.seed, self.make = story, seed, make
        self.sessions = {
            login: Session(port, story["database"], login) for login in ATTACKERS
        }
        self.hidden = {login: set(find_hidden(story, login)) for login in ATTACKERS}
        self.lock = threading.Lock()
        self.faults, self.outcomes, self.odd = [], Counter(), 0
        self.granted = {login: set() for login in ATTACKERS}

    def run(self, numbers, threads=4):
        with ThreadPoolExecutor(threads) as pool:
            for _done in pool.map(self.make_call, numbers, chunksize=50):
                pass

    def make_call(self, number):
        inputs = Inputs(self.story, self.seed, number)
        call = self.make(inputs)
        login = choose_attacker(number)
        status, body = self.sessions[login].call(*call)
        outcome, problem = self.judge(login, call, status, body)
        with self.lock:
            self.outcomes[outcome] += 1
            self.odd += bool(inputs.oddities)
            if outcome == "answered":
                self.granted[login].add(call[:2])
            if problem:
                self.faults.append((number, f"{login}: {call!r:.600}\n{problem}"))

    def judge(self, login, call, status, body):
        """Return how it was answered, and what is wrong with that, or ``None``."""
        shown = [word for word in HIDDEN_WORDS[login] if word in body.lower()]
        if shown:
            place = body.lower().index(shown[0])
            return "leaked", f"shows {shown}: …{body[max(place - 300, 0) : place + 60]}"
        if status != 200:
            return "status", f"HTTP {status}: {body[:300]}"
        answer = json.loads(body)
        if "error" in answer:
            return self.judge_error(call, answer["error"])
        result = answer.get("result")
        if leaked := self.hidden[login] & set(find_records(result, call)):
            return "leaked", f"names {sorted(leaked)}"
        return "answered" if result else "answered: nothing", None

    def judge_error(self, call, error):
        data = error.get("data", {})
        name, debug = data.get("name", ""), data.get("debug", "")
        if name in CLEAN:
            words = str(data.get("message"))
            is_told = bool(words) and "Traceback" not in words
            return "refused", None if is_told else f"says nothing: {data}"
        is_single = "Expected singleton" in str(data.get("message"))
        is_of_odoo = call[:2] in OF_ODOO or is_single or is_signature(name, debug)
        if is_of_odoo and name in CLEAN_OF_ODOO and not is_raised_here(debug):
            return "refused by Odoo", None
        return "failed", f"{name}: {data.get('message')}\n{debug[-3000:]}"


def is_signature(name, debug):
    """Whether Odoo could not even call the method."""
    return name == "builtins.TypeError" and "in call_kw" in debug.split("File ")[-1]


def is_raised_here(debug):
    """Whether the innermost line of a traceback is one of the addon."""
    return "/crm_activity_feed/" in debug.split('File "')[-1].split('"')[0]


def find_hidden(story, login):
    """Yield ``(model, id)`` of what a user may not read, and of its entries."""
    numbers = {}
    for number, (_id, model) in story["sources"].items():
        numbers.setdefault(model, []).append(int(number))
    for owner, records in story["records"].items():
        if f"zqx{owner}secret" not in HIDDEN_WORDS[login]:
            continue
        for model, ids in records.items():
            for record_id in ids:
                yield model, record_id
                for number in numbers.get(model, ()):
                    for entry in (ENTRY, REPORT):
                        yield entry, record_id * 256 + number


def find_records(value, call):
    """Yield ``(model, id)`` of all records that the answer to a call names."""
    model, method = call[:2]
    if method in READERS:
        rows = value.get("records", []) if isinstance(value, dict) else value
        for row in rows if isinstance(rows, list) else ():
            row = row if isinstance(row, dict) else {"id": row[0], "name": row[1]}
            told = [value for name, value in row.items() if name != "id"]
            # Who asks for ids gets these back, and of each model's a name that Odoo
            # makes of them.
            if method != "read" or told not in ([], [f"{model},{row['id']}"]):
                yield model, row["id"]
    yield from find_named(value)


def find_named(value):
    """Yield ``(model, id)`` of the records that parts of an answer say they are."""
    if isinstance(value, list):
        for item in value:
            yield from find_named(item)
    if not isinstance(value, dict):
        return
    for prefix in ("res", "document"):
        model, record_id = value.get(f"{prefix}_model"), value.get(f"{prefix}_id")
        if isinstance(model, str) and isinstance(record_id, int):
            yield model, record_id
    for name, model in (("lead_id", "crm.lead"), ("partner_id", "res.partner")):
        item = value.get(name)
        if isinstance(item, dict) and item.get("id"):
            yield model, item["id"]
    for item in value.values():
        yield from find_named(item)
