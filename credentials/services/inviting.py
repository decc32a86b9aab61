"""Waves of invitations: begun, paused, gone on with, stopped; and one step of one, which never goes over its cap."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from credentials import waves
from credentials.errors import WaveOpenError
from credentials.facts import (
    MembershipInvited,
    WaveBegun,
    WavePaused,
    WaveReminded,
    WaveResumed,
    WaveStepOwed,
    WaveStopped,
)
from credentials.models import Invitation, Wave
from tenants import outbox, scope
from tenants.errors import ChangedMeanwhileError
from tenants.facts import Fact
from tenants.models import Membership, MembershipClass, Staff

AT_ONCE: Final = 2000  # rows in one statement
State, Way = Wave.State, Invitation.Way


@transaction.atomic(durable=True)
def begin(
    planned: Sequence[waves.Planned],
    *,
    key: UUID,
    kind: MembershipClass | None,
    at_once: int,
    an_hour: int,
    by: Staff,
) -> Wave:
    """Invite these, as planned. The same key begins once: then it is the wave of the first time.

    Raises WaveOpenError where another one is under way.
    """
    found = Wave.objects.filter(code=key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            wave = Wave.objects.create(
                code=key, membership_class=kind, at_once=at_once, an_hour=an_hour, by=by
            )
    except IntegrityError as error:
        raise WaveOpenError from error
    Invitation.objects.bulk_create(
        (
            Invitation(wave=wave, membership=each.membership, way=each.way, reason=each.reason)
            for each in planned
        ),
        batch_size=AT_ONCE,
    )
    outbox.record(WaveBegun(str(wave.code)), by=by)
    _owe(wave)
    return wave


@transaction.atomic(durable=True)
def pause(wave: Wave, *, by: Staff) -> None:
    """Nothing more is written. Raises ChangedMeanwhileError where it does not run."""
    _turn(wave, {State.RUNNING}, WavePaused(str(wave.code)), by, state=State.PAUSED)


@transaction.atomic(durable=True)
def resume(wave: Wave, *, by: Staff) -> None:
    _owe(_turn(wave, {State.PAUSED}, WaveResumed(str(wave.code)), by, state=State.RUNNING))


@transaction.atomic(durable=True)
def stop(wave: Wave, *, by: Staff) -> None:
    """For good: who was not written to is not."""
    now, fact = timezone.now(), WaveStopped(str(wave.code))
    _turn(wave, set(Wave.OPEN), fact, by, state=State.STOPPED, over_at=now)


@transaction.atomic(durable=True)
def remind(wave: Wave, *, by: Staff) -> None:
    """Write once more to who has not opened, once per wave. Raises WaveOpenError, ChangedMeanwhileError."""
    if wave.reminded_at is not None:
        raise ChangedMeanwhileError
    fact = WaveReminded(str(wave.code))
    values = {"state": State.RUNNING, "over_at": None, "reminded_at": timezone.now()}
    try:
        with transaction.atomic():
            turned = _turn(wave, {State.DONE}, fact, by, **values)
    except IntegrityError as error:
        raise WaveOpenError from error
    _owe(turned)


def _turn(wave: Wave, states: Collection[str], fact: Fact, by: Staff, **values: Any) -> Wave:
    """From one of these states, by the lap it was seen in: a second click finds another one."""
    mine = Wave.objects.filter(pk=wave.pk, state__in=states, lap=wave.lap)
    if not mine.update(lap=wave.lap + 1, **values):
        raise ChangedMeanwhileError
    wave.refresh_from_db()
    outbox.record(fact, by=by)
    return wave


def _owe(wave: Wave, *, at: datetime | None = None) -> None:
    delay = max(at - timezone.now(), timedelta()) if at else timedelta()
    step = WaveStepOwed(str(wave.code), str(wave.lap))
    outbox.owe(step, scope.current().cooperative_id, delay=delay)


@transaction.atomic
def take(code: str, lap: int) -> tuple[Wave | None, list[Any]]:
    """The invitations whose turn it is, each looked at again; none where this lap is over, or none may be written now.

    The wave is locked until the transaction that writes them ends. Who cannot be written to any more is noted.
    """
    wave = Wave.objects.select_for_update(of=["self"], no_key=True).filter(code=code).first()
    if wave is None or wave.state != State.RUNNING or wave.lap != lap:
        return None, []
    room, free_at = waves.room(wave, at=timezone.now())
    if not room:
        _owe(wave, at=free_at)
        return None, []
    rows = list(waves.pending(wave)[:room])
    if not rows:
        _finish(wave)
        return None, []
    return wave, _still_good(rows)


def _finish(wave: Wave) -> None:
    over = {"state": State.DONE, "over_at": timezone.now(), "lap": wave.lap + 1}
    Wave.objects.filter(pk=wave.pk).update(**over)


def _still_good(rows: list[Any]) -> list[Any]:
    found = waves.now(row.membership_id for row in rows)
    judged = {each.membership.pk: each for each in waves.judged(list(found.values()))}
    good = []
    for row in rows:
        each = judged.get(row.membership_id)
        if each is not None and each.way == Way.MAIL:
            good.append(row)
            continue
        reason = each.reason if each else Invitation.Reason.ENDED
        Invitation.objects.filter(pk=row.pk).update(
            way=each.way if each else Way.NONE, reason=reason
        )
    return good


@transaction.atomic
def note_written(wave: Wave, written: Collection[Invitation]) -> None:
    """These have their letter. The next step follows when as many more may be written, if anybody is left."""
    now = timezone.now()
    column = "written_at" if wave.reminded_at is None else "reminded_at"
    rows = Invitation.objects.filter(pk__in=[each.pk for each in written])
    rows.filter(**{column: None}).update(**{column: now})
    invited = [each.membership_id for each in written]
    # From now on its cards are mailed, as those of whoever came by the portal.
    Membership.objects.filter(pk__in=invited).update(announce=True)
    codes = Membership.objects.filter(pk__in=invited).values_list("code", flat=True)
    outbox.record_many([MembershipInvited(str(code)) for code in codes], by=wave.by)
    if not waves.pending(wave).exists():
        _finish(wave)
        return
    _owe(wave, at=now + waves.AN_HOUR * len(written) / wave.an_hour)
