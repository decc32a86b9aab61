"""Memberships while they last: suspended, restored, renewed, given a new card, ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from tenants import leaving, outbox, queries
from tenants.dates import today_in
from tenants.errors import (
    ChangedMeanwhileError,
    DateRefusedError,
    DomainError,
    NotAllowedError,
    VisitFollowsHomeError,
)
from tenants.facts import (
    MembershipChanged,
    MembershipEnded,
    MembershipEndPlanned,
    MembershipRestored,
    MembershipSuspended,
)
from tenants.models import Event, Membership, Notice, Staff, User

Standing = Membership.Standing


@transaction.atomic(durable=True)
def suspend_membership(membership: Membership, *, reason: str, by: Staff) -> None:
    """Not in good standing for now. The reason stays here; the card says only that it is so.

    Raises ChangedMeanwhileError unless it was in good standing.
    """
    _move(membership, Standing.GOOD, standing=Standing.SUSPENDED, standing_reason=reason[:200])
    outbox.record(MembershipSuspended(str(membership.code)), by=by)


@transaction.atomic
def suspend_many(memberships: Iterable[Membership], *, reason: str, by: Staff) -> set[int]:
    """The same for many in as few statements, within their transaction. Returns which were in good standing."""
    found = _move_many(
        memberships, Standing.GOOD, standing=Standing.SUSPENDED, standing_reason=reason[:200]
    )
    outbox.record_many([MembershipSuspended(str(code)) for code in found.values()], by=by)
    return set(found)


@transaction.atomic(durable=True)
def restore_membership(membership: Membership, *, by: Staff) -> None:
    """In good standing again. Raises ChangedMeanwhileError unless it was suspended."""
    _move(membership, Standing.SUSPENDED, standing=Standing.GOOD, standing_reason="")
    outbox.record(MembershipRestored(str(membership.code)), by=by)


@transaction.atomic
def restore_many(memberships: Iterable[Membership], *, by: Staff) -> set[int]:
    """The same for many in as few statements, within their transaction. Returns which were suspended."""
    found = _move_many(memberships, Standing.SUSPENDED, standing=Standing.GOOD, standing_reason="")
    outbox.record_many([MembershipRestored(str(code)) for code in found.values()], by=by)
    return set(found)


@transaction.atomic(durable=True)
def end_membership(
    membership: Membership, *, reason: Membership.EndReason, by: Staff, on: date | None = None
) -> None:
    """End it now, or note the last day; the daily clock ends it when that day is over.

    Raises ChangedMeanwhileError where it has ended, DateRefusedError for a day after its last one.
    """
    end(membership, reason=reason, by=by, on=on)


@transaction.atomic
def end(
    membership: Membership, *, reason: Membership.EndReason, by: Staff, on: date | None = None
) -> None:
    """The same as one of many, within their transaction."""
    [why] = end_many([[membership]], reason=reason, by=by, on=on)
    if why is not None:
        raise why
    membership.refresh_from_db()


@transaction.atomic
def end_many(
    groups: Sequence[Sequence[Membership]],
    *,
    reason: Membership.EndReason,
    by: Staff,
    on: date | None = None,
) -> list[DomainError | None]:
    """The same for many, in as many statements as for one. For each group why it is refused: then none of its memberships is
    touched. Elsewhere all of them end."""
    today = today_in(queries.here().time_zone)
    keys = [each.pk for group in groups for each in group]
    held = Membership.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    rows = {row.pk: row for row in held}
    refused = [
        next(filter(None, (_not_to_end(rows.get(each.pk), on, today) for each in group)), None)
        for group in groups
    ]
    ending = [
        rows[each.pk]
        for group, why in zip(groups, refused, strict=True)
        if why is None
        for each in group
    ]
    if on is None:
        _end_now(ending, reason, today, by=by)
    else:
        _plan_end(ending, reason, on, by=by)
    return refused


def _not_to_end(row: Membership | None, on: date | None, today: date) -> DomainError | None:
    if on is not None and (on < today or (row is not None and on > row.ends_on)):
        return DateRefusedError()
    return ChangedMeanwhileError() if row is None or not row.is_active else None


def _end_now(
    rows: Sequence[Membership], reason: Membership.EndReason, today: date, *, by: Staff
) -> None:
    now = timezone.now()
    for row in rows:
        row.standing, row.ended_at, row.end_reason = Standing.ENDED, now, reason
        row.ends_on = min(row.ends_on, today)
    Membership.objects.bulk_update(rows, ["standing", "ended_at", "ends_on", "end_reason"])
    outbox.record_many([MembershipEnded(str(row.code)) for row in rows], by=by)


@transaction.atomic(durable=True)
def renew_membership(membership: Membership, *, by: Staff) -> None:
    """Extend the same membership by a term of its class; an end that was planned is off.

    Raises ChangedMeanwhileError where it has ended or was renewed since `membership` was read,
    VisitFollowsHomeError for a visit.
    """
    _extend(membership, by=by)


@transaction.atomic(durable=True)
def renew_own_membership(membership: Membership, *, user: User, seen: date) -> None:
    """The same by the member, where its kind says so and the time has come. `seen` is the last day they saw.

    Raises NotAllowedError where it is not for them to renew, ChangedMeanwhileError where it was renewed since.
    """
    row = Membership.objects.select_related("membership_class", "member").get(pk=membership.pk)
    if row.member.user_id != user.pk or not leaving.may_renew(row):
        raise NotAllowedError
    if row.ends_on != seen:
        raise ChangedMeanwhileError
    _extend(row, by=None)


def _extend(membership: Membership, *, by: Staff | None) -> None:
    chosen = membership.membership_class
    if chosen.visiting:
        raise VisitFollowsHomeError
    seen = membership.ends_on
    ends_on = chosen.last_day_from(seen + timedelta(days=1))
    running = Membership.objects.filter(pk=membership.pk, ends_on=seen)
    renewed = running.exclude(standing=Membership.Standing.ENDED)
    if not renewed.update(ends_on=ends_on, end_reason=""):
        raise ChangedMeanwhileError
    _put_aside(membership)
    membership.refresh_from_db()
    cause = f"renewed:{ends_on.isoformat()}"
    outbox.record(MembershipChanged(str(membership.code), cause), by=by)


@transaction.atomic(durable=True)
def ask_for_new_card(membership: Membership, *, by: Staff, key: UUID | None = None) -> None:
    """Let the old card die and send a new one. The same `key` asks once, however often it comes.

    Raises ChangedMeanwhileError where the membership has ended.
    """
    running = Membership.objects.filter(pk=membership.pk)
    if not running.exclude(standing=Membership.Standing.ENDED).exists():
        raise ChangedMeanwhileError
    cause = f"replaced:{key or uuid4()}"
    if Event.objects.filter(name="MembershipChanged", data__cause=cause).exists():
        return
    outbox.record(MembershipChanged(str(membership.code), cause), by=by)


@transaction.atomic(durable=True)
def replace_own_card(membership: Membership, *, user: User, key: UUID) -> None:
    """The same by the member. `key` is the lost card: however often it is asked for, one takes its place.

    Raises ChangedMeanwhileError where the membership has ended or is not theirs.
    """
    mine = Membership.objects.filter(pk=membership.pk, member__user=user)
    if not mine.exclude(standing=Membership.Standing.ENDED).exists():
        raise ChangedMeanwhileError
    if not queries.new_card_asked(membership, key):
        outbox.record(MembershipChanged(str(membership.code), f"replaced:{key}"))


def _plan_end(
    rows: Sequence[Membership], reason: Membership.EndReason, on: date, *, by: Staff
) -> None:
    planned = Membership.objects.filter(pk__in=[row.pk for row in rows])
    planned.update(ends_on=on, end_reason=reason)
    _put_aside(*rows)
    cause = f"ends:{on.isoformat()}"
    outbox.record_many([MembershipEndPlanned(str(row.code), cause) for row in rows], by=by)


def _put_aside(*memberships: Membership) -> None:
    """A notice that was given is off: what is decided now takes its place."""
    open_ones = Notice.objects.filter(membership__in=memberships, withdrawn_at=None)
    open_ones.update(withdrawn_at=timezone.now())


def _move(membership: Membership, *standings: Membership.Standing, **values: object) -> None:
    """One conditional update decides who came first; the other one gets a sentence."""
    rows = Membership.objects.filter(pk=membership.pk, standing__in=standings)
    if not rows.update(**values):
        raise ChangedMeanwhileError
    membership.refresh_from_db()


def _move_many(
    memberships: Iterable[Membership], now: Membership.Standing, **values: object
) -> dict[int, UUID]:
    """Those that are in this standing, by key, with their codes: held, so that nobody moves them between."""
    rows = Membership.objects.filter(pk__in=[each.pk for each in memberships], standing=now)
    held = rows.order_by("pk").select_for_update(no_key=True)
    found = dict(held.values_list("pk", "code"))
    Membership.objects.filter(pk__in=found).update(**values)
    return found
