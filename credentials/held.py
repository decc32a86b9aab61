"""What a person holds: their cards at every co-op that knows them, read one co-op after another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from credentials.card.addresses import card_address, hybrid
from credentials.card.face import CardFace
from credentials.card.state import CardState, last_day, state_of
from credentials.core.compact import to_digits
from credentials.models import Credential
from tenants import brand, scope
from tenants.dates import today_in
from tenants.models import Application, Cooperative, Holder, Membership, Seat, User
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
    def is_further(self) -> bool:
        """Of somebody in the member's household."""
        return self.credential.further_id is not None

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
            cards = list(_mine(user).filter(superseded_at=None))
            for card in cards:
                held = hold(card, home)
                (found.earlier if held.is_over else found.cards).append(held)
            found.awaited += [Awaited(home, row) for row in _without_card(user, home, cards)]
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


def newest(card: Credential) -> Credential | None:
    """The card that counts of the same holder, within its co-op."""
    same = _whole().filter(membership=card.membership_id, further=card.further_id)
    found = same.filter(superseded_at=None).first()
    if found is not None or card.membership.end_reason != Membership.EndReason.MERGED:
        return found
    going_on = _whole().filter(membership__member=card.membership.member_id, superseded_at=None)
    kind = card.membership.membership_class_id
    return going_on.filter(membership__membership_class=kind, further=None).first()


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
    joined = rows.select_related("membership__member", "membership__membership_class", "further")
    return joined.order_by("-issued_at", "-pk")


def _mine(user: User) -> QuerySet[Credential]:
    """One's own, those of the household who cannot sign in, and the one of somebody else's household.

    By keys that were read before: a database that is asked whose all of it are reads every card of the co-op.
    """
    memberships = list(Membership.objects.filter(member__user=user).values_list("pk", flat=True))
    holders = list(Holder.objects.filter(user=user).values_list("pk", flat=True))
    own = Q(membership__in=memberships) & (Q(further=None) | Q(further__user=None))
    return _whole().filter(own | Q(further__in=holders))


def _without_card(user: User, home: Cooperative, cards: list[Credential]) -> list[Membership]:
    """Running memberships whose card is not among these yet."""
    rows = Membership.objects.filter(member__user=user, ends_on__gte=today_in(home.time_zone))
    there = {card.membership_id for card in cards if card.further_id is None}
    rows = rows.exclude(standing=Membership.Standing.ENDED).exclude(pk__in=there)
    return list(rows.select_related("membership_class"))


@dataclass(frozen=True)
class InHousehold:
    """Somebody besides the member, with the card that counts, and whether the member may open it."""

    holder: Holder
    card: Credential | None
    readable: bool


@dataclass(frozen=True)
class Household:
    """A membership of one's own that others may have a card of, and how many more."""

    cooperative: Cooperative
    membership: Membership
    holders: list[InHousehold]
    free: int


@dataclass(frozen=True)
class Elsewhere:
    """A card of another member's household."""

    cooperative: Cooperative
    holder: Holder
    member: str


def households_of(user: User) -> tuple[list[Household], list[Elsewhere]]:
    mine: list[Household] = []
    others: list[Elsewhere] = []
    for home in _homes(user, Seat.Kind.MEMBER):
        with scope.within(home.pk):
            rows = Membership.objects.filter(member__user=user).select_related("membership_class")
            running = rows.exclude(standing=Membership.Standing.ENDED).order_by("pk")
            found = [_household(home, row, user) for row in running]
            mine += [each for each in found if each.holders or each.free]
            theirs = Holder.objects.filter(user=user, state=Holder.State.ACTIVE)
            others += [
                Elsewhere(home, row, row.membership.member.name)
                for row in theirs.select_related("membership__member")
            ]
    return mine, others


def household_of(user: User, code: UUID) -> Household | None:
    """Of this membership, if it is this person's."""
    mine, _others = households_of(user)
    return next((each for each in mine if each.membership.code == code), None)


def holder_of(user: User, code: UUID) -> tuple[Cooperative, Holder] | None:
    """Somebody of one's own household, or oneself in another's."""
    for home in _homes(user, Seat.Kind.MEMBER):
        with scope.within(home.pk):
            rows = Holder.objects.filter(code=code, state__in=Holder.OPEN)
            rows = rows.filter(Q(user=user) | Q(membership__member__user=user))
            found = rows.select_related("membership__member").first()
            if found is not None:
                return home, found
    return None


def _household(home: Cooperative, row: Membership, user: User) -> Household:
    holders = list(row.holders.filter(state__in=Holder.OPEN))
    cards = _whole().filter(further__in=holders, superseded_at=None)
    by_holder = {card.further_id: card for card in cards}
    free = max(0, row.membership_class.holders_most - len(holders))
    told = [
        InHousehold(each, by_holder.get(each.pk), each.user_id in {None, user.pk})
        for each in holders
    ]
    return Household(home, row, told, free)
