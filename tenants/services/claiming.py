"""Claim codes: one person's way to their own seat where an address alone does not say whose it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tenants import outbox, scope
from tenants.claim_facts import LetterWithCodeMade, MembershipClaimed
from tenants.errors import ChangedMeanwhileError, CodeSpentError, OnePersonError
from tenants.models import ClaimCode, Locator, Member, Membership, Seat, Staff, User
from tenants.secrets import claim_code, digest, email_key

OPEN_FOR: Final = timedelta(days=180)
# A letter takes its way: a code that is printed again keeps at least so long.
AT_LEAST: Final = timedelta(days=60)


@transaction.atomic
def claim_codes(members: Collection[Member]) -> dict[int, str]:
    """The code of each member, by primary key; a new one where there is none that is good long enough.

    Part of whatever prints or mails them.
    """
    until = timezone.now() + AT_LEAST
    latest: dict[int, ClaimCode] = {}
    for row in ClaimCode.objects.filter(member__in=members).order_by("generation"):
        latest[row.member_id] = row
    good = {pk: row for pk, row in latest.items() if row.used_at is None and row.expires_at > until}
    made = [
        ClaimCode(
            cooperative_id=scope.current().cooperative_id,
            member=each,
            generation=latest[each.pk].generation + 1 if each.pk in latest else 1,
            expires_at=timezone.now() + OPEN_FOR,
        )
        for each in members
        if each.pk not in good
    ]
    _keep(made)
    rows = [*good.values(), *made]
    return {row.member_id: claim_code(row.code) for row in rows}


@transaction.atomic(durable=True)
def new_code(member: Member, *, by: Staff) -> str:
    """A code that nobody was given yet; those from before lead nowhere any more.

    Raises ChangedMeanwhileError where the member has a login by now, or was anonymised.
    """
    made = new_codes([member], by=by)
    if not made:
        raise ChangedMeanwhileError
    return made[member.pk]


@transaction.atomic
def new_codes(members: Collection[Member], *, by: Staff | None) -> dict[int, str]:
    """The same for many, by primary key; none for who has a login by now or was anonymised. Part of what prints them."""
    rows = Member.objects.select_for_update(no_key=True, of=["self"]).order_by("pk")
    wanted = [each.pk for each in members]
    found = list(rows.filter(pk__in=wanted, user=None, anonymised_at=None))
    now = timezone.now()
    codes = ClaimCode.objects.filter(member__in=found)
    codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    newest = dict(codes.order_by("generation").values_list("member_id", "generation"))
    made = [
        ClaimCode(
            cooperative_id=row.cooperative_id,
            member=row,
            generation=newest.get(row.pk, 0) + 1,
            expires_at=now + OPEN_FOR,
        )
        for row in found
    ]
    _keep(made)
    outbox.record_many([LetterWithCodeMade(str(row.code)) for row in found], by=by)
    return {row.member_id: claim_code(row.code) for row in made}


def newest_codes(members: Collection[Member]) -> dict[int, str]:
    """The code of each member that still leads to their seat, by primary key."""
    rows = ClaimCode.objects.filter(
        member__in=members, member__user=None, used_at=None, expires_at__gt=timezone.now()
    )
    return {row.member_id: claim_code(row.code) for row in rows.order_by("generation")}


def _keep(made: list[ClaimCode]) -> None:
    ClaimCode.objects.bulk_create(made)
    Locator.objects.bulk_create(
        Locator(
            kind=Locator.Kind.CLAIM_CODE,
            digest=claim_digest(claim_code(row.code)),
            cooperative_id=row.cooperative_id,
            target=row.code,
        )
        for row in made
    )


def claim_digest(key: str) -> str:
    """Under which a code is found."""
    return digest("claim code typed", key)


@transaction.atomic(durable=True)
def claim_membership(row: ClaimCode, user: User, email: str) -> Member:
    """Seat whoever holds the letter and has shown that the mailbox is theirs. A code works once.

    Raises CodeSpentError where the code was used or is too old, OnePersonError where this login is somebody
    else here already, ChangedMeanwhileError where the member has a login by now.
    """
    now = timezone.now()
    unused = ClaimCode.objects.filter(pk=row.pk, used_at=None, expires_at__gt=now)
    if not unused.update(used_at=now):
        raise CodeSpentError
    if Member.objects.filter(user=user).exclude(pk=row.member_id).exists():
        raise OnePersonError
    free = Member.objects.filter(pk=row.member_id, user=None)
    if not free.update(user=user, email=email, email_key=email_key(email)):
        raise ChangedMeanwhileError
    here = scope.current().cooperative_id
    Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user=user, cooperative_id=here)
    Membership.objects.filter(member=row.member_id).update(announce=True)
    outbox.record(MembershipClaimed(str(row.member.code)))
    return Member.objects.get(pk=row.member_id)
