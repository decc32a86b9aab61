"""Fees of the demonstration: at two co-ops some have paid, some are late, some have time."""

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
SHARE: Final = Decimal(50)
SHARES: Final = (-40, -16, -3, 11)  # so many days from now they are due
ASKED: Final = 12
Method = MoneyEntry.Method
PAID, LATE, PART = 3, 4, 5  # of so many each first one
ACCOUNT: Final[dict[str, str]] = {
    "holder": "Hillside Tool Library",
    "iban": "GB82WEST12345698765432",
    "how": "Cash at the counter, on Wednesdays and Saturdays.",
}


def ask(slugs: Collection[str], *, now: datetime) -> None:
    for slug, act in ((cast.HILLSIDE, _at_hillside), (cast.GREEN_VALLEY, _at_green_valley)):
        if slug in slugs:
            with scope.within(Cooperative.objects.get(slug=slug).pk):
                if not Due.objects.exists():
                    act(now)


def _at_hillside(now: datetime) -> None:
    _ask(seat(Staff.Role.MEMBERSHIP), now)
    dues.set_rules(asks=True, letters=True, by=seat(Staff.Role.OWNER), **ACCOUNT)


def _at_green_valley(now: datetime) -> None:
    """Shares by hand, without letters: what was not paid in time is the first thing that the page shows."""
    team = seat(Staff.Role.MEMBERSHIP)
    running = Membership.objects.filter(standing=Membership.Standing.GOOD)
    members = Member.objects.filter(memberships__in=running, user=None, anonymised_at=None)
    for number, member in enumerate(members.distinct().order_by("pk")[: len(SHARES)]):
        due_on = now.date() + timedelta(days=SHARES[number])
        dues.ask(member, Asked(Due.Kind.SHARES, "", SHARE, due_on), by=team)
    dues.set_rules(how="At the till, or by a standing order.", by=seat(Staff.Role.OWNER))


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
