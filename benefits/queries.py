"""Reads about agreements and visits that more than one page needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from benefits.agreed import (
    bonds_by_code,
    here,
    hold_bonds,
    in_force,
    partner,
    sides_of,
    sides_of_all,
    today_at,
)
from benefits.eligibility import Offer
from benefits.models import Agreement, AgreementParty, AgreementVersion, Decision, Grant
from benefits.sides import OPEN, Bond, Sides, Written
from credentials.models import Credential
from tenants import scope
from tenants.models import Cooperative, Locator, Membership, Seat, User
from tenants.secrets import digest

__all__ = [
    "OPEN",
    "Bond",
    "Sides",
    "bonds_by_code",
    "here",
    "hold_bonds",
    "in_force",
    "partner",
    "sides_of",
    "sides_of_all",
    "today_at",
]


def proposals_to_answer() -> int:
    """How many proposals and changes wait for our signature."""
    at = scope.current().cooperative_id
    ours = Agreement.objects.filter(state__in=OPEN)
    waiting = AgreementVersion.objects.filter(agreement__in=ours, state=Written.PROPOSED)
    return waiting.exclude(acceptances__party__cooperative=at).count()


def public_partners() -> dict[str, list[AgreementParty]] | None:
    """Whose members are welcome at the current co-op, and where its own are; None where nobody is."""
    running = in_force()
    welcome = [bond.theirs for bond in running if bond.we_give]
    travel = [bond.theirs for bond in running if bond.they_give]
    return {"welcome": welcome, "travel": travel} if welcome or travel else None


def welcomes(card: Credential) -> dict[str, list[Bond]] | None:
    """Which partners take this card today, within its home; None where none does."""
    kind, today = card.membership.membership_class, today_at(here())
    good = card.membership.standing == Membership.Standing.GOOD and card.superseded_at is None
    if not good or kind.visiting or not kind.reciprocity_eligible:
        return None
    partners = [bond for bond in in_force() if bond.takes(kind.kind, today)]
    return {"partners": partners} if partners else None


def offer_of(bond: Bond | None) -> Offer | None:
    """What we give their members, in the words of the decision: by the version that rules today."""
    given = bond.we_give if bond else None
    if bond is None or given is None:
        return None
    return Offer(given.classes, given.days, bond.version.starts_on, bond.version.ends_on)


def with_visitors(all_sides: Iterable[Sides]) -> list[tuple[Sides, int]]:
    """Each agreement with the number of members of the other side who visit us now."""
    counts = dict(
        Grant.objects.exclude(state=Grant.State.ENDED)
        .order_by()
        .values_list("agreement")
        .annotate(visitors=Count("pk"))
    )
    return [(sides, counts.get(sides.agreement.code, 0)) for sides in all_sides]


def possible_partners(at: Cooperative) -> list[Cooperative]:
    """The other open co-ops in this portal. Name and DID only."""
    rows = Cooperative.objects.filter(state=Cooperative.State.OPEN).exclude(pk=at.pk)
    return list(rows.order_by("name").only("id", "name", "did"))


def agreed_with() -> set[frozenset[str]]:
    """Between which co-ops, by their DIDs, something is agreed or proposed already."""
    rows = AgreementParty.everyone.filter(
        agreement__in=Agreement.objects.filter(state__in=OPEN, network=False), left_at=None
    )
    together: dict[int, set[str]] = {}
    for agreement, did in rows.values_list("agreement", "did"):
        together.setdefault(agreement, set()).add(did)
    return {frozenset(dids) for dids in together.values()}


def grants(state: str) -> QuerySet[Grant]:
    """Visits to us in this state (all where none is named), with the visitor as our register has them."""
    rows = Grant.objects.select_related("membership__member")
    return rows.filter(state=state) if state else rows


def grants_by_state() -> dict[str, int]:
    return dict(Grant.objects.order_by().values_list("state").annotate(rows=Count("pk")))


def decisions() -> QuerySet[Decision]:
    return Decision.objects.all()


def names_of_partners() -> dict[str, str]:
    """The names of all co-ops we ever had an agreement with, by DID."""
    return {party.did: party.name for sides in sides_of_all() for party in sides.others}


def due_grants(before: datetime, limit: int) -> list[Grant]:
    """Visits whose homes were not looked at since then, the longest unseen first."""
    running = (Grant.State.ACTIVE, Grant.State.PAUSED)
    rows = Grant.objects.filter(state__in=running, looked_at__lte=before)
    return list(rows.order_by("looked_at", "pk")[:limit])


def grants_under(agreement: UUID) -> list[Grant]:
    running = (Grant.State.ACTIVE, Grant.State.PAUSED)
    return list(Grant.objects.filter(state__in=running, agreement=agreement))


def grants_resting_on(digests: Iterable[str]) -> list[Grant]:
    running = (Grant.State.ACTIVE, Grant.State.PAUSED)
    return list(Grant.objects.filter(state__in=running, credential_digest__in=set(digests)))


@dataclass(frozen=True)
class Choice:
    """A card that its member may show to a partner: read within the home, for the member alone."""

    home: Cooperative
    credential: Credential
    member_name: str
    class_name: str


def choices(user: User, partner_dids: Iterable[str]) -> list[Choice]:
    """This person's current cards from these partners, one home after another."""
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    homes = Cooperative.objects.filter(pk__in=seats, did__in=set(partner_dids))
    return [choice for home in homes for choice in _cards_at(home, user)]


def _cards_at(home: Cooperative, user: User) -> list[Choice]:
    with scope.within(home.pk):
        rows = Credential.objects.filter(
            membership__member__user=user,
            superseded_at=None,
            checked_at__isnull=False,
            membership__standing__in=[Membership.Standing.GOOD, Membership.Standing.SUSPENDED],
        ).select_related("membership__member", "membership__membership_class")
        return [
            Choice(
                home,
                row,
                row.membership.member.name,
                row.membership.membership_class.name,
            )
            for row in rows
        ]


def host_of(request: UUID) -> Cooperative | None:
    """Which co-op asked this question, by the keyed hash of its code."""
    found = Locator.objects.filter(
        kind=Locator.Kind.REQUEST, digest=digest("request", str(request))
    ).first()
    return Cooperative.objects.filter(pk=found.cooperative_id).first() if found else None
