"""Co-ops that can issue: opened by the fact that opens them, as a real one is."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tenants import outbox, scope
from tenants.facts import CooperativeOpened
from tenants.models import Cooperative
from tests import build
from tests.support.kept import kept


@kept
def opened(slug: str, **values: Any) -> Cooperative:
    """A co-op with its key and its published documents."""
    cooperative = build.cooperative(slug, **values)
    with scope.within(cooperative.pk), transaction.atomic():
        outbox.record(CooperativeOpened(str(cooperative.pk)))
    outbox.drain()
    return cooperative
