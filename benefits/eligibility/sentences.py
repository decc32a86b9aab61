"""Sentences before they are spoken: a template and its facts, filled in where the reader's language is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Protocol

from benefits.eligibility.values import Money


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation where it is shown: this package knows no framework."""
    return sentence


def day(moment: date) -> str:
    return f"{moment.day} {moment:%b %Y}"


class MemberKind(str):
    """A class of membership by its code, which is a word to translate."""

    __slots__ = ()


class Tongue(Protocol):
    """A language: how it says a template, a day, a time of day and money."""

    def say(self, template: str, plural: str, count: int) -> str: ...

    def day(self, moment: date) -> str: ...

    def clock(self, moment: time) -> str: ...

    def money(self, amount: Money) -> str: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """`plural` and `count` where the words depend on a number; `{count}` is then a fact as well."""

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""
    count: int = 1

    def __str__(self) -> str:
        return self.spoken(ENGLISH)

    def spoken(self, tongue: Tongue, **known: Any) -> str:
        """Fill in the facts; `known` are those that every sentence of a decision shares."""
        facts = {**known, **self.facts}
        words = {name: _word(fact, tongue, known) for name, fact in facts.items()}
        words["count"] = str(self.count)
        said = tongue.say(self.template, self.plural, self.count).format(**words)
        # A fact may end with a full stop of its own, as initials do.
        return said[:-1] if said.endswith("..") else said


def say(template: str, **facts: Any) -> Sentence:
    return Sentence(template, facts)


def ngettext_lazy(one: str, many: str, count: int, **facts: Any) -> Sentence:
    """A sentence whose words depend on a number, said later.

    Named as Django's, and called with both forms written out: so they are found as one message with a plural.
    """
    return Sentence(one, facts, many, count)


class English:
    """For logs, tests and everything that speaks before a reader is known."""

    def say(self, template: str, plural: str, count: int) -> str:
        return plural if plural and count != 1 else template

    def day(self, moment: date) -> str:
        return day(moment)

    def clock(self, moment: time) -> str:
        return f"{moment:%H:%M}"

    def money(self, amount: Money) -> str:
        return str(amount)


ENGLISH = English()


def _word(fact: Any, tongue: Tongue, known: Mapping[str, Any]) -> str:
    if isinstance(fact, MemberKind):
        return tongue.say(str(fact), "", 1)
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Sentence):
        return fact.spoken(tongue, **known)
    if isinstance(fact, date):
        return tongue.day(fact)
    if isinstance(fact, time):
        return tongue.clock(fact)
    if isinstance(fact, Money):
        return tongue.money(fact)
    if isinstance(fact, tuple | frozenset | list):
        parts = sorted(fact) if isinstance(fact, frozenset) else fact
        return ", ".join(_word(part, tongue, known) for part in parts)
    return str(fact)
