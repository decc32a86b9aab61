"""Reactions of reciprocity: a grant becomes a membership, and follows the one behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils import timezone

from benefits import (
    mail,  # noqa: F401 -- its writers register
    queries,
)
from benefits.facts import (
    AgreementAccepted,
    AgreementDeclined,
    AgreementEnded,
    AgreementProposed,
    BenefitGranted,
    GrantEnded,
    GrantPaused,
    GrantResumed,
)
from benefits.following import Cause
from benefits.models import Agreement, AgreementVersion, Grant
from benefits.queries import Sides
from benefits.services import following, register
from benefits.terms import Terms
from credentials.facts import StatusHinted
from credentials.services.reading import Lists
from tenants.facts import MembershipEnded
from tenants.models import Cooperative, Member, Membership, MembershipClass, Staff
from tenants.outbox import on
from tenants.services import letters, visiting


@on(BenefitGranted, name="benefits.grants.start_membership")
def start_memberships(facts: list[BenefitGranted]) -> None:
    """Each grant becomes a membership on our own register; its card follows by the ordinary path."""
    for grant in _grants(facts):
        if grant.membership_id is not None or grant.state != Grant.State.PREPARED:
            continue
        membership = visiting.start_visiting_membership(
            name=grant.visitor["name"],
            email=grant.visitor["email"],
            user_id=grant.visitor["user"],
            language=grant.visitor["language"],
            membership_class=_visiting_class(grant),
            ends_on=grant.ends_on,
        )
        register.hand_over(grant, membership=membership)


@on(GrantPaused, name="benefits.grants.pause_membership")
def pause_memberships(facts: list[GrantPaused]) -> None:
    for grant, membership in _with_memberships(facts, Grant.State.PAUSED):
        if visiting.pause_visiting_membership(membership, reason=grant.state_reason):
            _tell_visitor("visit_paused", grant, membership)


@on(GrantResumed, name="benefits.grants.resume_membership")
def resume_memberships(facts: list[GrantResumed]) -> None:
    for grant, membership in _with_memberships(facts, Grant.State.ACTIVE):
        if visiting.resume_visiting_membership(membership):
            _tell_visitor("visit_resumed", grant, membership)


@on(GrantEnded, name="benefits.grants.end_membership")
def end_memberships(facts: list[GrantEnded]) -> None:
    for grant, membership in _with_memberships(facts, Grant.State.ENDED):
        by_host = grant.state_reason == Cause.BY_HOST
        reasons = Membership.EndReason
        why = reasons.EXCLUDED if by_host else reasons.HOME_ENDED
        if visiting.end_visiting_membership(membership, why=why):
            _tell_visitor("visit_ended", grant, membership)


@on(MembershipEnded, name="benefits.grants.close_with_membership")
def close_grants(facts: list[MembershipEnded]) -> None:
    register.close_with_memberships(fact.membership for fact in facts)


@on(StatusHinted, name="benefits.grants.look_now", sends=True)
def look_now(facts: list[StatusHinted]) -> None:
    """A hint that a home has published news. Without it the periodic look finds the same, later."""
    following.recheck_hinted([fact.credential_digest for fact in facts], Lists().bit)


@on(AgreementProposed, name="benefits.letters.proposed")
def write_proposed(facts: list[AgreementProposed]) -> None:
    """To the side that did not propose."""
    for fact in facts:
        sides = queries.sides_of(UUID(fact.agreement))
        if sides is not None and not sides.ours.proposer:
            _tell_partnerships("agreement_proposed", sides)


@on(AgreementAccepted, name="benefits.letters.accepted")
def write_accepted(facts: list[AgreementAccepted]) -> None:
    _tell_of("agreement_accepted", facts, Agreement.State.IN_FORCE)


@on(AgreementDeclined, name="benefits.letters.declined")
def write_declined(facts: list[AgreementDeclined]) -> None:
    _tell_of("agreement_declined", facts, Agreement.State.DECLINED)


@on(AgreementEnded, name="benefits.letters.ended")
def write_ended(facts: list[AgreementEnded]) -> None:
    _tell_of("agreement_ended", facts, Agreement.State.ENDED)


def _tell_of(
    kind: str,
    facts: Iterable[AgreementAccepted | AgreementDeclined | AgreementEnded],
    state: Agreement.State,
) -> None:
    """To both sides: colleagues hear of it too."""
    for fact in facts:
        sides = queries.sides_of(UUID(fact.agreement))
        if sides is not None and sides.agreement.state == state:
            _tell_partnerships(kind, sides)


def _tell_partnerships(kind: str, sides: Sides) -> None:
    """To everybody with the partnerships role, once each; to the owners where nobody has it."""
    team = list(Staff.objects.filter(removed_at=None).select_related("user"))
    role = [each for each in team if Staff.Role.PARTNERSHIPS in each.roles]
    for each in role or [each for each in team if Staff.Role.OWNER in each.roles]:
        letters.write_letter(
            kind,
            to=each.user.email,
            about=sides.agreement.code,
            key=f"{sides.agreement.code}|{each.pk}",
            language=each.user.language,
        )


def _tell_visitor(kind: str, grant: Grant, membership: Membership) -> None:
    """Why stands in the key: what the letter says is what was so when it was written."""
    member = Member.objects.get(pk=membership.member_id)
    if member.email:
        letters.write_letter(
            kind,
            to=member.email,
            about=grant.code,
            key=f"{timezone.now():%y%m%d%H%M%S%f}{grant.pk}|{grant.state_reason}",
            language=member.language,
        )


def _grants(
    facts: Iterable[BenefitGranted | GrantPaused | GrantResumed | GrantEnded],
) -> Iterator[Grant]:
    codes = [fact.grant for fact in facts]
    yield from Grant.objects.filter(code__in=codes).select_related("membership").order_by("pk")


def _with_memberships(
    facts: Iterable[GrantPaused | GrantResumed | GrantEnded], state: Grant.State
) -> Iterator[tuple[Grant, Membership]]:
    """Only where the grant still is what the fact said: a later fact speaks for itself."""
    for grant in _grants(facts):
        if grant.membership is not None and grant.state == state:
            yield grant, grant.membership


def _visiting_class(grant: Grant) -> MembershipClass:
    """The class that the signed terms name, else the one this co-op keeps for visitors."""
    version = AgreementVersion.objects.get(
        agreement__code=grant.agreement, number=grant.agreement_version
    )
    here = Cooperative.objects.get(pk=grant.cooperative_id)
    given = Terms.from_json(version.terms).given_by(here.did)
    own = MembershipClass.objects.filter(visiting=True, has_vote=False)
    named = given.visiting_class if given else ""
    return (own.filter(code=named).first() if named else None) or own[0]
