"""What a card shows is changed: the name of a member, the kind of a membership.

Each change is a fact with a cause of its own, and the reaction to it makes the next card. The membership and its
identifier stay, so that visits elsewhere go on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenants import outbox, queries
from tenants.dates import today_in
from tenants.errors import (
    AlreadyMemberError,
    ChangedMeanwhileError,
    ClassRefusedError,
    DateRefusedError,
    DomainError,
    VisitFollowsHomeError,
)
from tenants.facts import ClassChangePlanned, ClassChangeWithdrawn, MembershipChanged
from tenants.models import ClassChange, Member, Membership, MembershipClass, Staff
from tenants.secrets import name_key

log = logging.getLogger(__name__)

SHOWN: Final = ("name", "name_on_card", "share_name")
Standing = Membership.Standing


@dataclass(frozen=True)
class Naming:
    """How a person is called, and what of it the card shows."""

    name: str
    name_on_card: str
    share_name: bool


@transaction.atomic(durable=True)
def change_name(member: Member, naming: Naming, *, seen: Naming, by: Staff) -> int:
    """Returns how many cards follow: one for each running membership, where the card shows something new.

    Raises ChangedMeanwhileError where the name is no longer what was `seen`.
    """
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if naming_of(row) != seen:
        raise ChangedMeanwhileError
    before = shown(row)
    row.name, row.name_key = naming.name, name_key(naming.name)
    row.name_on_card, row.share_name = naming.name_on_card, naming.share_name
    row.save(update_fields=[*SHOWN, "name_key"])
    member.refresh_from_db()
    if shown(row) == before:
        return 0
    running = Membership.objects.filter(member=row).exclude(standing=Standing.ENDED)
    cause = f"named:{uuid4()}"
    codes = list(running.order_by("pk").values_list("code", flat=True))
    outbox.record_many([MembershipChanged(str(code), cause) for code in codes], by=by)
    return len(codes)


def naming_of(member: Member) -> Naming:
    return Naming(member.name, member.name_on_card, member.share_name)


def shown(member: Member) -> str:
    """What the card says: nothing where the member did not agree to that."""
    return (member.name_on_card or member.name) if member.share_name else ""


@transaction.atomic(durable=True)
def change_class(membership: Membership, to: MembershipClass, *, on: date, by: Staff) -> bool:
    """To another kind, today or from a day to come. Returns whether it is done already.

    What was planned before is taken back. Raises ChangedMeanwhileError where the membership has ended,
    VisitFollowsHomeError for a visit, ClassRefusedError for a kind that it cannot become, AlreadyMemberError
    where the person has that kind, DateRefusedError for a day outside of the membership.
    """
    return become(membership, to, on=on, by=by)


@transaction.atomic
def become(membership: Membership, to: MembershipClass, *, on: date, by: Staff) -> bool:
    """The same as one of many, within their transaction."""
    row = _running(membership)
    _refuse(row, to)
    today = today_in(queries.here().time_zone)
    if not today <= on <= row.ends_on:
        raise DateRefusedError
    _withdraw(row, by=by)
    change = ClassChange.objects.create(
        membership=row, before=row.membership_class, to=to, on=on, by=by
    )
    if on > today:
        outbox.record(ClassChangePlanned(str(row.code), str(change.code)), by=by)
        return False
    _carry_out(change, row, by=by)
    membership.refresh_from_db()
    return True


@transaction.atomic(durable=True)
def keep_class(membership: Membership, *, by: Staff) -> None:
    """What was planned is off. Raises ChangedMeanwhileError where nothing is planned any more."""
    if not _withdraw(_running(membership), by=by):
        raise ChangedMeanwhileError


def make_due_class_changes() -> int:
    """Carry out what was planned for today or before, each in a transaction of its own. Returns how many.

    What has become impossible meanwhile is taken back and stands so in the history.
    """
    today = today_in(queries.here().time_zone)
    due = ClassChange.objects.filter(done_at=None, withdrawn_at=None, on__lte=today)
    return sum(_make(pk) for pk in list(due.order_by("on", "pk").values_list("pk", flat=True)))


def _make(pk: int) -> bool:
    try:
        with transaction.atomic(durable=True):
            change = ClassChange.objects.select_related("membership", "to").get(pk=pk)
            row = _running(change.membership)
            still = ClassChange.objects.filter(pk=pk, done_at=None, withdrawn_at=None)
            if not still.exists():
                return False
            _refuse(row, change.to)
            _carry_out(change, row)
            return True
    except DomainError:
        log.info("A planned change of kind has become impossible and is taken back.")
    with transaction.atomic(durable=True):
        change = ClassChange.objects.select_related("membership").get(pk=pk)
        _withdraw(change.membership)
    return False


def _running(membership: Membership) -> Membership:
    """Locked, so that two changes come one after the other. Its kind is read after that, not joined to it."""
    row = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if row.standing == Standing.ENDED:
        raise ChangedMeanwhileError
    return row


def _refuse(row: Membership, to: MembershipClass) -> None:
    if row.membership_class.visiting:
        raise VisitFollowsHomeError
    if to.visiting or to.pk == row.membership_class_id:
        raise ClassRefusedError
    others = Membership.objects.filter(member=row.member_id, membership_class=to)
    if others.exclude(standing=Standing.ENDED).exists():
        raise AlreadyMemberError


def _carry_out(change: ClassChange, row: Membership, *, by: Staff | None = None) -> None:
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=row.pk).update(membership_class=change.to)
    except IntegrityError as error:  # somebody entered that very kind in the same moment
        raise AlreadyMemberError from error
    ClassChange.objects.filter(pk=change.pk).update(done_at=timezone.now())
    outbox.record(MembershipChanged(str(row.code), f"kind:{change.code}"), by=by)


def _withdraw(row: Membership, *, by: Staff | None = None) -> bool:
    planned = ClassChange.objects.filter(membership=row, done_at=None, withdrawn_at=None).first()
    if planned is None:
        return False
    ClassChange.objects.filter(pk=planned.pk).update(withdrawn_at=timezone.now())
    outbox.record(ClassChangeWithdrawn(str(row.code), str(planned.code)), by=by)
    return True
