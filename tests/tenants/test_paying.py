"""How somebody pays: what applicants and members read, and what a person does about who has not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenants import money, outbox, paying
from tenants.models import Application, Cooperative, Due, Membership, MembershipClass
from tenants.secrets import application_token
from tenants.services import members
from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tests.credentials import holding
from tests.tenants import joining, walking
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT = {"holder": "Oak Street eG", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}


@pytest.fixture
def oak():
    made = office()
    with made.within:
        dues.set_rules(by=made.owner, **ACCOUNT)
        yield made


def asked(oak, who, days=0, amount="25.50"):
    due_on = timezone.localdate() + timedelta(days)
    return dues.ask(who, Asked("fee", "", Decimal(amount), due_on), by=oak.steward)


def test_the_code_for_banking_apps_says_account_amount_and_reference(oak):
    due = asked(oak, oak.joined().member)
    Due.objects.filter(pk=due.pk).update(reference="K7Q2M9XD")
    due.refresh_from_db()

    assert paying.epc_text(due, money.rules()).split("\n") == [
        *("BCD", "002", "1", "SCT", "COBADEFFXXX", "Oak Street eG"),
        *("DE89370400440532013000", "EUR25.50", "", "", "K7Q2-M9XD"),
    ]
    assert paying.picture(due, money.rules()).startswith("data:image/svg+xml;base64,")
    due.currency = "GBP"
    assert paying.picture(due, money.rules()) == ""
    due.currency, due.settled = "EUR", due.amount
    assert paying.how_to_pay([due]) is None


def test_who_asks_to_join_reads_how_to_pay_until_it_is_paid_or_declined(mailoutbox):
    elm = office("elm")
    with elm.within:
        joining.bylaws()
        MembershipClass.objects.update(fee=Decimal("12.50"))
        dues.set_rules(asks=True, by=elm.owner, **ACCOUNT)
        row = joining.applied(mailoutbox)
        address = reverse("tenants:application", args=[application_token(row.code)])
        due = Due.objects.get(application=row)
        outbox.drain()
        assert Due.objects.count() == 1
        page = Client().get(address).text
        for said in (due.spelt, "12.50 EUR", "DE89 3704 0044 0532 0130 00", "data:image/svg"):
            assert said in page
        Application.objects.filter(pk=row.pk).update(state="declined", decided_at=timezone.now())
        assert due.spelt not in Client().get(address).text
        Application.objects.filter(pk=row.pk).update(state="submitted", decided_at=None)
        dues.receive(due, amount=due.amount, on=timezone.localdate(), method="cash", by=elm.steward)
        assert due.spelt not in Client().get(address).text


def test_a_member_reads_on_the_card_what_is_open_and_what_was_paid():
    oak, amara = holding.opened(), holding.person()
    card = holding.card(oak, amara)
    address = reverse("credentials:card", args=[card.code])
    browser = holding.signed_in(amara)
    assert "What is to be paid" not in browser.get(address).text
    with oak.within:
        Cooperative.objects.filter(pk=oak.coop.pk).update(currency="EUR")
        dues.set_rules(by=oak.owner, how="Cash on Saturdays.")
        open_one, paid = (asked(oak, card.membership.member) for _each in range(2))
        dues.let_go(paid, action="waived", reason="Secret reason", by=oak.steward)
    page = browser.get(address).text
    for said in ("What is to be paid", open_one.spelt, "Cash on Saturdays.", "What you have paid"):
        assert said in page
    assert "Secret reason" not in page


def test_memberships_are_suspended_together_with_an_outcome_each(oak):
    late = [oak.joined(name) for name in ("Amara Okonkwo", "Bea Lind", "Cem Aydin")]
    rows = [asked(oak, each.member, days=-20) for each in late]
    members.suspend_membership(late[2], reason="Before", by=oak.steward)
    browser, address = oak.browser(), reverse("tenants:money-suspend", args=[oak.coop.slug])
    codes = {"row": [*(str(row.code) for row in rows), "no code"]}

    page = browser.post(address, codes)
    assert ("Amara Okonkwo" in page.text, "Cem Aydin" in page.text) == (True, False)
    assert browser.post(address, codes | {"reason": ""}).status_code == 422
    assert Membership.objects.filter(standing="suspended").count() == 1
    done = browser.post(address, codes | {"reason": "Two reminders"}).text
    assert done.count("Suspended. The member is told") == 2
    outbox.drain()
    assert Membership.objects.filter(standing_reason="Two reminders").count() == 2
    assert "Tick somebody" in browser.post(address, codes, follow=True).text


def test_the_page_after_sending_says_already_what_is_to_be_paid(mailoutbox):
    elm, browser = office("elm"), Client()
    with elm.within:
        joining.bylaws()
        MembershipClass.objects.update(fee=Decimal("12.50"))
        dues.set_rules(asks=True, by=elm.owner)
        walking.to_verify(browser, elm)
        code = joining.code_in(mailoutbox[-1])
        page = browser.post(f"{walking.JOIN}verify/", {"code": code}, follow=True).text
        assert "One thing is left: what is to be paid." in page
        assert Due.objects.get().spelt in page
