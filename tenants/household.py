"""Households: who may be in one, and who is. Reads only.

A household is a membership with further card holders. Whoever shares an address with a member is in none by that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tenants import leaving, queries
from tenants.dates import today_in
from tenants.models import Event, Holder, Member


@dataclass(frozen=True)
class Person:
    """Whom a household is to have with it."""

    name: str
    birth_year: int | None = None
    email: str = ""
    share_name: bool = True


def is_old_enough(birth_year: int | None, age: int) -> bool:
    """Whoever reaches the age within this year is; a day of birth is not asked for."""
    return birth_year is not None and _today().year - birth_year >= age


def with_cards(memberships: Collection[str]) -> dict[str, list[str]]:
    """The codes of further holders who have a card, by the code of each membership."""
    found: dict[str, list[str]] = {code: [] for code in memberships}
    rows = Holder.objects.filter(membership__code__in=memberships, state=Holder.State.ACTIVE)
    for membership, holder in rows.order_by("pk").values_list("membership__code", "code"):
        found[str(membership)].append(str(holder))
    return found


def holders_by(codes: Collection[str]) -> dict[str, Holder]:
    """Of these codes, who has a card."""
    wanted = [code for code in codes if code]
    if not wanted:
        return {}
    rows = Holder.objects.filter(code__in=wanted, state=Holder.State.ACTIVE)
    return {str(row.code): row for row in rows}


def waiting() -> int:
    return Holder.objects.filter(state=Holder.State.ASKED).count()


def new_card_asked(holder: Holder, key: UUID) -> bool:
    """Whether this very card of theirs was to be replaced already."""
    rows = Event.objects.filter(name="HolderCardAsked", data__cause=f"replaced:{key}")
    return rows.filter(data__holder=str(holder.code)).exists()


def due() -> list[int]:
    """Removed so long ago that a member would be forgotten, and not emptied yet."""
    last_year = _today().year - leaving.rules().retention_years - 1
    if last_year < 1:
        return []
    gone = Holder.objects.filter(state=Holder.State.REMOVED, removed_at__year__lte=last_year)
    return list(gone.exclude(name="").values_list("pk", flat=True))


def of_member(member: Member) -> dict[str, Any] | None:
    """On the member's page: each membership that has further cards or may have, with whom."""
    rows = member.memberships.select_related("membership_class").prefetch_related("holders")
    found = []
    for row in rows:
        holders = list(row.holders.all())
        serving = [each for each in holders if each.is_open]
        kind = row.membership_class
        if holders or (kind.holders_most and row.is_active):
            free = max(0, kind.holders_most - len(serving)) if row.is_active else 0
            gone = [each for each in holders if not each.is_open and each.name]
            found.append({"membership": row, "serving": serving, "gone": gone, "free": free})
    return {"member": member, "rows": found} if found else None


def _today() -> date:
    return today_in(queries.here().time_zone)
