"""What the calendar does to agreements, within one co-op."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from benefits.across import awaits_confirmation
from benefits.agreed import sides_of_all
from benefits.facts import AgreementDeclined, AgreementEnded
from benefits.models import Agreement, AgreementVersion
from benefits.sides import Sides, State, Written, latest_agreed
from benefits.together import hold, tell_all


@transaction.atomic(durable=True)
def close_what_is_over() -> int:
    """End each agreement whose last day is over and which nothing follows. Returns how many."""
    closed = 0
    for sides in sides_of_all():
        if awaits_confirmation(sides) and sides.agreement.state == State.PROPOSED:
            closed += _give_up(sides)
        last = latest_agreed(sides.versions)
        if sides.agreement.state != State.IN_FORCE or sides.ours.left_at or last is None:
            continue
        if max(last.ends_on, sides.version.ends_on) < sides.day:
            closed += _close(sides.agreement)
    return closed


def _give_up(sides: Sides) -> bool:
    """We signed, and the portal of who wrote it never said that it has read that: nobody else can close it."""
    if not sides.agreement.across or sides.newest.ends_on >= sides.day:
        return False
    now, code = timezone.now(), str(sides.agreement.code)
    held = hold(sides.agreement)
    waiting = AgreementVersion.objects.filter(agreement=held, state=Written.PROPOSED)
    if held.state != State.PROPOSED or not waiting.update(state=Written.DECLINED, closed_at=now):
        return False
    Agreement.objects.filter(pk=held.pk).update(state=State.DECLINED, ended_at=now)
    tell_all(AgreementDeclined(code), held, by=None)
    return True


def _close(agreement: Agreement) -> bool:
    """Its last day is over. Several co-ops may see that at once: one update decides."""
    now = timezone.now()
    running = Agreement.objects.filter(pk=agreement.pk, state=State.IN_FORCE)
    if not running.update(state=State.ENDED, ended_at=now):
        return False
    AgreementVersion.objects.filter(agreement=agreement, state=Written.PROPOSED).update(
        state=Written.DECLINED, closed_at=now
    )
    tell_all(AgreementEnded(str(agreement.code)), agreement, by=None)
    return True
