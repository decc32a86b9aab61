"""Reactions of reciprocity: a grant becomes a membership, and follows the one behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args
from uuid import UUID

from django.utils import timezone

from benefits import abroad, across, agreed, listening
from benefits.eligibility.who import Classes
from benefits.facts import (
    AgreementAccepted,
    AgreementChangeDeclined,
    AgreementChangeProposed,
    AgreementDeclined,
    AgreementEnded,
    AgreementPaused,
    AgreementProposed,
    AgreementResumed,
    AgreementStoppedAgain,
    BenefitGranted,
    GrantEnded,
    GrantPaused,
    GrantResumed,
    NewsHinted,
    SideStated,
)
from benefits.following import Cause
from benefits.models import AgreementVersion, Grant
from benefits.published import Published
from benefits.services import following, incidents, register, stating
from benefits.terms import Gives, Terms
from credentials.facts import AcceptanceChanged, StatusHinted
from credentials.key_facts import KeyActivated
from tenants.facts import MemberForgotten, MembershipEnded
from tenants.models import Cooperative, Member, Membership, MembershipClass
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


Stated = (
    AgreementProposed
    | AgreementAccepted
    | AgreementChangeProposed
    | AgreementChangeDeclined
    | AgreementDeclined
    | AgreementEnded
    | AgreementPaused
    | AgreementResumed
    | AgreementStoppedAgain
)


def _state_after(fact: type[Stated]) -> None:
    """Whatever happens to an agreement may be news for a partner of another portal."""

    @on(fact, name=f"benefits.statements.{fact.__name__}")
    def state(facts: list[Stated]) -> None:
        for each in facts:
            stating.state_side(UUID(each.agreement))


for _fact in get_args(Stated):
    _state_after(_fact)


@on(KeyActivated, name="benefits.statements.sign_again")
def sign_again(_facts: list[KeyActivated]) -> None:
    """What stands published is signed by the key that signs now."""
    for code in across.ours():
        stating.state_side(code)


@on(SideStated, name="benefits.statements.tell", sends=True)
def tell_other_side(facts: list[SideStated]) -> None:
    """A word without content; without it the other portal finds the same, later."""
    for fact in facts:
        sides = agreed.sides_of(UUID(fact.agreement))
        if sides is not None:
            abroad.send_news(across.their_side(sides).did, sides.agreement.code)


@on(NewsHinted, name="benefits.statements.look", sends=True)
def look_at_other_side(facts: list[NewsHinted]) -> None:
    for fact in facts:
        listening.listen_to(UUID(fact.agreement))


@on(MembershipEnded, name="benefits.grants.close_with_membership")
def close_grants(facts: list[MembershipEnded]) -> None:
    register.close_with_memberships(fact.membership for fact in facts)


@on(StatusHinted, name="benefits.grants.look_now", sends=True)
def look_now(facts: list[StatusHinted]) -> None:
    """A hint that a home has published news. Without it the periodic look finds the same, later."""
    following.recheck_hinted([fact.credential_digest for fact in facts], Published())


@on(AgreementPaused, name="benefits.grants.look_paused", sends=True)
def look_paused(facts: list[AgreementPaused]) -> None:
    """A pause may reach visits; its lifting wakes them. Without the hint, the periodic look does."""
    for fact in facts:
        following.recheck_agreement(UUID(fact.agreement), Published())


@on(AgreementResumed, name="benefits.grants.look_resumed", sends=True)
def look_resumed(facts: list[AgreementResumed]) -> None:
    for fact in facts:
        following.recheck_agreement(UUID(fact.agreement), Published())


@on(AcceptanceChanged, name="benefits.grants.look_accepted", sends=True)
def look_accepted(_facts: list[AcceptanceChanged]) -> None:
    """Our rule on cards is another. Without the hint, the periodic look finds the same."""
    following.recheck_all(Published())


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


def _own_class(given: Gives, home_class: str) -> str:
    """The code that a rule names for this kind of membership, else the one of the benefit."""
    mapping = given.membership.rule(Classes) if given.membership else None
    mapped = mapping.own_class(home_class) if mapping else ""
    return mapped or (given.stay.own_class if given.stay else "")


def _visiting_class(grant: Grant) -> MembershipClass:
    """The class that the signed terms name, else the one this co-op keeps for visitors."""
    version = AgreementVersion.objects.get(
        agreement__code=grant.agreement, number=grant.agreement_version
    )
    here = Cooperative.objects.get(pk=grant.cooperative_id)
    given = Terms.from_json(version.terms).given_by(here.did)
    own = MembershipClass.objects.filter(visiting=True, has_vote=False)
    named = _own_class(given, grant.home_class) if given else ""
    return (own.filter(code=named).first() if named else None) or own[0]


@on(MemberForgotten, name="benefits.forget")
def forget_members(facts: list[MemberForgotten]) -> None:
    incidents.forget_members([fact.member for fact in facts])
