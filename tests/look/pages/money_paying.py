"""How somebody pays: who asks to join, and a member on the page of the card."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tests.credentials import holding
from tests.look.pages.credentials_holding import holder, open_card
from tests.look.pages.money import owing
from tests.look.pages.tenants import YOURS, applied, status_of
from tests.look.pages.tenants_staff import go
from tests.look.registry import ERROR, shows

ACCOUNT = {
    "holder": "Oak Street Food Co-op eG",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
    "how": "Or in cash, in the shop on Saturdays.",
}


@shows("tenants:application", "to be paid", heading=YOURS)
def applicant_pays(visit):
    row, elm = applied(visit), visit.world.elm
    with elm.within:
        dues.set_rules(by=elm.staff, **ACCOUNT)
        dues.ask(row, Asked("shares", "", Decimal(50), timezone.localdate()), by=elm.staff)
    status_of(visit, row)


@shows("credentials:card", "to be paid", heading="My card of Green Valley Food Co-op")
def member_pays(visit):
    oak, amara = holding.opened(), holder(visit)
    card = holding.card(oak, amara)
    with oak.within:
        dues.set_rules(by=oak.owner, **ACCOUNT)
        member = card.membership.member
        today = timezone.localdate()
        paid = dues.ask(member, Asked("fee", "", Decimal(20), today), by=oak.steward)
        dues.receive(paid, amount=Decimal(20), on=today, method="bank", by=oak.steward)
        dues.ask(member, Asked("fee", "", Decimal(25), today), by=oak.steward)
    open_card(visit, card)


def ticked(visit, reason=""):
    oak, *_rest = owing(visit)
    go(visit, oak, "money")
    visit.page.locator("input[name=row]").check()
    visit.press("Suspend the memberships of those ticked")
    if reason:
        visit.page.get_by_label("Why").fill(reason)
        visit.press("Suspend")
    return oak


@shows("tenants:money-suspend", heading="Suspend memberships")
def suspend_asked(visit):
    ticked(visit)


@shows("tenants:money-suspend", "done", heading="Suspend memberships")
def suspended_many(visit):
    ticked(visit, "Two reminders")


@shows("tenants:money-suspend", ERROR, heading="Suspend memberships")
def suspend_without_a_reason(visit):
    ticked(visit)
    visit.press("Suspend")
