import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import TranslationModuleReader

from .common_translation import translation_problems

_ADDON = "crm_activity_feed"
_HINT = "Run `make translations`."


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """No string of the addon is left out of its template, nor out of its Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(file_path(f"{_ADDON}/i18n/{_ADDON}.pot"))
        cls.russian = polib.pofile(file_path(f"{_ADDON}/i18n/ru.po"))

    def _exported(self):
        """``{string: places}`` of the installed addon, without demo data and tests."""
        strings = {}
        reader = TranslationModuleReader(self.env.cr, modules=[_ADDON])
        for _module, kind, name, record, source, _value, _comments in reader:
            place = f"{kind}:{name}:{record}"
            if "_demo" not in place and "/tests/" not in place:
                strings.setdefault(source, []).append(place)
        return strings

    def test_template(self):
        strings = self._exported()
        template = {entry.msgid for entry in self.template}
        self.assertGreater(len(strings), 1000)
        missing = {source: strings[source] for source in strings.keys() - template}
        self.assertFalse(missing, f"Not in the template. {_HINT}")
        gone = [
            entry.msgid
            for entry in self.template
            # Those of the database depend on which apps are there.
            if all(place.startswith("code:") for place, _line in entry.occurrences)
            and entry.msgid not in strings
        ]
        self.assertFalse(gone, f"Only in the template. {_HINT}")

    def test_russian_strings(self):
        template = [entry.msgid for entry in self.template]
        russian = [entry.msgid for entry in self.russian]
        self.assertCountEqual(russian, template, _HINT)
        self.assertFalse(self.russian.obsolete_entries(), _HINT)

    def test_russian(self):
        self.assertGreater(len(self.russian), 1000)
        problems = {
            entry.msgid: found
            for entry in self.russian
            if (found := translation_problems(entry))
        }
        self.assertFalse(problems, "Correct these in i18n/ru.po.")

    def test_problems(self):
        """What is looked for is found."""

        def count(source, text, **kwargs):
            entry = polib.POEntry(msgid=source, msgstr=text, **kwargs)
            return len(translation_problems(entry))

        self.assertEqual(count("Notes: %s", "Заметки: %s"), 0)
        self.assertEqual(count("Notes", ""), 1)
        self.assertEqual(count("Notes", "Notes"), 1)
        self.assertEqual(count("%(a)s: %(b)s", ""), 0)
        self.assertEqual(count("Notes: %s", "Заметки: %d"), 1)
        self.assertEqual(count("<b>Note</b>", "<b>Заметка<b>"), 1)
        self.assertEqual(count("Note\nand more", "Заметка и другое"), 1)
        self.assertEqual(count("Note", "Заметка "), 1)
        self.assertEqual(count("Note", "Заметка", flags=["fuzzy"]), 1)
        self.assertEqual(count("%(count)s notes", "%(count)s заметки"), 1)
        self.assertEqual(count("%(count)s notes", "Заметок: %(count)s"), 0)
        self.assertEqual(count("%(days)s days", "%(days)s дн."), 0)
