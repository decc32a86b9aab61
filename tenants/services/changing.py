"""What a card shows is changed: the name of a member, the kind of a membership.

Each change is a fact with a cause of its own, and the reaction to it makes the next card. The membership and its
identifier stay, so that visits elsewhere go on.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
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
from tenants.facts import ClassChangePlanned, ClassChangeWithdrawn, Fact, MembershipChanged
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
    try:
        with transaction.atomic():
            [found] = become_many([membership], to, on=on, by=by)
    except IntegrityError as error:  # somebody entered that very kind in the same moment
        raise AlreadyMemberError from error
    if isinstance(found, DomainError):
        raise found
    if found:
        membership.refresh_from_db()
    return found


@transaction.atomic
def become_many(
    memberships: Sequence[Membership], to: MembershipClass, *, on: date, by: Staff
) -> list[bool | DomainError]:
    """The same for memberships of different people, in as many statements as for one: for each whether it is done already, or
    why it is refused; then it is not touched. Raises IntegrityError where one of them enters that kind at the same time."""
    today = today_in(queries.here().time_zone)
    rows = _held([each.pk for each in memberships])
    has = _who_has(to, [row.member_id for row in rows.values()])
    found: list[bool | DomainError] = []
    for each in memberships:
        row = rows.get(each.pk)
        found.append(_refusal(row, to, has) or _late(row, on, today) or on <= today)
    changing = [
        rows[each.pk]
        for each, why in zip(memberships, found, strict=True)
        if not isinstance(why, DomainError)
    ]
    _change(changing, to, on=on, now=on <= today, by=by)
    return found


def _held(keys: Sequence[int]) -> dict[int, Membership]:
    """Locked in the order of their keys, so that two batches wait and do not block each other. Kinds are read after that."""
    rows = Membership.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    found = {row.pk: row for row in rows}
    prefetch_related_objects(list(found.values()), "membership_class")
    return found


def _who_has(kind: MembershipClass, members: Iterable[int]) -> set[int]:
    """Of these people, by key, who has a running membership of this kind."""
    rows = Membership.objects.filter(member__in=list(members), membership_class=kind)
    return set(rows.exclude(standing=Standing.ENDED).values_list("member_id", flat=True))


def _late(row: Membership | None, on: date, today: date) -> DomainError | None:
    return DateRefusedError() if row is None or not today <= on <= row.ends_on else None


def _change(
    rows: Sequence[Membership], to: MembershipClass, *, on: date, now: bool, by: Staff
) -> None:
    """Whatever was planned for them is off; then it is done, or planned for its day."""
    open_ones = ClassChange.objects.filter(
        membership__in=[row.pk for row in rows], done_at=None, withdrawn_at=None
    )
    planned = {each.membership_id: each for each in open_ones}
    at = timezone.now()
    ClassChange.objects.filter(pk__in=[each.pk for each in planned.values()]).update(
        withdrawn_at=at
    )
    changes = ClassChange.objects.bulk_create(
        ClassChange(
            membership=row,
            before=row.membership_class,
            to=to,
            on=on,
            by=by,
            done_at=at if now else None,
        )
        for row in rows
    )
    facts: list[Fact] = []
    for row, change in zip(rows, changes, strict=True):
        if before := planned.get(row.pk):
            facts.append(ClassChangeWithdrawn(str(row.code), str(before.code)))
        if now:
            facts.append(MembershipChanged(str(row.code), f"kind:{change.code}"))
        else:
            facts.append(ClassChangePlanned(str(row.code), str(change.code)))
    if now:
        Membership.objects.filter(pk__in=[row.pk for row in rows]).update(membership_class=to)
    outbox.record_many(facts, by=by)


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
    if why := _refusal(row, to, _who_has(to, [row.member_id])):
        raise why


def _refusal(
    row: Membership | None, to: MembershipClass, has: Collection[int]
) -> DomainError | None:
    """`has` are the people, by key, who have that kind."""
    if row is None or row.standing == Standing.ENDED:
        return ChangedMeanwhileError()
    if row.membership_class.visiting:
        return VisitFollowsHomeError()
    if to.visiting or to.pk == row.membership_class_id:
        return ClassRefusedError()
    return AlreadyMemberError() if row.member_id in has else None


def _carry_out(change: ClassChange, row: Membership) -> None:
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=row.pk).update(membership_class=change.to)
    except IntegrityError as error:  # somebody entered that very kind in the same moment
        raise AlreadyMemberError from error
    ClassChange.objects.filter(pk=change.pk).update(done_at=timezone.now())
    outbox.record(MembershipChanged(str(row.code), f"kind:{change.code}"))


def _withdraw(row: Membership, *, by: Staff | None = None) -> bool:
    planned = ClassChange.objects.filter(membership=row, done_at=None, withdrawn_at=None).first()
    if planned is None:
        return False
    ClassChange.objects.filter(pk=planned.pk).update(withdrawn_at=timezone.now())
    outbox.record(ClassChangeWithdrawn(str(row.code), str(planned.code)), by=by)
    return True
