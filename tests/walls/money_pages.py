"""Addresses of shares and money, and what stands there at the co-op that is probed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import scope
from tenants.models import BankFile, BankLine, Due, Member, MoneyEntry, ShareEntry, Staff
from tests.walls.page import Page

PAYS = "Dibbler Canary-6f2d"


def shares_of(member: Member) -> None:
    ShareEntry.objects.create(
        member=member,
        action=ShareEntry.Kind.SUBSCRIBED,
        on=member.joined_on,
        count=3,
        price=Decimal("10.00"),
    )
    due = Due.objects.create(
        member=member,
        reference="K7Q2M9XD",
        kind="fee",
        amount=30,
        currency="EUR",
        due_on=member.joined_on,
    )
    MoneyEntry.objects.create(due=due, action="received", amount=5, on=member.joined_on)


def bank_file(staff: Staff) -> None:
    """Looked at, with a payer of a name found nowhere else."""
    row = BankFile.objects.create(
        name="november.csv",
        digest="0" * 64,
        state=BankFile.State.PLANNED,
        heads=["Day", "Amount", PAYS],
        first=1,
        columns={"day": 0, "amount": 1},
        created_by=staff,
    )
    BankLine.objects.create(
        brought=row,
        number=2,
        cells=["2026-11-02", "30", PAYS],
        payer=PAYS,
        outcome=BankLine.Outcome.UNKNOWN,
    )


def _file(world: Any) -> dict[str, UUID]:
    with scope.within(world.elm.coop.pk):
        return {"code": BankFile.objects.get().code}


def _pays(_world: Any) -> str:
    return PAYS


def _member(world: Any) -> dict[str, object]:
    return {"code": world.member}


def _entry(world: Any) -> dict[str, UUID]:
    with scope.within(world.elm.coop.pk):
        return {"code": ShareEntry.objects.get().code}


def _due(world: Any) -> dict[str, UUID]:
    with scope.within(world.elm.coop.pk):
        return {"code": Due.objects.get().code}


def _booked(world: Any) -> dict[str, UUID]:
    with scope.within(world.elm.coop.pk):
        return {"code": MoneyEntry.objects.get().code}


def _applied(world: Any) -> dict[str, object]:
    return {"code": world.application}


def _applicant(world: Any) -> str:
    return str(world.applicant)


def _spelt(world: Any) -> str:
    with scope.within(world.elm.coop.pk):
        return Due.objects.get().spelt


def _named(world: Any) -> str:
    return str(world.named)


MONEY = {
    f"tenants:shares-{each}": Page(arguments=_member, canary=_named)
    for each in ("subscribe", "pay-up", "transfer", "pay-back")
} | {
    "tenants:shares-reverse": Page(arguments=_entry, canary=_named),
    "tenants:money": Page(),
    "tenants:money-export": Page(),
    "tenants:money-due": Page(arguments=_due, canary=_named),
    "tenants:money-receive": Page(arguments=_due, canary=_spelt),
    "tenants:money-let-go": Page(arguments=_due),
    "tenants:money-reverse": Page(arguments=_booked),
    "tenants:money-ask-member": Page(arguments=_member, canary=_named),
    "tenants:money-ask-applicant": Page(arguments=_applied, canary=_applicant),
    "tenants:money-rules": Page(),
    "tenants:money-suspend": Page(get=405),
    "tenants:bank": Page(),
    "tenants:bank-file": Page(arguments=_file, canary=_pays),
    "tenants:bank-columns": Page(arguments=_file, canary=_pays),
    "tenants:bank-run": Page(arguments=_file, get=405),
    "tenants:bank-discard": Page(arguments=_file, get=405),
}
