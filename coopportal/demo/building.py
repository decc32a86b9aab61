"""Fill an empty portal with the cast: through the services that a click calls, one co-op after another.

Everything here looks at what is there before it adds something, so a building that was interrupted goes
on where it stopped. Nothing is drawn but from the seed, and every date is counted from one day.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coopportal.demo import (
    accepting,
    admitting,
    cast,
    certificates,
    consulting,
    dealings,
    desks,
    entries,
    fates,
    inviting,
    mailing,
    pacting,
    questions,
    registering,
    rules,
    saying,
    staffing,
    trusting,
    using,
    wanted,
)
from coopportal.demo.cast import House
from coopportal.demo.services import backdating, beginning
from tenants import moments, nudging, outbox, scope
from tenants.models import Application, Cooperative, Membership, MembershipClass, Staff
from tenants.services.applying import submit_trusted
from tenants.services.cooperatives import add_membership_class, open_cooperative
from tenants.services.decisions import approve_application
from tenants.services.people import enter_person

Say = Callable[[str], None]
AT_ONCE: Final = timedelta()
# The last steps weigh about as much as this many members.
LAST_STEPS: Final = 120


@dataclass
class Progress:
    """How far it is, and from the speed so far how long the rest takes."""

    say: Say
    total: int
    began: float
    done: int = 0

    def tell(self, what: str) -> None:
        left = ""
        if self.done:
            seconds = (time.monotonic() - self.began) / self.done * (self.total - self.done)
            left = f", about {max(1, round(seconds))} s left"
        self.say(f"    {what} ({self.done} of {self.total}{left})")


def build(*, now: datetime, say: Say, houses: tuple[House, ...] = cast.HOUSES) -> None:
    """Build what is missing. `now` is the first run's: a later one goes on counting from it."""
    lists = {house.slug: entries.of(house, now=now) for house in houses}
    total = sum(map(len, lists.values())) + LAST_STEPS
    progress = Progress(say, total, time.monotonic())
    with nudging.without_nudges():
        for house in houses:
            progress.tell(house.name)
            found = open_house(house, now=now)
            with scope.within(found.pk):
                fill_house(lists[house.slug])
            outbox.drain()
            progress.done += len(lists[house.slug])
        beginning.hire_operator(staffing.operators())
        outbox.drain()
        here = {house.slug for house in houses}
        # Before anything is used, so that a later building finds the same people.
        registering.work(here, now=now)
        outbox.drain()
        progress.tell("Agreements and visits")
        pacting.agree(here, now=now)
        dealings.go_on(here, now=now)
        outbox.drain()
        pacting.visit(here)
        outbox.drain()
        using.use(here, now=now)
        outbox.drain()
        desks.stand(here)
        trusting.accredit(here)
        outbox.drain()
        accepting.decide(here)
        outbox.drain()
        certificates.issue(here)
        fates.meet(here, now=now)
        for house in houses:
            fates.ask(house, now=now)
        admitting.work(here)
        outbox.drain()
        _settle(houses, now=now)


def _settle(houses: tuple[House, ...], *, now: datetime) -> None:
    """Who is interested, and last of all, what became of the co-ops themselves."""
    mailing.work({house.slug for house in houses}, now=now)
    wanted.tell({house.slug for house in houses}, now=now)
    consulting.tell(now=now)
    saying.say({house.slug for house in houses})
    inviting.work({house.slug for house in houses})
    outbox.drain()
    for house in houses:
        if house.later_state:
            found = Cooperative.objects.get(slug=house.slug)
            backdating.set_state(found, house.later_state)


def open_house(house: House, *, now: datetime) -> Cooperative:
    """The co-op with what it offers, its rules and its team."""
    found = Cooperative.objects.filter(slug=house.slug).first()
    if found is None:
        found = open_cooperative(
            slug=house.slug,
            name=house.name,
            number_prefix=house.prefix,
            email=house.email,
            **house.profile,
        )
    with scope.within(found.pk):
        have = set(MembershipClass.objects.values_list("name", flat=True))
        for position, one in enumerate(house.classes):
            if one.name not in have:
                add_membership_class(**one.values(position))
        if rules.VISITING["name"] not in have:
            add_membership_class(**rules.VISITING)
        staffing.seat_team(house)
        rules.publish(found)
        questions.ask(house.slug)
        backdating.date_rules(at=now - timedelta(days=365 * house.years - 7))
    backdating.date_opening(found, at=now - timedelta(days=365 * house.years))
    return found


def fill_house(wanted: list[entries.Entry]) -> None:
    """Take in who is not there yet. The n-th application is the n-th entry's: they come in this order."""
    steward = staffing.seat(Staff.Role.MEMBERSHIP)
    classes = {one.name: one for one in MembershipClass.objects.all()}
    for entry in wanted[Application.objects.count() :]:
        person = entry.person
        user = None
        if entry.login:
            user = enter_person(person.email, name=person.name, confirmed=True)
        sent = entry.decided_at - timedelta(days=2)
        with moments.dated(sent):
            submit_trusted(
                user=user,
                submitted_at=sent,
                membership_class=classes[entry.membership_class],
                name=person.name,
                name_on_card=person.name_on_card or person.name[:60],
                email=person.email,
                phone=person.phone,
                postcode=person.postcode,
                language=person.language,
                share_name=person.share_name,
            )
    came = list(Application.objects.order_by("pk")[: len(wanted)])
    for application, entry in zip(came, wanted, strict=True):
        if application.state == Application.State.SUBMITTED:
            with moments.dated(entry.decided_at):
                approve_application(application, by=steward, undo=AT_ONCE, announce=entry.announce)
    _date_back(wanted)


def _date_back(wanted: list[entries.Entry]) -> None:
    """Before anything is signed; a date that is set already is left alone, for it may be on a card."""
    rows = Application.objects.order_by("pk").select_related("membership__member")
    past = [
        backdating.Past(
            membership=application.membership,
            joined_on=entry.joined_on,
            ends_on=entry.ends_on,
            decided_at=entry.decided_at,
        )
        for application, entry in zip(rows[: len(wanted)], wanted, strict=True)
        if application.membership is not None
        and application.membership.starts_on != entry.joined_on
        and application.membership.standing == Membership.Standing.GOOD
    ]
    if past:
        backdating.date_back(past)
