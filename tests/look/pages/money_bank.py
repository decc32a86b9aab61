"""Files of a bank: uploaded, their columns, the plan, what was booked."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from tenants import outbox
from tenants.importing.bank import statement
from tenants.importing.reading import rows_of
from tenants.services.money import bank, dues
from tenants.services.money.dues import Asked
from tests.look.pages.money import owing
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, books or forgets a bank's file", "tenants:bank-run", "tenants:bank-discard")
HEADS = "Buchungstag;Auftraggeber;Verwendungszweck;Betrag"


def from_the_bank(visit, name="november.csv", heads=HEADS):
    """One of each: found, another amount, twice, unknown with somebody to choose, money out, no payment."""
    oak, member, found, _row = owing(visit)
    other = oak.joined("Bea Lind").member
    with oak.within:
        today = timezone.localdate()
        due = dues.ask(other, Asked("fee", "", Decimal(30), today), by=oak.steward)
        lines = [
            f"02.11.2026;Bea Lind;Beitrag {due.spelt};30,00",
            f"02.11.2026;A. Okonkwo-Lindqvist;{found.spelt} and a long text of the bank's own;20,00",
            f"02.11.2026;Bea Lind;Beitrag {due.spelt};30,00",
            f"03.11.2026;{member.name};Thank you;15,00",
            "03.11.2026;Power & Light;November;-58,20",
            ";;Balance;",
        ]
        content = "\n".join([heads, *lines]).encode()
        told = statement(rows_of(content))
        brought, _new = bank.upload(told, name=name, digest="1" * 64, by=oak.steward)
    return oak, brought


@shows("tenants:bank", heading="File of your bank", rows=1)
def bank_files(visit):
    oak, _brought = from_the_bank(visit)
    go(visit, oak, "bank")


@shows("tenants:bank", EMPTY, heading="File of your bank", rows=0)
def bank_files_of_a_new_one(visit):
    go(visit, at_office(visit), "bank")


@shows("tenants:bank", ERROR, heading="File of your bank")
def bank_without_a_file(visit):
    go(visit, at_office(visit), "bank")
    visit.press("Look at the payments")


@shows(
    "tenants:bank-file",
    heading="The plan",
    rows=6,
    without={ERROR: "only what is offered can be chosen, anything else changes nothing"},
)
def bank_plan(visit):
    oak, brought = from_the_bank(visit)
    go(visit, oak, "bank-file", code=brought.code)


@shows("tenants:bank-file", "booked", heading="What was booked", rows=6)
def bank_booked(visit):
    oak, brought = from_the_bank(visit)
    with oak.within:
        bank.run(brought, by=oak.steward)
        outbox.drain()
    go(visit, oak, "bank-file", code=brought.code)


@shows("tenants:bank-file", EMPTY, heading="The plan", rows=0)
def bank_plan_without_such_lines(visit):
    oak, brought = from_the_bank(visit)
    with oak.within:
        brought.lines.exclude(outcome="matched").delete()
    visit.go(f"/c/{oak.coop.slug}/staff/money/bank/{brought.code}/?what=unknown")


@shows(
    "tenants:bank-columns",
    heading="What the columns are",
    rows=4,
    without={EMPTY: "a file without a column is refused when it is uploaded"},
)
def bank_columns(visit):
    oak, brought = from_the_bank(visit)
    go(visit, oak, "bank-columns", code=brought.code)


@shows("tenants:bank-columns", ERROR, heading="What the columns are")
def bank_columns_without_an_amount(visit):
    oak, brought = from_the_bank(visit, heads="Wann;Wer;Wof\u00fcr;Wieviel")
    go(visit, oak, "bank-columns", code=brought.code)
    visit.press("Make the plan")
