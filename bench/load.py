"""People at work, from outside: see `make load`.

A process of its own, with a session and a websocket for each of them. They all have the
right to their own documents only. In turns, for some seconds each, everybody does one
thing after the other as fast as the server answers:

* **form**: opens a deal in Odoo's own form, with its chatter: three requests
* **whole_form**: the same with the fields that the addon adds to it
* **page**: opens the feed of a customer: one request
* **mix**: a working day with the feed, see `load_client.MIX`
"""

import argparse
import random
import threading
import time
from pathlib import Path

from . import load_client, load_report

RESULTS = Path(__file__).parent.parent / "docs/load.md"
PASSWORD = "load"


def parse():
    parser = argparse.ArgumentParser(
        prog="make load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", type=int, default=20, help="at work at once (20)")
    parser.add_argument("--seconds", type=int, default=20, help="of each turn (20)")
    parser.add_argument("--turns", type=int, default=3, help="of each kind (3)")
    # What `scripts/load.py` adds.
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--socket-url", help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("--notes", nargs="*", default=[], help=argparse.SUPPRESS)
    return parser.parse_args()


class Turn:
    """What happened while everybody did one kind of thing."""

    def __init__(self, kind):
        self.kind = kind
        self.times = {}  # of each thing that was done, in seconds
        self.errors = []
        self.seconds = 0

    def add(self, name, seconds):
        self.times.setdefault(name, []).append(seconds)

    @property
    def per_second(self):
        return sum(map(len, self.times.values())) / self.seconds


def work(person, turn, end, begin):
    begin.wait()
    names, weights = [turn.kind], [1]
    if turn.kind == "mix":
        names, weights = list(load_client.MIX), list(load_client.MIX.values())
    while time.monotonic() < end():
        (name,) = random.choices(names, weights)
        start = time.monotonic()
        try:
            getattr(person, name)()
        except Exception as error:  # noqa: BLE001 - it counts, whatever it is
            turn.errors.append(f"{name}: {error}"[:300])
        else:
            turn.add(name, time.monotonic() - start)


def take_turn(people, kind, seconds):
    """Have everybody do one kind of thing at the same time."""
    turn = Turn(kind)
    begin = threading.Barrier(len(people) + 1)
    ends = []
    threads = [
        threading.Thread(target=work, args=(person, turn, lambda: ends[0], begin))
        for person in people
    ]
    for thread in threads:
        thread.start()
    ends.append(time.monotonic() + seconds)
    start = time.monotonic()
    begin.wait()
    for thread in threads:
        thread.join()
    turn.seconds = time.monotonic() - start
    return turn


def main():
    options = parse()
    print(f"==> {options.people} people log in", flush=True)
    people = load_client.log_in(
        options.url, options.socket_url, options.database, options.people, PASSWORD
    )
    kinds = ("form", "whole_form", "page", "mix")
    for kind in kinds:
        take_turn(people, kind, 5)  # what is read for the first time
    turns = []
    for number in range(options.turns):
        for kind in kinds:
            print(f"==> Turn {number + 1}: {kind}", flush=True)
            turns.append(take_turn(people, kind, options.seconds))
    arrivals = [seconds for person in people for seconds in person.end()]
    text = load_report.make(turns, arrivals, options, options.notes)
    print(f"\n{text}")
    errors = [error for turn in turns for error in turn.errors]
    if errors:
        raise SystemExit("Errors, nothing is kept:\n" + "\n".join(errors[:20]))
    RESULTS.write_text(text)
    print(f"==> Written to {RESULTS.name}", flush=True)


if __name__ == "__main__":
    main()
