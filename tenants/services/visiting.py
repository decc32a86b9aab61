"""Visiting members: on this co-op's own register, without a vote, for as long as the home lasts.

Plain atomic: called by reactions, inside the transaction that closes what was owed.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenants import outbox, scope
from tenants.facts import (
    MembershipEnded,
    MembershipRestored,
    MembershipStarted,
    MembershipSuspended,
)
from tenants.models import Cooperative, Member, Membership, MembershipClass, Seat
from tenants.secrets import email_key, name_key

EVIDENCE = "emailVerified"  # nobody becomes a visitor without having signed in by it


@transaction.atomic
def start_visiting_membership(
    *,
    name: str,
    email: str,
    user_id: int | None,
    membership_class: MembershipClass,
    ends_on: date,
    language: str = "en",
) -> Membership:
    """Enter a visitor on the register. The same person again gets the visit that is running."""
    member = _member(name=name, email=email, user_id=user_id, language=language)
    running = (
        member.memberships.filter(membership_class=membership_class)
        .exclude(standing=Membership.Standing.ENDED)
        .first()
    )
    if running is not None:
        return running
    membership = Membership.objects.create(
        member=member,
        membership_class=membership_class,
        ends_on=ends_on,
        evidence=[{"method": EVIDENCE, "date": timezone.localdate().isoformat()}],
    )
    outbox.record(MembershipStarted(str(membership.code)))
    return membership


@transaction.atomic
def pause_visiting_membership(membership: Membership, *, reason: str) -> bool:
    """Suspend a visit. False, and nothing changed, unless it was in good standing."""
    changed = _set_standing(
        membership, Membership.Standing.GOOD, Membership.Standing.SUSPENDED, reason
    )
    if changed:
        outbox.record(MembershipSuspended(str(membership.code)))
    return changed


@transaction.atomic
def resume_visiting_membership(membership: Membership) -> bool:
    """Take a suspended visit up again. False, and nothing changed, unless it was suspended."""
    changed = _set_standing(membership, Membership.Standing.SUSPENDED, Membership.Standing.GOOD, "")
    if changed:
        outbox.record(MembershipRestored(str(membership.code)))
    return changed


@transaction.atomic
def end_visiting_membership(
    membership: Membership, *, why: Membership.EndReason = Membership.EndReason.HOME_ENDED
) -> bool:
    """End a visit today. False, and nothing changed, if it has ended already."""
    now = timezone.now()
    changed = (
        Membership.objects.filter(pk=membership.pk)
        .exclude(standing=Membership.Standing.ENDED)
        .update(
            standing=Membership.Standing.ENDED,
            ended_at=now,
            ends_on=min(membership.ends_on, timezone.localdate(now)),
            end_reason=why,
        )
    )
    if changed:
        outbox.record(MembershipEnded(str(membership.code)))
    return bool(changed)


def _set_standing(
    membership: Membership, old: Membership.Standing, new: Membership.Standing, reason: str
) -> bool:
    rows = Membership.objects.filter(pk=membership.pk, standing=old)
    return bool(rows.update(standing=new, standing_reason=reason[:200]))


def _member(*, name: str, email: str, user_id: int | None, language: str) -> Member:
    """The person on our register: found by the login, else entered under the next number."""
    known = Member.objects.filter(user=user_id).first() if user_id is not None else None
    if known is not None:
        return known
    here = Cooperative.objects.filter(pk=scope.current().cooperative_id)
    here.update(next_number=F("next_number") + 1)  # locks the row, so no number is given twice
    cooperative = here.get()
    member = Member.objects.create(
        number=f"{cooperative.number_prefix}-{cooperative.next_number - 1:06d}",
        name=name,
        name_on_card=name[:60],
        name_key=name_key(name),
        email=email,
        email_key=email_key(email),
        language=language,
        user_id=user_id,
    )
    if user_id is not None:
        Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user_id=user_id, cooperative=cooperative)
    return member
