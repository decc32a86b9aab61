"""Shares and money of members."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from tenants.models import MembershipClass
from tenants.services.money import dues, shares
from tenants.services.money.dues import Asked
from tenants.services.money.shares import Told
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

NAME = "Amara Okonkwo-Lindqvist"


def holder(visit, subscribed=3):
    oak = at_office(visit)
    with oak.within:
        MembershipClass.objects.filter(pk=oak.consumer.pk).update(
            minimum_shares=2, share_price=Decimal(50), instalments=4
        )
    member, other = oak.joined(NAME).member, oak.joined("محمد العربي", "m@example.org").member
    today = timezone.localdate()
    with oak.within:
        told = Told(today - timedelta(400), "With the application", oak.steward)
        price = Decimal(50)
        if subscribed:
            shares.subscribe(
                member, count=subscribed, price=price, paid=Decimal("62.50"), told=told
            )
            told = Told(today, "Moved away", oak.steward)
            shares.transfer(member, other, count=1, price=price, told=told)
    return oak, member


@shows("tenants:member", "with shares", heading=NAME)
def member_with_shares(visit):
    oak, member = holder(visit)
    go(visit, oak, "member", code=member.code)


@shows("tenants:member", "with too few shares", heading=NAME)
def member_with_too_few_shares(visit):
    oak, member = holder(visit, subscribed=0)
    go(visit, oak, "member", code=member.code)


@shows("tenants:register", "with shares", heading="Register", rows=2)
def register_with_shares(visit):
    oak, _member = holder(visit)
    go(visit, oak, "register")


@shows("tenants:shares-subscribe", heading=f"More shares for {NAME}?")
def subscribe(visit):
    oak, member = holder(visit)
    go(visit, oak, "shares-subscribe", code=member.code)


@shows("tenants:shares-subscribe", ERROR, heading=f"More shares for {NAME}?")
def subscribe_without_a_number(visit):
    subscribe(visit)
    visit.press("Write down the shares")


@shows("tenants:shares-pay-up", heading=f"What has {NAME} paid for shares?")
def pay_up(visit):
    oak, member = holder(visit)
    go(visit, oak, "shares-pay-up", code=member.code)


@shows("tenants:shares-pay-up", ERROR, heading=f"What has {NAME} paid for shares?")
def pay_up_without_an_amount(visit):
    pay_up(visit)
    visit.press("Write down the payment")


@shows("tenants:shares-transfer", heading=f"Transfer shares of {NAME}?")
def transfer(visit):
    oak, member = holder(visit)
    go(visit, oak, "shares-transfer", code=member.code)


@shows("tenants:shares-transfer", ERROR, heading=f"Transfer shares of {NAME}?")
def transfer_to_nobody(visit):
    transfer(visit)
    visit.page.get_by_label("Member number of who takes them").fill("X-1")
    visit.press("Transfer the shares")


@shows("tenants:shares-pay-back", heading=f"Pay back shares of {NAME}?")
def pay_back(visit):
    oak, member = holder(visit)
    go(visit, oak, "shares-pay-back", code=member.code)


@shows("tenants:shares-pay-back", ERROR, heading=f"Pay back shares of {NAME}?")
def pay_back_leaves_too_few(visit):
    pay_back(visit)
    visit.page.get_by_label("Why").fill("She leaves.")
    visit.press("Write down that they are paid back")


def reversing(visit):
    oak, member = holder(visit)
    with oak.within:
        code = member.share_entries.last().code
    go(visit, oak, "shares-reverse", code=code)


@shows("tenants:shares-reverse", heading=f"Reverse this entry of {NAME}?")
def reverse(visit):
    reversing(visit)


@shows("tenants:shares-reverse", ERROR, heading=f"Reverse this entry of {NAME}?")
def reverse_without_a_reason(visit):
    reversing(visit)
    visit.press("Reverse")


no_page("a download, the list as a file", "tenants:money-export")


def owing(visit, staff="steward"):
    """One late with a part of it paid, one still to come, and one of an applicant."""
    oak = at_office(visit, staff)
    member, today = oak.joined(NAME).member, timezone.localdate()
    with oak.within:
        late = Asked("fee", "", Decimal("60.00"), today - timedelta(20))
        found = dues.ask(member, late, by=oak.steward)
        dues.receive(found, amount=Decimal("20.50"), on=today, method="cash", by=oak.steward)
        wrong = dues.receive(found, amount=Decimal(9), on=today, method="bank", by=oak.steward)
        dues.reverse(wrong, reason="Meant for the shop", by=oak.steward)
        coming = Asked("other", "Key for the shed, and a deposit", Decimal(15), today)
        dues.ask(member, coming, by=oak.steward)
        row = oak.applied("محمد العربي", "m@example.org")
        dues.ask(row, Asked("shares", "", Decimal(50), today - timedelta(1)), by=oak.steward)
    return oak, member, found, row


@shows(
    "tenants:money",
    heading="Money",
    rows=2,
    without={ERROR: "what a filter does not know is not asked for"},
)
def money(visit):
    oak, *_rest = owing(visit)
    go(visit, oak, "money")


@shows("tenants:money", "received", heading="Money", rows=3)
def money_received(visit):
    oak, *_rest = owing(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/money/?show=received")


@shows("tenants:money", EMPTY, heading="Money", rows=0)
def money_of_a_new_one(visit):
    go(visit, at_office(visit), "money")


@shows("tenants:member", "who owes money", heading=NAME)
def member_who_owes(visit):
    oak, member, *_rest = owing(visit)
    go(visit, oak, "member", code=member.code)


@shows("tenants:application-review", "who owes money", heading="محمد العربي")
def applicant_who_owes(visit):
    oak, _member, _due, row = owing(visit)
    go(visit, oak, "application-review", code=row.code)


@shows("tenants:money-due", heading="Fee", rows=3)
def one_amount(visit):
    oak, _member, found, _row = owing(visit)
    go(visit, oak, "money-due", code=found.code)


@shows("tenants:money-due", EMPTY, heading="Shares", rows=0)
def one_amount_with_nothing_booked(visit):
    oak, _member, _due, row = owing(visit)
    with oak.within:
        code = row.dues.get().code
    go(visit, oak, "money-due", code=code)


def at_due(visit, route):
    oak, _member, found, _row = owing(visit)
    with oak.within:
        type(found).objects.filter(pk=found.pk).update(reference="K7Q2M9XD")
    go(visit, oak, f"money-{route}", code=found.code)


CAME = "What came for K7Q2-M9XD?"
LET_GO = "Ask no more for 39.50 EUR?"


@shows("tenants:money-receive", heading=CAME)
def receive(visit):
    at_due(visit, "receive")


@shows("tenants:money-receive", ERROR, heading=CAME)
def receive_no_number(visit):
    at_due(visit, "receive")
    visit.page.get_by_label("Amount").fill("much")
    visit.press("Write down the payment")


@shows("tenants:money-let-go", heading=LET_GO)
def let_go(visit):
    at_due(visit, "let-go")


@shows("tenants:money-let-go", ERROR, heading=LET_GO)
def let_go_without_a_reason(visit):
    at_due(visit, "let-go")
    visit.press("Ask for it no more")


def reversing_money(visit):
    oak, _member, found, _row = owing(visit)
    with oak.within:
        entry = found.entries.first()
        type(entry).objects.filter(pk=entry.pk).rewrite(on="2026-11-02")
    go(visit, oak, "money-reverse", code=entry.code)


@shows("tenants:money-reverse", heading="Reverse 20.50 EUR of 2 Nov 2026?")
def reverse_money(visit):
    reversing_money(visit)


@shows("tenants:money-reverse", ERROR, heading="Reverse 20.50 EUR of 2 Nov 2026?")
def reverse_money_without_a_reason(visit):
    reversing_money(visit)
    visit.press("Reverse")


@shows("tenants:money-ask-member", heading=f"What does {NAME} have to pay?")
def ask_member(visit):
    oak, member, *_rest = owing(visit)
    go(visit, oak, "money-ask-member", code=member.code)


@shows("tenants:money-ask-member", ERROR, heading=f"What does {NAME} have to pay?")
def ask_member_for_nothing(visit):
    ask_member(visit)
    visit.press("Write it down")


@shows("tenants:money-ask-applicant", heading="What does محمد العربي have to pay?")
def ask_applicant(visit):
    oak, _member, _due, row = owing(visit)
    go(visit, oak, "money-ask-applicant", code=row.code)


@shows("tenants:money-ask-applicant", ERROR, heading="What does محمد العربي have to pay?")
def ask_applicant_for_nothing(visit):
    ask_applicant(visit)
    visit.press("Write it down")


@shows("tenants:money-rules", heading="Money")
def rules(visit):
    go(visit, at_office(visit, "owner"), "money-rules")


@shows("tenants:money-rules", ERROR, heading="Money")
def rules_with_a_wrong_account(visit):
    rules(visit)
    visit.page.get_by_label("IBAN").fill("DE88 3704 0044 0532 0130 00")
    visit.press("Save")
