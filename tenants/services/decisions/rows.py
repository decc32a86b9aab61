"""Many at once: each row has an outcome of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from tenants.errors import DomainError
from tenants.models import Application

CHUNK: Final = 50


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row of many: `outcome` is stable, `sentence` is for the person who asked."""

    code: UUID
    name: str
    outcome: str
    sentence: str
    membership: UUID | None = None


def outcome_of(
    application: Application, outcome: str, sentence: str, membership: UUID | None = None
) -> RowOutcome:
    return RowOutcome(application.code, application.name, outcome, sentence, membership)


def each(codes: Sequence[UUID], act: Callable[[Application], RowOutcome]) -> list[RowOutcome]:
    """Each row stands for itself, in the order it was chosen; a commit carries a chunk of them."""
    chosen = list(dict.fromkeys(codes))
    outcomes: list[RowOutcome] = []
    for start in range(0, len(chosen), CHUNK):
        with transaction.atomic(durable=True):
            outcomes += _chunk(chosen[start : start + CHUNK], act)
    return outcomes


def _chunk(codes: Sequence[UUID], act: Callable[[Application], RowOutcome]) -> list[RowOutcome]:
    rows = {row.code: row for row in Application.objects.filter(code__in=codes)}
    outcomes = []
    for code in codes:
        row = rows.get(code)
        if row is None:
            continue  # of another co-op, or deleted meanwhile: as if it had never been chosen
        try:
            with transaction.atomic():
                outcomes.append(act(row))
        except DomainError as error:
            outcomes.append(outcome_of(row, error.code, str(error.message)))
    return outcomes
