"""After a backup was put back: what this co-op had stopped confirming is not confirmed again, by codes alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from credentials.facts import AccreditationStoppedAgain
from credentials.models import Accreditation, OutsideWord, ProgramCredential, Ruling
from tenants import outbox, scope

State, Status = Accreditation.State, ProgramCredential.State
# What each state of the list takes the place of. What gives more than the backup did is decided anew.
STOPS: Final[dict[str, tuple[str, ...]]] = {
    State.SUSPENDED: (State.IN_FORCE,),
    State.REVOKED: Accreditation.LISTED,
    State.LAPSED: Accreditation.LISTED,
    State.REFUSED: Accreditation.OPEN,
    State.WITHDRAWN: Accreditation.OPEN,
}
REVOCABLE: Final[dict[str, tuple[str, ...]]] = {
    Status.SUSPENDED: (Status.GOOD,),
    Status.REVOKED: (Status.GOOD, Status.SUSPENDED),
}


@transaction.atomic(durable=True)
def stop_accreditations_again(states: Mapping[str, str]) -> int:
    """Those that the current body had suspended, revoked or refused, or that were over. Returns how many change."""
    mine = Accreditation.objects.filter(body_id=scope.current().cooperative_id)
    stopped = 0
    for row in mine.filter(code__in=list(states)).select_for_update(of=("self",)).order_by("pk"):
        state = states[str(row.code)]
        if row.state not in STOPS.get(state, ()):
            continue
        ended_at = None if state == State.SUSPENDED else timezone.now()
        Accreditation.objects.filter(pk=row.pk).update(state=state, ended_at=ended_at)
        waiting = Ruling.objects.filter(accreditation=row, state=Ruling.State.PROPOSED)
        waiting.update(state=Ruling.State.OVERTAKEN, settled_at=timezone.now())
        fact = AccreditationStoppedAgain(str(row.code), state)
        outbox.record(fact)
        outbox.owe(fact, row.applicant_id)
        stopped += 1
    return stopped


@transaction.atomic(durable=True)
def take_words_down_again(shown: Collection[str]) -> int:
    """Words of bodies elsewhere: only those that the co-op still showed at the last."""
    rows = OutsideWord.objects.filter(taken_down_at=None).exclude(code__in=list(shown))
    return rows.update(taken_down_at=timezone.now())


@transaction.atomic(durable=True)
def mark_issued_again(states: Mapping[str, str]) -> int:
    """What programs had issued and suspended or revoked: the register says what the lists say."""
    changed = 0
    for state, before in REVOCABLE.items():
        codes = [code for code, told in states.items() if told == state]
        rows = ProgramCredential.objects.filter(code__in=codes, state__in=before)
        changed += rows.update(state=state)
    return changed
