"""Fees of the demonstration: at one co-op some have paid, some are late, some have time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Cooperative, Due, Member, Membership, MoneyEntry, Staff
from tenants.services.money import dues
from tenants.services.money.dues import Asked

FEE: Final = Decimal(30)
ASKED: Final = 12
Method = MoneyEntry.Method
PAID, LATE, PART = 3, 4, 5  # of so many each first one
ACCOUNT: Final[dict[str, str]] = {
    "holder": "Hillside Tool Library",
    "iban": "GB82WEST12345698765432",
    "how": "Cash at the counter, on Wednesdays and Saturdays.",
}


def ask(slugs: Collection[str], *, now: datetime) -> None:
    if cast.HILLSIDE not in slugs:
        return
    with scope.within(Cooperative.objects.get(slug=cast.HILLSIDE).pk):
        if not Due.objects.exists():
            _ask(seat(Staff.Role.MEMBERSHIP), now)
            dues.set_rules(asks=True, by=seat(Staff.Role.OWNER), **ACCOUNT)


def _ask(team: Staff, now: datetime) -> None:
    running = Membership.objects.filter(standing=Membership.Standing.GOOD)
    members = Member.objects.filter(memberships__in=running, anonymised_at=None)
    for number, member in enumerate(members.distinct().order_by("pk")[:ASKED]):
        late = number % LATE == 0
        due_on = now.date() + timedelta(days=-12 if late else 9)
        due = dues.ask(member, Asked(Due.Kind.FEE, "", FEE, due_on), by=team)
        on = now.date() - timedelta(days=2)
        if number % PAID == 1:
            dues.receive(due, amount=FEE, on=on, method=Method.BANK, by=team)
        elif number % PART == 0:
            note = "Half in the shop"
            dues.receive(due, amount=FEE / 2, on=on, method=Method.CASH, reason=note, by=team)
