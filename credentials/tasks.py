"""Celery's way in for calendar jobs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from celery import shared_task

from credentials import outside
from credentials.services import (
    accrediting,
    disclosing,
    keys,
    looking,
    outside_words,
    printing,
    status,
    trust_list,
)
from tenants import scope, turns
from tenants.models import Cooperative

# Asked first, so that a minute in which nothing is due opens no transaction and takes no lock.
TURNS: Final[tuple[tuple[Callable[[], bool], Callable[[], object]], ...]] = (
    (keys.is_key_due, keys.activate_due_keys),
    (keys.is_rotation_due, keys.rotate_signing_key),
    (keys.is_any_done, keys.destroy_done_keys),
    (keys.is_document_old, keys.publish_identity),
    (status.are_lists_old, status.refresh_lists),
    (accrediting.is_clock_due, accrediting.turn_clocks),
    (outside_words.is_clock_due, outside_words.turn_clocks),
    (outside.is_any_due, outside.look_at_due),
    (trust_list.is_list_old, trust_list.renew_trust_list),
    (disclosing.is_any_old, disclosing.forget_disclosures),
    (printing.is_paper_old, printing.forget_paper),
)


@shared_task(name="credentials.tasks.refresh_published")
def refresh_published() -> None:
    """Publish anew what would grow old soon, and let announced keys take over: one co-op after another."""
    turns.go_round("credentials.published", [partial(_where_due, *each) for each in TURNS])


def _where_due(due: Callable[[], bool], turn: Callable[[], object]) -> None:
    if due():
        turn()


@shared_task(name="credentials.tasks.look_at_websites")
def look_at_websites() -> None:
    """For federations: whether those who wait show their proof. A task of its own, since strangers' servers
    may take their time; what is not looked at now is next time."""
    left = looking.AT_A_TURN
    with scope.nowhere():
        bodies = Cooperative.objects.filter(level=Cooperative.Level.SECONDARY).order_by("?")
        for pk in bodies.values_list("pk", flat=True):
            with scope.within(pk):
                left -= looking.look_at_domains(left)
