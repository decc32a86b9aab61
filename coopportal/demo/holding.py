"""Shares of the demonstration's members: as many as their kind asks for, some in instalments, some with more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Final

from coopportal.demo import cast
from coopportal.demo.services import backdating
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Cooperative, Membership, Staff
from tenants.services.money import shares
from tenants.services.money.shares import Told

SLUGS: Final = (cast.GREEN_VALLEY,)
EVERY: Final = 9  # of them so many hold two shares more
HALF: Final = 4


def subscribe(slugs: Collection[str], *, now: datetime) -> None:
    for slug in SLUGS:
        if slug in slugs:
            with scope.within(Cooperative.objects.get(slug=slug).pk):
                _subscribe(seat(Staff.Role.MEMBERSHIP), now)


def _subscribe(team: Staff, now: datetime) -> None:
    """Idempotent, as all of the building. The last one's shares are yet to come."""
    wanted = Membership.objects.filter(membership_class__minimum_shares__gt=0)
    rows = wanted.filter(member__share_entries=None, member__anonymised_at=None)
    found = list(rows.select_related("member", "membership_class").order_by("pk"))
    if wanted.exclude(member__share_entries=None).exists():
        return
    for number, row in enumerate(found[:-1]):
        kind = row.membership_class
        price = kind.share_price or Decimal(1)
        paid = price * kind.minimum_shares / (HALF if kind.instalments > 1 else 1)
        first = Told(min(row.starts_on, now.date()), "With the application", team)
        shares.subscribe(row.member, count=kind.minimum_shares, price=price, paid=paid, told=first)
        if not number % EVERY:
            more = Told(now.date(), "Wants to do more", team)
            shares.subscribe(row.member, count=2, price=price, paid=price, told=more)
    backdating.date_shares()
