"""Seats lead from a person who signs in to the co-ops where they are known.

Plain atomic: part of whatever makes somebody a member or staff.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants import scope
from tenants.models import Holder, Member, Seat, Staff, User
from tenants.secrets import digest, email_key

PURPOSE = "seat"


def seat_digest(email: str) -> str:
    """What a seat knows of a person who never signed in."""
    return digest(PURPOSE, email_key(email))


@transaction.atomic
def seat_members(members: Iterable[Member | Holder]) -> None:
    """Let members, and who has a further card, find this co-op: by the login where there is one, else by the address, later.

    A few statements, however many they are; who sits already stays seated.
    """
    here = scope.current().cooperative_id
    logins, digests = set(), set()
    for each in members:
        if each.user_id is not None:
            logins.add(each.user_id)
        elif each.email:
            digests.add(seat_digest(each.email))
    # No constraint holds seats without a login, so those that wait already are looked for.
    waiting = Seat.objects.filter(
        kind=Seat.Kind.MEMBER, user=None, email_digest__in=digests, cooperative_id=here
    )
    digests -= set(waiting.values_list("email_digest", flat=True))
    seats = [Seat(kind=Seat.Kind.MEMBER, user_id=login, cooperative_id=here) for login in logins]
    seats += [
        Seat(kind=Seat.Kind.MEMBER, email_digest=each, cooperative_id=here) for each in digests
    ]
    Seat.objects.bulk_create(seats, ignore_conflicts=True)
    Seat.objects.filter(kind=Seat.Kind.APPLICANT, user_id__in=logins, cooperative_id=here).delete()


@transaction.atomic
def unseat_addresses(emails: Iterable[str]) -> None:
    """Seats that wait for somebody who is on this register no more."""
    digests = {seat_digest(email) for email in emails}
    Seat.objects.filter(
        kind=Seat.Kind.MEMBER,
        user=None,
        email_digest__in=digests,
        cooperative_id=scope.current().cooperative_id,
    ).delete()


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
    """Taken once: whoever deletes the waiting seat sits down.

    An address that several people share does not say who signs in: each needs the code of their letter.
    """
    if seat.kind == Seat.Kind.MEMBER and Member.objects.filter(email_key=key).count() > 1:
        return 0
    taken, _rows = Seat.objects.filter(pk=seat.pk, user=None).delete()
    if not taken:
        return 0
    Seat.objects.get_or_create(kind=seat.kind, user=user, cooperative_id=seat.cooperative_id)
    if seat.kind == Seat.Kind.MEMBER:
        Member.objects.filter(user=None, email_key=key).update(user=user)
        mine = Holder.objects.filter(user=None, email_key=key, state=Holder.State.ACTIVE)
        mine.update(user=user)
    return 1
