"""For a federation: look at the domains of those who wait for it. What is found is told; people confirm it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from credentials import domain_proof
from credentials.models import Accreditation
from tenants import scope
from tenants.dates import today_in

EVERY: Final = timedelta(hours=1)
AT_A_TURN: Final = 4  # each may take eight seconds, and a task has forty-five


def look_at_domains(most: int) -> int:
    """Ask for so many domains of those who wait for the current body, outside any transaction, and note what
    stood there. Returns how many were asked."""
    now = timezone.now()
    rows = list(_due(now).order_by(F("domain_looked_at").asc(nulls_first=True), "pk")[:most])
    for row in rows:
        _note(row, now, shown=domain_proof.is_shown(row))
    return len(rows)


def _due(now: datetime) -> QuerySet[Accreditation]:
    """Of open requests, and of those who ask to be renewed: their proof may be gone by then."""
    renewals = Q(state=Accreditation.State.IN_FORCE, renewal_asked_at__isnull=False)
    rows = Accreditation.objects.filter(body_id=scope.current().cooperative_id)
    waiting = rows.filter(Q(state__in=Accreditation.OPEN) | renewals).exclude(domain="")
    late = Q(domain_looked_at=None) | Q(domain_looked_at__lte=now - EVERY)
    return waiting.filter(late).select_related("body")


@transaction.atomic(durable=True)
def _note(row: Accreditation, now: datetime, *, shown: bool) -> None:
    found = {"domain_shown_on": today_in(row.body.time_zone, now)} if shown else {}
    Accreditation.objects.filter(pk=row.pk).update(domain_looked_at=now, **found)
