"""Seats lead from a person who signs in to the co-ops where they are known.

Plain atomic: part of whatever makes somebody a member or staff.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants import scope
from tenants.models import Member, Seat, Staff, User
from tenants.secrets import digest, email_key

PURPOSE = "seat"


def seat_digest(email: str) -> str:
    """What a seat knows of a person who never signed in."""
    return digest(PURPOSE, email_key(email))


@transaction.atomic
def seat_member(member: Member) -> None:
    """Let a member find this co-op: by the login where there is one, else by the address, later."""
    here = scope.current().cooperative_id
    if member.user_id is not None:
        Seat.objects.get_or_create(
            kind=Seat.Kind.MEMBER, user_id=member.user_id, cooperative_id=here
        )
        Seat.objects.filter(
            kind=Seat.Kind.APPLICANT, user_id=member.user_id, cooperative_id=here
        ).delete()
    elif member.email:
        Seat.objects.get_or_create(
            kind=Seat.Kind.MEMBER,
            user=None,
            email_digest=seat_digest(member.email),
            cooperative_id=here,
        )


@transaction.atomic
def seat_staff(staff: Staff) -> None:
    """Let somebody of the team find this co-op."""
    Seat.objects.get_or_create(
        kind=Seat.Kind.STAFF, user_id=staff.user_id, cooperative_id=staff.cooperative_id
    )


def claim_seats(user: User) -> int:
    """Give a person the seats that wait for their confirmed addresses. Returns how many.

    One co-op after another, each in a transaction of its own: what one writes belongs to one.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list(
        "email", flat=True
    )
    keys = {seat_digest(address): email_key(address) for address in addresses}
    waiting = Seat.objects.filter(user=None, email_digest__in=keys).order_by("pk")
    claimed = 0
    for seat in waiting:
        with scope.nowhere(), scope.within(seat.cooperative_id):
            claimed += _claim(seat, user, keys[seat.email_digest])
    return claimed


@transaction.atomic
def _claim(seat: Seat, user: User, key: str) -> int:
    """Taken once: whoever deletes the waiting seat sits down."""
    taken, _rows = Seat.objects.filter(pk=seat.pk, user=None).delete()
    if not taken:
        return 0
    Seat.objects.get_or_create(kind=seat.kind, user=user, cooperative_id=seat.cooperative_id)
    if seat.kind == Seat.Kind.MEMBER:
        Member.objects.filter(user=None, email_key=key).update(user=user)
    return 1
