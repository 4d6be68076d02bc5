"""`make translations`: the addon's i18n/, made anew of the strings in its code.

The template (.pot) is what Odoo exports of the installed addon, without the names of
the demo data. The translations (.po) get its new strings, to be translated by hand, and
lose those that are gone; what is translated already stays.

The export needs a database, the files are then written by the Python of Odoo, which has
polib.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from . import databases, lint
from .system import ADDON, ROOT, Failure, main_guard, run, say

FOLDER = ROOT / ADDON / "i18n"
#: As in Odoo's own files, so that a change shows as few lines as possible.
WIDTH = 78
#: They would change in every run.
DATES = ("POT-Creation-Date", "PO-Revision-Date")
PLACEHOLDER = re.compile(r"%\([^)]*\)[a-z]|%[a-z%]|\{[^}]*\}|<[^>]*>")


def make():
    """Bring the translations up to date with the code; say what is to be translated."""
    python, _node = lint.tools()
    with databases.tools() as tools, tempfile.TemporaryDirectory() as folder:
        exported = Path(folder, f"{ADDON}.pot")
        name, lock = databases.throw_away(tools)
        try:
            databases.install_addon(tools, name, demo=False)
            say("Exporting the strings")
            words = ["i18n", "export", "-l", "pot", "-o", exported, ADDON]
            run(databases.command(tools, name, *words), "i18n", env=tools.env())
        finally:
            databases.drop(tools, name)
            lock.close()
        command = [str(tools.python), "-m", "scripts.translations", str(exported)]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
    files = sorted(str(path) for path in FOLDER.glob("*.po*"))
    subprocess.run([python / "oca-checks-po", "--fix", *files], cwd=ROOT, check=False)
    return code


def is_ours(place):
    """Whether it is the place of a string that is translated: demo data is not."""
    return "_demo" not in place and "/tests/" not in place


def clean(template):
    """Leave out of what Odoo exported what nobody translates, and what has no end."""
    for entry in list(template):
        places = [place for place in entry.occurrences if is_ours(place[0])]
        if not places:
            template.remove(entry)
        entry.occurrences = places
    for date in DATES:
        template.metadata.pop(date, None)


def has_words(msgid):
    """Whether there is more than placeholders and tags, which stay as they are."""
    return bool(re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", msgid)))


def merge(template, translation):
    """Give a translation the strings of the template, in its order; return the new."""
    known = {entry.msgid: entry for entry in translation}
    missing = []
    entries = []
    for entry in template:
        old = known.get(entry.msgid)
        entries.append(
            type(entry)(
                msgid=entry.msgid,
                msgstr=old.msgstr if old else "",
                occurrences=entry.occurrences,
                comment=entry.comment,
                tcomment=old.tcomment if old else "",
                flags=old.flags if old else [],
            )
        )
        if not entries[-1].msgstr and has_words(entry.msgid):
            missing.append(entry.msgid)
    translation[:] = entries
    return missing


def main():
    import polib

    exported = Path(sys.argv[1])
    template = polib.pofile(str(exported), wrapwidth=WIDTH)
    clean(template)
    template.save(str(FOLDER / f"{ADDON}.pot"))
    left = 0
    for path in sorted(FOLDER.glob("*.po")):
        translation = polib.pofile(str(path), wrapwidth=WIDTH)
        missing = merge(template, translation)
        translation.save(str(path))
        left += len(missing)
        for msgid in missing:
            print(f"{path.relative_to(ROOT)}: to be translated: {msgid!r}")
    if left:
        raise Failure(f"Strings to be translated: {left}. Write them in the .po file.")


if __name__ == "__main__":
    main_guard(main)
