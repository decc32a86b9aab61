"""A federation that accredited a co-op and may sign its cards."""

from __future__ import annotations

from django.utils import timezone

from credentials.services import ordering
from tenants import outbox
from tenants.models import OutboxEntry
from tests.credentials import accrediting
from tests.support.kept import kept


@kept
def may_sign() -> accrediting.Scene:
    """Commons accredits Oak, and both want Commons to sign Oak's cards."""
    found = accrediting.scene()
    found.row = found.ask(body_may_issue=True)
    found.see(found.row)
    found.decide(found.row, assurance="registryVerified")
    outbox.drain()
    return found


@kept
def hand_over(made: accrediting.Scene) -> None:
    with made.oak.within:
        ordering.let_sign(made.body.coop, by=made.oak.owner)
    outbox.drain()


def due_now() -> None:
    """Whatever waits for a second attempt is tried now."""
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()
