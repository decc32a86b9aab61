"""What members read: where they are welcome and what they have there, and who is welcome here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from benefits import abroad, queries, summaries, wording
from benefits.eligibility import Benefit
from benefits.eligibility.memberships import VisitingMembership
from benefits.models import AgreementParty, Grant
from benefits.sides import Bond, kinds_of
from credentials.models import Credential
from credentials.resolving import host_of
from tenants.models import Membership


@dataclass(frozen=True)
class Welcome:
    """A partner and the terms in words; `visit` is where one can become a visiting member."""

    party: AgreementParty
    offers: list[str]
    visit: str = ""

    @property
    def portal(self) -> str:
        """Where it is, if not here."""
        return "" if self.party.cooperative_id else host_of(self.party.did)


def public_partners() -> dict[str, list[Welcome]] | None:
    """Whose members are welcome at the current co-op, and where its own are; None where nobody is."""
    running = queries.in_force()
    welcome = [_welcome(bond, bond.ours_today) for bond in running if bond.ours_today]
    travel = [_welcome(bond, bond.theirs_today) for bond in running if bond.theirs_today]
    return {"welcome": welcome, "travel": travel} if welcome or travel else None


def welcomes(
    card: Credential, bonds: Iterable[Bond] | None = None
) -> dict[str, list[Welcome]] | None:
    """Which partners take this card today, and for what, within its home; None where none does.

    `bonds` are those of its home that are awake, where they were read before.
    """
    kind = card.membership.membership_class
    good = card.membership.standing == Membership.Standing.GOOD and card.superseded_at is None
    if not good or kind.visiting or not kind.reciprocity_eligible:
        return None
    covered = (
        (bond, tuple(each for each in bond.theirs_today if kind.kind in kinds_of(each)))
        for bond in (queries.in_force() if bonds is None else bonds)
    )
    partners = [_welcome(bond, benefits) for bond, benefits in covered if benefits]
    return {"partners": partners} if partners else None


def far_welcomes(card: Credential, bonds: Iterable[Bond]) -> list[Welcome]:
    """Those of them that are on other portals."""
    filled = welcomes(card, bonds)
    return [each for each in filled["partners"] if each.portal] if filled else []


def visit_behind(card: Credential) -> dict[str, str] | None:
    """Of a visiting member's card: whose member it is at home, and why the visit rests, if it does."""
    grant = Grant.objects.filter(membership=card.membership_id).first()
    if grant is None or card.superseded_at is not None:
        return None
    paused = grant.state == Grant.State.PAUSED
    why = wording.cause(grant.state_reason, home=grant.issuer_name) if paused else ""
    return {"home": grant.issuer_name, "why": why, "reason": grant.state_reason if paused else ""}


def visitors_welcome() -> list[Welcome]:
    """Whose members can become visiting members here."""
    return [_welcome(bond, bond.ours_today) for bond in queries.in_force() if bond.our_stay]


def _welcome(bond: Bond, benefits: tuple[Benefit, ...]) -> Welcome:
    stays = any(each.kind == VisitingMembership.kind for each in benefits)
    return Welcome(bond.theirs, summaries.offers(benefits), _visit(bond.theirs) if stays else "")


def _visit(party: AgreementParty) -> str:
    if party.cooperative is None:
        return abroad.visiting_address(party.did)
    return reverse("benefits:visit", args=[party.cooperative.slug])
