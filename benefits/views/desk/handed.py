"""What was handed over on a check, and how long it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from benefits.counting import COUNTS
from benefits.models import DeskCheck, Redemption
from benefits.services.giving import UNDO


def key_of(check: DeskCheck, benefit: str) -> str:
    """The same for a second press of the button; another one after it was taken back."""
    begins = f"{check.code.hex}:{benefit}:"
    return f"{begins}{Redemption.objects.filter(key__startswith=begins).exclude(undone_at=None).count()}"


def uses_of(check: DeskCheck) -> list[Redemption]:
    """What counts of it, the newest first."""
    return list(Redemption.objects.filter(COUNTS, key__startswith=f"{check.code.hex}:"))


def uses_by_check(checks: Iterable[DeskCheck]) -> dict[UUID, list[Redemption]]:
    """For a list of checks, with one query."""
    begins = Q()
    rows = list(checks)
    for each in rows:
        begins |= Q(key__startswith=f"{each.code.hex}:")
    found: dict[UUID, list[Redemption]] = {each.code: [] for each in rows}
    for use in Redemption.objects.filter(begins) if rows else ():
        found[UUID(use.key.partition(":")[0])].append(use)
    return found


def seconds_left(use: Redemption) -> int:
    """How long it can still be taken back."""
    return max(int((use.at + UNDO - timezone.now()).total_seconds()), 0)
