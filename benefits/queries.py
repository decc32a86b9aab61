"""Reads about agreements and visits that more than one page needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from benefits.eligibility import Offer
from benefits.models import Agreement, AgreementParty, AgreementVersion, Decision, Grant
from benefits.terms import Gives, Terms
from credentials.models import Credential
from tenants import scope
from tenants.models import Cooperative, Locator, Membership, Seat, User
from tenants.secrets import digest

OPEN = (Agreement.State.PROPOSED, Agreement.State.IN_FORCE, Agreement.State.PAUSED)


@dataclass(frozen=True)
class Sides:
    """An agreement as one party sees it: itself, the other by name and DID, and the newest terms."""

    agreement: Agreement
    version: AgreementVersion
    ours: AgreementParty
    theirs: AgreementParty
    accepted: frozenset[int]

    @property
    def terms(self) -> Terms:
        return Terms.from_json(self.version.terms)

    @property
    def we_give(self) -> Gives | None:
        return self.terms.given_by(self.ours.did)

    @property
    def they_give(self) -> Gives | None:
        return self.terms.given_by(self.theirs.did)

    def takes(self, kind: str, day: date) -> bool:
        """Whether the other side takes our members of this kind as visitors on this day."""
        given = self.they_give
        runs = self.version.starts_on <= day <= self.version.ends_on
        return given is not None and kind in given.classes and runs

    @property
    def awaits_us(self) -> bool:
        return self._proposed and self.ours.pk not in self.accepted

    @property
    def awaits_them(self) -> bool:
        return self._proposed and self.theirs.pk not in self.accepted

    @property
    def _proposed(self) -> bool:
        return self.agreement.state == Agreement.State.PROPOSED

    @property
    def over_on(self) -> date:
        """The last day on which what rests on this agreement may go on."""
        if self.agreement.ended_at is None:
            return self.version.ends_on
        notice = timedelta(days=self.version.notice_days)
        return min(self.version.ends_on, self.agreement.ended_at.date() + notice)


def sides_of_all() -> list[Sides]:
    """Every agreement of the current co-op, newest first."""
    return [_sides(agreement) for agreement in _whole()]


def today_at(here: Cooperative, now: datetime | None = None) -> date:
    """Days begin and end where the co-op is."""
    return timezone.localdate(now, timezone=ZoneInfo(here.time_zone))


def here() -> Cooperative:
    return Cooperative.objects.get(pk=scope.current().cooperative_id)


def proposals_to_answer() -> int:
    """How many proposals wait for our signature."""
    here = scope.current().cooperative_id
    return (
        Agreement.objects.filter(state=Agreement.State.PROPOSED)
        .exclude(versions__acceptances__party__cooperative=here)
        .count()
    )


def sides_of(code: UUID) -> Sides | None:
    found = _whole().filter(code=code).first()
    return _sides(found) if found else None


def sides_by_code(codes: Iterable[UUID]) -> dict[UUID, Sides]:
    return {found.code: _sides(found) for found in _whole().filter(code__in=set(codes))}


def in_force() -> list[Sides]:
    """The partners of today."""
    return [_sides(found) for found in _whole().filter(state=Agreement.State.IN_FORCE)]


def public_partners() -> dict[str, list[AgreementParty]] | None:
    """Whose members are welcome at the current co-op, and where its own are; None where nobody is."""
    running = in_force()
    welcome = [sides.theirs for sides in running if sides.we_give]
    travel = [sides.theirs for sides in running if sides.they_give]
    return {"welcome": welcome, "travel": travel} if welcome or travel else None


def welcomes(card: Credential) -> dict[str, list[Sides]] | None:
    """Which partners take this card today, within its home; None where none does."""
    kind, today = card.membership.membership_class, today_at(here())
    good = card.membership.standing == Membership.Standing.GOOD and card.superseded_at is None
    if not good or kind.visiting or not kind.reciprocity_eligible:
        return None
    partners = [sides for sides in in_force() if sides.takes(kind.kind, today)]
    return {"partners": partners} if partners else None


def partner(did: str) -> Sides | None:
    """The agreement in force with the co-op of this DID."""
    rows = _whole().filter(state=Agreement.State.IN_FORCE, parties__did=did)
    found = rows.first()
    return _sides(found) if found else None


def offer_of(sides: Sides | None) -> Offer | None:
    """What we give their members, in the words of the decision."""
    given = sides.we_give if sides else None
    if sides is None or given is None:
        return None
    return Offer(given.classes, given.days, sides.version.starts_on, sides.version.ends_on)


def with_visitors(all_sides: Iterable[Sides]) -> list[tuple[Sides, int]]:
    """Each agreement with the number of members of the other side who visit us now."""
    counts = dict(
        Grant.objects.exclude(state=Grant.State.ENDED)
        .order_by()
        .values_list("agreement")
        .annotate(visitors=Count("pk"))
    )
    return [(sides, counts.get(sides.agreement.code, 0)) for sides in all_sides]


def possible_partners(here: Cooperative) -> list[Cooperative]:
    """Open co-ops in this portal with which nothing is agreed or proposed yet. Name and DID only."""
    taken = AgreementParty.everyone.filter(
        agreement__in=Agreement.objects.filter(state__in=OPEN)
    ).values("did")
    return list(
        Cooperative.objects.filter(state=Cooperative.State.OPEN)
        .exclude(Q(pk=here.pk) | Q(did__in=taken))
        .only("id", "name", "did")
    )


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
    return {sides.theirs.did: sides.theirs.name for sides in sides_of_all()}


def due_grants(before: datetime, limit: int) -> list[Grant]:
    """Visits whose homes were not looked at since then, the longest unseen first."""
    running = (Grant.State.ACTIVE, Grant.State.PAUSED)
    rows = Grant.objects.filter(state__in=running, looked_at__lte=before)
    return list(rows.order_by("looked_at", "pk")[:limit])


def grants_resting_on(digests: Iterable[str]) -> list[Grant]:
    running = (Grant.State.ACTIVE, Grant.State.PAUSED)
    return list(Grant.objects.filter(state__in=running, credential_digest__in=set(digests)))


def _whole() -> QuerySet[Agreement]:
    versions = AgreementVersion.objects.order_by("-number").prefetch_related("acceptances")
    return Agreement.objects.all().prefetch_related(
        Prefetch("parties", AgreementParty.everyone.select_related("cooperative")),
        Prefetch("versions", versions),
    )


def _sides(agreement: Agreement) -> Sides:
    here = scope.current().cooperative_id
    parties = list(agreement.parties.all())
    ours = next(party for party in parties if party.is_here(here))
    theirs = next(party for party in parties if party.pk != ours.pk)
    version = agreement.versions.all()[0]
    accepted = frozenset(row.party_id for row in version.acceptances.all())
    return Sides(agreement, version, ours, theirs, accepted)


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
