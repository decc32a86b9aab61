"""The team of a co-op: who sits where, with which roles. Somebody is always owner."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.errors import ChangedMeanwhileError, LastOwnerError, NoRoleError
from tenants.facts import StaffChanged, StaffInvited, StaffRemoved
from tenants.models import Cooperative, Seat, Staff, User
from tenants.queries import hold_here
from tenants.secrets import email_key


@transaction.atomic(durable=True)
def add_staff(user_or_email: User | str, roles: Iterable[str], *, by: Staff | None) -> Staff:
    """Give somebody a seat; who is not known yet becomes a login with this e-mail address.

    Who had a seat before gets it back. `by` is nobody when a co-op is opened with its first owner.
    Raises NoRoleError without a role, ChangedMeanwhileError for somebody who has a seat.
    """
    chosen = _roles(roles)
    here = _locked()
    user = user_or_email if isinstance(user_or_email, User) else _user(user_or_email)
    staff = Staff.objects.filter(user=user).first()
    if staff is None:
        staff = Staff.objects.create(user=user, roles=chosen)
    else:
        gone = Staff.objects.filter(pk=staff.pk).exclude(removed_at=None)
        if not gone.update(roles=chosen, removed_at=None, added_at=timezone.now()):
            raise ChangedMeanwhileError
        staff.refresh_from_db()
    Seat.objects.get_or_create(kind=Seat.Kind.STAFF, user=user, cooperative=here)
    outbox.record(StaffInvited(str(staff.code)), by=by)
    return staff


@transaction.atomic(durable=True)
def change_roles(staff: Staff, roles: Iterable[str], *, by: Staff | None) -> None:
    """Give other roles. Raises NoRoleError, LastOwnerError, ChangedMeanwhileError."""
    chosen = _roles(roles)
    _locked()
    if Staff.Role.OWNER not in chosen:
        _need_another_owner(staff)
    if not Staff.objects.filter(pk=staff.pk, removed_at=None).update(roles=chosen):
        raise ChangedMeanwhileError
    staff.refresh_from_db()
    outbox.record(StaffChanged(str(staff.code)), by=by)


@transaction.atomic(durable=True)
def remove_staff(staff: Staff, *, by: Staff) -> None:
    """Take the seat away; what this person did stays on record. Raises LastOwnerError."""
    here = _locked()
    _need_another_owner(staff)
    present = Staff.objects.filter(pk=staff.pk, removed_at=None)
    if not present.update(removed_at=timezone.now()):
        raise ChangedMeanwhileError
    staff.refresh_from_db()
    Seat.objects.filter(kind=Seat.Kind.STAFF, user=staff.user, cooperative=here).delete()
    outbox.record(StaffRemoved(str(staff.code)), by=by)


def has_owner() -> bool:
    """Whether anybody can still decide who is on the team."""
    return any(Staff.Role.OWNER in each.roles for each in Staff.objects.filter(removed_at=None))


def seat_owner(email: str) -> Staff:
    """By whoever runs the portal, where a backup that was put back left nobody to do it.

    Raises ChangedMeanwhileError where an owner can.
    """
    if has_owner():
        raise ChangedMeanwhileError
    here = Staff.objects.filter(removed_at=None, user__email=email_key(email)).first()
    if here is None:
        return add_staff(email, [Staff.Role.OWNER], by=None)
    change_roles(here, [Staff.Role.OWNER, *here.roles], by=None)
    return here


def _roles(roles: Iterable[str]) -> list[str]:
    """In the order they are always shown in; each a role there is."""
    wanted = {str(Staff.Role(role)) for role in roles}
    if not wanted:
        raise NoRoleError
    return [role for role in Staff.Role.values if role in wanted]


def _locked() -> Cooperative:
    """One change of the team at a time: two owners cannot remove one another at once."""
    return hold_here()


def _need_another_owner(staff: Staff) -> None:
    others = Staff.objects.filter(removed_at=None).exclude(pk=staff.pk)
    if not any(Staff.Role.OWNER in other.roles for other in others):
        raise LastOwnerError


def _user(email: str) -> User:
    """The login of an address. One that is new is confirmed by the first code that signs in."""
    key = email_key(email)
    known = EmailAddress.objects.filter(email=key, verified=True).select_related("user").first()
    if known is not None:
        found: User = known.user
        return found
    user = User.objects.filter(email=key).first() or User.objects.create_user(key)
    EmailAddress.objects.get_or_create(user=user, email=key, defaults={"primary": True})
    return user
