"""German says everything that English says, with the same places to fill in, in the words agreed on."""

from __future__ import annotations

import re
import string

import pytest

from scripts import words
from tests.words.agreed import GLOSSARY, SAME

TAG = re.compile(r"</?[a-z]+|href=\"[^\"]*\"")
PERCENT = re.compile(r"%\((\w+)\)[sd]|%[sd]")
WORD = re.compile(r"[^\W\d_]{2,}")
FIELD = re.compile(r"\{[^}]*\}|%\(\w+\)[sd]|<[^>]*>|\bdid:\S+")


@pytest.fixture(scope="module")
def said():
    return words.said()


@pytest.fixture(scope="module")
def entries():
    return words.read("de")


def pairs(entry):
    """What stands for what: of a plural the form for one and the form for many."""
    if entry.msgid_plural:
        return [
            (entry.msgid, entry.msgstr_plural[0]),
            (entry.msgid_plural, entry.msgstr_plural[1]),
        ]
    return [(entry.msgid, entry.msgstr)]


def fields(text):
    """Places to fill in, whichever way they are written."""
    named = sorted(PERCENT.findall(text))
    if named or "%" in text:
        return named
    try:
        return sorted(name for _text, name, _spec, _as in string.Formatter().parse(text) if name)
    except ValueError:  # a brace that is a brace
        return []


def test_the_catalogue_says_what_the_pages_say_and_nothing_else(said, entries):
    assert len(said) > 3000
    assert sorted(said.keys() - entries.keys()) == [], "run `make words`"
    assert sorted(entries.keys() - said.keys()) == [], "run `make words`"


def test_nothing_is_missing(entries):
    empty = [key for key, entry in entries.items() if not all(text for _id, text in pairs(entry))]

    assert empty == []


def test_places_to_fill_in_and_tags_are_the_same(entries):
    faults = [
        (source, text)
        for entry in entries.values()
        for source, text in pairs(entry)
        # one may be said in words: "a member" for "{count} member"
        if (fields(text) != fields(source) and not (entry.msgid_plural and source == entry.msgid))
        or not set(fields(text)) <= set(fields(source) + fields(entry.msgid_plural or ""))
        or sorted(TAG.findall(text)) != sorted(TAG.findall(source))
    ]

    assert faults == []


def test_what_reads_the_same_in_both_languages_is_agreed(entries):
    same = {
        entry.msgid
        for entry in entries.values()
        if entry.msgstr == entry.msgid and WORD.search(FIELD.sub("", entry.msgid))
    }

    assert sorted(same - SAME) == []


@pytest.mark.parametrize(("english", "german"), GLOSSARY.items())
def test_words_of_the_field_are_those_of_the_glossary(entries, english, german):
    """Wherever the English word stands alone, one of the German words agreed on for it stands too."""
    word = re.compile(rf"\b{english}\b", re.IGNORECASE)
    texts = [
        (source, text)
        for entry in entries.values()
        for source, text in pairs(entry)
        if word.search(FIELD.sub("", source))
    ]

    assert texts, "nobody says it"
    assert [
        pair for pair in texts if not any(each.casefold() in pair[1].casefold() for each in german)
    ] == []
