"""What was handed over on a check, and how long it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from benefits.desk.glance import KEPT_FOR
from benefits.models import DeskCheck, Redemption
from benefits.services.giving import UNDO

SLACK: Final = timedelta(minutes=1)


def written_on(check: DeskCheck) -> list[Redemption]:
    """Everything that was given on it, the newest first, whether it counts or not."""
    return list(given_on([check]).filter(key__startswith=f"{check.code.hex}:"))


def key_after(written: Iterable[Redemption], check: DeskCheck, benefit: str) -> str:
    """The same for a second press of the button; another one after it was taken back, or made void."""
    off = [use for use in written if use.benefit == benefit and not use.counts]
    return f"{check.code.hex}:{benefit}:{len(off)}"


def voids_in(written: Iterable[Redemption]) -> dict[str, Redemption]:
    """What the office made void of it and nothing has come after: by benefit, the last one."""
    last = {use.benefit: use for use in sorted(written, key=lambda each: each.pk)}
    return {benefit: use for benefit, use in last.items() if use.voided_at}


def uses_in(written: Iterable[Redemption]) -> list[Redemption]:
    """What counts of it."""
    return [use for use in written if use.counts]


def uses_by_check(checks: Iterable[DeskCheck]) -> dict[UUID, list[Redemption]]:
    """For a list of checks, with one query."""
    rows = {each.code.hex: each for each in checks}
    found: dict[UUID, list[Redemption]] = {each.code: [] for each in rows.values()}
    holders = {each.pseudonym for each in rows.values()} - {""}
    uses = given_on(rows.values()).filter(pseudonym__in=holders) if holders else ()
    for use in uses:
        check = rows.get(use.key.partition(":")[0])
        if check is not None:
            found[check.code].append(use)
    return found


def given_on(checks: Collection[DeskCheck]) -> QuerySet[Redemption]:
    """Narrowed by when: nothing is given on a check that the device has forgotten. A key is found by its
    whole alone, and by its beginning only where all are read.
    """
    times = [each.at for each in checks]
    return Redemption.objects.filter(
        at__gte=min(times) - SLACK, at__lte=max(times) + KEPT_FOR + SLACK
    )


def seconds_left(use: Redemption) -> int:
    """How long it can still be taken back."""
    return max(int((use.at + UNDO - timezone.now()).total_seconds()), 0)
