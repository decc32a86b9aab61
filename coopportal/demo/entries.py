"""Who stands on the register of each co-op, in the order in which they joined. Drawn from the seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coopportal.demo import cast, names, personas, stories
from coopportal.demo.cast import House
from coopportal.demo.names import Person
from tenants.dates import last_day

A_YEAR = 365


@dataclass(frozen=True)
class Entry:
    """One member: the person, the class, since when and until when."""

    person: Person
    membership_class: str
    joined_on: date
    ends_on: date
    announce: bool = False
    login: bool = False

    @property
    def decided_at(self) -> datetime:
        day = self.joined_on
        return datetime(day.year, day.month, day.day, 10, 15, tzinfo=UTC)


def of(house: House, *, now: datetime) -> list[Entry]:
    """The oldest membership first, so that it has the lowest number."""
    today = now.date()
    told = [*_stories(house, today), *_personas(house, today), *_organisations(house, today)]
    crowd = _crowd(house, today, count=house.members - len(told))
    return sorted([*told, *crowd], key=lambda entry: (entry.joined_on, entry.person.name))


def _stories(house: House, today: date) -> list[Entry]:
    return [
        _entry(
            house,
            story.person,
            story.membership_class or house.classes[0].name,
            today + timedelta(days=story.joined),
            today,
            ends=story.ends,
            announce=story.letter,
            login=story.letter or story.login,
        )
        for story in stories.MEMBERS
        if story.cooperative == house.slug
    ]


def _personas(house: House, today: date) -> list[Entry]:
    return [
        _entry(
            house,
            Person(one.name, one.email, postcode="MB1 1AA"),
            house.classes[0].name,
            today - timedelta(days=700 + 90 * one.member_of.index(house.slug)),
            today,
            announce=True,
            login=True,
        )
        for one in personas.PERSONAS
        if house.slug in one.member_of
    ]


def _organisations(house: House, today: date) -> list[Entry]:
    """The federation's members are the co-ops themselves, but for those that wait and the suspended."""
    if house.slug != cast.COMMONLANDS:
        return []
    joining = [
        one
        for one in cast.HOUSES
        if one.slug != house.slug and "state" not in one.profile and not one.later_state
    ]
    return [
        _entry(
            house,
            Person(one.name, one.email),
            house.classes[0].name,
            today - timedelta(days=A_YEAR * min(one.years, house.years) - 40),
            today,
        )
        for one in joining
    ]


def _crowd(house: House, today: date, *, count: int) -> list[Entry]:
    draw = random.Random(f"{names.SEED}|{house.slug}|joined")  # noqa: S311 -- invented people, not secrets
    shares = [one.share for one in house.classes]
    crowd = []
    for person in names.people(house.slug, house.culture, max(0, count)):
        chosen = draw.choices(house.classes, shares)[0]
        joined = today - timedelta(days=draw.randrange(20, A_YEAR * house.years))
        crowd.append(_entry(house, person, chosen.name, joined, today))
    return crowd


def _entry(
    house: House,
    person: Person,
    membership_class: str,
    joined_on: date,
    today: date,
    *,
    ends: int | None = None,
    announce: bool = False,
    login: bool = False,
) -> Entry:
    term = next(one.term_months for one in house.classes if one.name == membership_class)
    ends_on = last_day(joined_on, term)
    while ends_on <= today:
        ends_on = last_day(ends_on + timedelta(days=1), term)
    if ends is not None:
        ends_on = today + timedelta(days=ends)
    return Entry(person, membership_class, joined_on, ends_on, announce, login)
