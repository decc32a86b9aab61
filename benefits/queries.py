"""Reads about agreements and visits that more than one page needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from benefits.agreed import (
    bonds_by_code,
    here,
    hold_bonds,
    in_force,
    not_alone,
    partner,
    sides_of,
    sides_of_all,
)
from benefits.eligibility import Offer, Reason
from benefits.eligibility.memberships import VisitingMembership
from benefits.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Decision,
    Grant,
    Incident,
    PairException,
)
from benefits.sides import OPEN, Bond, Sides, Written, kinds_of
from credentials.models import Credential
from tenants import scope
from tenants.models import Cooperative, Locator, Membership, MembershipClass, Seat, User
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
]


def proposals_to_answer() -> int:
    """How many proposals and changes wait for our signature."""
    at = scope.current().cooperative_id
    ours = Agreement.objects.filter(state__in=OPEN)
    waiting = AgreementVersion.objects.filter(agreement__in=ours, state=Written.PROPOSED)
    asked = PairException.objects.filter(
        agreement__in=ours, other__cooperative=at, agreed_at=None, ended_at=None
    )
    return waiting.exclude(acceptances__party__cooperative=at).count() + asked.count()


def incidents_to_answer() -> int:
    """How many reports of partners about members of ours, and words of members, wait for an answer."""
    received = Incident.objects.exclude(side=Incident.Side.REPORTED)
    return received.filter(answered_at=None).count()


def offer_of(bond: Bond | None) -> Offer | None:
    """What we give their members, in the words of the decision: by the version that rules today."""
    stay = bond.our_stay if bond else None
    if bond is None or stay is None or not isinstance(stay.parameters, VisitingMembership):
        return None
    return Offer(
        kinds_of(stay),
        stay.parameters.days,
        bond.version.starts_on,
        bond.version.ends_on,
        stay.evidence,
    )


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
        agreement__in=Agreement.objects.filter(not_alone(), state__in=OPEN, network=False),
        left_at=None,
    )
    together: dict[int, set[str]] = {}
    for agreement, did in rows.values_list("agreement", "did"):
        together.setdefault(agreement, set()).add(did)
    return {frozenset(dids) for dids in together.values()}


def own_kinds() -> set[str]:
    """The kinds of our own memberships that may count elsewhere."""
    own = MembershipClass.objects.filter(visiting=False, reciprocity_eligible=True)
    return set(own.values_list("kind", flat=True))


def visiting_classes() -> list[tuple[str, str]]:
    """What visitors can become here: code and name. Where there is one, nobody has to choose."""
    own = MembershipClass.objects.filter(visiting=True, has_vote=False)
    return [(str(each.code), each.name) for each in own]


@dataclass(frozen=True)
class Suggestion:
    """A co-op with which nothing is agreed, and why it comes to mind."""

    cooperative: Cooperative
    asked: int
    same_sector: bool


def suggestions(at: Cooperative, most: int = 3) -> list[Suggestion]:
    """Whose members were refused here for want of an agreement, then who works in the same field."""
    with_us = {did for dids in agreed_with() for did in dids}
    refused = Decision.objects.filter(reason=Reason.NO_AGREEMENT).exclude(issuer_did="")
    asked = dict(refused.order_by().values_list("issuer_did").annotate(times=Count("pk")))
    rows = Cooperative.objects.filter(state=Cooperative.State.OPEN).exclude(pk=at.pk)
    found = [
        Suggestion(each, asked.get(each.did, 0), bool(at.sector) and each.sector == at.sector)
        for each in rows.exclude(did__in=with_us).order_by("name")
    ]
    likely = [each for each in found if each.asked or each.same_sector]
    return sorted(likely, key=lambda each: (-each.asked, not each.same_sector))[:most]


def decided_under(agreement: UUID) -> list[dict[str, Any]]:
    """How often we decided by an agreement, by version and outcome."""
    rows = Decision.objects.filter(agreement=agreement).order_by()
    counted = rows.values("agreement_version", "outcome").annotate(times=Count("pk"))
    labels = dict(Decision.Outcome.choices)
    return [
        {
            "version": row["agreement_version"],
            "outcome": labels.get(row["outcome"], row["outcome"]),
            "times": row["times"],
        }
        for row in counted.order_by("-agreement_version", "outcome")
    ]


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
            further=None,  # visits are the member's own
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


def is_partner(did: str) -> bool:
    """Whether an agreement with the co-op of this DID is in force and awake."""
    return partner(did) is not None


def partner_dids() -> set[str]:
    """All of whom that is so."""
    return {bond.theirs.did for bond in in_force()}
