"""A benefit: what is given, by which rules, on what evidence. Data, written by forms and read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, TypeVar

from benefits.eligibility import after, codec, often, partners, party, proof, where, who
from benefits.eligibility.kinds import read_what
from benefits.eligibility.rule import Rule
from benefits.eligibility.sentences import Sentence
from benefits.eligibility.values import Evidence, Measure, Money, TermsError, between, require
from benefits.eligibility.what import What

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# In the order of the table: who, how often, when and where, proof, after. `kinds.KINDS` is its other part.
_ALL: tuple[type[Rule], ...] = (
    partners.PartnerScope,
    partners.MutualOnly,
    who.Classes,
    who.Vouched,
    who.GoodStanding,
    who.Tenure,
    who.ValidInYear,
    party.Party,
    partners.NotNear,
    often.Quota,
    often.Velocity,
    often.MostlyAtHome,
    often.Transfer,
    often.Budget,
    where.Window,
    where.Blackout,
    where.Hours,
    where.Sites,
    proof.PhotoId,
    proof.Approval,
    proof.Prerequisite,
    proof.LostCard,
    proof.Offline,
    after.Substitute,
    after.Stacking,
    after.Settlement,
    after.Accrual,
)
RULES: Final[Mapping[str, type[Rule]]] = {each.name: each for each in _ALL}
# Read where they were signed, and written no more: nobody at a desk can know what they ask.
RETIRED: Final = (proof.LostCard, proof.Offline)
# Of these a benefit may have several; of every other rule one.
MANY: Final = (often.Quota, often.Budget, where.Hours, proof.Approval, proof.Prerequisite)
KEYS: Final = {"id", "kind", "title", "parameters", "rules", "evidence", "staff_line"}
Kind = TypeVar("Kind", bound=Rule)


@dataclass(frozen=True)
class Benefit:
    """`id` is a slug, the same in every version of an agreement: counters hang on it."""

    id: str
    title: str
    parameters: What
    rules: tuple[Rule, ...] = ()
    evidence: Evidence = Evidence.SHOWN
    staff_line: str = ""

    def __post_init__(self) -> None:
        require(SLUG.fullmatch(self.id) is not None, "A benefit is known by a short word.")
        between(1, len(self.title), 120, "A benefit has a title of up to 120 letters.")
        between(0, len(self.staff_line), 300, "A line for the desk has up to 300 letters.")
        kinds = [type(rule) for rule in self.rules if not isinstance(rule, MANY)]
        require(len(kinds) == len(set(kinds)), "A rule stands in a benefit once.")

    @property
    def kind(self) -> str:
        return self.parameters.kind

    @property
    def percent(self) -> int:
        return self.parameters.percent

    @property
    def counts_money(self) -> bool:
        """Whether a limit, or what the home pays, depends on what is given away."""
        pays = self.rule(after.Settlement)
        monthly = pays is not None and pays.mode is after.Settle.MONTHLY
        return monthly or bool(self._limits_in_money)

    @property
    def _limits_in_money(self) -> list[often.Quota | often.Budget]:
        limits: list[often.Quota | often.Budget] = [
            *self.rules_of(often.Quota),
            *self.rules_of(often.Budget),
        ]
        return [each for each in limits if each.by is Measure.VALUE]

    @property
    def needs_bill(self) -> bool:
        """Whether it cannot be given without saying what would be paid without it."""
        return self.counts_money and self.parameters.is_billed

    @property
    def currency(self) -> str:
        """The one in which its amounts are written; empty where it has none."""
        return next(iter(self.currencies), "")

    @property
    def currencies(self) -> tuple[str, ...]:
        """Of each of its amounts; one and the same, in whatever the forms write."""
        pays = self.rule(after.Settlement)
        amounts = [getattr(self.parameters, field.name) for field in fields(self.parameters)]  # type: ignore[arg-type]  # -- each kind is a dataclass
        amounts.append(pays.price if pays else None)
        found = [each.currency for each in amounts if isinstance(each, Money)]
        return (*found, *(each.currency for each in self._limits_in_money))

    @cached_property
    def offline(self) -> proof.Offline | None:
        return self.rule(proof.Offline)

    @property
    def lost_card(self) -> proof.LostCard | None:
        return self.rule(proof.LostCard)

    @property
    def substitute(self) -> after.Substitute | None:
        return self.rule(after.Substitute)

    def rule(self, kind: type[Kind]) -> Kind | None:
        return next((rule for rule in self.rules if isinstance(rule, kind)), None)

    def rules_of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(rule for rule in self.rules if isinstance(rule, kind))

    def in_words(self) -> tuple[Sentence, ...]:
        """What is given first, then each rule: the sentences both co-ops sign."""
        return (self.parameters.in_words(), *(rule.in_words() for rule in self.rules))

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "parameters": self.parameters.to_json(),
            "rules": [rule.to_json() for rule in self.rules],
            "evidence": codec.write(self.evidence),
            "staff_line": self.staff_line,
        }

    @classmethod
    def from_json(cls, data: Any) -> Benefit:
        """Raises TermsError where anything is missing, unknown or of the wrong kind."""
        if not isinstance(data, Mapping) or data.keys() != KEYS:
            raise TermsError("A part of the benefit is missing, or is not known here.")
        rules = data["rules"]
        if not isinstance(rules, list):
            raise TermsError("The rules of a benefit are a list.")
        return cls(
            id=codec.read(str, data["id"]),
            title=codec.read(str, data["title"]),
            parameters=read_what(data["kind"], data["parameters"]),
            rules=tuple(read_rule(rule) for rule in rules),
            evidence=codec.read(Evidence, data["evidence"]),
            staff_line=codec.read(str, data["staff_line"]),
        )


def read_rule(data: Any) -> Rule:
    name = data.get("rule") if isinstance(data, Mapping) else None
    if not isinstance(name, str) or name not in RULES:
        raise TermsError("A rule is of a kind this version does not know.")
    return codec.read_fields(RULES[name], {key: data[key] for key in data if key != "rule"})
