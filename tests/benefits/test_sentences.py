"""Sentences that depend on a number: found as one message with a plural, and said by each language's own rule."""

from __future__ import annotations

import ast
import gettext
from pathlib import Path

import pytest

from benefits import eligibility
from benefits.eligibility import party
from benefits.eligibility.sentences import ENGLISH, ngettext_lazy

ENGINE = Path(eligibility.__file__).parent


def _calls():
    for path in sorted(ENGINE.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ngettext_lazy":
                yield pytest.param(source, node, id=f"{path.stem}-{node.lineno}")


@pytest.mark.parametrize(("source", "call"), list(_calls()))
def test_both_forms_are_written_where_the_translators_tool_finds_them(source, call):
    """It reads two plain texts, and neither a name nor a bracket around them."""
    one, many = call.args[:2]
    assert all(isinstance(each, ast.Constant) for each in (one, many))
    before = source.splitlines()[one.lineno - 2 : one.lineno]
    before[-1] = before[-1].encode()[: one.col_offset].decode()
    assert "".join(before).rstrip().endswith("ngettext_lazy(")


def test_no_other_sentence_of_the_engine_has_two_messages():
    singles = [
        path.name
        for path in ENGINE.glob("*.py")
        if "{count}" in path.read_text(encoding="utf-8")
        and "ngettext_lazy" not in path.read_text(encoding="utf-8")
    ]

    assert singles == []


class Polish:
    """One, few, many: by the catalogue's own rule, as Django's ngettext asks it."""

    forms = staticmethod(
        gettext.c2py(  # type: ignore[attr-defined]  # -- the rule reader of the standard library
            "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
        )
    )

    def say(self, template, plural, count):
        days = {
            ("{count} day", "{count} days"): ("{count} dzie\u0144", "{count} dni", "{count} dni")
        }
        return days[template, plural][self.forms(count)]


@pytest.mark.parametrize(("count", "said"), [(1, "1 dzie\u0144"), (3, "3 dni"), (5, "5 dni")])
def test_a_language_says_each_number_by_its_own_rule(count, said):
    assert ngettext_lazy("{count} day", "{count} days", count).spoken(Polish()) == said


@pytest.mark.parametrize(
    ("adults", "children", "said"),
    [(1, 1, "1 adult and 1 child"), (2, 0, "2 adults"), (2, 4, "2 adults and 4 children")],
)
def test_people_are_counted_one_by_one(adults, children, said):
    rule = party.Party(party.Covers.COUNTED, adults, children)

    assert rule.in_words().spoken(ENGLISH) == f"For up to {said}."
