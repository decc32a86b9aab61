"""How often, and how much in all. More use never allows more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benefits.eligibility.asking import NOTHING
from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import Across, Measure, Money, Period, between, require
from benefits.eligibility.verdicts import Finding, Why, against, only_if

PERIODS = {
    Period.VISIT: gettext_noop("at each event"),
    Period.DAY: gettext_noop("a day"),
    Period.MONTH: gettext_noop("a month"),
    Period.YEAR: gettext_noop("a year"),
    Period.LIFETIME: gettext_noop("in all"),
}
NOW = {
    Period.VISIT: gettext_noop("at this event"),
    Period.DAY: gettext_noop("today"),
    Period.MONTH: gettext_noop("this month"),
    Period.YEAR: gettext_noop("this year"),
    Period.LIFETIME: gettext_noop("in all"),
}


def first_of_next(period: Period, today: date) -> date | None:
    """When counting begins anew; never, for an event or a lifetime."""
    if period is Period.DAY:
        return today + timedelta(1)
    if period is Period.MONTH:
        return date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return date(today.year + 1, 1, 1) if period is Period.YEAR else None


def asked(measure: Measure, ask: Ask) -> int:
    if measure is Measure.USES:
        return 1
    # Where nobody has said yet how much it will be, it is something: what is used up is used up.
    return ask.situation.units if measure is Measure.UNITS else max(ask.situation.amount, 1)


def amount(measure: Measure, count: int, currency: str) -> Sentence:
    """A number of what is counted, in words."""
    if measure is Measure.VALUE:
        return say("{money}", money=Money(count, currency))
    if measure is Measure.UNITS:
        return ngettext_lazy("{count} unit", "{count} units", count)
    return ngettext_lazy("once", "{count} times", count)


@dataclass(frozen=True, slots=True)
class Quota(Rule):
    """`most` is in uses, units or cents."""

    name = "quota"
    group = Group.OFTEN

    most: int
    per: Period
    by: Measure = Measure.USES
    currency: str = "EUR"

    def __post_init__(self) -> None:
        between(1, self.most, 100_000_000, "A limit is at least one.")
        Money(0, self.currency)

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("Each member may have it {amount} {period}."),
            amount=amount(self.by, self.most, self.currency),
            period=say(PERIODS[self.per]),
        )

    def left(self, ask: Ask) -> int | None:
        return _left(self, ask.history.within(self.per).by(self.by))

    def weigh(self, ask: Ask) -> Finding | None:
        spent = ask.history.within(self.per).by(self.by)
        if spent + asked(self.by, ask) <= self.most:
            return None
        next_on = first_of_next(self.per, ask.today)
        if spent < self.most:
            sentence = say(
                gettext_noop(
                    "There is {left} left for you {period}. Please ask for no more than that."
                ),
                left=amount(self.by, self.most - spent, self.currency),
                period=say(NOW[self.per]),
            )
            return against(Why.QUOTA_USED, sentence, next_on)
        return against(Why.QUOTA_USED, self._used_up(ask, next_on), next_on)

    def _used_up(self, ask: Ask, next_on: date | None) -> Sentence:
        last = ask.history.last_at
        if last is None:
            used = say(gettext_noop("All of it is used {period}"), period=say(NOW[self.per]))
        elif last.date() == ask.today:
            used = say(gettext_noop("Used today at {clock}"), clock=last.time())
        else:
            used = say(gettext_noop("Used on {on}"), on=last.date())
        if next_on is None:
            return say(
                gettext_noop("{used}; you may have it {amount} {period}, and that was it."),
                used=used,
                amount=amount(self.by, self.most, self.currency),
                period=say(PERIODS[self.per]),
            )
        return say(gettext_noop("{used}; next on {next_on}."), used=used, next_on=next_on)


@dataclass(frozen=True, slots=True)
class Velocity(Rule):
    """Too many uses on one day and the day before are refused."""

    name = "velocity"
    group = Group.OFTEN

    uses: int = 2

    def __post_init__(self) -> None:
        between(1, self.uses, 1000, "A limit is at least one.")

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "Not after {count} use on the same or the previous day.",
            "Not after {count} uses on the same or the previous day.",
            self.uses,
        )

    def left(self, ask: Ask) -> int:
        return max(self.uses - ask.history.today.times - ask.history.yesterday.times, 0)

    def weigh(self, ask: Ask) -> Finding | None:
        today, yesterday = ask.history.today.times, ask.history.yesterday.times
        if today + yesterday < self.uses:
            return None
        next_on = ask.today + timedelta(1 if today < self.uses else 2)
        return against(
            Why.USED_TOO_OFTEN,
            ngettext_lazy(
                "Used {count} time since yesterday; next on {next_on}.",
                "Used {count} times since yesterday; next on {next_on}.",
                today + yesterday,
                next_on=next_on,
            ),
            next_on,
        )


@dataclass(frozen=True, slots=True)
class MostlyAtHome(Rule):
    """More than half of the uses must be at home. A host knows its own uses alone, and asks about the others."""

    name = "mostly_at_home"
    group = Group.OFTEN

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("More than half of the uses must be at the home co-op; the desk asks.")
        )

    def weigh(self, ask: Ask) -> Finding | None:
        here = ask.history.lifetime.times
        if not here:
            return None
        return only_if(
            Why.MOSTLY_AT_HOME,
            ngettext_lazy(
                "Ask whether they use {home} more often: {count} use here so far.",
                "Ask whether they use {home} more often: {count} uses here so far.",
                here,
            ),
        )


@dataclass(frozen=True, slots=True)
class Transfer(Rule):
    """Who comes on more than so many days of a year should become a member here."""

    name = "transfer"
    group = Group.OFTEN

    after_days: int = 28

    def __post_init__(self) -> None:
        between(1, self.after_days, 366, "A year has up to 366 days.")

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "After {count} day in a year, people join the co-op they visit.",
            "After {count} days in a year, people join the co-op they visit.",
            self.after_days,
        )

    def left(self, ask: Ask) -> int:
        return max(self.after_days - self._other_days(ask), 0)

    def weigh(self, ask: Ask) -> Finding | None:
        if self._other_days(ask) < self.after_days:
            return None
        next_on = date(ask.today.year + 1, 1, 1)
        return against(
            Why.MUST_TRANSFER,
            ngettext_lazy(
                "You were here on {count} day this year. Join {host}, or come on {next_on}.",
                "You were here on {count} days this year. Join {host}, or come on {next_on}.",
                ask.history.days_this_year,
                next_on=next_on,
            ),
            next_on,
        )

    def _other_days(self, ask: Ask) -> int:
        return ask.history.days_this_year - (1 if ask.history.today.times else 0)


@dataclass(frozen=True, slots=True)
class Budget(Rule):
    """What the host gives in all. A stock is a budget of units without a period."""

    name = "budget"
    group = Group.OFTEN

    most: int
    per: Period
    by: Measure = Measure.USES
    across: Across = Across.PARTNER
    currency: str = "EUR"

    def __post_init__(self) -> None:
        between(1, self.most, 1_000_000_000, "A budget is at least one.")
        require(self.per is not Period.VISIT, "A budget is for a day, a month, a year or in all.")
        Money(0, self.currency)

    def in_words(self) -> Sentence:
        return say(
            {
                Across.PARTNER: gettext_noop("All members together may have it {amount} {period}."),
                Across.ALL: gettext_noop(
                    "The members of all partners together may have it {amount} {period}."
                ),
            }[self.across],
            amount=amount(self.by, self.most, self.currency),
            period=say(PERIODS[self.per]),
        )

    def left(self, ask: Ask) -> int | None:
        return _left(self, self._spent(ask))

    def weigh(self, ask: Ask) -> Finding | None:
        if self._spent(ask) + asked(self.by, ask) <= self.most:
            return None
        next_on = first_of_next(self.per, ask.today)
        template = (
            gettext_noop(
                "{host} has given away all there was for this. Please ask what else there is."
            )
            if next_on is None
            else gettext_noop("{host} has given away all there was {period}; next on {next_on}.")
        )
        return against(
            Why.BUDGET_USED, say(template, period=say(NOW[self.per]), next_on=next_on), next_on
        )

    def _spent(self, ask: Ask) -> int:
        return ask.history.budgets.get((self.across, self.per), NOTHING).by(self.by)


def _left(limit: Quota | Budget, spent: int) -> int | None:
    """Money is no number of times."""
    return None if limit.by is Measure.VALUE else max(limit.most - spent, 0)
