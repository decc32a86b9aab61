"""What the words of the documents that are issued here become in RDF: https://www.w3.org/TR/json-ld11-api/.

``meanings.json`` says so for cards, accreditations, status lists and the options of proofs, each member for itself. It
was not written by hand: ``scripts/meanings.py`` asks the general way about each member, and a test asks again. From it
the template of such a document is made without JSON-LD at hand. Nothing is guessed: a document that holds anything that
is not in the table goes the general way, and so does every document in contexts that are not the pinned ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from credentials.core.canonical.contexts import digest_of
from credentials.core.canonical.terms import BLANK, LITERAL, Statement, Term, named
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import read_bundled

_TYPE: Final = named("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?", re.ASCII)
"""Those that everybody writes alike: language, script, region, in small letters."""

_OF_A_TEXT: Final = {"@value", "@language"}


class _UnknownError(Exception):
    """Something is not in the table."""


def stated(name: JSON, document: Document, marks: Mapping[str, int]) -> list[Statement] | None:
    """What a document says whose values are marks, but for types, languages, words, yes and no; ``name`` is its contexts'.

    None where any of it is not in the table.
    """
    rule = _kinds().get((name, json.dumps(document.get("type"))))
    if rule is None:
        return None
    reader = _Reader(marks)
    try:
        reader.node(rule, {name: item for name, item in document.items() if name != "@context"})
    except (_UnknownError, KeyError):
        return None
    return reader.statements


def knows(name: JSON, document: Document) -> bool:
    """Whether there is a table for documents of this type in contexts of this name."""
    kind = document.get("type")
    return isinstance(kind, (str, list)) and (name, json.dumps(kind)) in _kinds()


@cache
def _kinds() -> dict[tuple[JSON, str], Document]:
    """The tables by contexts and type; none of contexts that are others than those that it was made from."""
    table: Document = json.loads(read_bundled("canonical/meanings.json"))
    good = {name for name, digest in table["contexts"].items() if digest_of(name) == digest}
    return {
        (_name(kind["contexts"]), json.dumps(kind["node"]["type"])): kind["node"]
        for kind in table["kinds"]
        if good.issuperset(kind["contexts"])
    }


def _name(contexts: Sequence[str]) -> JSON:
    """As ``contexts.name_of`` has it: bytes stand for a context of our definition."""
    return tuple(name if ":" in name else name.encode() for name in contexts)


class _Reader:
    """Reads a document part by part, and keeps what it says."""

    def __init__(self, marks: Mapping[str, int]) -> None:
        self.statements: list[Statement] = []
        self._marks = marks
        self._blank = 0

    def node(self, rule: Document, item: JSON) -> Term:
        """What stands for an object, whose members are looked at."""
        if type(item) is not dict or item.get("type") != rule.get("type"):
            raise _UnknownError
        names = [name for name in item if name not in {"id", "type"}]
        if "id" in item:
            subject = named(self._mark(rule["id"] and item["id"]))
        elif names or rule.get("types"):
            subject = Term(BLANK, f"b{self._blank}", f"_:b{self._blank}")
            self._blank += 1
        else:
            raise _UnknownError
        if "type" in item:
            self.statements += [Statement(subject, _TYPE, named(iri)) for iri in rule["types"]]
        for name in names:
            self._member(subject, rule["members"][name], item[name])
        return subject

    def _member(self, subject: Term, rule: Document, item: JSON) -> None:
        if type(item) is list:
            if not item or rule["many"] == "no":
                raise _UnknownError
        elif rule["many"] == "yes":
            raise _UnknownError
        predicate = named(rule["says"])
        for one in item if type(item) is list else [item]:
            self.statements.append(Statement(subject, predicate, self._object(rule, one)))

    def _object(self, rule: Document, item: JSON) -> Term:
        if "node" in rule:
            return self.node(rule["node"], item)
        if "words" in rule:
            if type(item) is not str:
                raise _UnknownError
            return named(rule["words"][item])
        if "iri" in rule:
            return named(self._mark(item))
        if "spoken" in rule:
            return self._spoken(item)
        return self._literal(rule, item)

    def _spoken(self, item: JSON) -> Term:
        """A text with its language."""
        if type(item) is not dict or item.keys() != _OF_A_TEXT:
            raise _UnknownError
        language = item["@language"]
        if type(language) is not str or not _LANGUAGE.fullmatch(language):
            raise _UnknownError
        text = self._mark(item["@value"])
        return Term(LITERAL, text, f'"{text}"@{language}')

    def _literal(self, rule: Document, item: JSON) -> Term:
        """A text, a whole number, or yes and no; each is written as no other kind is."""
        if "yes or no" in rule:
            if type(item) is not bool:
                raise _UnknownError
            text, kind = str(item).lower(), rule["yes or no"]
        elif "number" in rule:
            if type(item) is not int:
                raise _UnknownError
            text, kind = self._mark(str(item)), rule["number"]
        else:
            text, kind = self._mark(item), rule["text"]
        return Term(LITERAL, text, f'"{text}"' + (f"^^<{kind}>" if kind else ""), kind)

    def _mark(self, value: JSON) -> str:
        """A value that will be filled in; no other is taken over, for how it is written is not for us to say."""
        if type(value) is not str or value not in self._marks:
            raise _UnknownError
        return value
