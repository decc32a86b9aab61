"""The five presets of a proposal, as values. Pure: answers in, benefits out, and back.

A benefit or a rule that no preset knows is kept as it was: who changes one thing changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from benefits.eligibility import Benefit, Evidence, Measure, Money, Period, Rule
from benefits.eligibility.memberships import AsOwnMember, VisitingMembership
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.partners import MutualOnly, NotNear
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.what import Discount, EventEntry, FreeUnits, What
from benefits.eligibility.where import Blackout
from benefits.eligibility.who import Classes, Tenure
from benefits.terms import VISITING, Gives

Answers = Mapping[str, Any]

SAME_PRICE, DISCOUNT, FREE, GUEST = "same-price", "discount", "free-visits", "day-guest"
# Each preset is one benefit, under this id in every version: counters hang on it.
KINDS: Final[Mapping[str, type[What]]] = {
    SAME_PRICE: AsOwnMember,
    DISCOUNT: Discount,
    FREE: FreeUnits,
    GUEST: EventEntry,
    VISITING: VisitingMembership,
}
TITLES: Final = {
    SAME_PRICE: "Member price",
    DISCOUNT: "Discount",
    FREE: "Free visits",
    GUEST: "Day guest",
    VISITING: "Visiting membership",
}
# What the pages of a proposal write anew; other rules of a benefit stay.
WRITTEN: Final = (Classes, Tenure, Party, NotNear, MutualOnly, Quota, Budget, Blackout)


@dataclass(frozen=True)
class Who:
    """Whose members count, and how long they have to be members."""

    classes: frozenset[str]
    tenure: int | None = None


@dataclass(frozen=True)
class Limits:
    """What holds for each member and for all of them; empty where there is no limit."""

    times: int | None = None
    per: Period = Period.DAY
    together: int | None = None
    adults: int | None = None
    children: int = 0
    km: int | None = None
    mutual: bool = False
    evidence: Evidence = Evidence.SHOWN
    closed: tuple[tuple[date, date], ...] = field(default=())


def gives(
    chosen: Answers, who: Who, limits: Limits, *, currency: str, base: Gives | None = None
) -> Gives | None:
    """What one side gives by the answers about it, on top of what its terms say already."""
    before = {each.id: each for each in base.benefits} if base else {}
    made = [
        _benefit(preset, _what(preset, chosen, currency), who, limits, before.get(preset))
        for preset in KINDS
        if preset in chosen["presets"]
    ]
    kept = [each for each in before.values() if not is_preset(each)]
    return Gives((*made, *kept)) if made or kept else None


def is_preset(benefit: Benefit) -> bool:
    return isinstance(benefit.parameters, KINDS.get(benefit.id, ()))


def _benefit(preset: str, what: What, who: Who, limits: Limits, base: Benefit | None) -> Benefit:
    kept = [rule for rule in base.rules if not isinstance(rule, WRITTEN)] if base else []
    stay = preset == VISITING
    return Benefit(
        id=preset,
        title=TITLES[preset],
        parameters=what,
        rules=(*_rules(who, limits, base, counted=not stay), *kept),
        evidence=Evidence.LIVE if stay else limits.evidence,
        staff_line=base.staff_line if base else "",
    )


def _what(preset: str, chosen: Answers, currency: str) -> What:
    def money(name: str) -> Money:
        return Money(int((chosen.get(name) or 0) * 100), currency)

    if preset == VISITING:
        return VisitingMembership(chosen["days"], chosen.get("visiting_class", ""))
    if preset == SAME_PRICE:
        return AsOwnMember("", chosen["called"])
    if preset == DISCOUNT:
        words = (word.strip() for word in chosen.get("excludes", "").split(","))
        return Discount(chosen["percent"], None, tuple(word for word in words if word))
    if preset == FREE:
        per = Period(chosen["free_per"])
        return FreeUnits(chosen["units"], chosen["unit"], per, money("then"))
    price = money("guest_price")
    return EventEntry(chosen["guest_of"], None, price if price.cents else None)


def _rules(who: Who, limits: Limits, base: Benefit | None, *, counted: bool) -> list[Rule]:
    classes = base.rule(Classes) if base else None
    becomes = tuple(pair for pair in classes.becomes if pair[0] in who.classes) if classes else ()
    rules: list[Rule] = [Classes(who.classes, becomes)]
    if who.tenure:
        rules.append(Tenure(who.tenure))
    if limits.km:
        lifted = base.rule(NotNear) if base else None
        rules.append(
            NotNear(within_km=limits.km, lifted_for=lifted.lifted_for if lifted else frozenset())
        )
    if limits.mutual:
        rules.append(MutualOnly())
    if counted:
        rules += _counted(limits)
    return rules


def _counted(limits: Limits) -> Iterable[Rule]:
    """A visit is not counted; what is given at a counter is."""
    if limits.adults:
        alone = (limits.adults, limits.children) == (1, 0)
        covers = Covers.NAMED if alone else Covers.COUNTED
        yield Party(covers, limits.adults, limits.children)
    if limits.times:
        yield Quota(limits.times, limits.per)
    if limits.together:
        yield Budget(limits.together, Period.MONTH)
    if limits.closed:
        yield Blackout(limits.closed)


def answers(given: Gives | None) -> dict[str, Any]:
    """What the page of one side shows for terms that stand."""
    found: dict[str, Any] = {"presets": []}
    for benefit in given.benefits if given else ():
        if not is_preset(benefit):
            continue
        found["presets"].append(benefit.id)
        found |= _particulars(benefit.parameters)
    return found


def _particulars(what: What) -> dict[str, Any]:
    match what:
        case VisitingMembership():
            return {"days": what.days, "visiting_class": what.own_class}
        case AsOwnMember():
            return {"called": what.called}
        case Discount():
            return {"percent": what.percent_off, "excludes": ", ".join(what.excludes)}
        case FreeUnits():
            then = what.then.cents / 100
            return {"units": what.units, "unit": what.unit, "free_per": what.per, "then": then}
        case EventEntry():
            price = what.price.cents / 100 if what.price else ""
            return {"guest_of": what.event, "guest_price": price}
    return {}


def who(given: Gives | None) -> Who:
    """Who counts, by the first preset that says so."""
    for benefit in _presets(given):
        classes, tenure = benefit.rule(Classes), benefit.rule(Tenure)
        return Who(classes.accepted if classes else frozenset(), tenure.days if tenure else None)
    return Who(frozenset())


def limits(given: Gives | None) -> Limits:
    """The limits, each from the first preset that has it."""
    rules = [rule for benefit in _presets(given) for rule in benefit.rules]
    found: dict[str, Any] = {"mutual": any(isinstance(rule, MutualOnly) for rule in rules)}
    for rule in reversed(rules):
        found |= _limit(rule)
    shown = [each.evidence for each in _presets(given) if each.id != VISITING]
    return Limits(**found, evidence=shown[0] if shown else Evidence.SHOWN)


def _limit(rule: Rule) -> dict[str, Any]:
    match rule:
        case Quota(by=Measure.USES):
            return {"times": rule.most, "per": rule.per}
        case Budget():
            return {"together": rule.most}
        case Party():
            return {"adults": rule.adults, "children": rule.children}
        case NotNear():
            return {"km": rule.within_km or None}
        case Blackout():
            return {"closed": rule.dates}
    return {}


def _presets(given: Gives | None) -> list[Benefit]:
    return [each for each in given.benefits if is_preset(each)] if given else []
