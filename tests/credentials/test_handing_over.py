"""Who decides that a federation signs: an owner on a page, or an operator who says who agreed."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from credentials.models import IssuedBy
from tenants import outbox
from tests.credentials.deputies import may_sign
from tests.credentials.members import card_of, carded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made():
    return may_sign()


def test_an_owner_hands_over_and_takes_back_on_a_page(made):
    membership, _own = carded(made.oak.coop)
    browser = made.oak.browser()
    page = "/c/oak/staff/issuing/"

    shown = browser.get(page).content.decode()
    assert "You sign them yourselves" in shown
    assert "1 member gets a new card from it." in shown

    browser.post(page, {"issuer": str(made.body.coop.pk)})
    outbox.drain()
    assert "Commons Federation signs them" in browser.get(page).content.decode()
    assert card_of(membership).signer == made.body.coop.did

    browser.post(page, {"issuer": "self"})
    outbox.drain()
    assert card_of(membership).signer == ""
    assert browser.post(page, {"issuer": str(made.elm.coop.pk)}).status_code == 404


def test_an_operator_may_for_a_co_op_without_staff_and_says_who_agreed(made, capsys):
    agreed = "Ada Birch, secretary, by letter of 3 November 2026"
    call_command("issued_by", "oak", "commons", "--agreed", agreed)

    with made.oak.within:
        row = IssuedBy.objects.get()
    assert (row.issuer_id, row.by_id, row.note) == (made.body.coop.pk, None, agreed)
    assert "Commons Federation signs the cards of Oak" in capsys.readouterr().out
    for arguments in (("elm", "commons"), ("oak", "nobody"), ("nobody", "commons")):
        with pytest.raises(CommandError):
            call_command("issued_by", *arguments, "--agreed", agreed)
