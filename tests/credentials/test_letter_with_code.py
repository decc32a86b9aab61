"""A letter for one member: card, address and a new code that leads to their seat."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from credentials.card import reading
from credentials.models import Credential
from tenants import outbox
from tenants.models import ClaimCode, Event, Member
from tests.credentials import holding
from tests.credentials.members import carded
from tests.credentials.test_card_paper import page_of

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Grete Müller"


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def valley():
    return holding.opened()


def grete(valley, **values):
    """Without an address or a login, and with a card."""
    membership, _card = carded(valley.coop)
    values = {"name": NAME, "email": "", "email_key": "", "address": "Am Wehr 1", **values}
    with valley.within:
        Member.objects.filter(pk=membership.member_id).update(user=None, **values)
    return membership


def press(valley, membership):
    address = reverse("credentials:card-letter", args=[valley.coop.slug, membership.code])
    return valley.browser().post(address)


def page_for(valley, membership):
    return (
        valley.browser()
        .get(reverse("tenants:member", args=[valley.coop.slug, membership.member.code]))
        .text
    )


def code_in(answer):
    _picture, words = page_of(answer.content)
    [code] = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", words)
    return code


def claimed_by(user, code):
    browser = holding.signed_in(user)
    browser.post("/claim/", {"code": code})
    return browser.post("/claim-confirm/")


def test_the_letter_has_card_name_and_a_code_that_claims_the_seat(valley):
    membership = grete(valley, country="DE", postcode="20095", town="Hamburg")
    assert "Letter with a code" in page_for(valley, membership)
    answer = press(valley, membership)
    _picture, words = page_of(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    for word in (NAME, "Am Wehr 1", "20095 HAMBURG", "/claim/"):
        assert word in words
    [text] = reading.codes_in_pdf(answer.content)
    with valley.within:
        assert Credential.objects.get().card_code in text
        [told] = Event.objects.filter(name="LetterWithCodeMade")
        assert (told.data, told.by) == ({"member": str(membership.member.code)}, valley.steward)
    assert "A letter with a code was made" in page_for(valley, membership)

    user = holding.person("grete@example.net", NAME)
    assert claimed_by(user, code_in(answer))["Location"] == "/me/"
    with valley.within:
        assert Member.objects.get(pk=membership.member_id).user == user
    assert "Letter with a code" not in page_for(valley, membership)
    assert press(valley, membership).status_code == 409, "who has a login needs none"


def test_another_letter_ends_the_code_of_the_one_before(valley):
    membership = grete(valley)
    first, second = (code_in(press(valley, membership)) for _ in range(2))

    assert first != second
    assert Client().post("/claim/", {"code": first}).status_code == 422
    assert Client().post("/claim/", {"code": second})["Location"] == "/claim-email/"


def test_a_name_that_cannot_be_drawn_is_refused_with_a_sentence_and_no_code(valley):
    answer = press(valley, grete(valley, name="สมชาย ใจดี"))

    assert answer.status_code == 422
    assert "no typeface" in answer.text
    with valley.within:
        assert not ClaimCode.objects.exists()
    outbox.drain()
