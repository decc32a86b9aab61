"""What a person holds: their cards at every co-op that knows them, read one co-op after another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from credentials.card.addresses import card_address, hybrid
from credentials.card.face import CardFace
from credentials.card.state import CardState, last_day, state_of
from credentials.core.compact import to_digits
from credentials.models import Credential
from tenants import brand, scope
from tenants.dates import today_in
from tenants.models import Application, Cooperative, Membership, Seat, User
from tenants.secrets import application_token

SOON = 30
OVER = (CardState.ENDED, CardState.EXPIRED, CardState.REPLACED)


@dataclass(frozen=True)
class Held:
    """One card of one person, with the face it shows now."""

    cooperative: Cooperative
    credential: Credential
    face: CardFace

    @property
    def membership(self) -> Membership:
        return self.credential.membership

    @property
    def is_visiting(self) -> bool:
        return self.membership.membership_class.visiting

    @property
    def is_over(self) -> bool:
        """Nothing will make this very card good again."""
        return self.face.state in OVER

    @property
    def can_be_replaced(self) -> bool:
        return self.face.state in {CardState.GOOD, CardState.SUSPENDED, CardState.NOT_YET}

    @property
    def days_left(self) -> int | None:
        """How many days are left, today among them; None while that is no news."""
        if self.face.state != CardState.GOOD:
            return None
        days = (self.face.valid_until - today_in(self.cooperative.time_zone)).days + 1
        return days if days <= SOON else None

    @property
    def is_light(self) -> bool:
        """Whether the co-op's colour is one that dark words stand on."""
        return self.face.on_colour == brand.BLACK


@dataclass(frozen=True)
class Awaited:
    """Accepted, and the card is not made yet."""

    cooperative: Cooperative
    membership: Membership


@dataclass(frozen=True)
class Asked:
    """An application that is under way, and what its link carries."""

    cooperative: Cooperative
    application: Application
    token: str


@dataclass
class Holdings:
    """Everything that one person has or is about to have."""

    cards: list[Held] = field(default_factory=list)
    earlier: list[Held] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def holdings_of(user: User) -> Holdings:
    """Cards that may be shown first, then what is over; what is under way beside them."""
    found = Holdings()
    for home in _homes(user, Seat.Kind.MEMBER):
        with scope.within(home.pk):
            for card in _mine(user).filter(superseded_at=None):
                held = hold(card, home)
                (found.earlier if held.is_over else found.cards).append(held)
            found.awaited += [Awaited(home, row) for row in _without_card(user, home)]
    for home in _homes(user, Seat.Kind.APPLICANT):
        with scope.within(home.pk):
            states = [*Application.OPEN, Application.State.APPROVED]
            rows = Application.objects.filter(user=user, state__in=states)
            found.asked += [Asked(home, row, application_token(row.code)) for row in rows]
    return found


def card_of(user: User, code: UUID) -> Held | None:
    """This very card, if it is this person's; whatever generation it is of."""
    for home in _homes(user, Seat.Kind.MEMBER):
        with scope.within(home.pk):
            card = _mine(user).filter(code=code).first()
            if card is not None:
                return hold(card, home)
    return None


def newest(membership: Membership) -> Credential | None:
    """The card that counts, within its co-op."""
    return _whole().filter(membership=membership, superseded_at=None).first()


def hold(credential: Credential, home: Cooperative) -> Held:
    return Held(home, credential, face_of(credential, home))


def face_of(credential: Credential, home: Cooperative, *, now: datetime | None = None) -> CardFace:
    """The face in the language that is active. What was signed is shown, not what the register says by now."""
    subject = _subject(credential)
    membership = credential.membership
    colours = brand.fit_colour(home.colour)
    return CardFace(
        text=hybrid(credential.card_code, to_digits(bytes(credential.compact))),
        address=card_address(credential.card_code),
        code=credential.card_code,
        cooperative=home.name,
        slug=home.slug,
        membership_class=_value(subject.get("membershipClassName"))
        or membership.membership_class.name,
        name=_value(subject.get("name")),
        number=_value(subject.get("membershipNumber")),
        valid_until=last_day(credential, home),
        issued_at=credential.issued_at,
        state=state_of(credential, home, now=now or timezone.now()),
        colour=colours.card,
        on_colour=colours.on_card,
        language=get_language() or home.language,
    )


def _subject(credential: Credential) -> dict[str, Any]:
    subject = json.loads(credential.document).get("credentialSubject", {})
    return subject if isinstance(subject, dict) else {}


def _value(value: object) -> str:
    """A text, with or without its language."""
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value or "")


def _homes(user: User, kind: Seat.Kind) -> Iterator[Cooperative]:
    seats = Seat.objects.filter(user=user, kind=kind).values("cooperative")
    rows = Cooperative.objects.filter(pk__in=seats).exclude(state=Cooperative.State.CLOSED)
    yield from list(rows)


def _whole() -> QuerySet[Credential]:
    """Cards that may be seen: those that passed their check."""
    rows = Credential.objects.filter(checked_at__isnull=False)
    joined = rows.select_related("membership__member", "membership__membership_class")
    return joined.order_by("-issued_at", "-pk")


def _mine(user: User) -> QuerySet[Credential]:
    return _whole().filter(membership__member__user=user)


def _without_card(user: User, home: Cooperative) -> list[Membership]:
    """Running memberships whose card is not there yet."""
    rows = Membership.objects.filter(member__user=user, ends_on__gte=today_in(home.time_zone))
    there = _mine(user).filter(superseded_at=None).values("membership")
    rows = rows.exclude(standing=Membership.Standing.ENDED).exclude(pk__in=there)
    return list(rows.select_related("membership_class"))
