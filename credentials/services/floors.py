"""What was published before the portal was put back from a backup: lists never say less than they said.

A card that was issued after the backup is one that nobody here knows: its place is marked as ended, and no place of
that block is given out again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from credentials.core.errors import StatusError
from credentials.core.status import decode, permute
from credentials.models import StatusList, StatusSeries

BITS = 8


@transaction.atomic(durable=True)
def raise_floors(published: Mapping[str, str], given: Mapping[str, int] | None) -> int:
    """`published` are lists by address, `given` the places given out of each block; without it, all that could have been.

    Returns how many places nobody here knows of.
    """
    unknown = 0
    now = timezone.now()
    for series in StatusSeries.objects.select_for_update(no_key=True).order_by("pk"):
        until = series.size if given is None else given.get(str(series.code), 0)
        if given is None and series.closed_at is not None:
            until = series.next_counter
        key = bytes(series.permutation_key)
        lost = range(series.next_counter, max(until, series.next_counter))
        places = [permute(counter, size=series.size, key=key) for counter in lost]
        for row in StatusList.objects.filter(series=series):
            revoked = row.purpose == StatusList.Purpose.REVOCATION
            bits = _joined(row, published.get(row.url, ""), places if revoked else [])
            StatusList.objects.filter(pk=row.pk).update(floor=bits if any(bits) else None)
        if lost:
            StatusSeries.objects.filter(pk=series.pk, closed_at=None).update(closed_at=now)
            unknown += len(lost) if given is not None else 0
    return unknown


def _joined(row: StatusList, published: str, places: list[int]) -> bytes:
    bits = bytearray(row.series.size // BITS)
    for each in (bytes(row.floor or b""), _decoded(published)):
        for number, byte in enumerate(each[: len(bits)]):
            bits[number] |= byte
    for place in places:
        bits[place // BITS] |= 1 << (BITS - 1 - place % BITS)
    return bytes(bits)


def _decoded(text: str) -> bytes:
    try:
        return decode(text) if text else b""
    except StatusError:
        return b""


@transaction.atomic(durable=True)
def lift_suspensions() -> int:
    """After somebody has looked: from now on the register alone says who is suspended. Returns in how many lists."""
    rows = StatusList.objects.filter(purpose=StatusList.Purpose.SUSPENSION).exclude(floor=None)
    return rows.update(floor=None)
