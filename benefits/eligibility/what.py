"""What is given: one kind each, with its own particulars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from benefits.eligibility import codec
from benefits.eligibility.rule import Ask
from benefits.eligibility.sentences import Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import Money, Period, between, require
from benefits.eligibility.verdicts import Finding, Why, against


class What:
    """A frozen dataclass each."""

    __slots__ = ()
    kind: ClassVar[str]

    def in_words(self) -> Sentence:
        """What is given, as the two co-ops sign it."""
        raise NotImplementedError

    def given(self, ask: Ask) -> Sentence:
        """What is given now, to this person, to read aloud."""
        del ask
        return self.in_words()

    def weigh(self, ask: Ask) -> Finding | None:
        """What stands against it in the nature of the thing."""
        del ask
        return None

    @property
    def percent(self) -> int:
        """How much off, where that can be compared."""
        return 0

    @property
    def is_billed(self) -> bool:
        """Whether what it is worth depends on what would be paid without it."""
        return True

    def value(self, bill: int, units: int) -> int:
        """What is given away at most, in cents; `bill` is what would be paid without it."""
        del units
        return bill

    def worth(self, ask: Ask) -> int:
        """What is given away now, in cents."""
        return ask.situation.amount

    def to_json(self) -> dict[str, Any]:
        return codec.write_fields(self)


def _off(percent: int, fixed: Money | None) -> Sentence:
    if fixed is not None:
        return say(gettext_noop("{money} off"), money=fixed)
    return say(gettext_noop("{percent} % off"), percent=percent)


def saving(cents: int, percent: int, fixed: Money | None, cap: Money | None = None) -> int:
    """How much is taken off a bill of so many cents; an amount needs no bill."""
    off = fixed.cents if fixed else cents * percent // 100
    bill = cents if cents or not fixed else off
    return min(off, bill, cap.cents if cap else off)


def _one_of(percent: int, fixed: Money | None) -> None:
    require(bool(percent) != bool(fixed), "Enter either per cent or an amount that is taken off.")
    between(0, percent, 100, "A share is at most 100 %.")


@dataclass(frozen=True, slots=True)
class Discount(What):
    """`cap` is the most that is taken off at one use."""

    kind = "discount"

    percent_off: int = 0
    fixed: Money | None = None
    excludes: tuple[str, ...] = ()
    cap: Money | None = None

    def __post_init__(self) -> None:
        _one_of(self.percent_off, self.fixed)

    @property
    def percent(self) -> int:
        return self.percent_off

    def in_words(self) -> Sentence:
        off = _off(self.percent_off, self.fixed)
        if self.cap is not None:
            off = say(gettext_noop("{off}, up to {cap} each time"), off=off, cap=self.cap)
        if self.excludes:
            return say(
                gettext_noop("{off}, but not on {excludes}."), off=off, excludes=self.excludes
            )
        return say("{off}.", off=off)

    @property
    def is_billed(self) -> bool:
        return self.fixed is None

    def value(self, bill: int, units: int) -> int:
        del units
        return saving(bill, self.percent_off, self.fixed, self.cap)

    def given(self, ask: Ask) -> Sentence:
        """Where the bill is known, how much of it is taken off."""
        if not ask.situation.amount:
            return self.in_words()
        return say(
            gettext_noop("{what} Take off {money}."),
            what=self.in_words(),
            money=Money(ask.situation.amount, ask.situation.currency),
        )


@dataclass(frozen=True, slots=True)
class ShopCode(What):
    """A code that a web shop takes once."""

    kind = "code"

    percent_off: int = 0
    fixed: Money | None = None
    shop: str = ""
    valid_days: int = 14

    def __post_init__(self) -> None:
        _one_of(self.percent_off, self.fixed)
        between(1, self.valid_days, 366, "A code is good for 1 to 366 days.")

    @property
    def percent(self) -> int:
        return self.percent_off

    @property
    def is_billed(self) -> bool:
        return self.fixed is None

    def value(self, bill: int, units: int) -> int:
        del units
        return saving(bill, self.percent_off, self.fixed)

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "{off} by a code for the web shop, good once and for {count} day.",
            "{off} by a code for the web shop, good once and for {count} days.",
            self.valid_days,
            off=_off(self.percent_off, self.fixed),
        )


@dataclass(frozen=True, slots=True)
class FreeUnits(What):
    """So many free in a period, then each at a rate."""

    kind = "free_units"

    units: int
    unit: str
    per: Period
    then: Money

    def __post_init__(self) -> None:
        between(1, self.units, 100_000, "At least one is free.")
        between(1, len(self.unit), 40, "A unit has a name of up to 40 letters.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("{units} {unit} free {period}, then {then} each."),
            units=self.units,
            unit=self.unit,
            period=say(_PER[self.per]),
            then=self.then,
        )

    @property
    def is_billed(self) -> bool:
        return False

    def value(self, bill: int, units: int) -> int:
        del bill
        return min(units, self.units) * self.then.cents

    def worth(self, ask: Ask) -> int:
        return min(self.free_left(ask), ask.situation.units) * self.then.cents

    def given(self, ask: Ask) -> Sentence:
        """How many of those that are asked for are free, and what the others cost."""
        free = min(self.free_left(ask), ask.situation.units)
        rest = ask.situation.units - free
        if not rest:
            return say(gettext_noop("Free ({unit}): {free}."), free=free, unit=self.unit)
        due = Money(rest * self.then.cents, self.then.currency)
        return say(
            gettext_noop("Free ({unit}): {free}; the other {rest} cost {due}."),
            free=free,
            unit=self.unit,
            rest=rest,
            due=due,
        )

    def free_left(self, ask: Ask) -> int:
        return max(self.units - ask.history.within(self.per).units, 0)


@dataclass(frozen=True, slots=True)
class EventEntry(What):
    """Without a day it is good for any event; `visit` in the situation says which."""

    kind = "event_entry"

    event: str
    on: date | None = None
    price: Money | None = None

    def __post_init__(self) -> None:
        between(1, len(self.event), 120, "An event has a name of up to 120 letters.")

    def in_words(self) -> Sentence:
        if self.price is not None:
            return say(
                gettext_noop("Entry to {event} for {price}."), event=self._event, price=self.price
            )
        return say(gettext_noop("Free entry to {event}."), event=self._event)

    def value(self, bill: int, units: int) -> int:
        del units
        return max(bill - (self.price.cents if self.price else 0), 0)

    @property
    def _event(self) -> Sentence:
        if self.on is None:
            return say("{event}", event=self.event)
        return say(gettext_noop("{event} on {on}"), event=self.event, on=self.on)

    def weigh(self, ask: Ask) -> Finding | None:
        if self.on is None or ask.today == self.on:
            return None
        later = ask.today < self.on
        template = (
            gettext_noop("{event} is on {on}. Please come back then.")
            if later
            else gettext_noop("{event} was on {on}. Please ask what is on next.")
        )
        sentence = say(template, event=self.event, on=self.on)
        return against(Why.OUTSIDE_PERIOD, sentence, self.on if later else None)


@dataclass(frozen=True, slots=True)
class FeeWaiver(What):
    kind = "fee_waiver"

    fee: str

    def __post_init__(self) -> None:
        between(1, len(self.fee), 80, "A fee has a name of up to 80 letters.")

    def in_words(self) -> Sentence:
        return say(gettext_noop("Nothing to pay for: {fee}."), fee=self.fee)


_PER = {
    Period.VISIT: gettext_noop("at each event"),
    Period.DAY: gettext_noop("a day"),
    Period.MONTH: gettext_noop("a month"),
    Period.YEAR: gettext_noop("a year"),
    Period.LIFETIME: gettext_noop("in all"),
}
