"""Sentences are translated whole, and right for any number.

Odoo's translations have no plural forms, and a sentence put together from pieces has
another order in another language: both are looked for in the code.
"""

import ast
import re
from pathlib import Path

import polib

from odoo.tests import BaseCase, tagged
from odoo.tools import file_path

_ADDON = "crm_activity_feed"
#: A number, then a word in the plural: “%s days late”, “%s new entries”.  Single
#: placeholders without a name may be names too (“%s has left”).
_PLURAL = re.compile(
    r"%(?:\((?:count|number|days|hours|weeks|minutes|seconds|limit|maximum|most|shown)\)"
    r")?[sdg](?: [a-z]+)? (?!has\b|this\b|is\b|its\b|belongs\b|leaves\b)[a-z]+s\b"
)
#: What is said instead when the number is one.
_AT_ONE = {
    "%(count)s notes of %(customers)s": "“%(note)s” of %(customers)s",
    "%(count)s notes were moved to %(place)s": "Moved to %s",
    "%s days early": "1 day early",
    "%s days late": "1 day late",
    "%s more files": "1 more file",
    "%s new entries": "1 new entry",
    "%s sources are not shown:": "1 source is not shown:",
    "Decision maker silent for %(days)s days": "Decision maker silent for 1 day",
    "after %(days)s days in %(stage)s": "after 1 day in %(stage)s",
    "after %(hours)s hours in %(stage)s": "after 1 hour in %(stage)s",
}
#: Those whose number is never one, by how they begin.
_NEVER_ONE = {
    "%s days overdue": "that of yesterday is said to be due yesterday",
    "%s technical changes": "one alone is not folded",
    "A comment can mention %(number)s colleagues": "a constant",
    "A customer cannot be silent after %(days)s days": "one day is allowed",
    "A decision maker cannot be silent after %(days)s days": "one day is allowed",
    "A salesperson cannot get %(limit)s activities": "one is allowed",
    "More than %s new entries": "a constant",
    "New notes cannot be due in %(days)s days": "one day is allowed",
    "Nothing was imported. The first %(shown)s problems": "a constant",
    "Silent for %(days)s days": "30, 60 or 90",
    "The comment is too long: %(number)s characters": "a constant",
    "This entry cannot be pinned: %(number)s entries": "a constant",
    "“%(customer)s” fits %(count)s customers": "one alone is no choice",
    "“%(deal)s” is the name of %(count)s deals": "one alone is no choice",
    "“%(name)s” is there %(count)s times": "one alone is no choice",
    "“%(user)s” is the name of %(count)s colleagues": "one alone is no choice",
}
#: Joined in JavaScript: a translation beside a plus sign, or inside a template literal.
_BEFORE = re.compile(r"\+\s*$|\$\{[^}]*$")
_AFTER = re.compile(r"\s*\+")


def _is_translation(node):
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else None
    return (name or getattr(function, "id", None)) in {"_", "_lt"}


def find_joined_python(source):
    """Return the numbers of the lines where a translation is a piece of a text.

    A list of whole sentences may be joined, by a comma or a new line.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        pieces = []
        if isinstance(node, ast.JoinedStr):
            pieces = [part.value for part in node.values if hasattr(part, "conversion")]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            pieces = [node.left, node.right]
        elif isinstance(node, ast.Call) and _is_translation(node):
            # Nobody could translate what is not written here, as it is.
            pieces = [] if isinstance(node.args[0], ast.Constant) else [node]
        if any(_is_translation(inner) for piece in pieces for inner in ast.walk(piece)):
            found.add(node.lineno)
    return sorted(found)


def find_joined_javascript(source):
    """Return the numbers of the lines where a translation is a piece of a text."""
    found = []
    for match in re.finditer(r"\b_t\(", source):
        depth, end, quote = 1, match.end(), ""
        while depth:
            sign = source[end]
            if quote:
                end += sign == "\\"
                quote = "" if sign == quote else quote
            elif sign in "\"'`":
                quote = sign
            else:
                depth += {"(": 1, ")": -1}.get(sign, 0)
            end += 1
        after = re.sub(r"^\.toString\(\)", "", source[end:])
        if _BEFORE.search(source[: match.start()]) or _AFTER.match(after):
            found.append(source.count("\n", 0, match.start()) + 1)
    return found


@tagged("post_install", "-at_install")
class TestSentences(BaseCase):
    def _find(self, pattern, find):
        """``({place: lines}, number of files)`` of what is joined in our code."""
        folder = Path(file_path(_ADDON))
        files = [
            path
            for path in folder.glob(pattern)
            if "tests" not in path.relative_to(folder).parts
        ]
        found = {path.name: find(path.read_text("utf-8")) for path in files}
        return {name: lines for name, lines in found.items() if lines}, len(files)

    def test_python(self):
        joined, count = self._find("**/*.py", find_joined_python)
        self.assertGreater(count, 150)
        self.assertFalse(joined, "Give the whole sentence to _(), with placeholders.")

    def test_javascript(self):
        joined, count = self._find("static/src/**/*.js", find_joined_javascript)
        self.assertGreater(count, 80)
        self.assertFalse(joined, "Give the whole sentence to _t(), with placeholders.")

    def test_numbers(self):
        """Each counted string is right for one, too; none is listed without need."""
        template = {
            entry.msgid
            for entry in polib.pofile(file_path(f"{_ADDON}/i18n/{_ADDON}.pot"))
        }
        counted = {text for text in template if _PLURAL.search(text)}
        excused = {
            text: begin
            for text in counted
            for begin in _NEVER_ONE
            if text.startswith(begin)
        }
        self.assertCountEqual(excused.values(), _NEVER_ONE)
        self.assertCountEqual(counted - excused.keys(), _AT_ONE)
        self.assertLessEqual(set(_AT_ONE.values()), template)

    def test_found(self):
        """What is looked for is found."""
        python = (
            'a = _("Notes") + name\nb = f"{self.env._("Note")}: {name}"\nc = _(text)'
        )
        self.assertEqual(
            find_joined_python(python.replace('_("Note")', "_('Note')")), [1, 2, 3]
        )
        whole = 'a = self.env._("Notes: %s", "a" + b)\nb = ", ".join([_("Note")])'
        self.assertEqual(find_joined_python(whole), [])
        script = 'a = _t("Note (%s", f(1)) + b;\nb = b + _t("c");\nc = `${_t("d")} e`;'
        self.assertEqual(find_joined_javascript(script), [1, 2, 3])
        whole = 'a = _t("Note + %s", b + "c");\nb = [_t("d")];\nc = `${a} ${b}`;'
        self.assertEqual(find_joined_javascript(whole), [])
