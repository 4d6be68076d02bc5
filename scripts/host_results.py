"""What two runs of the same tests came to, and in what they differ."""

import configparser
import json
import re
from dataclasses import dataclass

from .system import ADDON, ROOT, Failure

EXPLAINED = ROOT / "tests/host_differences.cfg"
# The worst that is said of a test counts: its parts are written down one by one.
WORST = ("passed", "skipped", "failed", "error")
QUERIES = re.compile(r"Query count more than expected for user (\S+): (\d+) > (\d+)")
QUERIES_FOR = re.compile(r"\b(\d+) for ")
AT_MOST = re.compile(r"\bat most (\d+) for ")
TEST = re.compile(
    r"(?:(?:set|tearDown)\w+ \()?odoo\.addons\.(?P<module>\w+)\.tests\."
    r"(?:\w+\.)*?(?P<case>[A-Z]\w*)(?:\.(?P<method>\w+))?\)?$"
)


@dataclass
class Outcome:
    outcome: str
    text: str = ""

    @property
    def is_bad(self):
        return self.outcome in ("failed", "error")

    def verdict(self):
        """The outcome in words that are the same whenever the result is.

        Tests that fail without the addon too have more to tell: how many queries
        there were, and whether the addon has a part in it.
        """
        words = [f"{queries} for {wanted}" for _user, queries, wanted in self.queries()]
        # Not where our code is only on the way to what went wrong.
        said = re.sub(r'(?m)^\s*File ".*$', "", self.text)
        if self.is_bad and ADDON in said:
            words.append(f"by {ADDON}")
        return f"{self.outcome} ({', '.join(words)})" if words else self.outcome

    def queries(self):
        return QUERIES.findall(self.text)


def read(path):
    """Return ``{name of the test: Outcome}``."""
    found = {}
    for line in path.read_text().splitlines() if path.is_file() else []:
        row = json.loads(line)
        when = "" if row["when"] in ("post_install", "browser") else row["when"]
        name = f"{row['test']} [{when}]" if when else row["test"]
        known = found.get(name, Outcome("passed"))
        found[name] = Outcome(
            max(known.outcome, row["outcome"], key=WORST.index),
            known.text + row["text"],
        )
    return found


def best(*outcomes):
    """Return the best of what a test came to, ``None`` where it was not run."""
    return min(filter(None, outcomes), key=lambda found: WORST.index(found.outcome))


def compare(without, with_addon):
    """Return ``{name of the test: "without -> with"}`` of those that differ."""
    missing = Outcome("not run")
    found = {}
    for name in sorted(without | with_addon):
        before = without.get(name, missing).verdict()
        after = with_addon.get(name, missing).verdict()
        if before != after:
            found[name] = f"{before} -> {after}"
    return found


def tags(names, suite=""):
    """Return the tags that select these tests, or ``None`` if there are none for one.

    :param str suite: the tags of the suite: a tag of its own stands before the slash

    What goes wrong when a class is set up is known by the name of the class.
    """
    found = set()
    for name in names:
        match = TEST.match(name.split(" [")[0])
        if not match:
            return None
        method = match["method"] and match["method"].startswith("test")
        test = f"{match['case']}.{match['method']}" if method else match["case"]
        found.add(f"{suite.split('/')[0]}/{match['module']}:{test}")
    return ",".join(sorted(found))


def fits(expected, difference):
    """Whether a difference is the expected one.

    Where a test makes up its records by chance, and so the number of queries varies,
    "at most 60 for 50" may be expected.
    """
    most = AT_MOST.search(expected)
    found = QUERIES_FOR.search(difference)
    if not (most and found):
        return expected == difference
    queries = int(found[1])
    named = expected.replace(most[0], f"{queries} for ")
    return named == difference and queries <= int(most[1])


def explained():
    """Return ``{(suite, test): (difference, reason)}``."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.read(EXPLAINED)
    found = {}
    for section in parser.sections():
        suite, _space, name = section.partition(" ")
        values = parser[section]
        if not (name and values.get("difference") and values.get("reason")):
            raise Failure(
                f"[{section}] in {EXPLAINED.relative_to(ROOT)} is incomplete. It takes"
                " the suite and the test as heading, 'difference' and 'reason'."
            )
        found[suite, name] = (values["difference"], values["reason"])
    return found
