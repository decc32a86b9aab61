"""After a backup was put back: agreements that were over are over again, by codes alone and without letters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from benefits.facts import AgreementStoppedAgain
from benefits.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Clearance,
    PairException,
    Pause,
)
from tenants import outbox, scope
from tenants.models import Cooperative

State, Written = Agreement.State, AgreementVersion.State
OPEN = (State.PROPOSED, State.IN_FORCE)


@transaction.atomic(durable=True)
def stop_agreements_again(ended: Collection[str], left: Collection[str]) -> int:
    """Those that had ended or were declined, and those that we had left. Returns how many change."""
    now, stopped = timezone.now(), 0
    rows = Agreement.objects.filter(code__in=list(ended), state__in=OPEN)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        over = State.ENDED if row.state == State.IN_FORCE else State.DECLINED
        Agreement.objects.filter(pk=row.pk).update(state=over, ended_at=now)
        waiting = AgreementVersion.objects.filter(agreement=row, state=Written.PROPOSED)
        waiting.update(state=Written.DECLINED, closed_at=now)
        outbox.record(AgreementStoppedAgain(str(row.code)))
        stopped += 1
    for side in _our_sides(left).order_by("pk"):
        AgreementParty.everyone.filter(pk=side.pk).update(left_at=now)
        outbox.record(AgreementStoppedAgain(str(side.agreement.code)))
        stopped += 1
    return stopped


@transaction.atomic(durable=True)
def pause_again(visits_too: dict[str, bool]) -> int:
    """Agreements that we had paused, and whether visits rest as well. We lift that ourselves."""
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    with override(here.language):
        reason = _("It was paused before the portal was put back from a backup.")
    paused = 0
    for side in _our_sides(visits_too).filter(agreement__state=State.IN_FORCE).order_by("pk"):
        code = str(side.agreement.code)
        if Pause.objects.filter(party=side, ended_at=None).exists():
            continue
        Pause.objects.create(
            agreement=side.agreement, party=side, reason=reason, visits_too=visits_too[code]
        )
        outbox.record(AgreementStoppedAgain(code))
        paused += 1
    return paused


@transaction.atomic(durable=True)
def end_clearances_again(given: Collection[str]) -> int:
    """Only those that still counted at the last."""
    rows = Clearance.objects.filter(state=Clearance.State.GIVEN).exclude(code__in=list(given))
    return rows.update(state=Clearance.State.ENDED, who="", note="")


@transaction.atomic(durable=True)
def exclude_again(exclusions: Mapping[str, Sequence[str]]) -> tuple[int, set[str]]:
    """Whom we had left out of networks. Returns how many are laid again, and in which networks one could not be."""
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    with override(here.language):
        reason = _("It was so before the portal was put back from a backup.")
    laid, missing = 0, set()
    for code, (agreement, did) in sorted(exclusions.items()):
        ours = _our_sides([agreement]).filter(agreement__network=True).first()
        sides = AgreementParty.everyone.filter(agreement__code=agreement, left_at=None)
        other = sides.filter(did=did).exclude(cooperative_id=here.pk).first()
        if ours is None or other is None:
            missing.add(agreement)
            continue
        pair = PairException.objects.filter(
            asked_by=ours, other=other, kind=PairException.Kind.EXCLUDED, ended_at=None
        )
        if PairException.objects.filter(code=code, ended_at=None).exists() or pair.exists():
            continue
        PairException.objects.update_or_create(
            code=code,
            defaults={
                "agreement": ours.agreement,
                "kind": PairException.Kind.EXCLUDED,
                "asked_by": ours,
                "other": other,
                "reason": reason,
                "agreed_at": timezone.now(),
                "ended_at": None,
            },
        )
        outbox.record(AgreementStoppedAgain(agreement))
        laid += 1
    return laid, missing


@transaction.atomic(durable=True)
def end_nearness_again(over: Collection[str]) -> int:
    """Between us and another the distance rule holds again, as it did at the last. Returns how many change."""
    ours = AgreementParty.everyone.filter(cooperative_id=scope.current().cooperative_id)
    rows = PairException.objects.filter(kind=PairException.Kind.NEAR, ended_at=None)
    rows = rows.filter(Q(asked_by__in=ours) | Q(other__in=ours), code__in=list(over))
    ended = 0
    for row in rows.select_related("agreement").order_by("pk"):
        PairException.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        outbox.record(AgreementStoppedAgain(str(row.agreement.code)))
        ended += 1
    return ended


def _our_sides(codes: Collection[str]) -> QuerySet[AgreementParty]:
    at = scope.current().cooperative_id
    rows = AgreementParty.everyone.filter(cooperative_id=at, left_at=None)
    return rows.filter(agreement__code__in=list(codes)).select_related("agreement")
