"""Who may have it: what the membership has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import MemberKind, Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import Standing, between, require
from benefits.eligibility.verdicts import Finding, Why, against


@dataclass(frozen=True, slots=True)
class Classes(Rule):
    """`becomes` maps a foreign class to the code of the host's own class that it counts as."""

    name = "classes"
    group = Group.WHO

    accepted: frozenset[str]
    becomes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.accepted), "No class is accepted.")
        foreign = [one for one, _own in self.becomes]
        require(len(set(foreign)) == len(foreign), "A class counts as one class.")
        require(set(foreign) <= self.accepted, "A class counts as another only if it is accepted.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("For these kinds of membership: {classes}."),
            classes=frozenset(map(MemberKind, self.accepted)),
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.claims.membership_class in self.accepted:
            return None
        return against(
            Why.CLASS_NOT_COVERED,
            say(
                gettext_noop(
                    "Your kind of membership at {home} is {kind}, and this is for {classes}. "
                    "You can apply to {host} as a new member."
                ),
                kind=MemberKind(ask.claims.membership_class),
                classes=frozenset(map(MemberKind, self.accepted)),
            ),
        )

    def own_class(self, foreign: str) -> str:
        return dict(self.becomes).get(foreign, "")


NOT_VOUCHED = against(
    Why.NOT_VOUCHED,
    say(
        gettext_noop(
            "{home} says that your card does not count here. Please ask {home} which card does."
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Vouched(Rule):
    """The home says on the card that it counts in a programme. That it counts at all elsewhere, every
    benefit asks for."""

    name = "vouched"
    group = Group.WHO

    programme: str = ""

    def in_words(self) -> Sentence:
        if self.programme:
            return say(
                gettext_noop("The home co-op must say that the card counts in {programme}."),
                programme=self.programme,
            )
        return say(gettext_noop("The home co-op must say that the card counts at partner co-ops."))

    def weigh(self, ask: Ask) -> Finding | None:
        if not self.programme or self.programme in ask.claims.programmes:
            return None
        return NOT_VOUCHED


@dataclass(frozen=True, slots=True)
class GoodStanding(Rule):
    name = "good_standing"
    group = Group.WHO

    max_age_minutes: int = 24 * 60

    def __post_init__(self) -> None:
        require(1 <= self.max_age_minutes <= 31 * 24 * 60, "A check is fresh for up to 31 days.")

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "In good standing at home, checked {count} minute ago or less.",
            "In good standing at home, checked {count} minutes ago or less.",
            self.max_age_minutes,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        checked = ask.situation.checked_at
        if checked is None or ask.situation.standing is not Standing.GOOD:
            return None
        if ask.situation.now - checked <= timedelta(minutes=self.max_age_minutes):
            return None
        return against(
            Why.CHECK_TOO_OLD,
            say(
                gettext_noop(
                    "We last asked {home} on {on} at {clock}, and that is too long ago. "
                    "Please try again when we are connected."
                ),
                on=checked.date(),
                clock=checked.time(),
            ),
        )


@dataclass(frozen=True, slots=True)
class Tenure(Rule):
    name = "tenure"
    group = Group.WHO

    days: int

    def __post_init__(self) -> None:
        between(1, self.days, 36_600, "A tenure is at least a day.")

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "For people who have been members for at least {count} day.",
            "For people who have been members for at least {count} days.",
            self.days,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        since = ask.claims.member_since
        if since is None:
            return against(
                Why.TOO_NEW,
                say(
                    gettext_noop(
                        "Your card does not say since when you are a member. "
                        "Please ask {home} for a card that does."
                    )
                ),
            )
        tenure = timedelta(days=self.days)
        from_day = min(since, date.max - tenure) + tenure
        if from_day <= ask.today:
            return None
        return against(
            Why.TOO_NEW,
            say(
                gettext_noop(
                    "You have been a member of {home} since {since}; you can have this from {from_day}."
                ),
                since=since,
                from_day=from_day,
            ),
            next_on=from_day,
        )


@dataclass(frozen=True, slots=True)
class ValidInYear(Rule):
    name = "valid_in_year"
    group = Group.WHO

    year: int

    def __post_init__(self) -> None:
        between(2000, self.year, 2999, "A year has four digits.")

    def in_words(self) -> Sentence:
        return say(gettext_noop("The membership must be valid in {year}."), year=self.year)

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.claims.valid_from.year <= self.year <= ask.claims.valid_until.year:
            return None
        return against(
            Why.WRONG_YEAR,
            say(
                gettext_noop(
                    "Your card is valid from {valid_from} to {valid_until}, and this is for members of the "
                    "year {year}. Please ask {home} for the card of that year."
                ),
                valid_from=ask.claims.valid_from,
                valid_until=ask.claims.valid_until,
                year=self.year,
            ),
        )
