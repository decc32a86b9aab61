"""Write down, once, what the tour saw its visitor do."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from tenants import outbox, scope
from tenants.facts import Fact
from tenants.models import Event


def note(fact: Fact, *, cooperative: UUID) -> None:
    with scope.within(cooperative), transaction.atomic(durable=True):
        if not Event.objects.filter(name=type(fact).__name__, data=asdict(fact)).exists():
            outbox.record(fact)
