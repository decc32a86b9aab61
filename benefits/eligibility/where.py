"""When and where it may be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, say
from benefits.eligibility.values import require
from benefits.eligibility.verdicts import Finding, Why, against

WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)


@dataclass(frozen=True, slots=True)
class Window(Rule):
    name = "window"
    group = Group.WHERE

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        require(self.starts_on <= self.ends_on, "The last day is not before the first.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("From {starts_on} to {ends_on}."),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.today < self.starts_on:
            sentence = say(
                gettext_noop("This begins on {starts_on}. Please come back then."),
                starts_on=self.starts_on,
            )
            return against(Why.OUTSIDE_PERIOD, sentence, self.starts_on)
        if ask.today <= self.ends_on:
            return None
        return against(
            Why.OUTSIDE_PERIOD,
            say(
                gettext_noop("This ended on {ends_on}. Please ask what there is now."),
                ends_on=self.ends_on,
            ),
        )


@dataclass(frozen=True, slots=True)
class Blackout(Rule):
    """Each a first and a last day."""

    name = "blackout"
    group = Group.WHERE

    dates: tuple[tuple[date, date], ...]

    def __post_init__(self) -> None:
        require(bool(self.dates), "No day is named.")
        require(
            all(first <= last for first, last in self.dates), "A last day is not before a first."
        )

    def in_words(self) -> Sentence:
        spans = tuple(
            say("{first}", first=first)
            if first == last
            else say(gettext_noop("{first} to {last}"), first=first, last=last)
            for first, last in self.dates
        )
        return say(gettext_noop("Not on {days}."), days=spans)

    def weigh(self, ask: Ask) -> Finding | None:
        if not self._closed(ask.today):
            return None
        next_on = ask.today
        while self._closed(next_on):
            next_on += timedelta(1)
        return against(
            Why.BLACKOUT,
            say(
                gettext_noop("Not on {today}, as the two co-ops agreed; next on {next_on}."),
                today=ask.today,
                next_on=next_on,
            ),
            next_on,
        )

    def _closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.dates)


@dataclass(frozen=True, slots=True)
class Hours(Rule):
    """Weekdays are those of ISO: 1 is Monday."""

    name = "hours"
    group = Group.WHERE

    weekdays: frozenset[int]
    opens: time
    closes: time

    def __post_init__(self) -> None:
        days = bool(self.weekdays) and self.weekdays <= set(range(1, 8))
        require(days, "A weekday is one of seven.")
        require(self.opens < self.closes, "It closes after it opens.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("On {days}, from {opens} to {closes}."),
            days=tuple(say(WEEKDAYS[each - 1]) for each in sorted(self.weekdays)),
            opens=self.opens,
            closes=self.closes,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        clock = ask.situation.now.time()
        today = ask.today.isoweekday() in self.weekdays
        if today and self.opens <= clock < self.closes:
            return None
        ahead = 0 if today and clock < self.opens else 1
        next_on = ask.today + timedelta(ahead)
        while next_on.isoweekday() not in self.weekdays:
            next_on += timedelta(1)
        return against(
            Why.OUTSIDE_HOURS,
            say(
                gettext_noop("It is {clock} now; next on {next_on}, from {opens} to {closes}."),
                clock=clock,
                next_on=next_on,
                opens=self.opens,
                closes=self.closes,
            ),
            next_on,
        )


@dataclass(frozen=True, slots=True)
class Sites(Rule):
    name = "sites"
    group = Group.WHERE

    sites: frozenset[str]

    def __post_init__(self) -> None:
        require(bool(self.sites), "No place is named.")

    def in_words(self) -> Sentence:
        return say(gettext_noop("At {sites}."), sites=self.sites)

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.site in self.sites:
            return None
        return against(
            Why.WRONG_PLACE,
            say(gettext_noop("You can have this at {sites}, and not here."), sites=self.sites),
        )
