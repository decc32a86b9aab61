"""Reactions of issuing: a membership starts, changes, is suspended, ends."""

from __future__ import annotations

from credentials.services import keys
from tenants.facts import CooperativeOpened
from tenants.outbox import on


@on(CooperativeOpened, name="credentials.open")
def open_for_issuing(facts: list[CooperativeOpened]) -> None:
    """A new co-op gets its first key and its public documents."""
    for _fact in facts:
        keys.create_signing_key()
