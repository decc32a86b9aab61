"""What members read: where they are welcome and what they have there, and who is welcome here."""

from __future__ import annotations

from dataclasses import dataclass

from benefits import queries, summaries
from benefits.eligibility import Benefit
from benefits.eligibility.memberships import VisitingMembership
from benefits.models import AgreementParty
from benefits.sides import Bond, kinds_of
from credentials.models import Credential
from tenants.models import Membership


@dataclass(frozen=True)
class Welcome:
    """A partner and the terms in words; `visit` where one can become a visiting member."""

    party: AgreementParty
    offers: list[str]
    visit: bool = False


def public_partners() -> dict[str, list[Welcome]] | None:
    """Whose members are welcome at the current co-op, and where its own are; None where nobody is."""
    running = queries.in_force()
    welcome = [_welcome(bond, bond.ours_today) for bond in running if bond.ours_today]
    travel = [_welcome(bond, bond.theirs_today) for bond in running if bond.theirs_today]
    return {"welcome": welcome, "travel": travel} if welcome or travel else None


def welcomes(card: Credential) -> dict[str, list[Welcome]] | None:
    """Which partners take this card today, and for what, within its home; None where none does."""
    kind = card.membership.membership_class
    good = card.membership.standing == Membership.Standing.GOOD and card.superseded_at is None
    if not good or kind.visiting or not kind.reciprocity_eligible:
        return None
    covered = (
        (bond, tuple(each for each in bond.theirs_today if kind.kind in kinds_of(each)))
        for bond in queries.in_force()
    )
    partners = [_welcome(bond, benefits) for bond, benefits in covered if benefits]
    return {"partners": partners} if partners else None


def visitors_welcome() -> list[Welcome]:
    """Whose members can become visiting members here."""
    return [_welcome(bond, bond.ours_today) for bond in queries.in_force() if bond.our_stay]


def _welcome(bond: Bond, benefits: tuple[Benefit, ...]) -> Welcome:
    stays = any(each.kind == VisitingMembership.kind for each in benefits)
    here = bond.theirs.cooperative is not None
    return Welcome(bond.theirs, summaries.offers(benefits), stays and here)
