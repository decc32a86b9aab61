"""A federation that accredited a co-op and may sign its cards."""

from __future__ import annotations

from credentials.services import ordering
from tenants import outbox
from tests.credentials import accrediting


def may_sign() -> accrediting.Scene:
    """Commons accredits Oak, and both want Commons to sign Oak's cards."""
    found = accrediting.scene()
    found.row = found.ask(body_may_issue=True)
    found.see(found.row)
    found.decide(found.row, assurance="registryVerified")
    outbox.drain()
    return found


def hand_over(made: accrediting.Scene) -> None:
    with made.oak.within:
        ordering.let_sign(made.body.coop, by=made.oak.owner)
    outbox.drain()
