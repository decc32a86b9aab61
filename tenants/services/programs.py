"""Programs that may ask for a co-op, each with a token of its own."""

from __future__ import annotations

from typing import Final, TypeVar

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.facts import ProgramAdded, ProgramRemoved
from tenants.models import Staff
from tenants.models.program import Program
from tenants.secrets import new_token

PREFIX: Final = "coop_"
AnyProgram = TypeVar("AnyProgram", bound=Program)


@transaction.atomic(durable=True)
def add_program(kind: type[AnyProgram], name: str, *, by: Staff) -> tuple[AnyProgram, str]:
    """A program with its token, which nobody can read again."""
    token = f"{PREFIX}{new_token()}"
    row = kind.objects.create(name=name, digest=kind.token_digest(token), added_by=by)
    outbox.record(ProgramAdded(str(row.code), kind.asks_for), by=by)
    return row, token


@transaction.atomic(durable=True)
def remove_program(row: Program, *, by: Staff) -> None:
    """Its token stops working at once. Twice is once."""
    running = type(row).objects.filter(pk=row.pk, removed_at=None)
    if running.update(removed_at=timezone.now()):
        outbox.record(ProgramRemoved(str(row.code), row.asks_for), by=by)


@transaction.atomic(durable=True)
def note_used(row: Program) -> None:
    type(row).objects.filter(pk=row.pk).update(used_at=timezone.now())
