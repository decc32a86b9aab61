"""After a backup was put back: what had ended since ends again, by codes alone, in nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from tenants import outbox, scope
from tenants.facts import (
    MembershipEnded,
    MembershipSuspended,
    PortalRestored,
    ProgramRemoved,
    StaffChanged,
    StaffRemoved,
)
from tenants.household_facts import HolderRemoved
from tenants.models import Cooperative, Holder, Member, MemberPhoto, Membership, Seat, Staff
from tenants.models.program import Program

Standing = Membership.Standing


@transaction.atomic(durable=True)
def end_again(standings: Mapping[str, Collection[str]]) -> int:
    """Memberships that were ended or suspended, each with its last day and why. Returns how many are changed."""
    changed = 0
    for row in Membership.objects.filter(code__in=list(standings)).order_by("pk"):
        standing, last_day, why = standings[str(row.code)]
        if row.standing in {standing, Standing.ENDED}:
            continue
        changed += 1
        if standing == Standing.ENDED:
            last = min(row.ends_on, date.fromisoformat(last_day))
            now = timezone.now()
            Membership.objects.filter(pk=row.pk).update(
                standing=standing, ended_at=now, ends_on=last, end_reason=why, announce=False
            )  # they were told the first time
            outbox.record(MembershipEnded(str(row.code)))
        else:
            Membership.objects.filter(pk=row.pk).update(standing=standing)
            outbox.record(MembershipSuspended(str(row.code)))
    return changed


@transaction.atomic(durable=True)
def take_cards_again(codes: Collection[str]) -> int:
    """Of those who had been taken out of a household."""
    rows = list(Holder.objects.filter(code__in=list(codes), state__in=Holder.OPEN))
    for row in rows:
        now = timezone.now()
        Holder.objects.filter(pk=row.pk).update(state=Holder.State.REMOVED, removed_at=now)
        outbox.record(HolderRemoved(str(row.membership.code), str(row.code)))
    return len(rows)


@transaction.atomic(durable=True)
def seat_again(roles: Mapping[str, list[str]]) -> int:
    """Whoever was on the team at the last, with the roles of then; everybody else is not. Returns how many change."""
    changed = 0
    for row in Staff.objects.filter(removed_at=None):
        wanted = roles.get(str(row.code))
        if wanted is None:
            Staff.objects.filter(pk=row.pk).update(removed_at=timezone.now())
            here = Seat.objects.filter(cooperative=row.cooperative_id, user=row.user_id)
            here.filter(kind=Seat.Kind.STAFF).delete()
            outbox.record(StaffRemoved(str(row.code)))
        elif sorted(wanted) != sorted(row.roles):
            Staff.objects.filter(pk=row.pk).update(roles=wanted)
            outbox.record(StaffChanged(str(row.code)))
        else:
            continue
        changed += 1
    return changed


@transaction.atomic(durable=True)
def stop_programs_again(kind: type[Program], running: Collection[str]) -> int:
    rows = list(kind.objects.filter(removed_at=None).exclude(code__in=list(running)))
    for row in rows:
        kind.objects.filter(pk=row.pk).update(removed_at=timezone.now())
        outbox.record(ProgramRemoved(str(row.code), row.asks_for))
    return len(rows)


@transaction.atomic(durable=True)
def keep_photos_of(members: Collection[str]) -> int:
    """Only those to which somebody still agreed at the last."""
    gone, _kinds = MemberPhoto.objects.exclude(member__code__in=list(members)).delete()
    return gone


@transaction.atomic(durable=True)
def decline_again(mailings: Collection[str], reminders: Collection[str]) -> int:
    """Members who wanted no mailings, or not to be reminded, at the last."""
    now = timezone.now()
    rows = Member.objects.filter(code__in=list(mailings), mailings_off_at=None)
    changed = rows.update(mailings_off_at=now)
    rows = Member.objects.filter(code__in=list(reminders), reminders_off_at=None)
    return changed + rows.update(reminders_off_at=now)


@transaction.atomic(durable=True)
def note_restored(made_at: str, known_until: str, *, next_number: int) -> None:
    """In the log; and no number is given a second time."""
    here = Cooperative.objects.filter(pk=scope.current().cooperative_id)
    here.filter(next_number__lt=next_number).update(next_number=next_number)
    outbox.record(PortalRestored(made_at, known_until))
