"""What a card will say, planned from the rows of a membership before anything is signed. Pure.

The same rows, place and moment give the same plan, so that an attempt that a crash cut short is repeated
with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from credentials.core.compact import CompactCard
from credentials.core.credential import MembershipClaims
from credentials.core.status import StatusEntry
from tenants.models import Cooperative, Holder, Membership

MOST_EVIDENCE: Final = 6  # as the definition allows
NAME_IN_CODE: Final = 120  # bytes; a QR code of usual print takes no longer name


@dataclass(frozen=True)
class Place:
    """A position of its own, the same in the list of each purpose."""

    series_id: int
    position: int
    lists: tuple[tuple[str, str], ...]  # purpose and address

    @property
    def entries(self) -> tuple[StatusEntry, ...]:
        """As they will stand in the card."""
        return tuple(StatusEntry(purpose, url, self.position) for purpose, url in self.lists)


@dataclass(frozen=True)
class Plan:
    """Everything that will be signed, in full and in short."""

    claims: MembershipClaims
    compact: CompactCard
    status: tuple[StatusEntry, ...]
    valid_from: datetime
    valid_until: datetime


def plan_card(
    membership: Membership,
    here: Cooperative,
    *,
    urn: str,
    place: Place,
    at: datetime,
    further: Holder | None = None,
) -> Plan:
    """Plan the card of a membership whose member and class were read with it, or of a further holder of it.

    Theirs names the same membership and says that it has no vote; how the member was known is not said of them.

    Whole days only, where the co-op is: to the second, a time tells who came together.
    """
    first = max(membership.starts_on, at.astimezone(ZoneInfo(here.time_zone)).date())
    name = _name(membership) if further is None else _name_of(further)
    return Plan(
        claims=_claims(membership, here, urn=urn, name=name, is_further=further is not None),
        compact=CompactCard(
            issuer=here.did,
            number=_number(membership),
            name=_short(name),
            membership_class=membership.membership_class.kind,
            valid_until=valid_until(membership, here),
            position=place.position,
        ),
        status=place.entries,
        valid_from=midnight(first, here),
        valid_until=valid_until(membership, here),
    )


def valid_until(membership: Membership, here: Cooperative) -> datetime:
    """The end of the last day, where the co-op is."""
    return midnight(membership.ends_on, here, days_after=1)


def _claims(
    membership: Membership, here: Cooperative, *, urn: str, name: str, is_further: bool
) -> MembershipClaims:
    kind = membership.membership_class
    evidence = sorted(
        (date.fromisoformat(each["date"]), each["method"])
        for each in (() if is_further else membership.evidence)
    )
    return MembershipClaims(
        urn=urn,
        issuer=here.did,
        issuer_name=here.name,
        cooperative=here.did,
        cooperative_name=here.name,
        membership_id=membership.identifier,
        membership_class=kind.kind,
        class_name=kind.name,
        language=here.language,
        eligible=kind.reciprocity_eligible,
        member_since=membership.starts_on if kind.card_since else None,
        number=_number(membership),
        voting=False if is_further else kind.has_vote if kind.card_vote else None,
        name=name,
        evidence=tuple((method, day) for day, method in evidence[-MOST_EVIDENCE:]),
    )


def _name(membership: Membership) -> str:
    """As the member wants it on the card; nothing where they did not agree to that."""
    member = membership.member
    return (member.name_on_card or member.name) if member.share_name else ""


def _name_of(further: Holder) -> str:
    return further.name if further.share_name else ""


def _number(membership: Membership) -> str:
    """Where the co-op wants it on cards of this kind."""
    return membership.member.number if membership.membership_class.card_number else ""


def _short(name: str) -> str:
    return name.encode()[:NAME_IN_CODE].decode(errors="ignore")


def midnight(day: date, here: Cooperative, *, days_after: int = 0) -> datetime:
    """When a day begins where the co-op is, or that many days after it."""
    later = day + timedelta(days=days_after)
    return datetime.combine(later, time.min, ZoneInfo(here.time_zone)).astimezone(UTC)
