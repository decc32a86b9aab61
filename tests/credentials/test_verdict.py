from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from credentials.card.state import CardState
from credentials.core.compact import to_digits
from credentials.verifying.answer import Verdict
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db(transaction=True)
OF_A_CARD = re.compile(r'FROM "[a-z]+_(locator|credential|membership|member|holder)"')
OF_CODE = [name for name in holdout.CASES if name.endswith(("_qr", "_code"))]
OF_QR = [name for name in holdout.CASES if name.endswith("_qr")]


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def opened(text):
    """As a phone does: the address is asked for, then the script sends what stands behind #."""
    address, _mark, digits = text.partition("#")
    path = "/v/" + address.rpartition("/v/")[2]
    return Client().get(path), Client().post(path, {"signed": digits})


@pytest.mark.parametrize("name", OF_QR)
def test_the_signed_half_is_checked_as_on_the_page(oak, name):
    case = holdout.CASES[name](oak)
    looked_up, checked = opened(case.text)

    assert looked_up.status_code == checked.status_code == 200
    assert checked.context["answer"].verdict == case.verdict
    assert "data-signed-form" in looked_up.text
    assert "data-signed-form" not in checked.text
    assert "Quokka" not in looked_up.text + checked.text


def test_a_good_card(oak):
    card = members.card_of(members.carded(oak)[0])
    page = Client().get(f"/v/{card.card_code}")

    assert page.status_code == 200
    for word in ("Member", "Oak Street Food Co-op", "just now", 'href="/directory/"', "/verify/"):
        assert word in page.text
    assert page.cookies == {}
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert "signature on this card is genuine" not in page.text


def test_initials_and_no_name(oak):
    looked_up, checked = opened(holdout.good_qr(oak).text)

    assert "A. Q." in looked_up.text
    assert "The signature on this card is genuine." in checked.text


def test_no_initials_of_who_shares_no_name(oak):
    _membership, card = members.carded(oak)
    with members.scope.within(oak.pk):
        member = card.membership.member
        type(member).objects.filter(pk=member.pk).update(share_name=False)

    assert "Initials" not in Client().get(f"/v/{card.card_code}").text


@pytest.mark.parametrize(
    "spell",
    [str.lower, lambda code: f"{code[:4]} {code[4:]}", lambda code: f"{code[:4]}-{code[4:]}"],
)
def test_a_code_is_found_however_it_is_typed(oak, spell):
    _membership, card = members.carded(oak)
    path = f"/v/{spell(card.card_code)}"
    page = Client().post(path, {"signed": to_digits(bytes(card.compact))})

    assert page.status_code == 200
    assert "The signature on this card is genuine." in page.text


@pytest.mark.parametrize("code", ["ZZZZZZZZ", "x", "K7Q2M9XDK7Q2M9XD", "-", "%00", "a" * 500])
def test_no_card_is_no_card_whatever_was_typed(oak, code):
    page, same = Client().get(f"/v/{code}"), Client().get("/v/ZZZZZZZ0")

    assert page.status_code == same.status_code == 404
    assert "Not one of our cards" in page.text
    assert code not in page.text or len(code) == 1
    assert Client().get(f"/v/{code}.json").json()["verdict"] == "unknown"


def test_a_closed_coop_has_no_cards(oak):
    _membership, card = members.carded(oak)
    type(oak).objects.filter(pk=oak.pk).update(state="closed")

    assert Client().get(f"/v/{card.card_code}").status_code == 404


def test_the_same_for_machines(oak):
    _membership, card = members.carded(oak)
    answer = Client().get(f"/v/{card.card_code}.json")

    assert answer.json()["verdict"] == "good"
    assert answer.json()["card"]["cooperative"] == "Oak Street Food Co-op"
    assert escape(answer.json()["headline"]) in Client().get(f"/v/{card.card_code}").text


def test_every_state_of_a_card_has_its_verdict():
    assert {state.value for state in CardState} <= {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("name", OF_CODE)
def test_a_page_asks_for_no_more_than_it_needs(oak, name):
    """Where the code leads, and the card with whom it is of, whatever became of it: nothing is asked for one by one."""
    path = "/v/" + holdout.CASES[name](oak).text.partition("#")[0].rpartition("/v/")[2]
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)

    tables = [OF_A_CARD.search(each["sql"]) for each in asked]
    found = [each[1] for each in tables if each]
    assert found == ["locator", "credential"][: 1 if name == "unknown_code" else 2]
