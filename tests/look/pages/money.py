"""Shares and money of members."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from tenants.models import MembershipClass
from tenants.services.money import shares
from tenants.services.money.shares import Told
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import ERROR, shows

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
