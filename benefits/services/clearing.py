"""A yes beforehand to one person, or a note that they did what is needed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benefits.clearances import State
from benefits.errors import ClearanceAnsweredError
from benefits.facts import ClearanceAsked, ClearanceDecided, ClearanceEnded
from benefits.models import Clearance
from tenants import outbox
from tenants.models import Staff

# Nobody answered: then nobody is known for it any more.
WAITS_FOR: Final = timedelta(days=90)


@dataclass(frozen=True)
class Asking:
    """Who needs what before which benefit. `who` is what the card says of the person."""

    holder: str
    issuer_did: str
    issuer_name: str
    agreement: UUID
    benefit: str
    title: str
    who: str = ""
    note: str = ""
    place: str = ""


@transaction.atomic(durable=True)
def ask_clearance(asking: Asking, needs: tuple[str, ...]) -> list[Clearance]:
    """One row for each thing that is needed; what was asked for or given already is left alone."""
    made = [_asked(asking, each) for each in needs]
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
    over = Clearance.objects.filter(state=State.GIVEN, ends_on__lt=today)
    over.update(state=State.ENDED, who="", note="")
    late = timezone.now() - WAITS_FOR
    Clearance.objects.filter(state=State.ASKED, asked_at__lt=late).update(
        state=State.ENDED, who="", note=""
    )


def _asked(asking: Asking, needs: str) -> tuple[Clearance, bool]:
    return Clearance.objects.get_or_create(
        pseudonym=asking.holder,
        agreement=asking.agreement,
        benefit=asking.benefit,
        needs=needs,
        state__in=(State.ASKED, State.GIVEN),
        defaults={
            "state": State.ASKED,
            "issuer_did": asking.issuer_did,
            "issuer_name": asking.issuer_name[:200],
            "title": asking.title,
            "who": asking.who[:200],
            "note": asking.note[:300],
            "place": asking.place,
        },
    )


def _decide(row: Clearance, state: State, *, by: Staff, **values: object) -> None:
    rows = Clearance.objects.filter(pk=row.pk, state=State.ASKED)
    if not rows.update(state=state, decided_at=timezone.now(), decided_by=str(by)[:200], **values):
        raise ClearanceAnsweredError
    outbox.record(ClearanceDecided(str(row.code), str(state)), by=by)
