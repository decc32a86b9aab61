"""A yes beforehand to one person, or a note that they did what is needed once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from benefits.clearances import State
from benefits.errors import ClearanceAnsweredError
from benefits.facts import ClearanceAsked, ClearanceDecided, ClearanceEnded
from benefits.models import Clearance
from benefits.situations import Question
from tenants import outbox
from tenants.models import Staff

# Nobody answered: then nobody is known for it any more.
WAITS_FOR: Final = timedelta(days=90)


@transaction.atomic(durable=True)
def ask_clearance(asked: Question, *, note: str = "", place: str = "") -> list[Clearance]:
    """One row for each thing that is needed; what was asked for or given already is left alone.

    Who it is about is what the card says, or the initials that a desk sees at `place`.
    """
    _end_what_is_over(asked.situation.now.date())
    made = [_asked(asked, each, note, place) for each in asked.unmet]
    rows = [row for row, new in made if new]
    for row in rows:
        outbox.record(ClearanceAsked(str(row.code)))
    return rows


@transaction.atomic(durable=True)
def clear(row: Clearance, *, ends_on: date | None, by: Staff) -> None:
    """Yes, until that day or always. Raises ClearanceAnsweredError where somebody answered before."""
    _decide(row, State.GIVEN, by=by, ends_on=ends_on)


@transaction.atomic(durable=True)
def decline(row: Clearance, *, reason: str, by: Staff) -> None:
    """No; the person reads why. Raises ClearanceAnsweredError where somebody answered before."""
    _decide(row, State.DECLINED, by=by, reason=reason[:300], who="", note="")


@transaction.atomic(durable=True)
def end_clearance(row: Clearance, *, by: Staff) -> None:
    """From now on it counts no more. Raises ClearanceAnsweredError where it did not count."""
    rows = Clearance.objects.filter(pk=row.pk, state=State.GIVEN)
    if not rows.update(state=State.ENDED, who="", note=""):
        raise ClearanceAnsweredError
    outbox.record(ClearanceEnded(str(row.code)), by=by)


@transaction.atomic(durable=True)
def forget_clearances(today: date) -> None:
    """What is over, or was never answered, names nobody. Repeated, it changes nothing."""
    _end_what_is_over(today)
    late = timezone.now() - WAITS_FOR
    Clearance.objects.filter(state=State.ASKED, asked_at__lt=late).update(
        state=State.ENDED, who="", note=""
    )


def _end_what_is_over(today: date) -> None:
    over = Clearance.objects.filter(state=State.GIVEN, ends_on__lt=today)
    over.update(state=State.ENDED, who="", note="")


def _asked(asked: Question, needs: str, note: str, place: str) -> tuple[Clearance, bool]:
    home = asked.bond.theirs
    return Clearance.objects.get_or_create(
        pseudonym=asked.holder,
        agreement=asked.bond.agreement.code,
        benefit=asked.benefit.id,
        needs=needs,
        state__in=(State.ASKED, State.GIVEN),
        defaults={
            "state": State.ASKED,
            "issuer_did": home.did,
            "issuer_name": home.name[:200],
            "title": asked.benefit.title,
            "who": asked.claims.name[:200],
            "note": note[:300],
            "place": place,
        },
    )


def _decide(row: Clearance, state: State, *, by: Staff, **values: object) -> None:
    rows = Clearance.objects.filter(pk=row.pk, state=State.ASKED)
    if not rows.update(state=state, decided_at=timezone.now(), decided_by=str(by)[:200], **values):
        raise ClearanceAnsweredError
    outbox.record(ClearanceDecided(str(row.code), str(state)), by=by)
