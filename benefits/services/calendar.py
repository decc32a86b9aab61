"""What the calendar does to agreements, within one co-op."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from benefits.agreed import sides_of_all
from benefits.facts import AgreementEnded
from benefits.models import Agreement, AgreementVersion
from benefits.sides import State, Written, latest_agreed
from benefits.together import tell_all


@transaction.atomic(durable=True)
def close_what_is_over() -> int:
    """End each agreement whose last day is over and which nothing follows. Returns how many."""
    closed = 0
    for sides in sides_of_all():
        last = latest_agreed(sides.versions)
        if sides.agreement.state != State.IN_FORCE or sides.ours.left_at or last is None:
            continue
        if max(last.ends_on, sides.version.ends_on) < sides.day:
            closed += _close(sides.agreement)
    return closed


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
