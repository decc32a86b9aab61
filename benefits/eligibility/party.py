"""How many people come along."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import between, require
from benefits.eligibility.verdicts import Finding, Why, against


class Covers(StrEnum):
    NAMED = "named"
    COUNTED = "counted"
    AS_OWN = "as_own"


@dataclass(frozen=True, slots=True)
class Party(Rule):
    """`AS_OWN` covers whom the card covers at home, up to what the host gives its own members."""

    name = "party"
    group = Group.WHO

    covers: Covers
    adults: int = 1
    children: int = 0

    def __post_init__(self) -> None:
        between(1, self.adults, 99, "A party has 1 to 99 adults.")
        between(0, self.children, 99, "A party has up to 99 children.")
        named = self.covers is Covers.NAMED
        require(
            not named or (self.adults, self.children) == (1, 0), "The named person comes alone."
        )

    def in_words(self) -> Sentence:
        return say(
            {
                Covers.NAMED: gettext_noop("For the person named on the card alone."),
                Covers.COUNTED: gettext_noop("For up to {people}."),
                Covers.AS_OWN: gettext_noop("For whom the card covers at home, up to {people}."),
            }[self.covers],
            people=_people(self.adults, self.children),
        )

    def weigh(self, ask: Ask) -> Finding | None:
        here = ask.situation
        adults, children = self.of(ask)
        # A free place of an adult is good for a child as well.
        over = max(here.adults - adults, 0)
        over += max(here.children - children - max(adults - here.adults, 0), 0)
        if not over:
            return None
        template = (
            gettext_noop("This is for you alone. Everybody else pays the usual price.")
            if (adults, children) == (1, 0)
            else gettext_noop(
                "This covers {covered}, and you are {people}. The others pay the usual price."
            )
        )
        return against(
            Why.PARTY_TOO_BIG,
            say(
                template,
                covered=_people(adults, children),
                people=_people(here.adults, here.children),
            ),
        )

    def of(self, ask: Ask) -> tuple[int, int]:
        """How many adults and children are covered for this card."""
        if self.covers is not Covers.AS_OWN:
            return self.adults, self.children
        return min(self.adults, ask.claims.adults), min(self.children, ask.claims.children)


def _people(adults: int, children: int) -> Sentence:
    grown = ngettext_lazy("{count} adult", "{count} adults", adults)
    if not children:
        return grown
    young = ngettext_lazy("{count} child", "{count} children", children)
    return say(gettext_noop("{adults} and {children}"), adults=grown, children=young)
