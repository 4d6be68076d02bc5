import re
from collections import Counter

#: What a translation must hold as often as the string itself: placeholders, tags and
#: addresses. (The attributes of a tag may hold words.)
_KEPT = re.compile(r"%\([^)]*\)[a-z]|%[a-z%]|\{[^}]*\}|</?\w+|https?://\S+")
_TAG = re.compile("<[^>]*>")
#: Strings whose translation needs no letter, and no comment.
_SIGNS_ONLY = {"%(start)s to %(end)s"}
_CYRILLIC = re.compile("[а-яёА-ЯЁ]")
#: A number, then a word that would have to change with it: 1 запись, 2 записи, 5
#: записей. Odoo's translations have no plural forms, so that it must be said otherwise
#: ("Записей: 5") or with an abbreviation, which ends in a dot or is one letter.
_COUNTED = re.compile(
    r"%\((?:count|number|days|hours|weeks|months|minutes|seconds|limit|maximum)\)[a-z]"
    r"[ \xa0]+(?!и\b|из\b|до\b|в\b|с\b|ч\b|дн\.|мин\.|с\.|не\b)[а-яё]+",
    re.IGNORECASE,
)


def translation_problems(entry):
    """What is wrong with one entry of a Russian translation.

    :param entry: of polib
    :return: list of texts, empty for a good translation
    """
    source, text = entry.msgid, entry.msgstr
    if not text:
        # What is the same in both languages is left empty in a .po file.
        return ["is not translated"] if _has_words(source) else []
    problems = []
    if "fuzzy" in entry.flags:
        problems.append("is marked as fuzzy: look at it and take the mark away")
    if Counter(_KEPT.findall(source)) != Counter(_KEPT.findall(text)):
        problems.append("has other placeholders or tags")
    if source.count("\n") != text.count("\n"):
        problems.append("has another number of lines")
    if _edges(source) != _edges(text):
        problems.append("has other spaces around it")
    if _has_words(source) and not _CYRILLIC.search(text):
        problems.append("is still English")
    if _COUNTED.search(text):
        problems.append("has a number before a word that changes with it")
    return problems


def _edges(text):
    return text[:1].isspace(), text[-1:].isspace()


def _has_words(text):
    """Whether there is anything to translate beside placeholders and tags."""
    # An expression that names a file is code, up to its punctuation.
    if text in _SIGNS_ONLY or "object." in text:
        return False
    return bool(re.search("[A-Za-z]{2}", _KEPT.sub("", _TAG.sub("", text))))
